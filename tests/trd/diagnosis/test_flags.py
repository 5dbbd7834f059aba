"""What changes the advice, not the rating."""

import pytest

from tests.builders import condition, depression, finding, patient
from tests.diagnosed import judge
from trd.terms import Sex


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        pytest.param([depression("mdd-recurrent-severe-psychotic")], ("psychotic",), id="W86: F33.3"),
        pytest.param([depression("mdd-recurrent-severe")], (), id="F33.2"),
        pytest.param([depression(), depression("mdd-single-severe-psychotic", clinical="resolved")], (), id="over"),
        pytest.param([depression(), condition("pregnancy", onset="2026-06-01")], ("perinatal",), id="pregnant"),
        pytest.param([depression(), condition("pregnancy", onset="2025-12-01")], (), id="too long ago to be pregnant"),
        pytest.param([depression(), condition("pregnancy")], (), id="pregnancy without a date is asked, not flagged"),
        pytest.param(
            [depression(), condition("pregnancy", onset="2025-04-01", abated="2025-12-20", clinical="resolved")],
            ("perinatal",),
            id="delivered within the year",
        ),
        pytest.param(
            [depression(), condition("postpartum-period", recorded="2025-11-23")], ("perinatal",), id="365 days after"
        ),
        pytest.param([depression(), condition("postpartum-period", recorded="2025-11-22")], (), id="366 days after"),
        pytest.param([depression(), finding("hcg", "positive", "2026-10-12")], ("perinatal",), id="tested 42 days ago"),
        pytest.param([depression(), finding("hcg", "10828004", "2026-11-20")], ("perinatal",), id="tested, by code"),
        pytest.param([depression(), finding("hcg", "positive", "2026-10-11")], (), id="tested 43 days ago"),
        pytest.param(
            [depression(), finding("hcg", "positive", "2026-11-01"), finding("hcg", "negative", "2026-11-20")],
            (),
            id="a later test is negative",
        ),
        pytest.param([depression("postpartum-depression", onset="2026-03-01")], ("perinatal",), id="F53.0"),
        pytest.param([depression("postpartum-depression", onset=None)], ("perinatal",), id="F53.0 without a date"),
    ],
)
def test_flags_say_what_changes_the_advice(facts, flags) -> None:
    assert judge(*facts).flags == flags


def test_a_man_is_not_perinatal_whatever_a_code_says() -> None:
    coded = condition("pregnancy", onset="2026-06-01")
    tested = finding("hcg", "positive", "2026-11-20")
    assert judge(depression(), coded, tested, who=patient("1980-05-01", sex=Sex.MALE)).flags == ()
