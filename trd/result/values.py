"""How a single value is written in the result: numbers exact, days in ISO form, what is not on record as null."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from trd.history import Score
from trd.intervals import DayInterval
from trd.knowledge.types import Knowledge

COURSES = {
    "ect": "electroconvulsive therapy",
    "tms": "transcranial magnetic stimulation",
    "psychotherapy": "psychotherapy",
    "other-neuromodulation": "neuromodulation",
}
"""Treatments of a trial that are no drug."""


def number(value: Decimal | None) -> int | Decimal | None:
    """50, not 50.0: the same number has one spelling."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


def rounded_down(value: Decimal, places: int) -> int | Decimal | None:
    """For display alone; down, so that it never says more than is certain (R-0.4)."""
    scale = Decimal(10) ** places
    return number((value * scale).to_integral_value(rounding="ROUND_FLOOR") / scale)


def weeks(days: int) -> int | Decimal | None:
    """Days as weeks, rounded down to one decimal (R-0.4)."""
    return number(Decimal(days * 10 // 7) / 10)


def iso(day: date | None) -> str | None:
    """`2026-11-23`."""
    return None if day is None else day.isoformat()


def day_of(interval: DayInterval | None, certain: date | None) -> str | None:
    """The day itself; of a partial date the first or last day that is certain."""
    if interval is None:
        return None
    return iso(interval.earliest if interval.exact else certain)


def range_of(interval: DayInterval | None) -> list[str] | None:
    """The earliest and the latest reading of a date."""
    return None if interval is None else [interval.earliest.isoformat(), interval.latest.isoformat()]


def references(*evidence: Iterable[str]) -> list[str]:
    """Every record behind a fact, each once, in a fixed order."""
    return sorted({reference for each in evidence for reference in each})


def agent(id_: str, knowledge: Knowledge) -> dict[str, Any]:
    """A drug by its generic name, RxCUI and class; another treatment by its name alone."""
    known = knowledge.agents.get(id_)
    if known is None:
        return {"name": COURSES.get(id_, id_), "rxcui": None, "class": None}
    return {"name": known.label, "rxcui": known.rxcui, "class": known.drug_class}


def scored(score: Score | None, knowledge: Knowledge) -> dict[str, Any] | None:
    """A baseline or endpoint; null where there is none."""
    if score is None:
        return None
    return {
        "instrument": instrument(score.instrument, knowledge),
        "score": number(score.value),
        "date": iso(score.day),
    }


def instrument(id_: str, knowledge: Knowledge) -> str:
    """The usual name of a scale: "PHQ-9"."""
    scale = knowledge.scales.get(id_)
    return scale.label if scale is not None else id_.upper()
