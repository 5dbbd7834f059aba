"""What serum levels say of the dose: tricyclics (R-A29, R-Q12) and lithium (R-A28)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import Dose, depression, dispense, history, measurement, patient, statement
from trd.adequacy import AdequacyRating, rate
from trd.adequacy.levels import by_level, lithium_days
from trd.choices import Choices
from trd.exposures import Exposure, rebuild
from trd.history import Measurement
from trd.intervals import DayInterval, Days
from trd.knowledge.loading import load
from trd.terms import DateBasis
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


@pytest.mark.parametrize(
    ("levels", "days"),
    [
        pytest.param([("0.3", "2026-03-05"), ("0.7", "2026-03-10")], 29, id="too low first"),
        pytest.param(
            [("0.7", "2026-03-10"), ("0.3", "2026-03-20"), ("0.7", "2026-04-10")], 10 + 29, id="too low in the middle"
        ),
        pytest.param(
            [("0.7", "2026-03-05"), ("0.7", "2026-03-15"), ("0.7", "2026-03-25")], 20 + 29, id="three in a row"
        ),
        pytest.param([("0.7", "2026-03-10"), ((None, "0.9"), "2026-03-20")], 10, id="until one that may be too low"),
    ],
)
def test_each_lithium_level_reaches_to_the_one_after_it(levels, days) -> None:
    assert lithium(*levels) == days


@pytest.mark.parametrize(
    ("morning", "noon", "days"),
    [
        pytest.param(("0.7", "2026-03-10T08:00"), ("0.3", "2026-03-10T12:00"), 0, id="low at noon"),
        pytest.param(("0.3", "2026-03-10T08:00"), ("0.7", "2026-03-10T12:00"), 29, id="enough at noon"),
        pytest.param(("0.3", None), ("0.7", "2026-03-10T12:00"), 29, id="one has no time: the timed one counts"),
    ],
)
def test_of_two_lithium_levels_of_a_day_the_later_counts(morning, noon, days) -> None:
    facts = [
        measurement("lithium-level", value, "2026-03-10", issued=issued, id=name)
        for name, (value, issued) in (("Observation/2", morning), ("Observation/1", noon))
    ]
    for told in (facts, facts[::-1]):
        assert len(rated(LITHIUM, told, which=1).certain_days) == days


def lithium_at(day: str, *spans: tuple[int, str, str]) -> int:
    """Certain lithium days with one level, and the doses that were taken from day to day."""
    drugs = [statement("lithium", dose, start, end) for dose, start, end in spans]
    base = statement("sertraline", 100, "2026-01-01", "2026-09-30")
    return len(rated([base, *drugs], measurement("lithium-level", "0.7", day), which=1).certain_days)


def test_a_lithium_level_of_the_first_day_of_a_dose_holds_for_it() -> None:
    assert lithium_at("2026-03-01", (900, "2026-03-01", "2026-06-30")) == 29


def test_a_lithium_level_of_the_last_day_of_a_dose_does_not_hold_for_the_next() -> None:
    assert lithium_at("2026-03-20", (900, "2026-03-01", "2026-03-20"), (600, "2026-03-21", "2026-06-30")) == 1


def test_a_lithium_level_ends_with_its_dose_though_an_earlier_dose_comes_back() -> None:
    spans = (600, "2026-02-20", "2026-02-28"), (900, "2026-03-01", "2026-03-15"), (600, "2026-03-16", "2026-06-30")
    assert lithium_at("2026-03-10", *spans) == 6


# The exposures themselves, with the gaps that a trial bridges: spans without a record of their own.

KNOWLEDGE = load()
LITHIUM_AGENT, NORTRIPTYLINE = KNOWLEDGE.agents["lithium"], KNOWLEDGE.agents["nortriptyline"]


def span(dose: int | None, first: int, last: int, *, told: bool = True) -> Exposure:
    """From one day of the year to another; a gap that is bridged has no record."""
    known = None if dose is None else Decimal(dose)
    days = Days.between(START + timedelta(days=first - 1), START + timedelta(days=last - 1))
    return Exposure(
        agent="",
        ingredients=(),
        label="",
        certain=days if told else Days(),
        possible=days,
        low=known,
        high=known,
        start=DayInterval.on(START),
        end=None,
        start_basis=DateBasis.STATED,
        end_basis=DateBasis.STATED,
        evidence=("MedicationStatement/1",) if told else (),
    )


def level(concept: str, value: Any, on_day: int) -> Measurement:
    return measurement(concept, value, START + timedelta(days=on_day - 1))


def lithium_of(*exposures: Exposure, on_day: int) -> int:
    return len(lithium_days(exposures, LITHIUM_AGENT, [level("lithium-level", "0.7", on_day)], KNOWLEDGE, 40))


def test_a_level_on_the_last_day_of_a_record_holds_for_the_next_of_the_same_dose() -> None:
    assert lithium_of(span(900, 1, 20), span(900, 21, 60), on_day=20) == 29
    assert lithium_of(span(900, 1, 20), span(600, 21, 60), on_day=20) == 1


def test_a_bridged_gap_is_no_change_of_dose() -> None:
    assert lithium_of(span(900, 1, 20), span(None, 21, 25, told=False), span(900, 26, 60), on_day=10) == 29 - 5


def verdicts(levels: list[Measurement], *exposures: Exposure) -> list[bool | None]:
    return [verdict for _, verdict in by_level(exposures, NORTRIPTYLINE, levels, KNOWLEDGE)]


def test_a_gap_belongs_to_the_dose_before_it() -> None:
    run = span(50, 1, 10), span(None, 11, 14, told=False), span(50, 15, 40)
    assert verdicts([level(LEVEL, 80, 16)], *run) == [True, True, True], "steady since the first record"
    assert verdicts([level(LEVEL, 80, 16)], span(75, 1, 10), *run[1:]) == [None, None, None], "a new dose on day 15"
    assert verdicts([level(LEVEL, 80, 20)], span(75, 1, 10), *run[1:]) == [None, None, True]


def test_a_run_that_begins_with_a_gap_takes_the_dose_of_the_gap() -> None:
    run = span(50, 1, 4, told=False), span(50, 5, 40)
    assert verdicts([level(LEVEL, 80, 6)], *run) == [True, True]


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        pytest.param((40, 60), None, id="around the lower limit"),
        pytest.param((None, 60), None, id="at most 60"),
        pytest.param((50, None), None, id="at least 50: may be above the upper limit"),
        pytest.param((None, "49.9"), False, id="below 50"),
        pytest.param((50, 150), True, id="inside the range"),
        pytest.param((50, 151), None, id="may be above it"),
    ],
)
def test_a_level_that_is_an_interval_must_lie_inside_the_range(value, verdict) -> None:
    assert verdicts([level(LEVEL, value, 20)], span(50, 1, 40)) == [verdict]


def test_the_newest_level_of_a_dose_counts() -> None:
    levels = [level(LEVEL, 30, 30), level(LEVEL, 80, 20), level("drug-level-imipramine", 30, 35)]
    assert verdicts(levels, span(50, 1, 40)) == [False]
    assert verdicts([], span(50, 1, 40)) == [None]
