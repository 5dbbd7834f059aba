"""The ways forward on the knowledge page, each line one that a reviewer can check."""

import pytest

from trd.knowledge import rendering_steps
from trd.knowledge.loading import load

KNOWLEDGE = load()


def line(page: str, beginning: str) -> str:
    (found,) = [line for line in page.splitlines() if line.startswith(f"| {beginning} |")]
    return found


@pytest.mark.parametrize(
    ("told", "beginning", "words"),
    [
        pytest.param(rendering_steps.ladders, "sertraline", ["50 → 100 → 150 → 200 mg/d"], id="dose steps"),
        pytest.param(rendering_steps.methods, "fluoxetine | maoi", ["washout", "35 days with neither"], id="washout"),
        pytest.param(rendering_steps.products, "escitalopram", ["5 mg = 351249", "tablet"], id="products"),
        pytest.param(rendering_steps.main_rows, '<a id="D16"></a>D16', ["specialistReferral (first-line)"], id="row"),
        pytest.param(
            rendering_steps.modifiers,
            '<a id="M10"></a>M10',
            ["insomnia", "condition:insomnia active", "answer phq-9:3, 3 or more, last 28 d", "mirtazapine +2"],
            id="modifier",
        ),
    ],
)
def test_a_line_says_what_the_rule_reads(told, beginning: str, words: list[str]) -> None:
    found = line(told(KNOWLEDGE), beginning)
    assert [word for word in words if word not in found] == []


def test_the_tests_of_a_treatment_are_told_row_by_row() -> None:
    page = rendering_steps.monitoring(KNOWLEDGE)
    assert len(page.splitlines()) == 2 + len(KNOWLEDGE.monitoring.rows)
    lithium = [line for line in page.splitlines() if line.startswith("| lithium |")]
    assert any("eGFR" in line or "kidney" in line or "creatinine" in line.lower() for line in lithium), lithium


def test_every_strategy_has_its_anchor_and_its_review() -> None:
    page = rendering_steps.candidates(KNOWLEDGE)
    assert all(f'<a id="strategy-{name}"></a>' in page for name in KNOWLEDGE.strategies)
    assert page.count("· draft") == len(KNOWLEDGE.strategies)


def test_the_groups_of_a_switch_name_their_members() -> None:
    page = rendering_steps.methods(KNOWLEDGE)
    assert "**maoi** is " in page
    assert "phenelzine" in page.split("**maoi** is ")[1].splitlines()[0]
