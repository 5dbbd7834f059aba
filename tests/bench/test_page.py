"""The page of the targets says what was wanted, what was measured, and of what was missed why."""

import pytest

from bench.page import WHY, page
from bench.targets import targets
from tests.bench.figures import figures
from tests.bench.test_targets import MISSES


def test_each_mark_stands_beside_its_figure() -> None:
    told = page(figures())
    assert f"{len(targets(figures()))} of {len(targets(figures()))} held" in told
    assert "| T-2 | 200 resources, p50 / floor | ≤ 6 | 5.90 | held |" in told
    assert "| T-12 | cohort, patients a second and core | ≥ 300 /s | 400 /s | held |" in told
    assert "Measured on 2026-11-25: 4 cores (a processor), Python 3.12.1." in told
    assert "missed" not in told


@pytest.mark.parametrize("mark", MISSES)
def test_a_missed_mark_comes_with_its_reason_and_the_profile(mark: str) -> None:
    found = figures()
    MISSES[mark](found)
    told = page(found)
    assert "**missed**" in told
    assert f"- **{mark}**: {WHY[mark]}." in told
    assert "| `trd/intervals.py of` | 390 | 5.0% |" in told


def test_a_busy_machine_is_said() -> None:
    found = figures()
    found["machine"]["load"] = 2.1
    assert "not to be trusted" in page(found)
    assert "not to be trusted" not in page(figures())


def test_the_page_stands_without_a_population() -> None:
    found = {name: value for name, value in figures().items() if name != "cohort"}
    assert "## A population" not in page(found)
