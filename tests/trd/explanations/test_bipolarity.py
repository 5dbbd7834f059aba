"""X1: what points to a bipolar disorder that nobody has confirmed."""

import pytest

from tests.builders import allergy, condition, statement
from tests.explained import NOW, of


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(condition("bipolar-ii", verification="unconfirmed"), id="W75: bipolar considered"),
        pytest.param(condition("mania", verification="differential"), id="mania considered"),
        pytest.param(condition("cyclothymia"), id="cyclothymia"),
        pytest.param(condition("cyclothymia", clinical="resolved"), id="cyclothymia, once"),
        pytest.param(condition("mania-substance-or-organic"), id="hypomania by an antidepressant"),
        pytest.param(statement("citalopram", 20, "2026-04-01", "2026-05-01", stop_reason="mood-switch"), id="stopped"),
        pytest.param(allergy("citalopram", reactions=frozenset({"mania"})), id="as a drug reaction"),
        pytest.param(statement("lurasidone", 40, "2026-08-01", "2026-10-01"), id="lurasidone, no reason"),
        pytest.param(statement("lamotrigine", 100, "2026-08-01", "2026-10-01"), id="lamotrigine, no reason"),
        pytest.param(
            statement("valproate", 500, "2026-08-01", "2026-10-01", indications={"bipolar-i"}), id="valproate"
        ),
        pytest.param(statement("lithium", 600, "2026-08-01", "2026-10-01"), id="lithium, no antidepressant"),
    ],
)
def test_a_hint_of_bipolar_disorder_asks_to_screen_first(fact) -> None:
    assert "bipolarity" in of(fact)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([condition("bipolar-ii", verification="refuted")], id="refuted"),
        pytest.param([allergy("citalopram", reactions=frozenset({"rash"}))], id="another reaction"),
        pytest.param(
            [statement("carbamazepine", 400, "2026-04-01", "2026-05-01", indications={"neuropathic-pain"})], id="pain"
        ),
        pytest.param(
            [statement("valproate", 500, "2026-08-01", "2026-10-01"), condition("seizure-epilepsy")],
            id="epilepsy coded",
        ),
        pytest.param(
            [statement("lamotrigine", 100, "2026-08-01", "2026-10-01", indications={"seizure-epilepsy"})], id="a reason"
        ),
        pytest.param([NOW, statement("lithium", 600, "2026-10-01", asserted="2026-11-23")], id="lithium augmentation"),
    ],
)
def test_a_mood_stabiliser_with_another_reason_is_no_hint(facts) -> None:
    assert "bipolarity" not in of(*facts)


def test_a_confirmed_bipolar_disorder_is_a_gate_not_a_hint() -> None:
    assert of(condition("bipolar-i")) == []
