"""The rating of a course of sessions, member by member, and the sentence that explains it (R-Q10, §4.3)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import depression, history, patient, session, sessions
from trd.adequacy import AdequacyRating, rate
from trd.adequacy.course import CourseRating
from trd.adequacy.sentence import course_sentence
from trd.choices import Choices
from trd.exposures import rebuild
from trd.knowledge.loading import load
from trd.terms import Adequacy
from trd.trials import join

START = date(2026, 1, 1)
AS_OF = date(2026, 11, 23)


def rated(*facts: Any, as_of: date = AS_OF) -> AdequacyRating:
    record, knowledge = history(depression(), *facts, who=patient()), load()
    rebuilt = rebuild(record, knowledge, Choices(), as_of=as_of)
    trials = join(rebuilt, record, knowledge, Choices(), as_of=as_of).trials
    return rate(trials[0], record, knowledge.definitions["default"], knowledge, Choices(), as_of=as_of)


def every(days: int, count: int) -> list[date]:
    return [START + timedelta(days=days * place) for place in range(count)]


def test_an_adequate_course_tells_its_sessions_and_the_day_of_the_last_that_was_needed() -> None:
    rating = rated(sessions("esketamine", every(3, 9), dose=84))
    assert rating.verdict is Adequacy.ADEQUATE
    assert rating.because == "Esketamine: adequate. 9 sessions; 8 needed."
    assert (rating.most_certain, rating.most_possible, rating.most_at_any_dose) == (9, 9, 9)
    assert rating.needed_days == 8
    assert rating.reached_on == START + timedelta(days=21)
    assert rating.dose_unit == "sessions"
    assert rating.minimum_dose is None
    assert rating.peak_dose == Decimal(84)
    assert rating.adherence is None
    assert rating.on_stated_dates
    assert not rating.on_assumed_dates
    assert rating.missing == ()
    assert [source.id for source in rating.sources] == [load().definitions["default"].source.id]
    assert len(rating.certain_days) == 9
    assert rating.possible_days == rating.certain_days


def test_a_course_that_is_too_short_has_no_day_of_adequacy() -> None:
    rating = rated(sessions("ect", every(3, 7)))
    assert rating.verdict is Adequacy.INADEQUATE_DURATION
    assert rating.because == "ECT: too short. 7 sessions; 8 needed."
    assert rating.reached_on is None
    assert rating.peak_dose is None
    assert not rating.on_stated_dates
    assert rating.missing == ()


def test_where_the_doses_are_not_told_the_sessions_are_missing() -> None:
    rating = rated(sessions("esketamine", every(4, 8)))
    assert rating.verdict is Adequacy.UNDETERMINED
    assert (
        rating.because == "Esketamine: cannot be judged. 0 sessions certain; 8 needed. Missing: the number of sessions."
    )
    assert rating.missing == ("sessions",)
    assert (rating.most_certain, rating.most_possible, rating.most_at_any_dose) == (0, 8, 8)
    assert not rating.on_stated_dates


def test_a_stimulation_without_a_rule_is_not_judged() -> None:
    rating = rated(session("vns", "2026-01-01"))
    assert rating.verdict is Adequacy.UNDETERMINED
    assert rating.needed_days == 0
    assert (rating.most_certain, rating.most_possible) == (1, 1)
    assert rating.because.endswith("cannot be judged. 1 session certain. Missing: the number of sessions.")


def test_sessions_that_keep_a_patient_well_are_no_acute_course() -> None:
    acute = every(3, 7)
    kept = [START + timedelta(days=40 + 7 * place) for place in range(3)]
    rating = rated(sessions("ect", acute), sessions("ect", kept, maintenance=True))
    assert rating.most_certain == 7


def test_several_sessions_a_day_are_another_protocol() -> None:
    """Accelerated TMS: its days count, its sessions leave it open."""
    rating = rated(sessions("rtms", every(1, 10)), sessions("rtms", every(1, 10)))
    assert rating.verdict is Adequacy.UNDETERMINED
    assert rating.most_certain == 10
    assert rating.most_possible == 20
    assert rating.reached_on is None


def test_the_window_of_a_course_ends_one_day_short_of_its_length() -> None:
    """Eight sessions of esketamine from the first day to the last of the window, and one day later."""
    within = int(load().figures["esketamine-days"].value)
    dates = [*every(4, 7), START + timedelta(days=within - 1)]
    assert rated(sessions("esketamine", dates, dose=56)).reached_on == START + timedelta(days=within - 1)
    late = [*every(4, 7), START + timedelta(days=within)]
    assert rated(sessions("esketamine", late, dose=56)).verdict is Adequacy.INADEQUATE_DURATION


@pytest.mark.parametrize(
    ("verdict", "found", "needed", "ongoing", "words"),
    [
        ("adequate", 1, 1, False, "ECT: adequate. 1 session; 1 needed."),
        ("adequate", 8, 8, True, "ECT: adequate. 8 sessions; 8 needed."),
        ("inadequate-duration", 2, 8, True, "ECT: too short so far. 2 sessions; 8 needed."),
        ("inadequate-duration", 2, 8, False, "ECT: too short. 2 sessions; 8 needed."),
        (
            "undetermined",
            1,
            0,
            False,
            "ECT: cannot be judged. 1 session certain. Missing: the number of sessions.",
        ),
        (
            "undetermined",
            3,
            8,
            True,
            "ECT: cannot be judged. 3 sessions certain; 8 needed. Missing: the number of sessions.",
        ),
    ],
)
def test_the_sentence_of_a_course(verdict: str, found: int, needed: int, ongoing: bool, words: str) -> None:
    rating = CourseRating(verdict=Adequacy(verdict), sessions=found, possible=found, needed=needed)
    assert course_sentence("ECT", rating, ongoing=ongoing) == words


def test_a_sentence_begins_with_a_capital() -> None:
    rating = CourseRating(verdict=Adequacy.ADEQUATE, sessions=8, possible=8, needed=8)
    assert course_sentence("esketamine", rating, ongoing=False).startswith("Esketamine: ")
