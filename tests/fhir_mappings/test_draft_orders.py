"""What a clinician is about to order, as each client sends it; a draft is never history (R-E2)."""

import json
from typing import Any

import pytest

from fhir_mappings.draft_orders import DraftOrders, read_draft_orders, record_without_drafts
from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_prefetch
from tests.fhir_mappings.drafted import AS_OF, ME, Resource, bundle, draft, read
from tests.fhir_mappings.drug_orders import dosage, mg, order, repeat
from tests.fhir_mappings.records import KNOWLEDGE, coded
from trd.drafts import Occasion
from trd.terms import GapCode


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(
            {"resourceType": "MedicationRequest", "id": "request-123", "status": "draft"}, id="no drug chosen yet"
        ),
        pytest.param({"resourceType": "NutritionOrder", "id": "n1", "status": "draft"}, id="a diet"),
        pytest.param(
            bundle({"resourceType": "DeviceRequest", "id": "n1"}, {"resourceType": "VisionPrescription"}), id="others"
        ),
        pytest.param({"resourceType": "Bundle"}, id="an empty Bundle"),
        pytest.param(None, id="null"),
        pytest.param([], id="an empty list"),
    ],
)
def test_what_is_no_order_of_a_drug_is_passed_over_in_silence(sent: Any) -> None:
    found = read(sent)
    assert not [*found.drafts.drugs, *found.drafts.services, *found.drafts.unreadable]
    assert not found.chosen
    assert not found.gaps


def test_another_drug_is_chosen_and_nothing_more_is_known_of_it() -> None:
    found = read(draft(medicationCodeableConcept=coded("rxnorm|723", "amoxicillin 500 MG Oral Capsule")))
    (drug,) = found.drafts.drugs
    assert (drug.records, drug.psychotropic, drug.label) == ((), False, "amoxicillin 500 MG Oral Capsule")
    assert found.chosen


@pytest.mark.parametrize(
    "selection",
    [
        "MedicationRequest/d2",
        "d2",
        "https://ehr.example.org/fhir/MedicationRequest/d2",
        " MedicationRequest/d2/_history/1",
        "urn:uuid:second",
    ],
)
def test_a_selection_is_found_by_any_spelling(selection: str) -> None:
    second = {"fullUrl": "urn:uuid:second", "resource": draft(id="d2")}
    sent = {"resourceType": "Bundle", "entry": [{"resource": draft()}, second]}
    found = read(sent, occasion=Occasion.SELECT, selections=(selection,))
    assert [drug.selected for drug in found.drafts.drugs] == [False, True]
    assert found.chosen


@pytest.mark.parametrize("selections", [(), ("MedicationRequest/nowhere",)], ids=["none", "of no draft"])
def test_without_a_selection_that_is_found_every_draft_is_selected(selections: tuple[str, ...]) -> None:
    found = read(bundle(draft(), draft(id="d2")), occasion=Occasion.SELECT, selections=selections)
    assert [drug.selected for drug in found.drafts.drugs] == [True, True]


def test_several_drafts_keep_their_order_and_one_that_is_sent_twice_counts_once() -> None:
    found = read(bundle(draft(id="b"), draft(id="a"), draft(id="b")))
    assert [drug.reference for drug in found.drafts.drugs] == ["MedicationRequest/b", "MedicationRequest/a"]


def test_a_draft_without_an_id_is_read_and_can_not_be_named() -> None:
    found = read(draft(id=None))
    (drug,) = found.drafts.drugs
    assert drug.reference is None
    assert drug.records[0].agent == "sertraline"
    assert not found.sent


def test_a_draft_is_kept_as_it_was_sent() -> None:
    sent = b'{"resourceType":"MedicationRequest",  "id":"d1", "x": [1.50, {"odd": null}], "medication":{"text":"pill"}}'
    found = read_draft_orders(
        [sent], read_prefetch({}, patient_id="p1"), KNOWLEDGE, occasion=Occasion.SIGN, patient_id="p1", as_of=AS_OF
    )
    assert bytes(found.sent["MedicationRequest/d1"]) == sent


@pytest.mark.parametrize("sent", [["text"], {"noType": 1}, [17]], ids=["a text", "no type", "a number"])
def test_an_unreadable_draft_is_said_to_be_unchecked(sent: Any) -> None:
    found = read(sent)
    assert found.drafts.unreadable
    assert [gap.code for gap in found.gaps] == [GapCode.UNREADABLE_RESOURCE]


def test_the_draft_of_another_patient_is_left_out_and_said() -> None:
    found = read(draft(subject={"reference": "Patient/p2"}))
    assert found.drafts.drugs == ()
    assert [gap.code for gap in found.gaps] == [GapCode.OTHER_PATIENT]


# ---- never history


RUNNING = order(None, dosage(mg(50), repeat()), id="d1", authoredOn="2026-09-01", **ME)


def history_of(orders: Any, stored: Resource) -> list[str]:
    given = {"medicationRequests": json.dumps(bundle(stored)).encode()}
    resources = read_prefetch(given, patient_id="p1")
    found = read_draft_orders(
        [json.dumps(orders).encode()], resources, KNOWLEDGE, occasion=Occasion.SIGN, patient_id="p1", as_of=AS_OF
    )
    history = read_history(record_without_drafts(resources, found), KNOWLEDGE)
    return [record.evidence[0] for record in history.medications]


@pytest.mark.parametrize(
    ("stored", "counts"),
    [
        pytest.param(draft(), False, id="the draft itself, as a draft"),
        pytest.param(draft(status="active"), False, id="the draft itself, filed as active today"),
        pytest.param(draft(status="active", authoredOn=None), False, id="without any day"),
        pytest.param(RUNNING, True, id="the order of September that it changes"),
        pytest.param({**RUNNING, "authoredOn": "2026-11-22"}, True, id="yesterday's"),
    ],
)
def test_a_copy_of_a_draft_in_the_record_is_no_history_unless_it_began_earlier(stored: Resource, counts: bool) -> None:
    assert history_of(bundle(draft()), stored) == (["MedicationRequest/d1"] if counts else [])


def test_an_order_that_is_signed_again_replaces_its_earlier_copy() -> None:
    found = read(bundle(draft(status="active")), prefetch={"medicationRequests": bundle(RUNNING)})
    assert found.drafts.drugs[0].replaces == {"MedicationRequest/d1"}
    assert found.stored == {"MedicationRequest/d1"}


def test_a_record_without_copies_of_drafts_stays_as_it_is() -> None:
    resources = read_prefetch({}, patient_id="p1")
    assert record_without_drafts(resources, read(draft())) is resources


@pytest.mark.parametrize(("status", "signed"), [("active", True), ("completed", True), ("draft", False), (None, False)])
def test_a_draft_that_says_it_is_in_force_is_signed(status: str | None, signed: bool) -> None:
    assert bool(read(draft(status=status)).signed) is signed


@pytest.mark.parametrize(
    ("sent", "version"),
    [
        pytest.param(draft(), None, id="R4, or none that can be told"),
        pytest.param(
            draft(medicationCodeableConcept=None, medication={"concept": {"text": "sertraline"}}), "R5", id="R5"
        ),
        pytest.param(
            draft(medicationCodeableConcept=None, medication={"reference": {"reference": "Medication/1"}}),
            "R5",
            id="R5, a reference",
        ),
        pytest.param(draft(context={"reference": "Encounter/1"}), "STU3", id="STU3"),
        pytest.param({"resourceType": "ProcedureRequest", "code": {"text": "ECT"}, **ME}, "STU3", id="STU3, a service"),
        pytest.param(
            {"resourceType": "ServiceRequest", "code": {"concept": {"text": "ECT"}}, **ME}, "R5", id="R5, a service"
        ),
        pytest.param({**draft(), "resourceType": "MedicationOrder"}, "DSTU2", id="DSTU2"),
    ],
)
def test_the_version_of_the_drafts_is_told_by_what_only_one_version_has(sent: Resource, version: str | None) -> None:
    assert read(bundle(sent)).fhir_version == version


def bytes_read(sent: bytes) -> DraftOrders:
    return read_draft_orders(
        [sent], read_prefetch({}, patient_id="p1"), KNOWLEDGE, occasion=Occasion.SIGN, patient_id="p1", as_of=AS_OF
    )


def test_orders_that_are_no_json_are_unreadable() -> None:
    found = bytes_read(b'{"resourceType": "Bundle", "entry"')
    assert found.drafts.unreadable
    assert not found.drafts.drugs


def test_an_id_that_is_no_text_names_nothing() -> None:
    found = read({**draft(), "id": 17})
    assert [drug.records[0].agent for drug in found.drafts.drugs] == ["sertraline"]
    assert not found.sent
