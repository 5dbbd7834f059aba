"""What is an emergency, and by which words: of the rule, else of the record (G4, U1–U3)."""

from typing import Any

import pytest

from cds_hooks.wording.emergencies import bodily_danger, danger_to_life, emergency_of, write_acute
from tests.cds_hooks.patient_a import assessment, on, recommendations, telling
from trd.history import ConditionFact, TreatmentHistory
from trd.options import Option
from trd.suicide_risk import SuicideRisk
from trd.terms import ClinicalStatus, RiskLevel, Topic


def urgent(reason: str = "", level: int = 5, **facts: str) -> Option:
    return Option(topic=Topic.SPECIALIST_REFERRAL, level=level, facts={"reason": reason, **facts})


def condition(*concepts: str, **more: Any) -> ConditionFact:
    return ConditionFact(concepts=frozenset(concepts), evidence=("Condition/1",), **more)


def told(*conditions: ConditionFact, gate: str | None = None, risk: RiskLevel = RiskLevel.NONE) -> Any:
    judged = assessment(
        history=TreatmentHistory(conditions=conditions), suicide_risk=SuicideRisk(level=risk, findings=())
    )
    return telling(judged, recommendations(gate=gate))


@pytest.mark.parametrize(
    ("option", "conditions", "danger"),
    [
        pytest.param(urgent("catatonia: a lorazepam trial"), (), "catatonia", id="the rule names catatonia"),
        pytest.param(urgent("refusal of food or fluid"), (), "refusal", id="the rule names a refusal"),
        pytest.param(urgent("bipolar disorder"), (condition("catatonia"),), "catatonia", id="the record holds it"),
        pytest.param(urgent(), (condition(refuses_intake=True),), "refusal", id="a refusal by name alone"),
        pytest.param(
            urgent(), (condition("catatonia", clinical=ClinicalStatus.RESOLVED),), None, id="a catatonia that is over"
        ),
        pytest.param(urgent(level=4), (condition("catatonia"),), None, id="no urgent referral"),
        pytest.param(
            urgent("psychotic features"),
            (condition("postpartum-psychosis", recorded=on("2026-11-01")),),
            "postpartum",
            id="a psychosis after birth",
        ),
        pytest.param(
            urgent("psychotic features"),
            (condition("postpartum-psychosis", recorded=on("2019-11-01")),),
            None,
            id="a psychosis after birth, years ago",
        ),
    ],
)
def test_the_danger_is_that_of_the_rule_or_of_the_record(
    option: Option, conditions: tuple[ConditionFact, ...], danger: str | None
) -> None:
    assert bodily_danger(option, told(*conditions)) == danger


def test_a_high_risk_and_a_case_that_no_gate_silences_are_due_today_too() -> None:
    assert danger_to_life(urgent("psychotic features"), told(risk=RiskLevel.HIGH)) == "risk"
    assert danger_to_life(urgent(ask="ask about ECT"), told()) == "other"
    assert danger_to_life(urgent("psychotic features"), told(risk=RiskLevel.PRESENT)) is None


def test_of_two_acute_states_the_newest_is_named_and_one_that_is_over_is_not() -> None:
    conditions = (
        condition("serotonin-syndrome", recorded=on("2026-11-15")),
        condition("nms", recorded=on("2026-11-20")),
        condition("delirium", recorded=on("2026-11-22"), clinical=ClinicalStatus.RESOLVED),
    )
    acute = told(*conditions, gate="G4")
    assert write_acute(urgent(), acute).summary.startswith(
        "Medical assessment today: neuroleptic malignant syndrome on record (20 Nov 2026)"
    )
    assert emergency_of(urgent(), acute) == "neuroleptic malignant syndrome"


def test_a_referral_without_an_emergency_names_none() -> None:
    assert emergency_of(urgent("psychotic features"), told()) is None
    assert emergency_of(Option(topic=Topic.ECT_REFERRAL, level=5), told(gate="G4")) is None
    assert emergency_of(urgent("catatonia: a lorazepam trial"), told()) == "catatonia"
