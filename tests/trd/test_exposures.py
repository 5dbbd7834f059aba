"""Which days are certain and which only possible, source by source (E11 … E19e, R-E6 … R-E27)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import administration, dispense, history, medication, order, statement, step, when
from trd.choices import Choices
from trd.exposures import Exposure, Rebuilt, certain_days, possible_days, rebuild
from trd.history import MedicationRecord
from trd.intervals import Days
from trd.knowledge.loading import load
from trd.terms import DateBasis, Doubt, RecordKind, RecordStatus


def rebuilt(*records: MedicationRecord, as_of: str = "2026-11-23", dispensed_on: tuple[str, ...] = ()) -> Rebuilt:
    return rebuild(history(records, dispensed_on=dispensed_on), load(), Choices(), as_of=date.fromisoformat(as_of))


def days(first: str, last: str) -> Days:
    return Days.between(date.fromisoformat(first), date.fromisoformat(last))


def certain(found: Rebuilt, agent: str = "sertraline") -> Days:
    return certain_days(found.exposures, frozenset({agent}))


def possible(found: Rebuilt, agent: str = "sertraline") -> Days:
    return possible_days(found.exposures, frozenset({agent}))


def only(found: Rebuilt) -> Exposure:
    (exposure,) = found.exposures
    return exposure


def dose(exposure: Exposure) -> tuple[Any, Any]:
    return exposure.low, exposure.high


def codes(found: Rebuilt) -> set[str]:
    return {gap.code.value for gap in found.gaps}


def told(count: int, first: str) -> tuple[str, str]:
    """A span of so many days, as its first and last day."""
    start = date.fromisoformat(first)
    return first, date.fromordinal(start.toordinal() + count - 1).isoformat()


@pytest.mark.parametrize(
    ("record", "sure", "perhaps"),
    [
        pytest.param(
            order("sertraline", 50, "2026-01-01", "2026-03-31"),
            ("2026-01-01", "2026-03-31"),
            ("2026-01-01", "2026-03-31"),
            id="E11 the end is stated",
        ),
        pytest.param(
            order("sertraline", 50, "2026-09-01", "2027-03-31", status="active"),
            ("2026-09-01", "2026-11-23"),
            ("2026-09-01", "2026-11-23"),
            id="R-E4 a period that ends later is cut today",
        ),
        pytest.param(
            order("sertraline", 50, "2026-09-01", "2027-03-31", status="stopped"),
            ("2026-09-01", "2026-09-01"),
            ("2026-09-01", "2026-11-23"),
            id="stopped before its planned end, nobody knows when",
        ),
        pytest.param(
            order("sertraline", 50, "2026-09-01", supply_days=30),
            told(30, "2026-09-01"),
            ("2026-09-01", "2026-11-23"),
            id="E12 active, supply known",
        ),
        pytest.param(
            order("sertraline", 50, "2026-05-01", supply_days=365),
            told(90, "2026-05-01"),
            ("2026-05-01", "2026-11-23"),
            id="E12 a long supply is believed for 90 days",
        ),
        pytest.param(
            statement("sertraline", 50, "2026-01-01", asserted="2026-09-10"),
            ("2026-01-01", "2026-11-23"),
            ("2026-01-01", "2026-11-23"),
            id="E13 an active statement is believed for 90 days after it was asserted",
        ),
        pytest.param(
            order("sertraline", 50, "2025-08-01"),
            told(90, "2025-08-01"),
            told(365, "2025-08-01"),
            id="E14 stale: possible for 365 days",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", status="completed", supply_days=60),
            told(60, "2026-01-01"),
            told(60, "2026-01-01"),
            id="E15 completed, supply known",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", status="completed", last_updated="2026-03-01"),
            ("2026-01-01", "2026-01-01"),
            ("2026-01-01", "2026-03-01"),
            id="E16 over: at the latest when the record was last changed",
        ),
        pytest.param(
            order("sertraline", 50, "2025-06-01", status="stopped"),
            ("2025-06-01", "2025-06-01"),
            told(365, "2025-06-01"),
            id="E16 over: at the latest after a year",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", status="completed", validity_end="2026-02-15"),
            ("2026-01-01", "2026-01-01"),
            ("2026-01-01", "2026-02-15"),
            id="the validity of the paper caps possible days",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", status="stopped", supply_days=30),
            ("2026-01-01", "2026-01-01"),
            told(30, "2026-01-01"),
            id="E17 stopped inside its supply",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", status="on-hold", hold="2026-02-01"),
            ("2026-01-01", "2026-01-31"),
            ("2026-01-01", "2026-01-31"),
            id="E18 held on a day",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", "2026-06-30", status="on-hold", hold="2026-02-01"),
            ("2026-01-01", "2026-01-31"),
            ("2026-01-01", "2026-01-31"),
            id="E18 held before its planned end",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", status="on-hold"),
            ("2026-01-01", "2026-01-01"),
            ("2026-01-01", "2026-11-23"),
            id="E19 held, nobody knows when",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", "2026-03-31", as_needed=True),
            None,
            ("2026-01-01", "2026-03-31"),
            id="as needed: only possible",
        ),
        pytest.param(
            statement("sertraline", 50, "2026-01-01", "2026-03-31", status="unknown"),
            None,
            ("2026-01-01", "2026-03-31"),
            id="E19d a status that nobody can read",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", when("2026-02")),
            ("2026-01-01", "2026-02-01"),
            ("2026-01-01", "2026-02-28"),
            id="R-E7 until some day in February",
        ),
        pytest.param(
            statement("sertraline", 50, "2026-01", "2026-03-31"),
            ("2026-01-31", "2026-03-31"),
            ("2026-01-01", "2026-03-31"),
            id="R-E7 from some day in January",
        ),
        pytest.param(
            statement("sertraline", 50, "2026-03", "2026-03-10"),
            None,
            ("2026-03-01", "2026-03-10"),
            id="R-E8 the end lies before the start on some readings",
        ),
        pytest.param(
            administration("sertraline", 50, "2026-01-05", "2026-01-07"),
            ("2026-01-05", "2026-01-07"),
            ("2026-01-05", "2026-01-07"),
            id="E19e given",
        ),
        pytest.param(
            statement("sertraline", 50, "2026-10-01", start_assumed=True),
            ("2026-10-01", "2026-11-23"),
            ("2025-10-01", "2026-11-23"),
            id="only asserted on a day",
        ),
        pytest.param(
            order("sertraline", 50, authored="2026-10-01"),
            ("2026-10-01", "2026-11-23"),
            ("2026-10-01", "2026-11-23"),
            id="only the day it was written",
        ),
        pytest.param(
            medication(RecordKind.ADMINISTRATION, "sertraline", 50, "2026-10-01", None, status="completed"),
            ("2026-10-01", "2026-10-01"),
            ("2026-10-01", "2026-10-01"),
            id="given once",
        ),
        pytest.param(
            statement("sertraline", 50, asserted="2026-10-01", status="completed"),
            None,
            ("2025-10-01", "2026-11-23"),
            id="over when it was asserted, no day known",
        ),
    ],
)
def test_a_record_gives_certain_and_possible_days(record, sure, perhaps) -> None:
    found = rebuilt(record)
    assert certain(found) == (days(*sure) if sure else Days())
    assert possible(found) == days(*perhaps)


def test_an_order_without_a_date_starts_with_the_first_dispense() -> None:
    found = rebuilt(order("sertraline", 50, authored=None), dispense("sertraline", 50, "2026-10-05", 30))
    assert certain(found).first == date(2026, 10, 5)


def test_a_plan_that_begins_after_its_first_dispense_begins_with_it() -> None:
    """R-E10."""
    found = rebuilt(
        order("sertraline", 50, "2026-03-10", "2026-05-31", authored="2026-03-01"),
        dispense("sertraline", 50, "2026-03-03", 90),
    )
    assert certain(found) == days("2026-03-03", "2026-05-31")


def test_the_next_antidepressant_bounds_an_unknown_end() -> None:
    """E16; the next order of the same drug, a drug for sleep and an augmenter do not."""
    found = rebuilt(
        order("sertraline", 50, "2026-01-10", status="completed"),
        statement("trazodone", 50, "2026-01-20", "2026-01-30", always_trap=True),
        statement("aripiprazole", 5, "2026-02-01", "2026-02-20"),
        statement("venlafaxine", 75, "2026-03-20", "2026-06-30"),
    )
    assert possible(found) == days("2026-01-10", "2026-03-19")
    assert codes(found) == {"end-unknown"}


def test_the_next_antidepressant_bounds_a_stopped_supply() -> None:
    """E17."""
    found = rebuilt(
        order("sertraline", 50, "2026-01-10", status="stopped", supply_days=90),
        statement("venlafaxine", 75, "2026-02-01", "2026-06-30"),
    )
    assert possible(found) == days("2026-01-10", "2026-01-31")


def test_dose_steps_follow_each_other() -> None:
    """R-D10."""
    found = rebuilt(order("sertraline", [step(25, days=7), step(50, days=7), step(100)], "2026-03-01", "2026-03-31"))
    assert [dose(each)[0] for each in found.exposures] == [25, 50, 100]
    assert [each.certain for each in found.exposures] == [
        days("2026-03-01", "2026-03-07"),
        days("2026-03-08", "2026-03-14"),
        days("2026-03-15", "2026-03-31"),
    ]


def test_after_a_step_of_unknown_length_the_dose_is_not_known() -> None:
    found = rebuilt(order("sertraline", [step(25, days=7), step(50), step(100)], "2026-03-01", "2026-03-31"))
    assert [(each.low, len(each.certain)) for each in found.exposures] == [(25, 7), (None, 24)]


def test_steps_with_dates_of_their_own() -> None:
    steps = [step(25, end="2026-03-10"), step(50, start="2026-03-21", end="2026-03-31")]
    found = rebuilt(order("sertraline", steps, "2026-03-01"))
    assert [(each.low, each.certain) for each in found.exposures] == [
        (25, days("2026-03-01", "2026-03-10")),
        (None, days("2026-03-11", "2026-03-20")),
        (50, days("2026-03-21", "2026-03-31")),
    ]


def test_steps_from_an_uncertain_start_give_a_range() -> None:
    found = rebuilt(order("sertraline", [step(25, days=7), step(50)], "2026-03", "2026-04-30"))
    assert {dose(each) for each in found.exposures} == {(25, 50)}


def test_a_dose_after_the_last_step_is_not_known() -> None:
    found = rebuilt(order("sertraline", [step(50, days=14), step(100, days=14)], "2026-03-01", "2026-04-30"))
    assert [(each.low, len(each.certain)) for each in found.exposures] == [(50, 14), (100, 14), (None, 33)]


def test_as_needed_has_no_lower_dose() -> None:
    assert only(rebuilt(order("sertraline", 50, "2026-01-01", "2026-03-31", as_needed=True))).low is None


def test_administered_days_win_over_an_inpatient_order() -> None:
    """R-E3, R-E20: what was given is certain, the order beside it only possible."""
    found = rebuilt(
        order("sertraline", 100, "2026-03-01", "2026-03-10", inpatient=True),
        administration("sertraline", 50, "2026-03-02"),
        administration("sertraline", 50, "2026-03-03"),
    )
    assert certain(found) == days("2026-03-02", "2026-03-03")
    assert possible(found) == days("2026-03-01", "2026-03-10")
    assert {each.low for each in found.exposures if each.certain} == {50}


def test_two_doses_given_on_a_day_add_up() -> None:
    found = rebuilt(administration("venlafaxine", 75, "2026-03-02"), administration("venlafaxine", 150, "2026-03-02"))
    assert only(found).low == 225


def test_an_administration_that_may_not_have_happened_is_possible() -> None:
    found = rebuilt(administration("sertraline", 50, "2026-03-02", status=RecordStatus.UNKNOWN))
    assert certain(found) == Days()
    assert only(found).doubts == ((Doubt.TAKING, days("2026-03-02", "2026-03-02")),)


def test_what_stands_behind_a_certain_day_is_kept() -> None:
    """R-Q13: stated dates, supply, or an assumption."""
    exposure = only(rebuilt(order("sertraline", 50, "2026-09-01", supply_days=30)))
    assert exposure.stated == days("2026-09-01", "2026-09-01")
    assert exposure.assumed == Days()
    assumed = only(rebuilt(order("sertraline", 50, "2026-09-01")))
    assert assumed.assumed == days("2026-09-02", "2026-11-23")
    assert assumed.end_basis is DateBasis.ONGOING
    assert assumed.open_end


def test_a_record_told_twice_is_one_and_keeps_all_evidence() -> None:
    """R-E25: the newest version speaks."""
    old = order("sertraline", 50, "2026-01-01", "2026-03-31", id="MedicationRequest/1", last_updated="2026-01-01")
    new = order("sertraline", 100, "2026-01-01", "2026-03-31", id="MedicationRequest/1", last_updated="2026-02-01")
    by_number = order(
        "sertraline",
        100,
        "2026-01-01",
        "2026-03-31",
        id="MedicationRequest/2",
        identities=frozenset({"MedicationRequest/1", "rx-77"}),
    )
    exposure = only(rebuilt(old, new, by_number))
    assert dose(exposure) == (100, 100)
    assert exposure.evidence == ("MedicationRequest/1", "MedicationRequest/2")


def test_the_fluoxetine_in_a_fixed_combination_is_fluoxetine() -> None:
    """§1.4: olanzapine-fluoxetine 6/25 is an augmentation, and 25 mg of fluoxetine."""
    found = rebuilt(
        statement("olanzapine-fluoxetine", 25, "2026-01-01", "2026-03-31", ingredients=("fluoxetine", "olanzapine"))
    )
    assert {each.agent for each in found.exposures} == {"olanzapine-fluoxetine", "fluoxetine"}


def test_a_drug_that_only_safety_looks_at_has_days_and_no_gap() -> None:
    found = rebuilt(order("omeprazole", None, "2025-01-01"))
    assert only(found).not_counted is None
    assert codes(found) == set()


@pytest.mark.parametrize(
    ("record", "gap"),
    [
        pytest.param(order("sertraline", 50, authored=None), "no-start-date", id="no date at all"),
        pytest.param(statement("sertraline", 50, status="completed"), "no-start-date", id="no date, and over"),
        pytest.param(statement("sertraline", 50, start_assumed=True), "no-start-date", id="asserted on no day"),
        pytest.param(statement("sertraline", 50, "2027-01-01", asserted="2026-11-23"), "future-date", id="later"),
        pytest.param(statement("sertraline", 50, "2026-03-10", "2026-02-01"), "dates-contradict", id="reversed"),
        pytest.param(order("sertraline", 50, "2025-01-01"), "stale-open-order", id="open for years"),
        pytest.param(order("sertraline", 50, "2026-01-01", status="stopped"), "end-unknown", id="no end"),
    ],
)
def test_what_cannot_be_read_into_days_is_said(record, gap) -> None:
    assert gap in codes(rebuilt(record))


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(order("sertraline", 100, "2025-06-01", "2025-09-01", status="stopped"), id="a change of dose"),
        pytest.param(statement("sertraline", 50, "2025-01-01", "2025-08-01", status="completed"), id="a stop"),
    ],
)
def test_an_old_order_that_a_later_record_closed_is_not_still_open(later) -> None:
    assert "stale-open-order" not in codes(rebuilt(order("sertraline", 50, "2025-01-01"), later))


def test_an_order_begun_in_october_and_over_on_the_8th_does_not_close_the_one_of_the_9th() -> None:
    """R-E23: the later record is the one that began later on every reading."""
    first = order("venlafaxine", 75, "2026-10", "2026-10-08", status="completed")
    found = rebuilt(first, order("venlafaxine", 150, "2026-10-09"))
    assert certain(found, "venlafaxine") == days("2026-10-09", "2026-11-23")
    assert possible(found, "venlafaxine") == days("2026-10-01", "2026-11-23")


def test_a_change_of_dose_of_one_drug_ends_no_other() -> None:
    """E16: possible until another antidepressant starts; a renewal of one that is running starts nothing."""
    running = [
        order("nortriptyline", 75, "2026-01-05", "2026-02-28", status="completed"),
        order("nortriptyline", 100, "2026-03-01", "2026-06-30", status="completed"),
    ]
    found = rebuilt(*running, order("mirtazapine", 15, "2026-02-01", status="completed"))
    assert possible(found, "mirtazapine").last == date(2026, 11, 23)
    restarted = order("nortriptyline", 75, "2026-08-15")
    found = rebuilt(*running, restarted, order("mirtazapine", 15, "2026-02-01", status="completed"))
    assert possible(found, "mirtazapine").last == date(2026, 8, 14)
