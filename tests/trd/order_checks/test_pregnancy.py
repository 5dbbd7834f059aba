"""O23: drugs that harm the unborn, in pregnancy or where it may begin."""

from typing import Any

import pytest

from tests.told import days_before, findings_of, found_by, the_finding

CHECK = "pregnancy-risk"
PREGNANT = {"conditions": [{"concept": "pregnancy", "onset": days_before(60)}], "hcg": False}
HOOKS = ["order-select", "order-sign", "medication-refill"]


@pytest.mark.parametrize(
    ("agent", "level", "row"),
    [
        pytest.param("valproate", "critical", "S238", id="valproate"),
        pytest.param("esketamine", "critical", "S243", id="esketamine"),
        pytest.param("lithium", "warning", "S241", id="lithium"),
        pytest.param("carbamazepine", "warning", "S240", id="carbamazepine"),
        pytest.param("paroxetine", "warning", "S237", id="paroxetine"),
    ],
)
@pytest.mark.parametrize("hook", HOOKS)
def test_in_pregnancy(hook: str, agent: str, level: str, row: str) -> None:
    found = the_finding(CHECK, hook=hook, **PREGNANT, drafts=[[agent, 20]])
    assert (found.level, found.row) == (level, row)
    assert "do not stop abruptly" in " ".join((found.message, *found.details))
    assert not any(remedy.delete for remedy in found.remedies)


def test_it_is_said_once_and_not_as_a_row() -> None:
    rows = [each.row for each in findings_of(**PREGNANT, drafts=[["lithium", 300]])]
    assert rows.count("S241") == 1


@pytest.mark.parametrize(
    ("who", "found"),
    [
        pytest.param({"born": "2014-11-23"}, True, id="12"),
        pytest.param({"born": "2014-11-24"}, False, id="11"),
        pytest.param({"born": "1975-11-24"}, True, id="50"),
        pytest.param({"born": "1975-11-23"}, False, id="51"),
        pytest.param({"sex": "male"}, False, id="a man"),
    ],
)
def test_valproate_where_a_pregnancy_may_begin(who: dict[str, Any], found: bool) -> None:
    told = found_by(CHECK, patient=who, drafts=[["valproate", 500]])
    assert (told is not None) is found
    assert told is None or (told.level, told.row) == ("critical", "S239")


def test_a_negative_test_clears_the_pregnancy_and_not_its_possibility() -> None:
    assert the_finding(CHECK, drafts=[["valproate", 500]], hcg="negative").row == "S239"
    assert found_by(CHECK, drafts=[["lithium", 300]], hcg="negative") is None


def test_after_menopause_valproate_is_silent() -> None:
    menopause = [{"concept": "menopause", "onset": "2024-01-01"}]
    assert found_by(CHECK, conditions=menopause, drafts=[["valproate", 500]]) is None


@pytest.mark.parametrize(
    ("agent", "level"),
    [pytest.param("esketamine", "warning", id="contraindicated"), pytest.param("lithium", "info", id="avoided")],
)
def test_a_pregnancy_that_is_not_known_is_asked_about(agent: str, level: str) -> None:
    assert asked_about(agent, hcg=False)[0] == level, "the worst first"
    assert asked_about(agent, patient={"sex": "male"}) == []


def asked_about(agent: str, **who: Any) -> list[str]:
    return [each.level for each in findings_of(**who, drafts=[[agent, 28]]) if "regnan" in each.message]


def test_other_drugs_are_told_by_the_matrix() -> None:
    assert found_by(CHECK, **PREGNANT, drafts=[["sertraline", 50]]) is None
