"""Totals and items of symptom scales (§5.1, R-O1 … R-O3); suicide items and screens (§6.9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fhir_mappings.answers import Value, answer_of, is_stated, number_of
from fhir_mappings.observation_codes import ObservationCodes
from fhir_mappings.reading.elements import CodeableConcept
from trd.history import Gap, ItemAnswer, Measurement, Score
from trd.knowledge.types import Knowledge, ObservationCode, Scale
from trd.terms import GapCode

SCREEN: Final = "c-ssrs"
WORST_IDEATION: Final = Decimal(5)
UNVERSIONED: Final = {"gds": "GDS", "ids": "IDS"}
"""Names that do not say which version: no range, no cut-off, so they are not scored (§5 of the code tables)."""
READ_AS: Final = {"qids": "qids-sr16"}


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The day of an observation, and a sortable instant where the record has one."""

    day: date
    issued: str | None = None
    """Of a score: when it was issued or authored (R-O4)."""
    moment: str | None = None
    """Of a measurement: the time of day it was taken."""


def read_total(
    code: ObservationCode,
    value: Value,
    concept: CodeableConcept | None,
    when: When,
    evidence: tuple[str, ...],
    codes: ObservationCodes,
    knowledge: Knowledge,
) -> Score | ItemAnswer | Measurement | Gap | None:
    """A total of a scale; one that cannot be used is said, never mended (R-O1)."""
    instrument = READ_AS.get(code.concept, code.concept)
    if instrument == SCREEN:
        return _screen_total(code, value, concept, when, evidence, codes)
    if instrument in UNVERSIONED:
        name = UNVERSIONED[instrument]
        return unreadable(f"{name} score of {when.day.isoformat()}: the version of the scale is not stated", evidence)
    found = number_of(value)
    scale = knowledge.scales.get(instrument)
    if scale is None:
        return _other_total(instrument, found, when, evidence)
    if found is None or not in_range(found, scale):
        return unreadable(f"{scale.label} of {when.day.isoformat()}: {_why(found, value, concept)}", evidence)
    return Score(instrument=instrument, value=found, day=when.day, evidence=evidence, issued=when.issued)


def read_item(
    code: ObservationCode,
    value: Value,
    concept: CodeableConcept | None,
    when: When,
    evidence: tuple[str, ...],
    codes: ObservationCodes,
    knowledge: Knowledge,
) -> ItemAnswer | Gap | None:
    """One answered question of a scale; a suicide item that cannot be read is said."""
    instrument = READ_AS.get(code.concept, code.concept)
    if not code.item:
        return None
    scale = knowledge.scales.get(instrument)
    points = answer_of(value, concept, codes, instrument, code.item)
    if points is None or not is_answer(points, scale):
        if not is_stated(value, concept) or not is_risk_item(instrument, code.item, scale):
            return None
        name = scale.label if scale is not None else instrument.upper()
        return unreadable(f"{name} item {code.item} of {when.day.isoformat()}: the answer is not readable", evidence)
    return ItemAnswer(
        instrument=instrument, item=code.item, value=points, day=when.day, evidence=evidence, issued=when.issued
    )


def in_range(value: Decimal, scale: Scale) -> bool:
    """Inside the scale, and whole where only whole numbers exist (R-O1)."""
    whole = not scale.whole_numbers or value == value.to_integral_value()
    return whole and scale.minimum <= value <= scale.maximum


def is_answer(points: Decimal, scale: Scale | None) -> bool:
    """A whole number of points that one question can have."""
    if points < 0 or points != points.to_integral_value():
        return False
    if scale is None:
        return points <= 1
    if scale.scoring == "sum" and scale.items and scale.maximum % scale.items == 0:
        return points <= scale.maximum / scale.items
    return points <= scale.maximum


def is_risk_item(instrument: str, item: str, scale: Scale | None) -> bool:
    """Whether the question is about suicide: it must not fall silently."""
    return instrument == SCREEN or (scale is not None and item in (scale.risk_item or "").split())


def total_of(answers: Mapping[str, Decimal], scale: Scale) -> Decimal | None:
    """The total by the scale's own scoring, only when every item is there (R-O2)."""
    if not scale.items or any(str(number) not in answers for number in range(1, scale.items + 1)):
        return None
    points = {number: answers[str(number)] for number in range(1, scale.items + 1)}
    match scale.scoring:
        case "qids":
            total = _highest(points, 1, 2, 3, 4) + _highest(points, 6, 7, 8, 9) + _highest(points, 15, 16)
            total += sum((points[number] for number in (5, 10, 11, 12, 13, 14)), Decimal(0))
        case "ids":
            total = sum((points[number] for number in (*range(1, 11), *range(15, 31))), Decimal(0))
            total += _highest(points, 11, 12) + _highest(points, 13, 14)
        case _:
            total = sum(points.values(), Decimal(0))
    return total if in_range(total, scale) else None


def unreadable(what: str, evidence: tuple[str, ...]) -> Gap:
    """A score that is not used, and why (R-O1)."""
    return Gap(code=GapCode.SCORE_UNREADABLE, what=what, evidence=evidence)


def _highest(points: Mapping[int, Decimal], *numbers: int) -> Decimal:
    return max(points[number] for number in numbers)


def _why(found: Decimal | None, value: Value, concept: CodeableConcept | None) -> str:
    if found is not None:
        return "the number is none of this scale"
    return "the value is not readable" if is_stated(value, concept) else "no value"


def _other_total(instrument: str, found: Decimal | None, when: When, evidence: tuple[str, ...]) -> Measurement | None:
    """A screening total without bands of its own (AUDIT, MoCA …): a number to compare (§7)."""
    if found is None or found < 0:
        return None
    return Measurement(concept=instrument, low=found, high=found, day=when.day, evidence=evidence, issued=when.moment)


def _screen_total(
    code: ObservationCode,
    value: Value,
    concept: CodeableConcept | None,
    when: When,
    evidence: tuple[str, ...],
    codes: ObservationCodes,
) -> ItemAnswer | Gap | None:
    """The most severe ideation of a C-SSRS, 0 to 5; a lifetime one keeps its name and sets no level alone."""
    points = answer_of(value, concept, codes, SCREEN, code.item)
    if points is None or not 0 <= points <= WORST_IDEATION or points != points.to_integral_value():
        if not is_stated(value, concept):
            return None
        return unreadable(f"Columbia screen of {when.day.isoformat()}: the result is not readable", evidence)
    return ItemAnswer(
        instrument=SCREEN, item=code.item, value=points, day=when.day, evidence=evidence, issued=when.issued
    )
