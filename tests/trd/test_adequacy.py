"""Was it a fair trial? Each test is one sentence that a psychiatrist can check (R-Q3 … R-Q12)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.builders import (
    Dose,
    condition,
    depression,
    history,
    order,
    patient,
    session,
    sessions,
    statement,
)
from trd.adequacy import AdequacyRating, rate
from trd.choices import Choices
from trd.exposures import rebuild
from trd.history import TreatmentHistory
from trd.knowledge.loading import load
from trd.trials import join

START = date(2026, 1, 1)


def rated(*facts, definition: str = "default", which: int = 0, as_of: str = "2026-11-23", **who) -> AdequacyRating:
    """The rating of one of the trials that these facts tell of."""
    record = history(depression(), *facts, who=patient(**who))
    return of(record, definition, which, date.fromisoformat(as_of))


def of(record: TreatmentHistory, definition: str, which: int, as_of: date) -> AdequacyRating:
    knowledge = load()
    rebuilt = rebuild(record, knowledge, Choices(), as_of=as_of)
    trials = join(rebuilt, record, knowledge, Choices(), as_of=as_of).trials
    return rate(trials[which], record, knowledge.definitions[definition], knowledge, Choices(), as_of=as_of)


def told(agent: str, *spans: tuple[int, Dose], **more) -> list:
    """A trial written as it is told: `told("sertraline", (14, 25), (42, 50))`, days and dose."""
    records, start = [], START
    for count, dose in spans:
        end = start + timedelta(days=count - 1)
        records.append(statement(agent, dose, start, end, **more))
        start = end + timedelta(days=1)
    return records


@pytest.mark.parametrize(
    ("trial", "verdict"),
    [
        pytest.param(told("sertraline", (42, 50)), "adequate", id="six weeks at the minimum dose"),
        pytest.param(told("sertraline", (41, 50)), "inadequate-duration", id="one day short"),
        pytest.param(told("sertraline", (90, 49)), "inadequate-dose", id="long, and one milligram too low"),
        pytest.param(told("sertraline", (41, 49)), "inadequate-duration", id="too low, and too short at any dose"),
        pytest.param(told("sertraline", (14, 25), (42, 50)), "adequate", id="titration is no harm"),
        pytest.param(told("sertraline", (42, None)), "undetermined", id="nobody wrote the dose down"),
        pytest.param(told("sertraline", (42, (25, 50))), "undetermined", id="perhaps enough"),
        pytest.param(told("sertraline", (42, (25, 49))), "inadequate-dose", id="not enough on any reading"),
        pytest.param(told("sertraline", (7, None), (7, 50)), "inadequate-duration", id="too short at any dose"),
        pytest.param(told("vilazodone", (60, 40)), "adequate", id="another drug, its own minimum"),
        pytest.param(told("vilazodone", (60, 20)), "inadequate-dose", id="half of it"),
    ],
)
def test_a_trial_is_rated_by_dose_and_duration(trial, verdict) -> None:
    rating = rated(trial)
    assert rating.verdict == verdict
    assert rating.sources, "no rating without a source"


@pytest.mark.parametrize(
    ("definition", "days", "verdict"),
    [
        pytest.param("athf-sf", 28, "adequate", id="28 days are enough for the ATHF-SF"),
        pytest.param("athf-sf", 27, "inadequate-duration", id="27 are not"),
        pytest.param("nice", 28, "adequate", id="28 days for NICE"),
        pytest.param("mgh-atrq", 41, "inadequate-duration", id="41 days are not enough for the MGH-ATRQ"),
    ],
)
def test_weeks_are_those_of_the_definition(definition, days, verdict) -> None:
    assert rated(told("sertraline", (days, 50)), definition=definition).verdict == verdict


@pytest.mark.parametrize(
    ("definition", "minimum"),
    [
        pytest.param("default", 150, id="the higher of MGH and label"),
        pytest.param("nice", 75, id="the label's"),
        pytest.param("athf-sf", 150, id="the higher end of a range"),
    ],
)
def test_the_dose_is_that_of_the_definitions_column(definition, minimum) -> None:
    """R-Q2b."""
    assert rated(told("venlafaxine", (60, 150)), definition=definition).minimum_dose == minimum


def test_a_blank_column_is_filled_by_the_next() -> None:
    """R-Q2b: MGH gives no dose for lofepramine, the label does."""
    assert rated(told("lofepramine", (60, 140)), definition="mgh-atrq").minimum_dose == 140


@pytest.mark.parametrize(
    ("born", "dose", "verdict"),
    [
        pytest.param("1961-01-01", 50, "adequate", id="65: the label maximum for age is the minimum"),
        pytest.param("1961-01-02", 50, "inadequate-dose", id="64"),
        pytest.param("1961-01-01", 49, "inadequate-dose", id="65, one milligram less"),
        pytest.param(None, 50, "inadequate-dose", id="age not known"),
    ],
)
def test_an_older_adults_maximum_below_the_minimum(born, dose, verdict) -> None:
    """R-A2, nortriptyline 75, from 65 on at most 50."""
    trial = told("nortriptyline", (60, dose), indications=["mdd-single-mild"])
    assert rated(trial, born=born).verdict == verdict


@pytest.mark.parametrize(
    ("form", "dose", "verdict"),
    [
        pytest.param("cr", 25, "adequate", id="CR 25"),
        pytest.param("cr", 20, "inadequate-dose", id="CR 20"),
        pytest.param("ir", 20, "adequate", id="IR 20"),
        pytest.param(None, 25, "adequate", id="form not known, 25"),
        pytest.param(None, 20, "undetermined", id="form not known, 20"),
        pytest.param(None, "19.9", "inadequate-dose", id="form not known, below both"),
    ],
)
def test_paroxetine_is_rated_by_its_form(form, dose, verdict) -> None:
    """R-A20."""
    assert rated(told("paroxetine", (60, dose), form=form)).verdict == verdict


def test_the_day_on_which_it_became_adequate() -> None:
    assert rated(told("sertraline", (14, 25), (60, 50))).reached_on == START + timedelta(days=14 + 41)
    assert rated(told("sertraline", (41, 50))).reached_on is None


@pytest.mark.parametrize(
    ("fact", "verdict"),
    [
        pytest.param(
            statement("sertraline", None, "2026-02-01", "2026-02-05", intake="not-taken"),
            "non-adherent",
            id="not taken",
        ),
        pytest.param(
            statement("sertraline", None, "2025-06-01", "2025-06-05", intake="not-taken"), "adequate", id="long before"
        ),
        pytest.param(
            statement("citalopram", None, "2026-02-01", "2026-02-05", intake="not-taken"), "adequate", id="another drug"
        ),
        pytest.param(
            statement("sertraline", None, asserted="2026-02-01", intake="not-taken"), "non-adherent", id="when asked"
        ),
        pytest.param(statement("sertraline", None, intake="not-taken"), "adequate", id="on no day"),
        pytest.param(
            condition("adherence-problem", recorded="2026-02-01", names_agent="sertraline"),
            "non-adherent",
            id="an entry that names it",
        ),
        pytest.param(
            condition("adherence-problem", recorded="2026-02-01", names_agent="lithium"),
            "adequate",
            id="an entry that names another",
        ),
        pytest.param(
            condition("adherence-problem", onset="2026-02-01"), "undetermined", id="a general entry in the trial"
        ),
        pytest.param(condition("adherence-problem", onset="2025-02-01"), "adequate", id="a general entry before it"),
        pytest.param(condition("adherence-problem"), "adequate", id="a general entry without a date"),
    ],
)
def test_recorded_non_adherence(fact, verdict) -> None:
    """R-Q8."""
    taken = told("sertraline", (120, 50))
    assert rated(fact, taken).verdict == verdict


@pytest.mark.parametrize(
    ("record", "missing"),
    [
        pytest.param(statement("sertraline", None, "2026-01-01", "2026-03-31"), ("dose",), id="dose"),
        pytest.param(
            statement("sertraline", 50, "2026-03", "2026-05-01"), ("start date",), id="a start known to the month"
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-01", "2026-03-31", status="unknown"),
            ("taking",),
            id="whether it was taken",
        ),
        pytest.param(
            order("sertraline", None, "2026-01-01", "2026-03-31", as_needed=True), ("as needed",), id="how often"
        ),
        pytest.param(order("sertraline", 50, "2026-01-01", status="completed"), ("end date",), id="its end"),
        pytest.param(statement("melitracen", 10, "2026-01-01", "2026-03-31"), ("minimum dose",), id="no known minimum"),
    ],
)
def test_an_undetermined_trial_says_what_is_missing(record, missing) -> None:
    rating = rated(record)
    assert rating.verdict == "undetermined"
    if missing != ("as needed",):
        assert rating.missing == missing
    assert "cannot be judged" in rating.because


def test_certain_days_on_an_assumed_end_are_told_apart() -> None:
    """R-0.2, R-Q13."""
    assumed = rated(order("sertraline", 50, "2026-08-01"))
    assert assumed.verdict == "adequate"
    assert assumed.on_assumed_dates
    assert not assumed.on_stated_dates
    stated = rated(told("sertraline", (60, 50)))
    assert stated.on_stated_dates
    assert not stated.on_assumed_dates


def test_a_trial_is_adequate_so_early_only_because_an_end_was_assumed() -> None:
    """R-Q13: E13 decides the adequacy day, and with it the scores that count, although later days would suffice."""
    never_closed = order("sertraline", 50, "2026-01-21", status="active")
    rating = rated(never_closed, order("sertraline", 50, "2026-05-15", "2026-08-13", status="completed"))
    assert rating.reached_on == date(2026, 3, 3)
    assert rating.on_assumed_dates


def test_a_combination_counts_days_on_which_both_are_enough() -> None:
    """R-Q9."""
    rating = rated(
        statement("sertraline", 100, "2026-01-01", "2026-06-30"),
        statement("mirtazapine", 15, "2026-03-01", "2026-04-10"),
        which=1,
    )
    assert (rating.verdict, rating.most_certain) == ("inadequate-duration", 41)
    assert rating.because == "Sertraline with mirtazapine: too short. 41 days with both at dose; 42 needed."


def test_an_augmentation_needs_four_weeks() -> None:
    base = statement("sertraline", 100, "2026-01-01", "2026-06-30")
    enough = rated(base, statement("aripiprazole", 5, "2026-03-01", "2026-03-28"), which=1)
    assert enough.verdict == "adequate"
    assert enough.because == "Aripiprazole added to sertraline: adequate. 28 days with both at dose; 28 needed."
    assert (
        rated(base, statement("aripiprazole", 5, "2026-03-01", "2026-03-27"), which=1).verdict == "inadequate-duration"
    )
    assert rated(base, statement("aripiprazole", 4, "2026-03-01", "2026-06-30"), which=1).verdict == "inadequate-dose"


def weekly(count: int, *, every: int = 7) -> list[date]:
    return [START + timedelta(days=every * number) for number in range(count)]


@pytest.mark.parametrize(
    ("course", "verdict"),
    [
        pytest.param(sessions("ect", weekly(8, every=3)), "adequate", id="8 ECT sessions"),
        pytest.param(sessions("ect", weekly(7, every=3)), "inadequate-duration", id="7 ECT sessions"),
        pytest.param(
            sessions("ect", [*weekly(6, every=3), date(2026, 1, 26), date(2026, 2, 5), date(2026, 2, 15)]),
            "inadequate-duration",
            id="maintenance ECT does not count",
        ),
        pytest.param(session("ect", "2026-01-01", "2026-02-01", count=8), "adequate", id="one record that tells 8"),
        pytest.param(sessions("rtms", weekly(20, every=2)), "adequate", id="20 TMS sessions in 39 days"),
        pytest.param(sessions("rtms", weekly(20, every=3)), "inadequate-duration", id="20 TMS sessions in 58 days"),
        pytest.param(
            [*sessions("rtms", weekly(10, every=1)), *sessions("rtms", weekly(10, every=1))],
            "undetermined",
            id="accelerated TMS, 10 days",
        ),
        pytest.param(
            [*sessions("rtms", weekly(20, every=1)), *sessions("rtms", weekly(20, every=1))],
            "adequate",
            id="accelerated TMS, 20 days",
        ),
        pytest.param(sessions("esketamine", weekly(8, every=4), dose=56), "adequate", id="8 × esketamine 56"),
        pytest.param(sessions("esketamine", weekly(8, every=5), dose=56), "inadequate-duration", id="in 36 days"),
        pytest.param(sessions("esketamine", weekly(8, every=4), dose=55), "inadequate-duration", id="below 56"),
        pytest.param(sessions("esketamine", weekly(8, every=4)), "undetermined", id="dose not told"),
        pytest.param(sessions("ketamine", weekly(6, every=5), dose="0.5"), "adequate", id="6 × ketamine 0.5 mg/kg"),
        pytest.param(sessions("ketamine", weekly(5, every=5), dose="0.5"), "inadequate-duration", id="5 × ketamine"),
        pytest.param(sessions("cbt", weekly(8)), "adequate", id="8 sessions of CBT"),
        pytest.param(sessions("cbt", weekly(8, every=20)), "inadequate-duration", id="8 sessions in 141 days"),
        pytest.param(session("vns", "2026-01-01"), "undetermined", id="a stimulation without a rule"),
        pytest.param(order("esketamine", 56, "2026-01-01", "2026-03-01", route="nasal"), "undetermined", id="ordered"),
    ],
)
def test_a_course_is_rated_by_its_sessions(course, verdict) -> None:
    """R-Q10."""
    rating = rated(course)
    assert rating.verdict == verdict
    assert (rating.reached_on is not None) == (verdict == "adequate")


def test_doses_are_said_as_they_are_printed() -> None:
    both = rated(told("dextromethorphan-bupropion", (60, 105), indications=["mdd-single-mild"]))
    assert "90/210 mg/d" in both.because
    thyroid = rated(
        statement("sertraline", 100, "2026-01-01", "2026-06-30"),
        statement("liothyronine", "12.5", "2026-03-01", "2026-05-31"),
        which=1,
    )
    assert "highest 12.5 µg/d; 25 µg/d needed" in thyroid.because
    unknown = rated(told("melitracen", (10, 10)))
    assert unknown.because == "Melitracen: too short. 0 days at any dose; 42 needed."


def test_peak_is_the_highest_certain_dose() -> None:
    """R-D18."""
    assert rated(told("sertraline", (30, (50, 200)), (30, 100))).peak_dose == Decimal(100)
    assert rated(told("sertraline", (60, None))).peak_dose is None
