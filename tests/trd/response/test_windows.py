"""A drug is judged before what was added to it: N is the first day of any counted treatment (R-O11)."""

from datetime import date
from typing import Any

import pytest

from tests.builders import administration, depression, history, order, score, sessions, statement, step
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load

SERTRALINE = statement("sertraline", 100, "2026-01-05", "2026-06-30")
SCORES = [score("phq-9", 22, "2026-01-04"), score("phq-9", 20, "2026-04-10"), score("phq-9", 8, "2026-06-28")]
"""No response before 1 April, response after it."""


def endpoint(*facts: Any) -> date | None:
    """The day on which sertraline was judged."""
    record = history(depression(), SERTRALINE, SCORES, *facts)
    found = assess(record, load(), Choices(), as_of=date(2026, 7, 5))
    own = next(rated for rated in found.trials if rated.trial.agents == ("sertraline",))
    return own.outcome.endpoint.day if own.outcome.endpoint else None


def test_what_was_added_perhaps_earlier_ends_the_window_perhaps_earlier() -> None:
    """R-O14: liothyronine since November, its second step on the 8th: a score 16 days after the 1st is out."""
    added = [
        statement("liothyronine", "12.5", "2026-05", "2026-05-07"),
        statement("liothyronine", 25, "2026-05-08", "2026-06-30"),
    ]
    judged = [score("phq-9", 20, "2026-04-30"), score("phq-9", 6, "2026-05-17")]
    found = assess(
        history(depression(), SERTRALINE, SCORES[0], judged, added), load(), Choices(), as_of=date(2026, 7, 5)
    )
    own = next(rated for rated in found.trials if rated.trial.agents == ("sertraline",))
    assert own.outcome.endpoint is not None
    assert own.outcome.endpoint.day == date(2026, 4, 30)


def test_what_was_added_to_another_drug_begins_with_itself() -> None:
    """R-T30, R-O11: aripiprazole was there before; that venlafaxine joined it is venlafaxine's first day."""
    facts = [
        statement("sertraline", 100, "2026-01-05", "2026-04-11"),
        statement("aripiprazole", 5, "2026-02-16", "2026-06-30"),
        order("venlafaxine", 150, "2026-04-12", "2026-06-30"),
        SCORES[0],
        score("phq-9", 20, "2026-02-15"),
        score("phq-9", 18, "2026-04-10"),
    ]
    found = assess(history(depression(), facts), load(), Choices(), as_of=date(2026, 7, 5))
    own = next(rated for rated in found.trials if rated.trial.agents == ("aripiprazole", "sertraline"))
    assert own.outcome.endpoint is not None
    assert (own.outcome.outcome, own.outcome.endpoint.day) == ("non-response", date(2026, 4, 10))


BEFORE, AFTER = date(2026, 4, 10), date(2026, 6, 28)


@pytest.mark.parametrize(
    "added",
    [
        pytest.param([statement("aripiprazole", 5, "2026-04-01", "2026-06-30")], id="an augmenter for three months"),
        pytest.param([statement("aripiprazole", 5, "2026-04-01", "2026-04-07")], id="an augmenter for a week"),
        pytest.param([statement("aripiprazole", 2, "2026-04-01", "2026-04-10")], id="below its minimum"),
        pytest.param([statement("mirtazapine", 15, "2026-04-01", "2026-04-20")], id="another antidepressant"),
        pytest.param([sessions("ect", ["2026-04-01", "2026-04-03"])], id="ECT"),
        pytest.param([sessions("rtms", ["2026-04-01", "2026-04-02"])], id="TMS"),
        pytest.param(
            [administration("ketamine", [step("0.5", per_kg=True)], day) for day in ("2026-04-01", "2026-04-04")],
            id="ketamine",
        ),
    ],
)
def test_what_was_added_ends_the_window_two_weeks_later(added) -> None:
    assert endpoint(*added) == BEFORE


@pytest.mark.parametrize(
    "added",
    [
        pytest.param([statement("quetiapine", 50, "2026-04-01", "2026-06-30")], id="a sleep dose does not count"),
        pytest.param([sessions("cbt", ["2026-04-01", "2026-04-08"])], id="psychotherapy"),
        pytest.param([statement("aripiprazole", 5, "2026-01-19", "2026-06-30")], id="added on day 14"),
        pytest.param([], id="nothing"),
    ],
)
def test_what_does_not_count_leaves_the_window_open(added) -> None:
    assert endpoint(*added) == AFTER


def test_added_on_day_15_it_would_end_before_the_six_weeks_and_the_window_goes_to_the_end() -> None:
    """N + 14 = 3 February lies before A: the window ends with the trial, 30 June, not 14 days after it."""
    assert endpoint(statement("aripiprazole", 5, "2026-01-20", "2026-06-30")) == AFTER
