"""docs/safety/hazards.toml: no hazard without a control, no control without a test that exists, no rosy figure."""

from itertools import pairwise

import pytest

from scripts.hazards import LIKELIHOODS, RISKS, SEVERITIES, Hazard, hazards, hazards_page, risk, scale
from tests.named import is_there

ROWS = hazards()
NODES = sorted({node for row in ROWS for control in row.controls for node in control.tests})
WANTED = (
    *(
        "contraindication is missed",
        "called failed",
        "stays hidden",
        "wrong patient",
        "stale record",
        "taken for the whole",
    ),
    *(
        "risk is silenced",
        "Alert fatigue",
        "Automation bias",
        "unit is misread",
        "wrong drug",
        "out of date",
        "time zone",
    ),
    *("Two EHRs", "tampered", "down, slow", "Draft knowledge"),
)
each_hazard = pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])


@pytest.mark.parametrize("words", WANTED)
def test_each_hazard_that_a_safety_board_asks_for_is_there(words: str) -> None:
    assert sum(words in row.name for row in ROWS) == 1


def test_ids_count_on_without_a_gap() -> None:
    assert [row.id for row in ROWS] == [f"H{number:02}" for number in range(1, len(ROWS) + 1)]


@pytest.mark.parametrize("node", NODES)
def test_a_test_that_shows_a_control_exists(node: str) -> None:
    assert is_there(node)


@each_hazard
def test_a_hazard_has_its_words_its_controls_and_something_that_remains(row: Hazard) -> None:
    said = [row.cause, row.harm, row.residual, *row.site, *(control.says for control in row.controls)]
    assert row.site
    assert all(sentence.rstrip("*").endswith(".") for sentence in said)
    assert row.controls
    assert all(control.tests for control in row.controls)


@each_hazard
def test_controls_make_a_hazard_rarer_and_none_is_said_to_be_gone(row: Hazard) -> None:
    assert LIKELIHOODS.index(row.after) < LIKELIHOODS.index(row.before)
    assert 1 <= row.risk_after <= row.risk_before


@each_hazard
def test_what_is_not_acceptable_yet_says_so(row: Hazard) -> None:
    assert row.risk_after < 4 or "**" in row.residual


def test_every_word_of_the_scale_is_explained() -> None:
    told = scale()
    assert tuple(told["severity"]) == SEVERITIES
    assert tuple(told["likelihood"]) == LIKELIHOODS
    assert tuple(told["risk"]) == ("1", "2", "3", "4", "5")


def test_the_risk_rises_with_severity_and_with_likelihood() -> None:
    table = [[risk(severity, likelihood) for severity in SEVERITIES] for likelihood in LIKELIHOODS]
    assert all(left <= right for row in table for left, right in pairwise(row))
    assert all(
        rarer <= oftener for lower, higher in pairwise(table) for rarer, oftener in zip(lower, higher, strict=True)
    )
    assert RISKS.keys() == set(LIKELIHOODS)


def test_the_page_tells_every_hazard_and_every_test() -> None:
    page = hazards_page()
    assert all(f"### {row.id} {row.name}" in page for row in ROWS)
    assert all(f"`{node}`" in page for node in NODES)


@pytest.mark.parametrize(
    "node",
    [
        *("tests/scripts/test_hazards.py", "tests/scripts/test_hazards.py::test_of_nothing"),
        *("tests/scripts/test_gone.py::test_it", "tests/scripts/test_hazards.py::each_hazard"),
        "tests/app/security/test_served.py::TestNobody::test_it",
    ],
)
def test_a_test_that_is_not_there_would_be_found(node: str) -> None:
    assert not is_there(node)
