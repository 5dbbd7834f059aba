"""What serum levels say of the dose: tricyclics (R-A29, R-Q12) and lithium (R-A28)."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import Dose, depression, dispense, history, measurement, patient, statement
from trd.adequacy import AdequacyRating, rate
from trd.choices import Choices
from trd.exposures import rebuild
from trd.knowledge.loading import load
from trd.trials import join

START = date(2026, 1, 1)
AS_OF = date(2026, 11, 23)


def rated(*facts, which: int = 0, **who) -> AdequacyRating:
    """The rating of one of the trials that these facts tell of."""
    record, knowledge = history(depression(), *facts, who=patient(**who)), load()
    rebuilt = rebuild(record, knowledge, Choices(), as_of=AS_OF)
    trials = join(rebuilt, record, knowledge, Choices(), as_of=AS_OF).trials
    return rate(trials[which], record, knowledge.definitions["default"], knowledge, Choices(), as_of=AS_OF)


def told(agent: str, *spans: tuple[int, Dose]) -> list:
    """A trial written as it is told: days and dose."""
    records, start = [], START
    for count, dose in spans:
        end = start + timedelta(days=count - 1)
        records.append(statement(agent, dose, start, end))
        start = end + timedelta(days=1)
    return records


LEVEL = "drug-level-nortriptyline"


@pytest.mark.parametrize(
    ("dose", "level", "day", "verdict"),
    [
        pytest.param(50, 50, 20, "adequate", id="at the lower limit"),
        pytest.param(50, 150, 20, "adequate", id="at the upper limit"),
        pytest.param(50, 151, 20, "inadequate-dose", id="above it: the milligrams decide"),
        pytest.param(100, 151, 20, "adequate", id="above it, and the milligrams are enough"),
        pytest.param(100, 49, 20, "inadequate-dose", id="below it, whatever the milligrams"),
        pytest.param(50, 80, 5, "adequate", id="on the fifth day it is steady"),
        pytest.param(50, 80, 4, "inadequate-dose", id="on the fourth it is not"),
        pytest.param(50, ("30", None), 20, "inadequate-dose", id="above an unknown number: says nothing"),
        pytest.param(100, (None, "40"), 20, "inadequate-dose", id="below a number under the limit"),
    ],
)
def test_a_tricyclic_level_overrules_the_milligrams(dose, level, day, verdict) -> None:
    """R-A29, R-Q12."""
    taken = told("nortriptyline", (60, dose))
    assert rated(taken, measurement(LEVEL, level, START + timedelta(days=day))).verdict == verdict


def test_a_level_holds_for_its_dose_only() -> None:
    low_then_high = told("nortriptyline", (60, 50), (42, 100))
    early = measurement(LEVEL, 30, START + timedelta(days=20))
    assert rated(low_then_high, early).verdict == "adequate", "the later dose has no level"
    last_counts = [
        measurement(LEVEL, 80, START + timedelta(days=20)),
        measurement(LEVEL, 30, START + timedelta(days=40)),
    ]
    rating = rated(told("nortriptyline", (60, 100)), last_counts)
    assert rating.verdict == "inadequate-dose"
    assert rating.notes == ("low-level",)


LITHIUM = [
    statement("sertraline", 100, "2026-01-01", "2026-09-30"),
    statement("lithium", 900, "2026-03-01", "2026-06-30"),
]


def lithium(*levels: tuple[Any, str], **who) -> int:
    """Certain lithium days with these levels."""
    facts = [measurement("lithium-level", value, on) for value, on in levels]
    return len(rated(LITHIUM, facts, which=1, **who).certain_days)


@pytest.mark.parametrize(
    ("levels", "days"),
    [
        pytest.param([("0.6", "2026-03-10")], 29, id="28 days after one level"),
        pytest.param([("0.59", "2026-03-10")], 0, id="too low"),
        pytest.param([("0.6", "2026-03-10"), ("0.6", "2026-04-10")], 31 + 29, id="between two levels, and after"),
        pytest.param([("0.6", "2026-03-05"), ("0.6", "2026-06-03")], 90 + 28, id="90 days apart"),
        pytest.param([("0.6", "2026-03-05"), ("0.6", "2026-06-04")], 29 + 27, id="91 days apart"),
        pytest.param([("0.6", "2026-03-10"), ("0.3", "2026-03-20")], 10, id="until a level that is too low"),
        pytest.param([((None, None), "2026-03-10")], 0, id="a level that tells no number"),
    ],
)
def test_lithium_days_are_certain_by_their_levels(levels, days) -> None:
    """R-A28."""
    assert lithium(*levels) == days


def test_over_65_a_lower_lithium_level_is_enough() -> None:
    assert lithium(("0.4", "2026-03-10"), born="1959-01-01") == 29
    assert lithium(("0.4", "2026-03-10"), born="1961-03-01") == 0, "65 is not over 65"


def test_a_level_holds_over_a_gap_between_fills() -> None:
    fills = [dispense("nortriptyline", 50, on, 30) for on in ("2026-01-01", "2026-02-10")]
    assert rated(fills, measurement(LEVEL, 80, "2026-02-20")).verdict == "adequate"


def test_a_lithium_level_holds_over_a_gap_of_the_same_dose_and_not_for_an_earlier_one() -> None:
    drugs = [
        statement("sertraline", 100, "2026-01-01", "2026-09-30"),
        statement("lithium", 600, "2026-02-20", "2026-02-28"),
        statement("lithium", 900, "2026-03-01", "2026-03-15"),
        statement("lithium", 900, "2026-03-19", "2026-06-30"),
    ]
    rating = rated(drugs, measurement("lithium-level", "0.7", "2026-03-10"), which=1)
    assert len(rating.certain_days) == 29 - 3


def test_after_a_dose_change_a_lithium_level_no_longer_holds() -> None:
    changed = [
        statement("sertraline", 100, "2026-01-01", "2026-09-30"),
        statement("lithium", 900, "2026-03-01", "2026-03-20"),
        statement("lithium", 600, "2026-03-21", "2026-06-30"),
    ]
    rating = rated(changed, measurement("lithium-level", "0.7", "2026-03-10"), which=1)
    assert len(rating.certain_days) == 11
