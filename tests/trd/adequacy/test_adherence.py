"""How regularly it was taken, by what was handed over: early refills, hospital, stops and switches (R-Q4, R-Q5)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import administration, depression, dispense, encounter, history, order, statement
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.resistance import RatedTrial

KNOWLEDGE = load()
FIRST = date(2026, 1, 1)


def on(day: int) -> str:
    """The n-th day of the year, from 1."""
    return (FIRST + timedelta(days=day - 1)).isoformat()


def fill(day: int, supply: int | None, agent: str = "sertraline", **more: Any) -> Any:
    return dispense(agent, 50, on(day), supply, **({"unit_strength": 50} | more))


def given(first: int, last: int) -> list[Any]:
    return [administration("sertraline", 50, on(day)) for day in range(first, last + 1)]


def judged(*facts: Any, as_of: int = 200) -> Assessment:
    whole = history(depression(onset="2025-12-01"), *facts)
    return assess(whole, KNOWLEDGE, Choices(), as_of=date.fromisoformat(on(as_of)))


def trials(*facts: Any, agent: str = "sertraline", **more: Any) -> list[RatedTrial]:
    return [rated for rated in judged(*facts, **more).trials if rated.trial.agents == (agent,)]


def share(*facts: Any, **more: Any) -> Decimal | None:
    (trial,) = trials(*facts, **more)
    return trial.adequacy.adherence


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([statement("sertraline", 50, on(1), on(90))], None, id="no dispense: nothing is guessed"),
        pytest.param([order("sertraline", 50, on(1), on(90), supply_days=30)], None, id="an order is no dispense"),
        pytest.param([fill(1, None), fill(31, None)], None, id="dispenses without a known supply"),
        pytest.param([fill(1, 30)], "1.00", id="one dispense"),
        pytest.param([fill(1, 30), fill(31, 30)], "1.00", id="on the day it was used up"),
        pytest.param([fill(1, 30), fill(41, 30)], "0.85", id="10 days late: 60 of 70"),
        pytest.param([fill(1, 30), fill(21, 30), fill(61, 30)], "1.00", id="an early refill is carried over"),
        pytest.param([fill(1, 30), fill(21, 30), fill(66, 30)], "0.94", id="and no further: 90 of 95"),
        pytest.param([fill(1, 90), fill(2, 90)], "1.00", id="at most 30 days are carried over"),
    ],
)
def test_the_share_is_supplied_days_over_their_span(facts: list[Any], expected: str | None) -> None:
    assert share(*facts) == (None if expected is None else Decimal(expected))


def test_the_share_is_cut_at_the_day_of_asking() -> None:
    assert share(fill(1, 30), fill(41, 90), as_of=50) == Decimal("0.80"), "40 of 50 days"


@pytest.mark.parametrize(
    ("second", "third", "verdict", "supplied"),
    [
        pytest.param(46, 91, "non-adherent", "0.75", id="below 0.80 and too few days together"),
        pytest.param(41, 81, "adequate", "0.81", id="42 days in one window: adequate, whatever the share"),
    ],
)
def test_too_little_supply_is_no_fair_trial(second: int, third: int, verdict: str, supplied: str) -> None:
    (trial,) = trials(fill(1, 30), fill(second, 30), fill(third, 30))
    assert (trial.adequacy.verdict.value, trial.adequacy.adherence) == (verdict, Decimal(supplied))


@pytest.mark.parametrize(
    ("fills", "verdict"),
    [
        pytest.param([(1, 16), (25, 16)], "inadequate-duration", id="32 of 40 days, and 40 are fewer than 42"),
        pytest.param([(1, 17), (27, 17)], "non-adherent", id="34 of 43 days: 79 %"),
        pytest.param([(1, 18), (28, 18)], "undetermined", id="36 of 45 days: 80 %, the gap may have been bridged"),
        pytest.param([(1, 30)], "inadequate-duration", id="a single dispense is no pattern"),
    ],
)
def test_non_adherence_begins_below_four_fifths_of_a_long_enough_span(
    fills: list[tuple[int, int]], verdict: str
) -> None:
    (trial,) = trials(*(fill(day, supply) for day, supply in fills))
    assert trial.adequacy.verdict.value == verdict


# ---- hospital


def test_what_a_ward_gave_is_no_gap_in_the_supply() -> None:
    home = [fill(1, 30), fill(61, 30)]
    assert share(*home) == Decimal("0.66")
    assert share(*home, *given(31, 60)) == Decimal("1.00")
    assert share(*home, *given(31, 45)) == Decimal("0.83"), "75 of 90 days"


def test_tablets_that_were_spared_in_hospital_last_longer_at_home() -> None:
    home = [fill(1, 30), fill(41, 30)]
    assert share(*home) == Decimal("0.85")
    assert share(*home, *given(11, 20)) == Decimal("1.00"), "10 days given, 10 tablets left"
    assert share(*home, *given(11, 15)) == Decimal("0.92"), "5 of the 10 days: 65 of 70"


def test_days_in_hospital_of_which_nothing_is_known_count_neither_way() -> None:
    home = [fill(1, 30), fill(61, 30)]
    stay = encounter("IMP", on(31), on(60))
    assert share(*home, stay) == Decimal("1.00"), "60 of the 60 days that are seen"
    (trial,) = trials(*home, stay)
    assert len(trial.trial.certain) == 60, "and no day becomes certain by it"
    assert share(*home, encounter("AMB", on(31), on(60))) == Decimal("0.66"), "a clinic is no stay"
    assert share(*home, encounter("IMP", on(31))) == Decimal("0.66"), "a stay without an end is not guessed"
    assert share(*home, encounter("IMP", on(46), on(60))) == Decimal("0.80"), "60 of 75"


def test_a_stay_that_goes_on_reaches_to_the_day_of_asking() -> None:
    home = [fill(1, 30), fill(61, 30)]
    admitted = encounter("IMP", on(31), in_progress=True)
    assert share(*home, admitted, as_of=70) == Decimal("1.00")


def test_a_stay_in_hospital_is_not_called_non_adherence() -> None:
    home = [fill(1, 30), fill(61, 30)]
    rows = {found.code for found in judged(*home).explanations.found}
    assert "non-adherence" in rows
    stay = encounter("IMP", on(31), on(60))
    assert "non-adherence" not in {found.code for found in judged(*home, stay).explanations.found}


# ---- stops and switches


def test_supply_after_a_stated_stop_is_neither_taken_nor_missed() -> None:
    stopped = order("sertraline", 50, on(1), on(45), status="stopped")
    (trial,) = trials(stopped, fill(1, 30), fill(31, 30))
    assert trial.trial.end is not None
    assert (trial.adequacy.adherence, trial.trial.end.latest.isoformat()) == (Decimal("1.00"), on(45))


def test_the_time_on_another_drug_is_no_gap_of_the_first() -> None:
    """Sertraline, venlafaxine, sertraline again: three trials, each with its own supply."""
    facts = [fill(1, 30), fill(31, 30, "venlafaxine"), fill(61, 30, "venlafaxine"), fill(100, 30)]
    first, second = trials(*facts)
    assert (first.adequacy.adherence, second.adequacy.adherence) == (Decimal("1.00"), Decimal("1.00"))
    (between,) = trials(*facts, agent="venlafaxine")
    assert between.adequacy.adherence == Decimal("1.00")


def test_a_change_of_strength_drops_what_was_left_of_the_old_one() -> None:
    (trial,) = trials(fill(1, 30), dispense("sertraline", 100, on(11), 30, unit_strength=100))
    assert trial.adequacy.adherence == Decimal("1.00"), "10 days of one, 30 of the other"
    assert trial.trial.supply_span == 40
