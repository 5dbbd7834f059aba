"""Where the orders of a hook stand in the requests of real clients, and what is refused."""

import json
from typing import Any

import pytest

from cds_hooks.envelope import RequestError
from cds_hooks.order_context import OCCASIONS
from cds_hooks.requests import HookRequest, read_request
from trd.drafts import Occasion

BUNDLE: dict[str, Any] = {"resourceType": "Bundle", "entry": []}
DRAFT: dict[str, Any] = {"resourceType": "MedicationRequest", "id": "d1"}


class Offered:
    def __init__(self, hook: str) -> None:
        self.id, self.hook = f"trd-{hook}", hook


def read(hook: str, context: Any, **more: Any) -> HookRequest:
    body = {"hook": hook, "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "context": context, **more}
    return read_request(json.dumps(body).encode(), Offered(hook))


def context(**more: Any) -> dict[str, Any]:
    return {"patientId": "p1", "userId": "Practitioner/1", **more}


@pytest.mark.parametrize(
    ("hook", "name", "occasion"),
    [
        ("order-select", "draftOrders", Occasion.SELECT),
        ("order-sign", "draftOrders", Occasion.SIGN),
        ("medication-refill", "medications", Occasion.REFILL),
        ("medication-prescribe", "medications", Occasion.SELECT),
    ],
)
def test_each_order_hook_has_its_orders_under_its_own_name(hook: str, name: str, occasion: Occasion) -> None:
    found = read(hook, context(**{name: BUNDLE}, selections=["MedicationRequest/d1"]))
    assert found.ordered is not None
    assert found.ordered.occasion is OCCASIONS[hook] is occasion
    assert [json.loads(bytes(raw)) for raw in found.ordered.orders] == [BUNDLE]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("hook", "given", "note"),
    [
        pytest.param("order-sign", {"medications": BUNDLE}, "draftOrders under another name", id="medications"),
        pytest.param("order-sign", {"orders": BUNDLE}, "draftOrders under another name", id="orders, as order-review"),
        pytest.param("medication-refill", {"draftOrders": BUNDLE}, "medications under another name", id="refill"),
        pytest.param("order-sign", {"draftOrders": [DRAFT]}, "draftOrders is a list", id="a list"),
        pytest.param("order-sign", {"draftOrders": None}, "draftOrders is null", id="null"),
    ],
)
def test_other_names_and_forms_are_served_and_noted(hook: str, given: dict[str, Any], note: str) -> None:
    found = read(hook, context(**given))
    assert found.ordered is not None
    assert note in found.notes


def test_the_array_of_a_client_before_1_0_holds_the_orders() -> None:
    found = read("medication-prescribe", [DRAFT], patient="p1", user="Practitioner/1")
    assert found.ordered is not None
    assert json.loads(bytes(found.ordered.orders[0])) == [DRAFT]
    assert found.patient_id == "p1"


@pytest.mark.parametrize(
    ("given", "selections"),
    [
        pytest.param(["MedicationRequest/d1", "d2"], ("MedicationRequest/d1", "d2"), id="references and bare ids"),
        pytest.param("MedicationRequest/d1", ("MedicationRequest/d1",), id="one text"),
        pytest.param([{"reference": "MedicationRequest/d1"}], ("MedicationRequest/d1",), id="Reference objects"),
        pytest.param([], (), id="none"),
        pytest.param(None, (), id="null"),
        pytest.param([17, None, ""], (), id="no names"),
    ],
)
def test_selections_are_read_in_every_form(given: Any, selections: tuple[str, ...]) -> None:
    found = read("order-select", context(draftOrders=BUNDLE, selections=given))
    assert found.ordered is not None
    assert found.ordered.selections == selections
    assert ("selections name no draft" in found.notes) is not bool(selections)


@pytest.mark.parametrize("hook", sorted(OCCASIONS))
def test_an_order_hook_without_orders_is_refused_in_one_plain_sentence(hook: str) -> None:
    with pytest.raises(RequestError) as refused:
        read(hook, context())
    own = "medications" if hook.startswith("medication") else "draftOrders"
    assert refused.value.sentence == f"The context of {hook} names no {own}."
    assert refused.value.issue == "required"


@pytest.mark.parametrize("orders", ["text", 17, True], ids=str)
def test_orders_that_are_no_orders_are_refused(orders: Any) -> None:
    with pytest.raises(RequestError) as refused:
        read("order-sign", context(draftOrders=orders))
    assert refused.value.sentence == "The draftOrders of the context are neither a Bundle nor a list."


def test_another_hook_has_no_orders() -> None:
    assert read("patient-view", context(draftOrders=17)).ordered is None


def test_a_client_that_ignores_the_details_of_orders_is_known_by_its_extensions() -> None:
    epic = {"com.epic.cdshooks.request.fhir-version": "R4"}
    assert read("patient-view", context(), extension=epic).details_ignored
    assert not read("patient-view", context(), extension={"org.example": 1}).details_ignored
