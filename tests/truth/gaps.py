"""Ways in which a record is thinner than the life: each written of the same patients, so that the gap alone differs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from tests.truth.lives import Life
from tests.truth.styles import Change, Style

Resource = dict[str, Any]

YEAR = timedelta(365)
MEDICATION = frozenset({"MedicationRequest", "MedicationStatement", "MedicationDispense"})


def _same_style(style: Style, _: Random) -> Style:
    return style


def _same_life(life: Life, _: Random) -> Life:
    return life


def _same_record(_: Resource) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One way: how it is written, what of the life happened elsewhere, what each record then lacks."""

    told: str
    style: Change = _same_style
    life: Callable[[Life, Random], Life] = _same_life
    record: Callable[[Resource], None] = _same_record


def _to(**fixed: str) -> Change:
    return lambda style, _: replace(style, **fixed)  # type: ignore[arg-type]


def without_doses(record: Resource) -> None:
    """How often and how long stays, how much goes; the drug is its ingredient alone."""
    for dosage in [*record.get("dosageInstruction", ()), *record.get("dosage", ())]:
        dosage.pop("doseAndRate", None)
        dosage.pop("text", None)
    record.pop("quantity", None)


def without_starts(record: Resource) -> None:
    """No day on which it began or was written; the end stays where it is told."""
    if record["resourceType"] not in MEDICATION:
        return
    for name in ("authoredOn", "whenHandedOver", "dateAsserted"):
        record.pop(name, None)
    record.get("effectivePeriod", {}).pop("start", None)
    for dosage in [*record.get("dosageInstruction", ()), *record.get("dosage", ())]:
        repeat = dosage.get("timing", {}).get("repeat", {})
        repeat.get("boundsPeriod", {}).pop("start", None)
        if not repeat.get("boundsPeriod", True):
            del repeat["boundsPeriod"]


def without_person(record: Resource) -> None:
    """Neither sex nor birth date."""
    if record["resourceType"] == "Patient":
        record.pop("gender", None)
        record.pop("birthDate", None)


def _began_a_year_ago(life: Life, _: Random) -> Life:
    """A patient who is new here: what was before left no trace but the diagnosis."""
    since = life.as_of - YEAR
    courses = []
    for course in life.courses:
        steps = tuple(replace(step, first=max(step.first, since)) for step in course.steps if step.last >= since)
        if steps:
            courses.append(replace(course, steps=steps, levels=tuple(day for day in course.levels if day >= since)))
    return replace(life, courses=tuple(courses), scores=tuple(each for each in life.scores if each.day >= since))


def _half_elsewhere(life: Life, chance: Random) -> Life:
    """Each treatment by the toss of a coin: prescribed and paid where this record does not reach."""
    return replace(life, courses=tuple(course for course in life.courses if chance.random() < 0.5))


def _written_doseless(style: Style, _: Random) -> Style:
    return replace(style, source="orders", coding="ingredient")


GAPS: Mapping[str, Gap] = {
    "well kept": Gap(told="days, doses and scores as they were"),
    "no doses": Gap(told="the drug and its days, no dose", style=_written_doseless, record=without_doses),
    "no scores": Gap(told="no scale was ever filled in", style=_to(scores="none")),
    "no score at the end": Gap(told="a scale before the treatment, none after", style=_to(scores="no endpoint")),
    "no start dates": Gap(told="no day of a start or an order", style=_to(source="statements"), record=without_starts),
    "no end dates": Gap(told="over, nobody wrote when", style=_to(source="orders", ends="missing")),
    "never closed": Gap(told="orders that nobody ended", style=_to(source="orders", ends="open")),
    "free text only": Gap(
        told="drug, dose and diagnosis in words",
        style=_to(source="statements", coding="text", doses="sig", diagnosis="text"),
    ),
    "record of one year": Gap(told="new here: nothing from before a year ago", life=_began_a_year_ago),
    "half elsewhere": Gap(told="every other treatment in another system", life=_half_elsewhere),
    "no sex, no birth date": Gap(told="neither stands in the Patient", record=without_person),
    "thin": Gap(
        told="no doses, no scores, orders never ended",
        style=lambda style, chance: replace(_written_doseless(style, chance), ends="open", scores="none"),
        record=without_doses,
    ),
}
"""The first is what the others are laid beside."""
