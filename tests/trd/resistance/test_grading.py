"""How many agents failed, and how many may have (R-P20, R-T8)."""

from datetime import date

from tests.builders import depression, history, score, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.terms import ResistanceStatus


def test_a_component_that_may_have_failed_alone_makes_the_combination_a_further_failure() -> None:
    """R-T8, R-P20: if mirtazapine failed alone too, the combination fails for venlafaxine: two agents at most."""
    record = history(
        depression(onset="2025-01-01"),
        statement("venlafaxine", 150, "2026-01-05", "2026-03-31"),
        statement("mirtazapine", 15, "2026-01-05", "2026-06-30"),
        [score("phq-9", 20, "2026-01-04"), score("phq-9", 19, "2026-03-31")],
    )
    found = assess(record, load(), Choices(), as_of=date(2026, 11, 1))
    combined, alone = found.trials
    assert (combined.failed, alone.possible_failure) == (True, True)
    assert (found.resistance.failed_trials, found.resistance.possible_failures) == (1, 1)
    assert found.resistance.status is ResistanceStatus.INDETERMINATE
