"""O30: an antidepressant, lithium or an antipsychotic for someone under 25."""

from typing import Any

import pytest

from tests.told import days_before, findings_of, found_by, the_finding

CHECK = "paediatric-order"


def aged(years: int, less: bool = False) -> dict[str, Any]:
    """So many years old today; `less`: only tomorrow."""
    return {"patient": {"born": f"{2026 - years}-11-{24 if less else 23}"}}


@pytest.mark.parametrize(
    ("who", "level", "row"),
    [
        pytest.param(aged(18, less=True), "warning", "S142", id="17"),
        pytest.param(aged(18), "info", "S141", id="18"),
        pytest.param(aged(25, less=True), "info", "S141", id="24"),
        pytest.param(aged(25), None, None, id="25"),
        pytest.param({"patient": {"born": "2001"}}, "info", "S141", id="24 or 25: the younger reading"),
        pytest.param({"patient": {"born": ""}}, None, None, id="not on record"),
    ],
)
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize("agent", ["sertraline", "lithium", "aripiprazole"])
def test_by_age(agent: str, hook: str, who: dict[str, Any], level: str | None, row: str | None) -> None:
    found = found_by(CHECK, hook=hook, **who, drafts=[[agent, 2]])
    assert (found.level if found else None, found.row if found else None) == (level, row)
    if found:
        assert "within a week" in found.message
        assert found.remedies[0].note
    assert found_by(CHECK, hook="medication-refill", **who, drafts=[[agent, 2]]) is None


@pytest.mark.parametrize(("days", "found"), [(89, True), (90, False)], ids=["one day short", "90 days"])
def test_what_has_run_for_90_days_is_past_its_start(days: int, found: bool) -> None:
    drugs = [["sertraline", 50, days_before(days - 1)]]
    told = found_by(CHECK, **aged(20), drugs=drugs, drafts=[{"agent": "sertraline", "dose": 50, "of": "sertraline"}])
    assert (told is not None) is found


def test_by_a_specialist_it_is_a_remark() -> None:
    assert (
        the_finding(CHECK, **aged(16), drafts=[{"agent": "sertraline", "dose": 25, "specialist": True}]).level == "info"
    )


def test_of_another_drug_for_a_minor_the_row_speaks() -> None:
    found = findings_of(**aged(16), drafts=[["buspirone", 10]])
    assert ("matrix-avoid", "warning", "S142") in {(each.check, each.level, each.row) for each in found}
    assert not [each for each in findings_of(**aged(20), drafts=[["buspirone", 10]]) if each.row in ("S141", "S142")]
