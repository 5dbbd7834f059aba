"""Drafts in every form in which real clients send them."""

from typing import Any

import pytest

from tests.acceptance.answers import Ask
from tests.acceptance.charts import DEPRESSION, Resource, chart, checked, diagnosis, two_failures
from tests.acceptance.findings import found
from tests.acceptance.orders import draft, ordering


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
