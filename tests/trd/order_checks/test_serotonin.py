"""O11: serotonin syndrome, by an MAO inhibitor beside a serotonergic drug, or by several serotonergic drugs."""

from typing import Any

import pytest

from tests.told import days_before, findings_of, found_by, the_finding

CHECK = "serotonin-syndrome-risk"
HOOKS = ["order-select", "order-sign", "medication-refill"]


def runs(*agents: str, days: int = 60) -> dict[str, Any]:
    return {"drugs": [[agent, 20, days_before(days - 1)] for agent in agents]}


@pytest.mark.parametrize(
    ("running", "drafted"),
    [
        ("phenelzine", "sertraline"),
        ("sertraline", "phenelzine"),
        ("moclobemide", "venlafaxine"),
        ("sertraline", "linezolid"),
        ("linezolid", "sertraline"),
        ("clomipramine", "methylthioninium-chloride"),
        ("rasagiline", "sertraline"),
        ("phenelzine", "tramadol"),
        ("phenelzine", "hypericum"),
        ("phenelzine", "dextromethorphan"),
    ],
)
@pytest.mark.parametrize("days", [10, 400])
@pytest.mark.parametrize("hook", HOOKS)
def test_with_an_mao_inhibitor_it_is_critical_however_long_both_have_run(
    hook: str, days: int, running: str, drafted: str
) -> None:
    found = the_finding(CHECK, hook=hook, **runs(running, days=days), drafts=[[drafted, 20]])
    assert found.level == "critical"
    assert "risk of serotonin syndrome. Do not combine." in found.message
    assert [remedy.delete for remedy in found.remedies] == ([] if hook == "medication-refill" else [True])
    pair = [
        each
        for each in findings_of(hook=hook, **runs(running, days=days), drafts=[[drafted, 20]])
        if running in each.agents
    ]
    assert len(pair) == 1, "one finding for the pair (R-Z33)"


@pytest.mark.parametrize(
    ("running", "drafted", "level"),
    [
        pytest.param(("sertraline",), "tramadol", "warning", id="with tramadol"),
        pytest.param(("tramadol",), "sertraline", "warning", id="tramadol runs"),
        pytest.param(("sertraline",), "pethidine", "warning", id="with pethidine"),
        pytest.param(("sertraline",), "tapentadol", "warning", id="with tapentadol"),
        pytest.param(("sertraline",), "dextromethorphan", "warning", id="with dextromethorphan"),
        pytest.param(("sertraline",), "st-johns-wort", "critical", id="St John's wort: the row is worse, and so it is"),
        pytest.param(("st-johns-wort",), "sertraline", "critical", id="and where it runs"),
        pytest.param(("st-johns-wort",), "mirtazapine", "warning", id="with another serotonergic drug"),
        pytest.param(("sertraline", "mirtazapine"), "buspirone", "warning", id="three serotonergic drugs"),
        pytest.param(("sertraline",), "mirtazapine", None, id="two of them"),
        pytest.param(("sertraline",), "sumatriptan", None, id="a triptan never"),
        pytest.param(("sertraline", "mirtazapine"), "sumatriptan", None, id="a triptan as the third"),
        pytest.param(("sertraline",), "lithium", None, id="lithium is an augmentation"),
        pytest.param(("sertraline", "mirtazapine"), "lithium", None, id="lithium as the third"),
        pytest.param(("sertraline", "mirtazapine"), "bupropion", None, id="bupropion as the third"),
    ],
)
@pytest.mark.parametrize("hook", HOOKS)
def test_several_serotonergic_drugs(hook: str, running: tuple[str, ...], drafted: str, level: str | None) -> None:
    found = found_by(CHECK, hook=hook, **runs(*running), drafts=[[drafted, 20]])
    assert (found.level if found else None) == level
    assert found is None or found.level == "critical" or found.remedies == ()


def renewed(days: int, **more: Any) -> dict[str, Any]:
    return {
        **runs("sertraline", "tramadol", days=days),
        "drafts": [{"agent": "tramadol", "dose": 100, "of": "tramadol"}],
        **more,
    }


@pytest.mark.parametrize(
    ("hook", "days", "level"),
    [
        pytest.param("order-sign", 89, "warning", id="one day short of 90"),
        pytest.param("order-sign", 90, None, id="on for 90 days, at the signature"),
        pytest.param("medication-refill", 89, "warning", id="refill, one day short"),
        pytest.param("medication-refill", 90, "info", id="refill, on for 90 days"),
    ],
)
def test_a_pair_that_was_long_tolerated_is_a_remark_at_the_refill_alone(
    hook: str, days: int, level: str | None
) -> None:
    found = found_by(CHECK, **renewed(days, hook=hook))
    assert (found.level if found else None) == level


def test_it_is_not_tolerated_after_a_serotonin_syndrome() -> None:
    known = [{"concept": "serotonin-syndrome", "onset": "2025-01-01", "clinical": "resolved"}]
    assert the_finding(CHECK, **renewed(90, conditions=known)).level == "warning"


def test_what_ends_in_the_call_is_not_beside_it() -> None:
    stop = {"agent": "tramadol", "of": "tramadol", "stops": True}
    assert found_by(CHECK, **runs("tramadol"), drafts=[["sertraline", 50], stop]) is None


def test_two_drafts_of_one_call_are_told_once() -> None:
    both = [each for each in findings_of(drafts=[["sertraline", 50], ["phenelzine", 15]]) if each.check == CHECK]
    assert [each.level for each in both] == ["critical"]
