"""Drafts in every form in which real clients send them."""

from typing import Any

import httpx
import pytest

from fhir_mappings.writing.drafts import FhirVersion
from tests.acceptance.answers import Ask
from tests.acceptance.charts import (
    DEPRESSION,
    LOINC,
    Resource,
    chart,
    checked,
    concept,
    diagnosis,
    one_failure,
    person,
    two_failures,
)
from tests.acceptance.findings import actions, found, valid
from tests.acceptance.orders import draft, ordering, referral, supplied


def as_sandbox(order: Resource) -> Resource:
    dosage = {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}
    dosage["doseAndRate"] = [{"doseQuantity": {"value": 1, "unit": "{pill}", "code": "{pill}"}}]  # type: ignore[assignment]
    return {**order, "category": {"text": "community"}, "dosageInstruction": [dosage]}


@pytest.mark.parametrize(
    "orders",
    [
        pytest.param(
            {"resourceType": "Bundle", "entry": [{"resource": as_sandbox(draft("bupropion", 150))}]}, id="sandbox"
        ),
        pytest.param([draft("bupropion", 150)], id="a list"),
        pytest.param(draft("bupropion", 150), id="one resource"),
        pytest.param(
            [
                draft(
                    "bupropion", 150, medicationCodeableConcept=None, medicationReference={"reference": "Medication/m"}
                ),
                {"resourceType": "Medication", "id": "m", "code": draft("bupropion", 150)["medicationCodeableConcept"]},
            ],
            id="the Medication beside it",
        ),
        pytest.param(
            [
                draft(
                    "bupropion",
                    150,
                    medicationCodeableConcept=None,
                    medicationReference={"display": "BUPROPION HCL ER (XL) 150 MG PO TB24"},
                )
            ],
            id="a display in capitals",
        ),
        pytest.param(
            [
                draft(
                    "bupropion",
                    150,
                    medicationCodeableConcept=None,
                    medication={"concept": draft("bupropion", 150)["medicationCodeableConcept"]},
                )
            ],
            id="R5",
        ),
    ],
)
async def test_a_draft_is_checked_in_every_dialect(ask: Ask, orders: Any) -> None:
    request = ordering("order-sign", [], DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    request["context"]["draftOrders"] = orders
    answer = await ask(request)
    assert ("matrix-contraindicated", "critical", "S109") in found(answer)


async def test_the_first_call_of_the_sandbox_is_silent(ask: Ask) -> None:
    empty = {
        "resourceType": "MedicationRequest",
        "id": "request-123",
        "status": "draft",
        "subject": {"reference": "Patient/chart-1"},
    }
    answer = await ask(ordering("order-select", [empty], DEPRESSION, two_failures(thoughts_of_death=3), checked()))
    assert answer.cards == ()


async def test_a_draft_that_stands_in_the_record_too_is_no_history(ask: Ask) -> None:
    drafted = draft("mirtazapine", 15, authoredOn="2026-11-23")
    filed = {**drafted, "status": "active"}
    alone = await ask(ordering("order-sign", [drafted], DEPRESSION, two_failures(), checked()))
    both = await ask(ordering("order-sign", [drafted], DEPRESSION, two_failures(), [filed], checked()))
    assert found(alone) == found(both)
    stood = await ask(chart(DEPRESSION, two_failures(), checked()))
    assert stood.assessment["failedTrials"] == 2


# ---- versions


def citalopram_in(version: str) -> Resource:
    """Citalopram 40 mg a day in the elements of one FHIR version, with what no version knows."""
    told = draft("citalopram", 40, extension=[{"url": "urn:example:shelf", "valueString": "A3"}])
    drug, (direction,) = told.pop("medicationCodeableConcept"), told.pop("dosageInstruction")
    flat = {"timing": direction["timing"], "doseQuantity": direction["doseAndRate"][0]["doseQuantity"]}
    if version == "5.0.0":
        return {**told, "medication": {"concept": drug}, "dosageInstruction": [direction]}
    if version == "3.0.2":
        named = {"medicationCodeableConcept": drug, "context": {"reference": "Encounter/e1"}}
        return {**told, **named, "dosageInstruction": [flat]}
    if version == "1.0.2":
        own = {"resourceType": "MedicationOrder", "id": told["id"], "status": "draft", "dateWritten": "2026-11-23"}
        return {**own, "patient": told["subject"], "medicationCodeableConcept": drug, "dosageInstruction": [flat]}
    return {**told, "medicationCodeableConcept": drug, "dosageInstruction": [direction]}


@pytest.mark.parametrize(
    ("number", "version"), [("4.0.1", "R4"), ("5.0.0", "R5"), ("3.0.2", "STU3")], ids=["R4", "R5", "STU3"]
)
@pytest.mark.parametrize("said", [True, False], ids=["version said", "version told by the draft"])
async def test_a_lowered_draft_is_valid_in_its_own_version_and_keeps_all_else(
    ask: Ask, number: str, version: FhirVersion, said: bool
) -> None:
    sent = citalopram_in(number)
    request = ordering("order-sign", [sent], DEPRESSION, checked(), who=person("1956-06-14"))
    if said:
        request["fhirVersion"] = number
    answer = await ask(request)
    assert ("above-maximum-dose", "critical", "S055") in found(answer)
    assert valid(answer, version) == ["MedicationRequest"]
    (action,) = actions(answer.card("orderSafety"))
    told = action["resource"]
    assert action["type"] == "update"
    assert list(told) == list(sent)
    changed = {name for name in sent if told[name] != sent[name]}
    assert changed == {"dosageInstruction", "medication" if version == "R5" else "medicationCodeableConcept"}


async def test_a_draft_of_dstu2_is_checked_and_answered_in_words(ask: Ask) -> None:
    answer = await ask(
        ordering("order-sign", [citalopram_in("1.0.2")], DEPRESSION, checked(), who=person("1956-06-14"))
    )
    card = answer.card("orderSafety")
    assert card["indicator"] == "critical"
    assert "20 mg/day" in card["detail"]
    assert not actions(card)


# ---- what else may lie among the drafts


async def test_nulls_doubles_and_rubbish_among_the_drafts_hide_nothing(ask: Ask) -> None:
    bupropion = draft("bupropion", 150)
    request = ordering("order-sign", [], DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    rubbish: list[Any] = [None, {}, {"resource": None}, {"resource": 7}, {"resource": {"id": "x"}}, "text", []]
    request["context"]["draftOrders"]["entry"] = [
        *rubbish,
        {"resource": bupropion, "request": None},
        {"resource": bupropion},
    ]
    answer = await ask(request)
    assert [one for one in found(answer) if one[1] == "critical"] == [("matrix-contraindicated", "critical", "S109")]
    assert answer.topics == ["orderSafety"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"resourceType": "NutritionOrder", "id": "n", "status": "draft"}, id="a diet"),
        pytest.param(referral({"text": "MRI of the knee"}), id="an image"),
        pytest.param(referral(concept(LOINC, "24323-8")), id="a laboratory panel"),
        pytest.param({"resourceType": "DeviceRequest", "id": "d", "intent": "order"}, id="a device"),
    ],
)
async def test_other_orders_are_none_of_our_business(ask: Ask, other: Resource) -> None:
    for hook in ("order-select", "order-sign"):
        answer = await ask(ordering(hook, [other], DEPRESSION, two_failures(thoughts_of_death=0), checked()))
        assert answer.cards == ()


async def test_the_draft_of_another_patient_is_neither_checked_nor_changed(ask: Ask) -> None:
    foreign = draft("bupropion", 150, subject={"reference": "Patient/somebody-else"})
    answer = await ask(ordering("order-sign", [foreign], DEPRESSION, two_failures(), diagnosis("epilepsy"), checked()))
    assert answer.cards == ()


@pytest.mark.parametrize(
    ("selected", "speaks"),
    [
        pytest.param(["MedicationRequest/draft-bupropion"], True, id="it is chosen"),
        pytest.param(["MedicationRequest/draft-mirtazapine"], False, id="another is chosen"),
        pytest.param([], True, id="nobody says which: every one"),
    ],
)
async def test_only_what_was_chosen_last_is_judged(ask: Ask, selected: list[str], speaks: bool) -> None:
    orders = [draft("bupropion", 150), draft("mirtazapine", 15)]
    told = (DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    answer = await ask(ordering("order-select", orders, *told, selections=selected))
    assert (("matrix-contraindicated", "critical", "S109") in found(answer)) is speaks


async def test_what_was_accepted_is_not_suggested_again(ask: Ask) -> None:
    told = (DEPRESSION, one_failure(), checked())
    offered = await ask(ordering("medication-refill", [draft("sertraline", 50, **supplied(28))], *told))
    accepted = next(action["resource"] for action in actions(offered.card("switch")) if action["type"] == "create")
    again = await ask(ordering("order-select", [{**accepted, "id": "request-123"}], *told))
    assert "switch" not in again.topics
    assert not [action for card in again.cards for action in actions(card) if action["type"] == "create"]


async def test_no_order_hook_ever_acts_by_itself(client: httpx.AsyncClient) -> None:
    request = ordering("order-sign", [draft("bupropion", 150)], DEPRESSION, diagnosis("epilepsy"), checked())
    answer = (await client.post("/cds-services/trd-order-sign", json=request)).json()
    assert "systemActions" not in answer
    assert all("isRecommended" not in one for card in answer["cards"] for one in card.get("suggestions", ()))


async def test_the_hook_of_1_0_answers_as_order_select_does(ask: Ask) -> None:
    told = (DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    old, new = [
        await ask(ordering(hook, [draft("bupropion", 150)], *told)) for hook in ("medication-prescribe", "order-select")
    ]
    assert found(old) == found(new)
    assert [card["summary"] for card in old.cards] == [card["summary"] for card in new.cards]
