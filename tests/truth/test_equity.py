"""Equity on a small number of invented patients; docs/safety/equity.md by `python -m tests.truth.equity`."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.truth.equity import VARIANTS, Measured, measure
from tests.truth.equity_page import BY_SEX_ALONE, gap_table, moved, names_a_drug, unexplained
from tests.truth.gaps import GAPS, without_doses, without_starts
from trd.knowledge.loading import load
from trd.terms import GapCode

PAGE = Path(__file__).parents[2] / "docs" / "safety" / "equity.md"
ELSEWHERE = ("record of one year", "half elsewhere")
"""No record, no gap: nothing can name what was treated in another system."""


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(4, 2, 5, load())


def test_sex_alone_moves_no_verdict(measured: Measured) -> None:
    assert len(BY_SEX_ALONE) == 4
    assert [name for name in sorted(BY_SEX_ALONE) if moved(measured, name)] == []


def test_age_moves_a_verdict_only_by_a_figure_that_says_so(measured: Measured) -> None:
    assert unexplained(measured) == []


def test_an_answer_that_hung_on_sex_would_be_seen(measured: Measured) -> None:
    own = dict(measured.by_variant)
    first, *rest = own["male, 30"]
    own["male, 30"] = [replace(first, adequacy=("sertraline:adequate",)), *rest]
    assert unexplained(Measured(by_gap=measured.by_gap, by_variant=own, pairs=measured.pairs))


@pytest.mark.parametrize("gap", [name for name in GAPS if name not in ELSEWHERE])
def test_resistance_that_the_record_hides_is_left_open_or_its_drugs_are_named(measured: Measured, gap: str) -> None:
    assert [each.case.life.number for each in measured.by_gap[gap] if each.too_low and not names_a_drug(each)] == []


@pytest.mark.parametrize("gap", ["no doses", "no scores", "thin"])
def test_a_fact_that_is_missing_makes_no_failure_and_is_named(measured: Measured, gap: str) -> None:
    kept = {each.case.life.number: each for each in measured.by_gap["well kept"]}
    for each in measured.by_gap[gap]:
        failed = [pair for pair in each.case.pairs if pair.found and pair.found.failed == "yes"]
        before = [pair for pair in kept[each.case.life.number].case.pairs if pair.found and pair.found.failed == "yes"]
        assert len(failed) <= len(before)
        assert each.settles or each.case.status != "indeterminate"


def test_the_same_patients_stand_in_every_row(measured: Measured) -> None:
    numbers = {name: [each.case.life.number for each in own] for name, own in measured.by_gap.items()}
    assert all(own == numbers["well kept"] for own in numbers.values())
    assert {len(own) for own in measured.by_variant.values()} == {2}


def test_a_record_loses_what_the_gap_says_and_nothing_else() -> None:
    order = {
        "resourceType": "MedicationRequest",
        "authoredOn": "2026-01-01",
        "dosageInstruction": [
            {
                "text": "50 mg",
                "timing": {"repeat": {"frequency": 1, "boundsPeriod": {"start": "2026-01-01", "end": "2026-03-01"}}},
                "doseAndRate": [{"doseQuantity": {"value": 50}}],
            }
        ],
    }
    without_doses(order)
    assert order["dosageInstruction"] == [
        {"timing": {"repeat": {"frequency": 1, "boundsPeriod": {"start": "2026-01-01", "end": "2026-03-01"}}}}
    ]
    without_starts(order)
    assert "authoredOn" not in order
    assert order["dosageInstruction"] == [
        {"timing": {"repeat": {"frequency": 1, "boundsPeriod": {"end": "2026-03-01"}}}}
    ]


def test_the_page_has_a_row_for_every_gap_and_every_sex_and_age(measured: Measured) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| {name} |" in text for name in [*GAPS, *VARIANTS])
    assert all(f"| {name} |" in gap_table(measured.by_gap) for name in GAPS)


def test_every_code_of_a_gap_that_the_page_names_is_one_of_the_closed_list() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## What a site should measure")[2]
    named = set(re.findall(r"`((?:score|stale|end|no|dose)-[a-z-]+)`", section))
    assert named
    assert named <= {code.value for code in GapCode}
