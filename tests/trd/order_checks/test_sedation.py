"""O28: a sedative on the day of esketamine or ketamine."""

from typing import Any

import pytest

from tests.told import days_before, found_by, the_finding

CHECK = "esketamine-sedative"


@pytest.mark.parametrize("treatment", ["esketamine", "ketamine"])
@pytest.mark.parametrize("sedative", ["lorazepam", "zolpidem", "oxycodone"])
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_either_way(hook: str, sedative: str, treatment: str) -> None:
    running = the_finding(CHECK, hook=hook, drugs=[[sedative, 5, "2026-06-01"]], drafts=[[treatment, 56]])
    drafted = the_finding(CHECK, hook=hook, drugs=[[treatment, 56, "2026-06-01"]], drafts=[[sedative, 5]])
    for found in (running, drafted):
        assert found.level == "warning"
        assert found.remedies == ()
        assert "not on the treatment day" in found.message
    assert (
        found_by(CHECK, hook="medication-refill", drugs=[[sedative, 5, "2026-06-01"]], drafts=[[treatment, 56]]) is None
    )


@pytest.mark.parametrize(("days", "found"), [(13, True), (14, False)], ids=["13 days ago", "14 days ago"])
def test_one_that_ended(days: int, found: bool) -> None:
    drugs = [["lorazepam", 1, "2026-06-01", days_before(days)]]
    assert (found_by(CHECK, drugs=drugs, drafts=[["esketamine", 56]]) is not None) is found


def test_sessions_of_the_last_weeks_count_as_running() -> None:
    known: dict[str, Any] = {"sessions": [["esketamine", days_before(4)]]}
    assert found_by(CHECK, **known, drafts=[["lorazepam", 1]]) is not None
    assert found_by(CHECK, sessions=[["ect-bilateral", days_before(4)]], drafts=[["lorazepam", 1]]) is None


def test_two_drafts_are_told_once() -> None:
    assert found_by(CHECK, drafts=[["esketamine", 56], ["lorazepam", 1]]) is not None


def test_other_drugs_are_silent() -> None:
    assert found_by(CHECK, drugs=[["lorazepam", 1, "2026-06-01"]], drafts=[["sertraline", 50]]) is None
    assert found_by(CHECK, drugs=[["sertraline", 50, "2026-06-01"]], drafts=[["esketamine", 56]]) is None
