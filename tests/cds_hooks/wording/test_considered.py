"""What has no card of its own is named on the last one; nothing is left out silently (§7.6)."""

import pytest

from cds_hooks.wording.considered import also_considered, next_step
from tests.cds_hooks.patient_a import augmentation, telling
from trd.options import Option
from trd.terms import Topic

LEFT_OUT = [augmentation("lithium"), augmentation("lithium"), Option(topic=Topic.ECT_REFERRAL, kind="ect")]


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("2 trials failed: consider adding aripiprazole 2 mg/day", "consider adding aripiprazole 2 mg/day"),
        ("Consider TMS: 2 adequate trials failed", "consider TMS: 2 adequate trials failed"),
    ],
)
def test_the_next_step_is_the_advice_of_its_card_in_a_few_words(summary: str, said: str) -> None:
    assert next_step(summary) == said


def test_the_names_are_added_as_the_last_line() -> None:
    assert also_considered("First.\n\n- How: x.", telling(), LEFT_OUT) == (
        "First.\n\n- How: x.\n- Also considered: lithium, ECT."
    )


def test_a_full_detail_gives_up_its_last_line_for_them() -> None:
    full = "\n".join(["First.", "", *(f"- line {number}" for number in range(11))])
    lines = also_considered(full, telling(), LEFT_OUT).split("\n")
    assert len([line for line in lines if line]) == 12
    assert lines[-1] == "- Also considered: lithium, ECT."
