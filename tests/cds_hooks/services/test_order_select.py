"""A drug is being chosen: what of it collides, and what would be better."""

import pytest

from cds_hooks.services.order_select import SERVICE
from tests.acceptance.charts import diagnosis, phq9
from tests.cds_hooks.called import call
from tests.cds_hooks.order_calls import ONE_FAILURE, draft, reference
from tests.cds_hooks.test_composition import assert_keeps_the_rules

AT_RISK = [*ONE_FAILURE[:-2], *phq9(19, "2026-11-13", thoughts_of_death=3)]
EPILEPSY = [*ONE_FAILURE, *diagnosis("epilepsy")]
NO_DRUG = {"resourceType": "MedicationRequest", "id": "request-123", "status": "draft"}
AMOXICILLIN = draft("sertraline", 500, medicationCodeableConcept={"text": "amoxicillin 500 MG Oral Capsule"})


def test_the_service_is_the_one_of_its_hook() -> None:
    assert (SERVICE.id, SERVICE.hook) == ("trd-order-select", "order-select")
    assert "no card is no approval" in SERVICE.description
    assert "draftOrders" in SERVICE.usage_requirements


def test_a_contraindicated_drug_is_removed() -> None:
    found = call("order-select", [draft("bupropion", 150)], EPILEPSY, selections=[reference("bupropion")])
    assert found.topics[0] == "orderSafety"
    assert found.cards[0]["indicator"] == "critical"
    (removal,) = found.cards[0]["suggestions"][0]["actions"]
    assert (removal["type"], removal["resourceId"]) == ("delete", reference("bupropion"))
    assert found.answer.counts["finding.matrix-contraindicated"] == 1
    assert found.answer.finding_keys
    for card in found.cards:
        assert_keeps_the_rules(card)


def test_only_what_is_selected_is_checked() -> None:
    orders = [draft("bupropion", 150), draft("ibuprofen", 400)]
    found = call("order-select", orders, EPILEPSY, selections=[reference("ibuprofen")])
    assert "matrix-contraindicated" not in found.checks
    assert "matrix-contraindicated" in call("order-select", orders, EPILEPSY).checks


@pytest.mark.parametrize("chart", [ONE_FAILURE, AT_RISK], ids=["no risk", "suicide risk on record"])
def test_before_a_drug_is_chosen_nothing_is_said(chart: list[dict[str, object]]) -> None:
    found = call("order-select", {"resourceType": "Bundle", "entry": [{"resource": NO_DRUG}]}, chart)
    assert found.cards == []
    assert found.answer.silent_because == "no drug chosen"


def test_another_drug_is_none_of_our_business() -> None:
    assert call("order-select", [AMOXICILLIN]).cards == []


def test_suicide_risk_is_told_once_any_drug_is_chosen() -> None:
    assert call("order-select", [AMOXICILLIN], AT_RISK).topics == ["suicideRisk"]


def test_a_chart_and_an_order_without_anything_of_ours_are_not_judged() -> None:
    found = call("order-select", [AMOXICILLIN], [])
    assert (found.cards, found.answer.silent_because) == ([], "G9")
