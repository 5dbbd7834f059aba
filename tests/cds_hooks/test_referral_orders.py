"""Referral drafts: never the treatment itself, and risk said only where the record holds it (R-F32, R-K17)."""

import pytest

from cds_hooks.drafting import Recipient
from cds_hooks.referral_orders import refer, refer_today, risk_sentence
from tests.cds_hooks.patient_a import assessment, telling
from trd.options import Option
from trd.resistance import Resistance
from trd.suicide_risk import SuicideRisk
from trd.terms import ResistanceStatus, RiskLevel, Topic

P1 = Recipient(patient_id="p1")


@pytest.mark.parametrize("topic", [Topic.ECT_REFERRAL, Topic.TMS_REFERRAL, Topic.KETAMINE_REFERRAL])
def test_a_treatment_is_never_ordered_only_its_assessment(topic: Topic) -> None:
    made = refer(Option(topic=topic), telling(), P1)
    resource = made.actions[0].resource
    assert resource is not None
    assert "assessment for" in resource["code"]["text"]
    assert "assessment for" in (made.actions[0].description or "")


def test_without_failures_none_are_counted() -> None:
    none = Resistance(
        status=ResistanceStatus.NONE, definition="", failed_trials=0, possible_failures=0, lifetime_failed_trials=0
    )
    made = refer(Option(topic=Topic.PSYCHOTHERAPY, kind="ipt"), telling(assessment(resistance=none)), P1)
    assert made.actions[0].description == "Referral: interpersonal therapy (IPT) for depression"


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (RiskLevel.HIGH, "Suicide risk on record: high."),
        (RiskLevel.PRESENT, "Suicide risk on record: present."),
        (RiskLevel.NONE, None),
        (RiskLevel.UNKNOWN, None),
    ],
)
def test_risk_is_said_where_it_is_on_record_and_its_absence_never(level: RiskLevel, said: str | None) -> None:
    assert risk_sentence(telling(assessment(suicide_risk=SuicideRisk(level=level)))) == said


def test_the_same_day_referral_says_the_risk_and_asks_at_once() -> None:
    judged = telling(assessment(suicide_risk=SuicideRisk(level=RiskLevel.HIGH)))
    resource = refer_today(judged, P1).actions[0].resource
    assert resource is not None
    assert resource["priority"] == "stat"
    assert resource["note"][0]["text"].endswith("Suicide risk on record: high.")
