"""Dispenses read into days of supply (E19b, E19c, R-E22, R-D19)."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from tests.builders import dispense, history, order
from trd.choices import Choices
from trd.exposures import Exposure, Rebuilt, certain_days, possible_days, rebuild, supply
from trd.exposures.spells import Reading
from trd.history import MedicationRecord
from trd.intervals import Days
from trd.knowledge.loading import load

SERTRALINE = frozenset({"sertraline"})
AS_OF = date(2026, 11, 23)


def rebuilt(*records: MedicationRecord, as_of: str = "2026-11-23") -> Rebuilt:
    return rebuild(history(records), load(), Choices(), as_of=date.fromisoformat(as_of))


def days(first: str, last: str) -> Days:
    return Days.between(date.fromisoformat(first), date.fromisoformat(last))


def dose(exposure: Exposure) -> tuple[Any, Any]:
    return exposure.low, exposure.high


def fill(on: str, lasting: int | None, dose: object = 50, **more: object) -> MedicationRecord:
    more.setdefault("unit_strength", dose)
    return dispense("sertraline", dose, on, lasting, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fills", "last_certain", "last_possible"),
    [
        pytest.param([fill("2026-01-01", 30)], "2026-01-30", "2026-01-30", id="until it is used up"),
        pytest.param(
            [fill("2026-01-01", 30), fill("2026-01-21", 30)], "2026-03-01", "2026-03-01", id="10 days carried over"
        ),
        pytest.param(
            [fill("2026-01-01", 30), fill("2026-01-02", 30), fill("2026-01-03", 30)],
            "2026-03-03",
            "2026-03-03",
            id="at most 30 days carried",
        ),
        pytest.param(
            [fill("2026-01-01", 30), fill("2026-01-21", 30, 100)],
            "2026-02-19",
            "2026-03-01",
            id="another strength: what was left is only possible",
        ),
        pytest.param(
            [fill("2026-01-01", 30), fill("2026-01-02", 30, 100)],
            "2026-01-31",
            "2026-01-31",
            id="two strengths fetched together",
        ),
        pytest.param([fill("2026-01-01", None)], "2026-01-01", "2026-01-30", id="supply not known"),
        pytest.param(
            [fill("2026-01-01", None), fill("2026-02-15", None)],
            "2026-02-15",
            "2026-03-16",
            id="supply not known, fetched again within 45 days",
        ),
    ],
)
def test_how_far_a_supply_reaches(fills, last_certain, last_possible) -> None:
    found = rebuilt(*fills)
    assert certain_days(found.exposures, SERTRALINE).last == date.fromisoformat(last_certain)
    assert possible_days(found.exposures, SERTRALINE).last == date.fromisoformat(last_possible)


def test_fetched_again_after_46_days_leaves_a_gap() -> None:
    found = rebuilt(fill("2026-01-01", None), fill("2026-02-16", None))
    assert certain_days(found.exposures, SERTRALINE) == days("2026-01-01", "2026-01-01") | days(
        "2026-02-16", "2026-02-16"
    )


def test_a_dispense_that_may_not_have_happened_is_possible() -> None:
    found = rebuilt(fill("2026-01-01", 30, only_possible=True))
    assert certain_days(found.exposures, SERTRALINE) == Days()
    assert found.supplied == {}


def test_two_strengths_fetched_together_may_be_taken_together() -> None:
    found = rebuilt(fill("2026-01-01", 30, 50), fill("2026-01-01", 30, 100))
    (exposure,) = found.exposures
    assert dose(exposure) == (100, 150)


def test_a_change_of_strength_is_a_change_of_dose_until_shown_otherwise() -> None:
    found = rebuilt(fill("2026-01-01", 30, 50), fill("2026-01-21", 30, 100))
    assert [dose(each) for each in found.exposures if each.certain] == [(50, 50), (100, 150), (100, 100)]


def test_the_order_gives_the_dose_that_the_dispense_does_not() -> None:
    """R-D19."""
    found = rebuilt(order("sertraline", 100, "2026-01-01", "2026-03-31"), fill("2026-01-02", 90, None))
    assert {each.low for each in found.exposures if each.certain} == {100}


def test_a_later_order_changes_the_dose_of_what_is_at_home() -> None:
    found = rebuilt(
        order("sertraline", 50, "2026-01-01"), fill("2026-01-02", 90, 50), order("sertraline", 100, "2026-02-01")
    )
    february = next(each for each in found.exposures if date(2026, 2, 15) in each.certain)
    assert dose(february) == (50, 100)


def test_supplied_days_are_counted_once() -> None:
    """R-Q5."""
    supplied = rebuilt(fill("2026-01-01", 30), fill("2026-02-15", 30)).supplied["sertraline"]
    assert len(supplied.days) == 60
    assert supplied.handed_over == (date(2026, 1, 1), date(2026, 2, 15))


def test_a_supply_that_reaches_beyond_today_is_open() -> None:
    found = rebuilt(fill("2026-11-01", 90))
    (exposure,) = found.exposures
    assert exposure.end is None
    assert exposure.certain == days("2026-11-01", "2026-11-23")


# ---- however many there are


def some_dispenses(chance: Random) -> list[MedicationRecord]:
    """Dispenses of one drug: several strengths and doses, or none stated, some on one day."""
    return [
        dispense(
            "sertraline",
            chance.choice([None, 50, 100]),
            AS_OF - timedelta(days=chance.randrange(1, 60)),
            chance.choice([None, 7, 30, 60]),
            id=f"MedicationDispense/{number:02}",
            unit_strength=chance.choice([None, 25, 50]),
        )
        for number in range(chance.randrange(2, 14))
    ]


def told_plainly(records: list[MedicationRecord], most: int, soon: int, usual: int) -> list[tuple[int, int, int]]:
    """R-E22, R-E19b and R-E19c as they are told, every fill compared with every other: first, last certain, last."""

    def kind(record: MedicationRecord) -> tuple[object, object]:
        return record.unit_strength, (record.steps[0].low, record.steps[0].high) if record.steps else None

    def same(one: MedicationRecord, other: MedicationRecord) -> bool:
        return all(mine in (None, its) or its is None for mine, its in zip(kind(one), kind(other), strict=True))

    handed = {id(record): record.start.latest.toordinal() for record in records if record.start}
    ordered = sorted(records, key=lambda record: (handed[id(record)], record.evidence))
    found: list[list[int]] = []
    kinds: dict[object, tuple[MedicationRecord, int, int]] = {}
    for place, record in enumerate(ordered):
        day = handed[id(record)]
        if record.supply_days is None:
            following = handed[id(ordered[place + 1])] if place + 1 < len(ordered) else None
            last = following - 1 if following is not None and following - day <= soon else day
            found.append([day, max(last, day), max(last, day + usual - 1)])
            continue
        left = max((last for other, _, last in kinds.values() if same(other, record)), default=0) - day + 1
        before = (last for other, first, last in kinds.values() if not same(other, record) and first < day - 1)
        dropped = max(before, default=0) - day + 1
        last = day + record.supply_days + min(max(left, 0), most) - 1
        found.append([day, last, last + min(max(dropped, 0), most)])
        kinds[kind(record)] = (record, day, last)
    for place, record in enumerate(ordered):
        changes = [
            handed[id(other)]
            for other in ordered[place + 1 :]
            if not same(other, record) and handed[id(other)] > handed[id(record)] + 1
        ]
        if changes and min(changes) <= found[place][1]:
            found[place][1] = min(changes) - 1
    today = AS_OF.toordinal()
    return [(first, min(last, today), min(end, today)) for first, last, end in found]


@pytest.mark.parametrize("seed", range(40))
def test_supplies_are_what_comparing_each_with_each_would_give(seed: int) -> None:
    records = some_dispenses(Random(seed))
    reading = Reading(choices=Choices(), figures=load().figures, as_of=AS_OF.toordinal())
    most, soon, usual = (
        reading.days(name) for name in ("carry-over-days", "next-dispense-days", "default-supply-days")
    )
    found = supply.dispensed(records, reading)
    plainly = told_plainly(records, most, soon, usual)
    assert [(spell.possible[0], spell.certain[1], spell.possible[1]) for spell in found] == plainly


def test_the_work_for_each_dispense_does_not_grow_with_their_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """No two of the same dose, and all of them in two months."""
    reading = Reading(choices=Choices(), figures=load().figures, as_of=AS_OF.toordinal())
    compared: list[supply.Fill] = []
    same = supply._same

    def counted(one: supply.Fill, other: supply.Fill) -> bool:
        compared.append(one)
        return same(one, other)

    monkeypatch.setattr(supply, "_same", counted)
    records = [
        dispense("sertraline", 10 + number, AS_OF - timedelta(days=number % 60), 60, id=f"MedicationDispense/{number}")
        for number in range(600)
    ]
    supply.dispensed(records, reading)
    assert len(compared) <= 600 * (2 * supply.AT_HOME + 3)
