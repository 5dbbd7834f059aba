"""O19 and O22: a supply that is dangerous with a suicide risk, and supplies that leave days uncovered."""

from typing import Any

import pytest

from tests.told import days_before, findings_of, found_by, the_finding

QUANTITY, GAP = "quantity-with-suicide-risk", "refill-gap"
HOOKS = ["order-select", "order-sign", "medication-refill"]


def draft(supply: int | None, agent: str = "venlafaxine", **more: Any) -> dict[str, Any]:
    stated = {} if supply is None else {"supply_days": supply}
    return {"drafts": [{"agent": agent, "dose": 75, **stated, **more}]}


@pytest.mark.parametrize(
    ("item9", "supply", "level", "most"),
    [
        pytest.param(3, 7, None, 7, id="high, a week"),
        pytest.param(3, 8, "critical", 7, id="high, a day more"),
        pytest.param(3, None, "critical", 7, id="high, not stated"),
        pytest.param(1, 14, None, 14, id="present, two weeks"),
        pytest.param(1, 15, "warning", 14, id="present, a day more"),
        pytest.param(1, None, None, 14, id="present, not stated"),
        pytest.param(0, 90, None, 14, id="none"),
    ],
)
@pytest.mark.parametrize("hook", HOOKS)
def test_a_supply_by_the_risk(hook: str, item9: int, supply: int | None, level: str | None, most: int) -> None:
    found = found_by(QUANTITY, hook=hook, history="H2", item9=item9, **draft(supply))
    assert (found.level if found else None) == level
    if found:
        assert found.message.endswith(f"Supply {most} days or less.")
        assert [remedy.supply_days for remedy in found.remedies] == [most]


@pytest.mark.parametrize(
    ("agent", "found"),
    [
        ("nortriptyline", True),
        ("lithium", True),
        ("phenelzine", True),
        ("bupropion", True),
        ("dextromethorphan-bupropion", True),
        ("sertraline", False),
        ("mirtazapine", False),
    ],
)
def test_the_drugs_that_are_dangerous_in_overdose(agent: str, found: bool) -> None:
    known = {"phq9": [["2026-11-13", 18]], "item9": 3}
    checks = [each.check for each in findings_of(**known, **draft(30, agent))]
    assert (QUANTITY in checks) is found


def test_an_attempt_within_a_year_counts_as_present() -> None:
    for days, found in ((365, True), (366, False)):
        known = {"conditions": [{"concept": "suicide-attempt", "onset": days_before(days)}]}
        assert (found_by(QUANTITY, **known, **draft(15)) is not None) is found


def test_repeats_are_part_of_the_supply() -> None:
    assert found_by(QUANTITY, history="H2", item9=3, **draft(7, repeats=0)) is None
    found = the_finding(QUANTITY, history="H2", item9=3, **draft(7, repeats=1))
    assert "14 days of venlafaxine" in found.message


@pytest.mark.parametrize("more", [{"supervised": True}, {"inpatient": True}], ids=["supervised", "a ward's order"])
def test_a_supply_that_is_watched_is_another_matter(more: dict[str, Any]) -> None:
    assert found_by(QUANTITY, history="H2", item9=3, **draft(30, **more)) is None


def test_whatever_the_diagnosis() -> None:
    known = {"depression": False, "phq9": [["2026-11-13", 18]], "item9": 3}
    assert found_by(QUANTITY, **known, **draft(30)) is not None


# ---- O22


def fills(agent: str, *supplies: tuple[int, int]) -> dict[str, Any]:
    """Hand-overs as (days ago, days of supply)."""
    drugs = [[agent, 50, days_before(240)]]
    handed = [
        {"as": "dispense", "agent": agent, "dose": 50, "start": days_before(ago), "end": days} for ago, days in supplies
    ]
    return {"drugs": [*drugs, *handed], "phq9": [[days_before(241), 20], [days_before(10), 18]]}


def renewed(agent: str) -> dict[str, Any]:
    return {"drafts": [{"agent": agent, "dose": 50, "of": agent}], "hook": "medication-refill"}


@pytest.mark.parametrize(
    ("supplies", "found"),
    [
        pytest.param([(99, 40), (49, 40)], False, id="80 of 100 days"),
        pytest.param([(99, 40), (49, 39)], True, id="79 of 100 days"),
        pytest.param([(99, 50), (89, 40)], False, id="what is left over is carried over"),
        pytest.param([(60, 30)], False, id="one hand-over, 30 days late"),
        pytest.param([(61, 30)], True, id="one hand-over, 31 days late"),
        pytest.param([], False, id="no hand-over on record"),
    ],
)
def test_days_without_a_supply(supplies: list[tuple[int, int]], found: bool) -> None:
    told = found_by(GAP, **fills("mirtazapine", *supplies), **renewed("mirtazapine"))
    assert (told is not None) is found


@pytest.mark.parametrize(
    ("agent", "level"), [("sertraline", "warning"), ("lithium", "warning"), ("mirtazapine", "info")]
)
def test_how_loud(agent: str, level: str) -> None:
    found = the_finding(GAP, **fills(agent, (99, 30), (49, 30)), **renewed(agent))
    assert found.level == level
    assert "was supplied for 60 of 100 days: ask about missed doses before changing." in found.message
    assert found.remedies == ()


@pytest.mark.parametrize(
    ("hook", "found"), [("medication-refill", True), ("order-sign", True), ("order-select", False)]
)
def test_when_it_is_said(hook: str, found: bool) -> None:
    known = {**fills("sertraline", (99, 30), (49, 30)), **renewed("sertraline"), "hook": hook}
    assert (found_by(GAP, **known) is not None) is found


def test_before_a_change_the_drug_that_runs_is_meant() -> None:
    known = fills("sertraline", (99, 30), (49, 30))
    found = the_finding(GAP, **known, drafts=[["mirtazapine", 15]])
    assert found.message.startswith("Sertraline was supplied")
    assert found_by(GAP, **known, drafts=[["omeprazole", 20]]) is None
