"""What a change of treatment suggests where nobody measured or said (§5.5)."""

from datetime import date, timedelta

import pytest

from tests.builders import depression, history, sessions, statement
from trd.adequacy import rate
from trd.choices import Choices
from trd.exposures import rebuild
from trd.knowledge.loading import load
from trd.response import OutcomeRating, judge
from trd.trials import join

START = date(2026, 2, 1)
"""Day 0; six weeks are reached on 14 March."""
BEFORE, ENDPOINT = "2026-01-30", "2026-03-30"
SERTRALINE = statement("sertraline", 50, "2026-02-01", "2026-03-31")


def judged(*facts, which: int = 0, as_of: str = "2026-04-05", definition: str = "default") -> OutcomeRating:
    record, knowledge, day = history(depression(), *facts), load(), date.fromisoformat(as_of)
    rebuilt = rebuild(record, knowledge, Choices(), as_of=day)
    trials = join(rebuilt, record, knowledge, Choices(), as_of=day).trials
    trial, chosen = trials[which], knowledge.definitions[definition]
    adequacy = rate(trial, record, chosen, knowledge, Choices(), as_of=day)
    others = [other for other in trials if other is not trial]
    return judge(trial, adequacy, others, record, chosen, knowledge, Choices(), as_of=day)


@pytest.mark.parametrize(
    ("other", "word"),
    [
        pytest.param(
            statement("venlafaxine", 75, "2026-04-28", asserted="2026-05-30"), "non-response", id="28 days after"
        ),
        pytest.param(statement("venlafaxine", 75, "2026-04-29", asserted="2026-05-30"), "unknown", id="29 after"),
        pytest.param(statement("venlafaxine", 75, "2026-03-03", asserted="2026-05-30"), "non-response", id="28 before"),
        pytest.param(statement("venlafaxine", 75, "2026-03-02", asserted="2026-05-30"), "unknown", id="29 before"),
        pytest.param(statement("citalopram", 20, "2026-04-01", asserted="2026-05-30"), "unknown", id="same class"),
        pytest.param(sessions("ect", ["2026-04-28"]), "non-response", id="ECT 28 days after the end"),
        pytest.param(sessions("ect", ["2026-04-29"]), "unknown", id="ECT 29 days after the end"),
        pytest.param(sessions("cbt", ["2026-04-02"]), "unknown", id="psychotherapy"),
        pytest.param(statement("sertraline", 100, "2026-06-01", "2026-06-02"), "unknown", id="the same drug again"),
    ],
)
def test_what_a_change_of_treatment_suggests(other, word) -> None:
    """R-O50, R-O52."""
    found = judged(SERTRALINE, other, as_of="2026-06-05")
    assert found.outcome == word
    assert found.low_confidence == (word == "non-response")


@pytest.mark.parametrize(
    ("since", "until", "word"),
    [
        pytest.param("2026-03-14", "2026-03-31", "partial-response", id="added on the adequacy day"),
        pytest.param("2026-03-13", "2026-03-31", "unknown", id="added before it"),
        pytest.param("2026-03-18", "2026-03-31", "unknown", id="the drug went on for 13 days"),
    ],
)
def test_what_an_added_drug_suggests(since, until, word) -> None:
    """R-O51."""
    assert judged(SERTRALINE, statement("aripiprazole", 5, since, until)).outcome == word


def test_an_inadequate_trial_suggests_nothing() -> None:
    short = statement("sertraline", 50, "2026-02-01", "2026-03-01")
    other = statement("venlafaxine", 75, "2026-03-02", asserted="2026-04-05")
    assert judged(short, other).outcome == "unknown"


def test_a_course_is_not_judged_by_another_course_after_it() -> None:
    ect = sessions("ect", [START + timedelta(days=3 * number) for number in range(8)])
    tms = sessions("rtms", ["2026-03-10"])
    assert judged(ect, tms).outcome == "unknown"
