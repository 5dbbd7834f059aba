"""Values that follow from two others: calcium by albumin, body mass index by weight and height (§3.2)."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from trd.history import Measurement

CALCIUM: Final = "calcium"
ALBUMIN: Final = "albumin"
BMI: Final = "bmi"
NORMAL_ALBUMIN: Final = Decimal("4.0")
PER_GRAM: Final = Decimal("0.8")
"""mg/dL of calcium for each g/dL of albumin below normal (§3.2)."""
CENTIMETRES: Final = 100
PLAUSIBLE_BMI: Final = (Decimal(8), Decimal(100))


def complete(measurements: Iterable[Measurement]) -> tuple[Measurement, ...]:
    """The measurements with calcium corrected by the albumin of its day, and the BMI where it was not sent."""
    known = list(measurements)
    albumin = {value.day: value for value in known if value.concept == ALBUMIN and _exact(value) is not None}
    corrected = [_corrected(value, albumin.get(value.day)) for value in known]
    return (*corrected, *_indices(known))


def _exact(value: Measurement) -> Decimal | None:
    return value.low if value.low == value.high else None


def _corrected(value: Measurement, albumin: Measurement | None) -> Measurement:
    total = _exact(value)
    protein = _exact(albumin) if albumin is not None else None
    if value.concept != CALCIUM or total is None or albumin is None or protein is None:
        return value
    by_albumin = total + PER_GRAM * (NORMAL_ALBUMIN - protein)
    return replace(value, low=by_albumin, high=by_albumin, evidence=(*value.evidence, *albumin.evidence))


def _indices(known: list[Measurement]) -> list[Measurement]:
    """kg ÷ m² of each weight, by the last height measured up to that day, else the first one after it."""
    sent = {value.day for value in known if value.concept == BMI}
    heights = sorted(
        (value for value in known if value.concept == "height" and _exact(value)), key=lambda value: value.day
    )
    days: list[date] = [height.day for height in heights]
    found = []
    for weight in known:
        kilograms = _exact(weight)
        if weight.concept != "weight" or kilograms is None or weight.day in sent or not heights:
            continue
        height = heights[max(bisect_right(days, weight.day) - 1, 0)]
        metres = (_exact(height) or Decimal(0)) / CENTIMETRES
        index = kilograms / (metres * metres)
        if PLAUSIBLE_BMI[0] <= index <= PLAUSIBLE_BMI[1]:
            evidence = (*weight.evidence, *height.evidence)
            found.append(
                Measurement(concept=BMI, low=index, high=index, day=weight.day, evidence=evidence, estimated=True)
            )
    return found
