"""ATHF-SF summary: failures by domain, this episode and lifetime (§6.6)."""

from datetime import date
from typing import Any

from tests.builders import depression, history, score, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.staging import AthfSummary

ONSET = depression(onset="2025-12-01")
SERTRALINE = [
    statement("sertraline", 50, "2026-01-05", "2026-02-01"),
    score("phq-9", 20, "2026-01-04"),
    score("phq-9", 19, "2026-02-01"),
]
"""28 days: adequate by the ATHF-SF, too short for `default`."""


def summary(*facts: Any) -> AthfSummary:
    found = assess(history(*facts), load(), Choices(), as_of=date(2026, 6, 20)).staging.athf
    assert found is not None
    return found


def counts(found: AthfSummary) -> list[tuple[int, int, int]]:
    return [(each.drugs, each.stimulation, each.psychotherapy) for each in (found.episode, found.lifetime)]


def test_it_counts_by_its_own_28_days_whichever_definition_decides() -> None:
    assert counts(summary(ONSET, SERTRALINE)) == [(1, 0, 0), (1, 0, 0)]


def test_27_days_count_for_nothing() -> None:
    short = [statement("sertraline", 50, "2026-01-05", "2026-01-31"), *SERTRALINE[1:]]
    assert counts(summary(ONSET, short)) == [(0, 0, 0), (0, 0, 0)]


def test_each_domain_is_counted_for_itself() -> None:
    ect = [sessions("ect", [date(2026, 4, day) for day in (1, 3, 5, 7, 9, 11)]), score("phq-9", 19, "2026-04-12")]
    cbt = [sessions("cbt", [date(2026, 4, 20).fromordinal(date(2026, 4, 20).toordinal() + 7 * n) for n in range(8)])]
    found = summary(ONSET, SERTRALINE, ect, cbt, score("phq-9", 19, "2026-04-18"), score("phq-9", 18, "2026-06-10"))
    assert counts(found) == [(1, 1, 1), (1, 1, 1)]


def test_what_failed_in_an_earlier_episode_is_lifetime_only() -> None:
    assert counts(summary(depression(onset="2026-05-01"), SERTRALINE)) == [(0, 0, 0), (1, 0, 0)]


def test_lithium_and_antipsychotics_count_beside_their_base_other_add_ons_do_not() -> None:
    def augmented(agent: str, dose: int) -> Any:
        return [
            statement("sertraline", 50, "2026-01-05", "2026-05-31"),
            statement(agent, dose, "2026-03-01", "2026-05-31"),
            *(score("phq-9", value, on) for value, on in ((20, "2026-01-04"), (20, "2026-02-28"), (19, "2026-05-30"))),
        ]

    assert counts(summary(ONSET, augmented("aripiprazole", 5)))[0] == (2, 0, 0)
    assert counts(summary(ONSET, augmented("buspirone", 30)))[0] == (1, 0, 0)
