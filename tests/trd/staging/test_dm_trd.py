"""DM-TRD: only the items that a record can tell, never a total (§6.6)."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import condition, depression, history, score, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.staging import DmTrd

ONSET = depression(onset="2025-06-01")
FAILED = [
    statement("sertraline", 50, "2025-07-01", "2026-06-30"),
    score("phq-9", 20, "2025-06-29"),
    score("phq-9", 19, "2025-09-01"),
    score("phq-9", 18, "2026-06-29"),
]
BASES = ("aripiprazole", 5), ("brexpiprazole", 2), ("quetiapine", 150), ("buspirone", 30), ("cariprazine", "1.5")


def staged(*facts: Any) -> DmTrd:
    found = assess(history(*facts), load(), Choices(), as_of=date(2026, 7, 10)).staging.dm_trd
    assert found is not None
    return found


def added(count: int) -> list[Any]:
    """Augmentations one after another, 28 days each."""
    first = date(2025, 9, 10)
    return [
        statement(agent, dose, first + timedelta(days=30 * n), first + timedelta(days=30 * n + 27))
        for n, (agent, dose) in enumerate(BASES[:count])
    ]


@pytest.mark.parametrize(
    ("count", "points"),
    [(0, (0, 0)), (1, (1, 1)), (2, (1, 1)), (3, (2, 2)), (4, (2, 2)), (5, (3, 3))],
)
def test_augmentation_is_graded_by_number(count, points) -> None:
    assert staged(ONSET, FAILED, added(count)).items["augmentation"].points == points


def test_an_augmentation_that_cannot_be_judged_widens_the_item() -> None:
    lithium = statement("lithium", 900, "2025-10-01", "2025-12-31")
    item = staged(ONSET, FAILED, lithium).items["augmentation"]
    assert (item.points, item.because) == ((0, 1), "0 to 1 adequate in this episode")


@pytest.mark.parametrize(
    ("name", "concept"),
    [("anxiety", "gad"), ("personality", "bpd"), ("stressors", "psychosocial")],
)
def test_comorbidity_and_stressors_are_found_by_code(name, concept) -> None:
    assert staged(ONSET, FAILED).items[name].points == (0, 0)
    told = staged(ONSET, FAILED, condition(concept, recorded="2026-02-01")).items[name]
    assert told.points == (1, 1)
    assert told.because.endswith("on record")


def test_a_failed_named_therapy_gives_two_points_and_one_of_unknown_outcome_perhaps() -> None:
    eight = sessions("cbt", [date(2026, 1, 12) + timedelta(days=7 * n) for n in range(8)])
    assert staged(ONSET, FAILED, eight).items["psychotherapy"].points == (0, 2)
    scored = [score("phq-9", 19, "2026-01-10"), score("phq-9", 18, "2026-03-05")]
    assert staged(ONSET, FAILED, eight, scored).items["psychotherapy"].points == (2, 2)
    assert staged(ONSET, FAILED, eight[:7], scored).items["psychotherapy"].points == (0, 0)


def test_the_five_items_it_shares_are_those_of_maudsley_and_the_rest_is_named() -> None:
    found = staged(ONSET, FAILED)
    assert found.items["duration"].points == (2, 2)
    assert found.items["severity"].points == (3, 5)
    assert found.not_from_record == ("functional impairment", "intensified treatment")


def test_without_a_failure_there_is_none() -> None:
    assert assess(history(ONSET), load(), Choices(), as_of=date(2026, 7, 10)).staging.dm_trd is None
