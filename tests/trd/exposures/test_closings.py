"""How one record of an agent limits another: a later order, a stop, a missing dispense, "not taken"."""

from datetime import date, timedelta

import pytest

from tests.builders import administration, dispense, history, order, statement
from trd.choices import Choices
from trd.exposures import Rebuilt, certain_days, possible_days, rebuild
from trd.history import MedicationRecord
from trd.intervals import Days
from trd.knowledge.loading import load

SERTRALINE = frozenset({"sertraline"})


def rebuilt(*records: MedicationRecord, as_of: str = "2026-11-23", dispensed_on: tuple[str, ...] = ()) -> Rebuilt:
    return rebuild(history(records, dispensed_on=dispensed_on), load(), Choices(), as_of=date.fromisoformat(as_of))


def days(first: str, last: str) -> Days:
    return Days.between(date.fromisoformat(first), date.fromisoformat(last))


def certain(found: Rebuilt) -> Days:
    return certain_days(found.exposures, SERTRALINE)


def possible(found: Rebuilt) -> Days:
    return possible_days(found.exposures, SERTRALINE)


def doses(found: Rebuilt) -> list[tuple[object, object, Days]]:
    return [(each.low, each.high, each.certain) for each in found.exposures]


def test_a_later_order_closes_an_open_one() -> None:
    """R-E23: a change of dose."""
    found = rebuilt(order("sertraline", 50, "2026-09-01"), order("sertraline", 100, "2026-10-01"), as_of="2026-10-31")
    assert doses(found) == [(50, 50, days("2026-09-01", "2026-09-30")), (100, 100, days("2026-10-01", "2026-10-31"))]


OPEN = order("sertraline", 50, "2026-09-01", id="MedicationRequest/old")


@pytest.mark.parametrize(
    ("later", "last_certain"),
    [
        pytest.param(
            order("venlafaxine", 75, "2026-10-01", replaces="MedicationRequest/old"), "2026-09-30", id="replaced"
        ),
        pytest.param(order("venlafaxine", 75, "2026-10-01"), "2026-10-31", id="another order that names none"),
        pytest.param(
            order("venlafaxine", 75, "2026-10-01", replaces="MedicationRequest/other"), "2026-10-31", id="another one"
        ),
        pytest.param(
            order("venlafaxine", 75, "2026-08-01", replaces="MedicationRequest/old"), "2026-10-31", id="begun before it"
        ),
        pytest.param(
            order("venlafaxine", 75, "2026-10-01", replaces="MedicationRequest/old", only_possible=True),
            "2026-10-31",
            id="an order that may be none",
        ),
    ],
)
def test_an_order_of_another_drug_in_its_place_ends_the_certainty_and_not_the_possibility(
    later: MedicationRecord, last_certain: str
) -> None:
    """`priorPrescription`: a switch that names what it replaces; a cross-taper stays possible."""
    found = rebuilt(OPEN, later, as_of="2026-10-31")
    assert certain(found) == days("2026-09-01", last_certain)
    assert possible(found) == days("2026-09-01", "2026-10-31")


def test_a_stated_end_stands_whatever_took_its_place() -> None:
    ended = order("sertraline", 50, "2026-09-01", "2026-10-14", id="MedicationRequest/old")
    found = rebuilt(ended, order("venlafaxine", 75, "2026-10-01", replaces="MedicationRequest/old"), as_of="2026-10-31")
    assert certain(found) == days("2026-09-01", "2026-10-14")


def test_of_a_chain_of_switches_each_order_is_certain_until_the_next() -> None:
    drugs = ["sertraline", "venlafaxine", "mirtazapine", "bupropion"] * 30
    start = date(2020, 1, 1)
    chain = [
        order(
            drug,
            50,
            start + timedelta(days=14 * place),
            id=f"MedicationRequest/{place}",
            replaces=f"MedicationRequest/{place - 1}",
        )
        for place, drug in enumerate(drugs)
    ]
    found = rebuilt(*chain)
    spans = [(start + timedelta(days=14 * place), place) for place in range(0, len(drugs) - 1, 4)]
    assert certain(found) == Days.union(Days.between(first, first + timedelta(days=13)) for first, _ in spans)


def test_an_order_in_addition_closes_nothing_and_adds_up() -> None:
    found = rebuilt(
        order("sertraline", 50, "2026-09-01"),
        order("sertraline", 25, "2026-10-01", in_addition=True),
        as_of="2026-10-31",
    )
    assert doses(found) == [(50, 50, days("2026-09-01", "2026-09-30")), (75, 75, days("2026-10-01", "2026-10-31"))]


def test_a_stay_does_not_end_what_is_taken_at_home() -> None:
    found = rebuilt(
        order("sertraline", 50, "2026-09-01"),
        order("sertraline", 50, "2026-10-01", "2026-10-05", inpatient=True),
        as_of="2026-10-31",
    )
    assert certain(found) == days("2026-09-01", "2026-10-31")


def test_a_record_that_is_only_possible_closes_nothing() -> None:
    found = rebuilt(
        order("sertraline", 50, "2026-09-01"),
        order("sertraline", 100, "2026-10-01", status="unknown"),
        as_of="2026-10-31",
    )
    assert certain(found) == days("2026-09-01", "2026-10-31")
    assert doses(found)[1][:2] == (50, 100), "perhaps raised"


def test_an_earlier_assertion_speaks_for_its_own_time() -> None:
    found = rebuilt(
        statement("sertraline", 50, asserted="2026-08-01"), statement("sertraline", 100, asserted="2026-09-01")
    )
    assert [each[:2] for each in doses(found)] == [(50, 50), (50, 100), (100, 100)]
    assert certain(found) == days("2026-08-01", "2026-11-23")


def test_a_stated_stop_cuts_the_supply_at_home() -> None:
    """R-E21."""
    found = rebuilt(
        statement("sertraline", 50, "2026-03-01", "2026-03-31", status="stopped"),
        dispense("sertraline", 50, "2026-03-10", 90),
    )
    assert possible(found).last == date(2026, 3, 31)


def test_a_stop_by_one_source_ends_the_open_order_of_another() -> None:
    found = rebuilt(
        order("sertraline", 50, "2026-03-01"),
        statement("sertraline", 50, "2026-03-01", "2026-03-31", status="stopped"),
    )
    assert possible(found) == days("2026-03-01", "2026-03-31")


def test_an_order_begun_after_what_was_stopped_is_no_longer_certain_and_not_gone() -> None:
    found = rebuilt(
        statement("sertraline", 50, "2026-09-01", "2026-10-31", status="stopped", asserted="2026-11-01"),
        order("sertraline", 50, "2026-10-01"),
    )
    assert certain(found) == days("2026-09-01", "2026-10-31")
    assert possible(found) == days("2026-09-01", "2026-11-23")


def test_a_later_record_starts_it_again_after_a_stop() -> None:
    found = rebuilt(
        statement("sertraline", 50, "2026-03-01", "2026-03-31", status="stopped"),
        dispense("sertraline", 50, "2026-03-20", 90),
        statement("sertraline", 50, "2026-04-01", "2026-06-17"),
    )
    assert certain(found) == days("2026-03-01", "2026-06-17")


def test_the_end_of_one_order_is_no_stop_while_the_next_one_runs() -> None:
    found = rebuilt(
        statement("sertraline", 50, "2026-09-01", "2026-09-30", asserted="2026-09-30"),
        statement("sertraline", 100, "2026-09-25", asserted="2026-10-01"),
        as_of="2026-10-31",
    )
    assert certain(found) == days("2026-09-01", "2026-10-31")


@pytest.mark.parametrize(
    ("own", "others", "sure"),
    [
        pytest.param((), ("2026-01-20",), False, id="another drug was dispensed, this one never"),
        pytest.param((), (), True, id="no dispense of any drug on record"),
        pytest.param((), ("2026-04-08",), False, id="another drug 90 days after"),
        pytest.param((), ("2026-04-09",), True, id="another drug 91 days after"),
        pytest.param(("2026-01-01",), ("2026-01-20",), True, id="dispensed 7 days before"),
        pytest.param(("2025-12-31",), ("2026-01-20",), False, id="dispensed 8 days before"),
        pytest.param(("2026-02-06",), ("2026-01-20",), True, id="dispensed 29 days after"),
        pytest.param(("2026-02-08",), ("2026-01-20",), False, id="dispensed 31 days after"),
    ],
)
def test_an_order_that_was_never_dispensed_is_only_possible(own, others, sure) -> None:
    """R-E26; outside the supplied days an order that was dispensed rules alone."""
    found = rebuilt(
        order("sertraline", 50, "2026-01-08", "2026-07-31"),
        *(dispense("sertraline", 50, each, 1) for each in own),
        dispensed_on=others,
    )
    last = date(2026, 7, 31)
    assert (last in certain(found)) == sure
    assert ("order-not-dispensed" in {gap.code.value for gap in found.gaps}) == (not sure)


def test_a_fresh_order_is_possible_and_not_yet_missed() -> None:
    found = rebuilt(order("sertraline", 50, "2026-11-20"), dispensed_on=("2026-11-01",))
    assert certain(found) == Days()
    assert not found.gaps


def test_an_inpatient_order_needs_no_dispense() -> None:
    found = rebuilt(order("sertraline", 50, "2026-01-08", "2026-01-20", inpatient=True), dispensed_on=("2026-01-10",))
    assert certain(found) == days("2026-01-08", "2026-01-20")


def test_inside_the_dispensed_time_only_supplied_days_are_certain() -> None:
    """R-E20."""
    found = rebuilt(
        order("sertraline", 50, "2026-01-01", "2026-06-30"),
        dispense("sertraline", 50, "2026-01-01", 30),
        dispense("sertraline", 50, "2026-03-01", 30),
    )
    assert certain(found) == days("2026-01-01", "2026-01-30") | days("2026-03-01", "2026-06-30")
    assert possible(found) == days("2026-01-01", "2026-06-30")


@pytest.mark.parametrize(
    ("denial", "left"),
    [
        pytest.param(
            statement("sertraline", None, "2026-09-15", "2026-09-30", intake="not-taken"),
            days("2026-09-01", "2026-09-14") | days("2026-10-01", "2026-11-23"),
            id="for a period",
        ),
        pytest.param(
            statement("sertraline", None, "2026-09-15", intake="not-taken"),
            days("2026-09-01", "2026-09-14"),
            id="since a day",
        ),
        pytest.param(
            statement("sertraline", None, asserted="2026-09-15", intake="not-taken"),
            days("2026-09-01", "2026-09-14") | days("2026-09-16", "2026-11-23"),
            id="on the day it was asked",
        ),
        pytest.param(
            statement("sertraline", None, "2027-01-01", intake="not-taken"),
            days("2026-09-01", "2026-11-23"),
            id="only later",
        ),
        pytest.param(
            statement("sertraline", None, intake="not-taken"), days("2026-09-01", "2026-11-23"), id="on no day"
        ),
    ],
)
def test_not_taken_wins_over_orders(denial, left) -> None:
    """R-E27."""
    found = rebuilt(order("sertraline", 50, "2026-09-01"), denial)
    assert certain(found) == left
    assert possible(found) == days("2026-09-01", "2026-11-23")


def test_not_taken_holds_until_it_is_started_again() -> None:
    found = rebuilt(
        order("sertraline", 50, "2026-08-01"),
        statement("sertraline", None, "2026-09-01", intake="not-taken"),
        order("sertraline", 50, "2026-10-01"),
    )
    assert certain(found) == days("2026-08-01", "2026-08-31") | days("2026-10-01", "2026-11-23")


def test_a_short_later_order_is_not_cut_by_the_stop_of_the_one_before() -> None:
    found = rebuilt(
        order("sertraline", 50, "2026-01-01", "2026-03-31", status="stopped"),
        order("sertraline", 50, "2026-03-10", status="completed", supply_days=20),
    )
    assert certain(found) == days("2026-01-01", "2026-03-31")


def test_two_orders_in_addition_add_up_without_what_they_are_added_to() -> None:
    found = rebuilt(
        order("sertraline", 25, "2026-10-01", "2026-10-31", in_addition=True),
        order("sertraline", 50, "2026-10-01", "2026-10-31", in_addition=True),
    )
    assert doses(found) == [(75, 75, days("2026-10-01", "2026-10-31"))]


def test_what_was_given_is_not_cut_by_a_stop() -> None:
    found = rebuilt(
        statement("sertraline", 50, "2026-03-01", "2026-03-31", status="stopped"),
        administration("sertraline", 50, "2026-04-02"),
    )
    assert date(2026, 4, 2) in certain(found)


def test_the_later_instruction_gives_the_dose_between_sources() -> None:
    """R-E24; an instruction without a dose says nothing about it."""
    early, late = "2026-01-01", "2026-02-01"
    found = rebuilt(
        order("sertraline", 100, early, "2026-03-31"), statement("sertraline", 25, early, "2026-03-31", asserted=late)
    )
    assert doses(found) == [(25, 25, days(early, "2026-03-31"))]
    silent = rebuilt(
        order("sertraline", 100, early, "2026-03-31"), statement("sertraline", None, early, "2026-03-31", asserted=late)
    )
    assert doses(silent) == [(100, 100, days(early, "2026-03-31"))]


def test_two_sources_of_one_day_that_disagree_give_a_range() -> None:
    found = rebuilt(
        order("sertraline", 100, "2026-01-01", "2026-03-31"),
        statement("sertraline", 25, "2026-01-01", "2026-03-31", asserted="2026-01-01"),
    )
    assert doses(found)[0][:2] == (25, 100)


@pytest.mark.parametrize(
    ("second", "dose"),
    [
        pytest.param(order("sertraline", 50, "2026-01-02", "2026-03-31"), (50, 50), id="the same twice"),
        pytest.param(order("sertraline", 100, "2026-01-02", "2026-03-31"), (100, 150), id="another dose, same day"),
        pytest.param(
            order("sertraline", 50, "2026-01-02", "2026-03-31", unit_strength=25), (50, 100), id="another strength"
        ),
        pytest.param(order("sertraline", None, "2026-01-02", "2026-03-31"), (50, 50), id="no dose told"),
        pytest.param(order("sertraline", 100, "2026-02-01", "2026-03-31"), (100, 150), id="later, and both planned"),
        pytest.param(order("sertraline", 50, "2026-02-01", "2026-03-31"), (50, 50), id="renewed early"),
        pytest.param(order("sertraline", 25, "2026-02-01", "2026-03-31"), (25, 75), id="later and lower"),
        pytest.param(
            order("sertraline", 25, "2026-01-02", "2026-03-31", as_needed=True), (50, 75), id="more as needed"
        ),
    ],
)
def test_two_orders_of_one_day(second, dose) -> None:
    """R-E24: agreed, or the larger alone up to both together."""
    found = rebuilt(order("sertraline", 50, "2026-01-01", "2026-03-31", unit_strength=50), second)
    last = next(each for each in found.exposures if date(2026, 3, 31) in each.certain)
    assert (last.low, last.high) == dose
