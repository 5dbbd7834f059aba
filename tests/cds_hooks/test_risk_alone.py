"""R-K15: where trials and drugs can't be judged but the answers can, the risk is still told."""

from datetime import date
from decimal import Decimal

import pytest

from cds_hooks.cards import keys_and_topics
from cds_hooks.risk_alone import write_risk_alone
from tests.cds_hooks.patient_a import configuration
from trd.history import ItemAnswer, PatientFact, TreatmentHistory
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge

AS_OF = date(2026, 11, 23)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def answered(value: int, **more: object) -> TreatmentHistory:
    item = ItemAnswer(
        instrument="phq-9", item="9", value=Decimal(value), day=date(2026, 11, 20), evidence=("Observation/1",)
    )
    return TreatmentHistory(answers=(item,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "indicator"), [(3, "critical"), (1, "warning")])
def test_a_risk_on_record_has_its_card(value: int, indicator: str, knowledge: Knowledge) -> None:
    (card,) = write_risk_alone(answered(value), knowledge, configuration(), as_of=AS_OF, patient_id="p1")
    assert card.indicator == indicator
    assert keys_and_topics([card])[1] == ("suicideRisk",)
    assert card.suggestions


def test_without_a_risk_on_record_there_is_no_card(knowledge: Knowledge) -> None:
    assert write_risk_alone(answered(0), knowledge, configuration(), as_of=AS_OF, patient_id="p1") == ()
    assert write_risk_alone(TreatmentHistory(), knowledge, configuration(), as_of=AS_OF, patient_id="p1") == ()


def test_of_the_dead_nothing_is_said(knowledge: Knowledge) -> None:
    dead = answered(3, patient=PatientFact(deceased=True))
    assert write_risk_alone(dead, knowledge, configuration(), as_of=AS_OF, patient_id="p1") == ()
