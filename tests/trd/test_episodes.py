"""When this episode began, and which trials are its own (R-P10 … R-P13)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import condition, depression, history, order, score, session, sessions, statement
from trd.choices import Choices
from trd.episodes import Episode, assign, find_episode
from trd.exposures import rebuild
from trd.knowledge.loading import load
from trd.response.reasons import reason_of
from trd.terms import EpisodeOf, EpisodeStartBasis, StopReason
from trd.trials import Trial, join


def told(*facts: Any, as_of: str = "2026-11-23") -> tuple[Episode, tuple[Trial, ...]]:
    record, knowledge, day = history(*facts), load(), date.fromisoformat(as_of)
    rebuilt = rebuild(record, knowledge, Choices(), as_of=day)
    trials = join(rebuilt, record, knowledge, Choices(), as_of=day).trials
    episode = find_episode(record, rebuilt, trials, knowledge, Choices(), as_of=day)
    return episode, assign(trials, episode, rebuilt, knowledge, as_of=day)


def begun(*facts: Any, **more: Any) -> tuple[str | None, str]:
    episode, _ = told(*facts, **more)
    return episode.start.earliest.isoformat() if episode.start else None, episode.start_basis.value


SERTRALINE = statement("sertraline", 100, "2026-03-01", "2026-06-30")


@pytest.mark.parametrize(
    ("facts", "start"),
    [
        pytest.param([depression(onset="2026-01-10")], ("2026-01-10", "stated"), id="stated onset"),
        pytest.param([depression(onset="2026-01")], ("2026-01-01", "stated"), id="known to the month"),
        pytest.param(
            [depression(onset="2026-01-10"), depression(onset="2026-05-01")],
            ("2026-01-10", "stated"),
            id="two entries: the first, no boundary between",
        ),
        pytest.param(
            [depression(onset=None, recorded="2026-05-01"), SERTRALINE],
            ("2026-03-01", "inferred"),
            id="only recorded: an upper bound, the trial came before",
        ),
        pytest.param(
            [depression(onset=None, recorded="2026-02-01"), SERTRALINE],
            ("2026-02-01", "recorded"),
            id="recorded before the trial",
        ),
        pytest.param(
            [score("phq-9", 9, "2026-01-01"), score("phq-9", 10, "2026-02-01"), SERTRALINE],
            ("2026-02-01", "inferred"),
            id="first score of at least moderate",
        ),
        pytest.param([score("phq-9", 12, "2026-04-01"), SERTRALINE], ("2026-03-01", "inferred"), id="first trial"),
        pytest.param([depression(onset="2026-01-10", clinical="resolved")], (None, "unknown"), id="over"),
        pytest.param([depression(onset="2026-01-10", verification="refuted")], (None, "unknown"), id="refuted"),
        pytest.param([depression(onset="2027-01-10")], (None, "unknown"), id="only later"),
        pytest.param([depression(onset=None)], (None, "unknown"), id="no date at all"),
        pytest.param([condition("hypothyroidism", onset="2026-01-10")], (None, "unknown"), id="another disease"),
        pytest.param([], (None, "unknown"), id="nothing on record"),
    ],
)
def test_where_the_episode_begins(facts, start) -> None:
    """R-P10."""
    assert begun(facts) == start


def well(first: str, last: str, value: int = 3, scale: str = "phq-9") -> list[Any]:
    return [score(scale, value, first), score(scale, value, last)]


@pytest.mark.parametrize(
    ("facts", "boundary"),
    [
        pytest.param(well("2026-01-10", "2026-03-07"), "2026-03-07", id="56 days"),
        pytest.param(well("2026-01-10", "2026-03-06"), None, id="55 days"),
        pytest.param(
            [*well("2026-01-10", "2026-03-07"), score("phq-9", 6, "2026-02-01")], None, id="a bad score between"
        ),
        pytest.param(
            [*well("2026-01-10", "2026-03-07"), score("madrs", 30, "2026-02-01")], None, id="a bad score of another"
        ),
        pytest.param([*well("2026-01-10", "2026-03-07"), score("k10", 30, "2026-02-01")], None, id="distress between"),
        pytest.param(
            [*well("2026-01-10", "2026-03-07"), score("k10", 15, "2026-02-01")], "2026-03-07", id="no distress between"
        ),
        pytest.param(
            [score("phq-9", 3, "2026-01-10"), score("madrs", 5, "2026-03-20")], None, id="two instruments once each"
        ),
        pytest.param(
            [*well("2026-01-10", "2026-03-07"), score("phq-9", 2, "2026-04-10")], "2026-04-10", id="and still well"
        ),
        pytest.param(
            [*well("2025-01-10", "2025-03-07"), score("phq-9", 15, "2025-06-01"), *well("2026-01-10", "2026-03-07")],
            "2026-03-07",
            id="the last of two",
        ),
        pytest.param(
            [depression(onset="2024-01-01", abated="2025-06-01"), depression(onset="2025-07-27")],
            "2025-07-26",
            id="recovered, and ill again after 56 days",
        ),
        pytest.param(
            [depression(onset="2024-01-01", abated="2025-06-01"), depression(onset="2025-07-26")],
            None,
            id="ill again after 55 days",
        ),
        pytest.param(
            [
                depression("mdd-recurrent-full-remission", onset=None, recorded="2025-06-01"),
                depression(onset="2026-01-01"),
            ],
            "2025-12-31",
            id="in full remission by its code",
        ),
    ],
)
def test_what_certainly_separates_two_episodes(facts, boundary) -> None:
    """R-P11 (i), (ii), R-P13."""
    episode, _ = told(facts)
    assert episode.certain_boundary == (date.fromisoformat(boundary) if boundary else None)


@pytest.mark.parametrize(
    ("facts", "boundary"),
    [
        pytest.param([statement("sertraline", 50, "2026-01-01", "2026-05-25")], None, id="182 free days up to now"),
        pytest.param([statement("sertraline", 50, "2026-01-01", "2026-05-24")], "2026-11-23", id="183 free days"),
        pytest.param(
            [statement("sertraline", 50, "2026-01-01", "2026-05-24"), score("phq-9", 5, "2026-08-01")],
            None,
            id="a score of mild illness between",
        ),
        pytest.param(
            [statement("sertraline", 50, "2026-01-01", "2026-05-24"), score("phq-9", 4, "2026-08-01")],
            "2026-11-23",
            id="a score without illness between",
        ),
        pytest.param(
            [
                statement("sertraline", 50, "2026-01-01", "2026-05-24"),
                statement("aripiprazole", 5, "2026-08-01", "2026-08-31"),
            ],
            None,
            id="an augmenter between",
        ),
        pytest.param(
            [
                statement("sertraline", 50, "2026-01-01", "2026-05-24"),
                statement("trazodone", 50, "2026-08-01", "2026-08-31"),
            ],
            "2026-11-23",
            id="a drug for sleep between",
        ),
        pytest.param([], None, id="nothing on record"),
    ],
)
def test_what_may_separate_two_episodes(facts, boundary) -> None:
    """R-P11 (iii)."""
    episode, _ = told(facts)
    assert episode.possible_boundary == (date.fromisoformat(boundary) if boundary else None)


def test_after_a_boundary_the_episode_begins_with_the_first_sign_of_illness() -> None:
    """R-P10 (b): the earliest of a new onset, a score of at least mild, the start of a trial."""
    before = [depression(onset="2025-01-01"), *well("2026-01-10", "2026-03-10")]
    assert begun(before, score("phq-9", 5, "2026-05-01")) == ("2026-05-01", "inferred")
    assert begun(before, statement("sertraline", 50, "2026-04-01", "2026-06-01")) == ("2026-04-01", "inferred")
    new_onset = depression("mdd-single-mild", onset="2026-04-15", clinical="resolved")
    assert begun(before, new_onset) == ("2026-04-15", "inferred")
    assert begun(before) == (None, "unknown")


@pytest.mark.parametrize(
    ("onset", "start", "end", "episode", "possible"),
    [
        pytest.param("2026-03-01", "2026-03-01", "2026-06-30", "current", False, id="begun on the first day"),
        pytest.param("2026-03-01", "2026-02-01", "2026-02-28", "earlier", False, id="ended the day before"),
        pytest.param("2026-03", "2026-03-10", "2026-06-30", "current", True, id="perhaps begun before it"),
        pytest.param("2026-03-10", "2026-03", "2026-06-30", "current", True, id="by its own start"),
        pytest.param("2026-03", "2026-01-01", "2026-02-28", "earlier", False, id="ended before any of its first days"),
    ],
)
def test_which_trials_belong(onset, start, end, episode, possible) -> None:
    """R-P12."""
    _, (trial,) = told(depression(onset=onset), statement("sertraline", 50, start, end), as_of="2026-07-10")
    assert trial.episode is EpisodeOf(episode)
    assert trial.membership_possible_only == possible


def test_a_trial_that_went_on_is_rated_from_the_start_of_the_episode() -> None:
    """R-P12: a breakthrough on maintenance."""
    drug = statement("sertraline", 100, "2025-01-01", "2026-06-30")
    _, (trial,) = told(depression(onset="2026-03-01"), drug, as_of="2026-07-10")
    assert trial.start.earliest == date(2026, 3, 1)
    assert len(trial.certain) == 122
    assert trial.episode is EpisodeOf.CURRENT
    assert not trial.membership_possible_only


def test_a_start_known_to_the_month_cuts_certain_days_late_and_possible_days_early() -> None:
    drug = statement("sertraline", 100, "2025-01-01", "2026-06-30")
    _, (trial,) = told(depression(onset="2026-03"), drug, as_of="2026-07-10")
    assert trial.certain.first == date(2026, 3, 31)
    assert trial.possible.first == date(2026, 3, 1)


def test_a_trial_that_only_possibly_went_on_is_cut_too() -> None:
    drug = order("sertraline", 100, "2025-12-01", status="completed")
    _, (before, trial) = told(depression(onset="2026-03-01"), drug, as_of="2026-07-10")
    assert not trial.certain
    assert trial.possible.first == date(2026, 3, 1)
    assert (trial.episode, before.episode) == (EpisodeOf.CURRENT, EpisodeOf.EARLIER)


def test_a_drug_that_may_have_ended_before_the_episode_stays_in_the_lifetime_view() -> None:
    """E16, R-P12: begun years ago, over, nobody wrote when; the days before the episode are not lost."""
    drug = order("sertraline", 100, "2025-12-01", status="completed")
    _, (before, _) = told(depression(onset="2026-03-01"), drug, as_of="2026-07-10")
    assert before.certain.first == before.certain.last == date(2025, 12, 1)
    assert before.possible.last == date(2026, 2, 28)
    assert not before.ongoing


@pytest.mark.parametrize(
    ("first", "possible"),
    [pytest.param("2026-03", True, id="in March"), pytest.param("2026-03-15", False, id="on the day of the onset")],
)
def test_a_first_step_that_perhaps_began_before_the_onset_leaves_the_membership_open(first, possible) -> None:
    """R-P12: the certain days lie in the episode, the first day on every reading does not."""
    drug = [statement("sertraline", 25, first, "2026-03-26"), statement("sertraline", 100, "2026-03-27", "2026-06-30")]
    _, (trial,) = told(depression(onset="2026-03-15"), drug, as_of="2026-07-10")
    assert (trial.episode, trial.membership_possible_only) == (EpisodeOf.CURRENT, possible)


def test_a_start_known_to_the_year_before_the_episode_is_cut() -> None:
    """R-P12: begun in 2024 on every reading, and it went on."""
    drug = statement("sertraline", 100, "2024", "2026-06-30")
    _, (trial,) = told(depression(onset="2026-03-01"), drug, as_of="2026-07-10")
    assert (trial.certain.first, trial.membership_possible_only) == (date(2026, 3, 1), False)


def test_a_drug_that_may_have_ended_before_the_episode_keeps_the_reason_of_its_stop() -> None:
    """E16, R-P12: stopped for an adverse effect on a day that nobody wrote down; either reading has that reason."""
    drug = order("sertraline", 100, "2025-12-01", status="stopped", stop_reason="adverse-effect")
    _, parts = told(depression(onset="2026-03-01"), drug, as_of="2026-07-10")
    assert [reason_of(part) for part in parts] == [StopReason.ADVERSE_EFFECT] * 2


def test_a_drug_that_surely_went_on_is_one_trial_of_the_episode() -> None:
    """R-P12: a breakthrough on maintenance is rated alone."""
    drug = statement("sertraline", 100, "2025-01-01", "2026-06-30")
    _, (trial,) = told(depression(onset="2026-03-01"), drug, as_of="2026-07-10")
    assert trial.certain.first == date(2026, 3, 1)


def test_both_drugs_of_an_augmentation_are_cut() -> None:
    drugs = [
        statement("sertraline", 100, "2025-01-01", "2026-06-30"),
        statement("aripiprazole", 5, "2025-10-01", "2026-06-30"),
    ]
    _, trials = told(depression(onset="2026-03-01"), drugs, as_of="2026-07-10")
    assert {trial.certain.first for trial in trials} == {date(2026, 3, 1)}


def test_a_course_is_cut_between_its_sessions() -> None:
    days = [date(2026, 2, 25), date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 4)]
    _, (trial,) = told(depression(onset="2026-03-01"), sessions("ect", days), as_of="2026-03-10")
    assert trial.session_count == 2
    assert trial.start.earliest == date(2026, 3, 2)


def test_a_period_of_sessions_that_began_before_is_an_earlier_one() -> None:
    _, (trial,) = told(depression(onset="2026-03-01"), session("rtms", "2026-02-25", "2026-03-20"), as_of="2026-04-10")
    assert trial.episode is EpisodeOf.EARLIER


def test_a_trial_before_a_possible_boundary_is_only_possibly_of_this_episode() -> None:
    _, trials = told(
        depression(onset="2025-01-01"),
        statement("sertraline", 100, "2025-01-10", "2025-03-31"),
        statement("venlafaxine", 150, "2025-10-01", "2025-11-30"),
        as_of="2025-12-01",
    )
    assert [trial.membership_possible_only for trial in trials] == [True, False]


def test_well_since_the_last_boundary_there_is_no_current_episode() -> None:
    drugs = [
        statement("sertraline", 100, "2025-01-10", "2025-06-30"),
        statement("venlafaxine", 150, "2025-07-01", asserted="2026-03-20"),
    ]
    facts = [depression(onset="2025-01-01"), *well("2026-01-10", "2026-03-10")]
    episode, trials = told(facts, drugs, as_of="2026-03-20")
    assert episode.start is None
    assert episode.start_basis is EpisodeStartBasis.UNKNOWN
    assert [trial.episode for trial in trials] == [EpisodeOf.EARLIER, EpisodeOf.UNKNOWN]


def test_a_drug_taken_to_this_day_did_not_end_before_an_episode_that_began_this_month() -> None:
    taken = statement("venlafaxine", 225, "2026-06-01", None, asserted="2026-11-20")
    _, trials = told(depression(onset="2026-11"), taken)
    assert [(trial.episode, trial.ongoing, trial.start.earliest.isoformat()) for trial in trials] == [
        (EpisodeOf.CURRENT, True, "2026-11-01")
    ]


def test_a_drug_that_ended_in_the_month_in_which_the_episode_began_is_of_the_earlier_one_up_to_that_month() -> None:
    ended = statement("venlafaxine", 225, "2026-06-01", "2026-11-07", status="completed")
    _, (before, within) = told(depression(onset="2026-11"), ended)
    assert before.end is not None
    assert before.end.earliest == before.end.latest == before.certain.last == date(2026, 10, 31)
    assert (before.episode, within.episode, bool(within.certain)) == (EpisodeOf.EARLIER, EpisodeOf.CURRENT, False)
