"""An update is the whole draft as it was received, with what the finding asks for and nothing else (R-F20, R-F21)."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from fhir_mappings.writing.changes import DraftChange, write_changed
from fhir_mappings.writing.drafts import FhirVersion
from fhir_mappings.writing.templates import validate
from tests.fhir_mappings.drug_orders import mg, repeat
from tests.fhir_mappings.records import KNOWLEDGE
from tests.fhir_mappings.writing.drafted_changes import CITALOPRAM_20, changed, differences, ordered, resource
from trd.drafts import DraftedService

START = date(2026, 11, 24)


def test_what_is_not_replaced_stays_byte_for_byte() -> None:
    sent = (
        b'{"resourceType":"MedicationRequest","extension":[{"url":"urn:x","valueDecimal":1.500}], "id":"d1",'
        b'"odd": {"b" :1,"a":[null, 2.0e1]},"status":"draft","category":{"text":"community"},'
        b'"medicationCodeableConcept":{"text":"citalopram 20 mg tablet"},'
        b'"dosageInstruction":[{"extension":[{"url":"urn:y"}],"timing":{"repeat":{"frequency":1,"period":1,'
        b'"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":40,"unit":"mg"}}]}],"last":"\\u00e9"}'
    )
    found = changed(sent, daily_dose=Decimal(20))
    assert found is not None
    told = msgspec.json.encode(found.resource)
    assert told == sent.replace(b'"value":40', b'"value":20').replace(b'"d1",', b'"d1",').replace(
        b'1.500}], "id"', b'1.500}],"id"'
    ).replace(b'"odd": {', b'"odd":{')


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        pytest.param(
            {"daily_dose": Decimal(20)},
            {
                "medicationCodeableConcept.coding[0].code",
                "medicationCodeableConcept.coding[0].display",
                "medicationCodeableConcept.text",
                "dosageInstruction[0].doseAndRate[0].doseQuantity.value",
            },
            id="dose",
        ),
        pytest.param({"start": START}, {"dispenseRequest"}, id="start"),
        pytest.param({"supply_days": 7}, {"dispenseRequest"}, id="supply"),
        pytest.param({"note": "Check the ECG first."}, {"note"}, id="note"),
    ],
)
def test_only_what_the_finding_asks_for_is_another(change: dict[str, Any], paths: set[str]) -> None:
    sent = ordered()
    assert set(differences(sent, resource(changed(sent, **change)))) == paths


def test_status_and_intent_stay_as_they_were_sent() -> None:
    found = resource(changed(ordered(status="active", intent="plan"), daily_dose=Decimal(20)))
    assert (found["status"], found["intent"]) == ("active", "plan")


@pytest.mark.parametrize(
    "change",
    [{"daily_dose": Decimal(20)}, {"start": START}, {"supply_days": 7}, {"note": "Check first."}],
    ids=lambda change: next(iter(change)),
)
def test_a_draft_without_an_id_is_left_to_words(change: dict[str, Any]) -> None:
    assert changed(ordered(id=None), **change) is None


def test_a_start_moves_the_validity_and_the_bounds_where_there_are_bounds() -> None:
    bounded = {
        "timing": repeat(boundsPeriod={"start": "2026-11-23", "end": "2027-02-01"}),
        "doseAndRate": [{"doseQuantity": mg(40)}],
    }
    sent = ordered(None, bounded, dispenseRequest={"validityPeriod": {"start": "2026-11-23", "end": "2027-11-23"}})
    found = resource(changed(sent, start=START))
    assert found["dispenseRequest"]["validityPeriod"] == {"start": "2026-11-24", "end": "2027-11-23"}
    period = found["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"]
    assert period == {"start": "2026-11-24", "end": "2027-02-01"}


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(
            ordered(dispenseRequest={"validityPeriod": {"start": "2026-11-20", "end": "2026-11-23"}}),
            id="the validity is over by then",
        ),
        pytest.param(
            ordered(
                None,
                {"timing": repeat(boundsPeriod={"end": "2026-11-23"}), "doseAndRate": [{"doseQuantity": mg(40)}]},
            ),
            id="the bounds are over by then",
        ),
        pytest.param(ordered(dispenseRequest={"validityPeriod": {"end": 17}}), id="an end that is no date"),
        pytest.param(ordered(dispenseRequest=[1, 2]), id="no object"),
        pytest.param(ordered(dispenseRequest={"validityPeriod": {"end": "soon"}}), id="an end that is no day"),
        pytest.param(ordered(dispenseRequest={"validityPeriod": "soon"}), id="a validity that is no period"),
        pytest.param(ordered(None, {"timing": "daily"}), id="a timing that is none"),
        pytest.param(
            ordered(
                dosageInstruction=[
                    {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg(20)}]},
                    {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg(40)}]},
                ]
            ),
            id="two instructions",
        ),
    ],
)
def test_a_start_that_does_not_fit_is_left_to_words(sent: dict[str, Any]) -> None:
    assert changed(sent, start=START) is None


def test_a_note_is_one_more_after_those_that_stand_there() -> None:
    found = resource(changed(ordered(note=[{"text": "As discussed"}]), note="Check the ECG first."))
    assert found["note"] == [
        {"text": "As discussed"},
        {"text": "Suggested by decision support; not reviewed until signed. Check the ECG first."},
    ]
    alone = resource(changed(ordered(note={"text": "an object for a list"}), note="Check first."))
    assert [note["text"][:9] for note in alone["note"]] == ["an object", "Suggested"]


def flat() -> dict[str, Any]:
    return {"timing": repeat(), "doseQuantity": mg(40)}


DRAFTS: dict[FhirVersion, dict[str, Any]] = {
    "R4": ordered(),
    "STU3": ordered(None, flat(), dispenseRequest={"numberOfRepeatsAllowed": 2}),
    "R5": ordered(medicationCodeableConcept=None, medication={"concept": CITALOPRAM_20}),
}


@pytest.mark.parametrize("version", list(DRAFTS))
@pytest.mark.parametrize(
    "change",
    [
        {"daily_dose": Decimal(20)},
        {"start": START},
        {"supply_days": 7},
        {"note": "Check the ECG first."},
        {"daily_dose": Decimal(20), "start": START, "supply_days": 7, "note": "All of it."},
    ],
    ids=["dose", "start", "supply", "note", "all"],
)
def test_what_was_valid_is_valid_after_the_change_in_every_version(
    version: FhirVersion, change: dict[str, Any]
) -> None:
    validate(DRAFTS[version], version)
    validate(resource(changed(DRAFTS[version], fhir_version=version, **change)), version)


def test_a_draft_without_instructions_takes_a_start() -> None:
    found = resource(changed(ordered(dosageInstruction=None), start=START))
    assert found["dispenseRequest"] == {"validityPeriod": {"start": "2026-11-24"}}


def test_a_service_takes_a_note_and_nothing_else() -> None:
    service = DraftedService(reference="ServiceRequest/s1", label="ECT")
    sent = b'{"resourceType":"ServiceRequest","id":"s1","status":"draft","odd":1.50}'

    def noted(**change: Any) -> Any:
        return write_changed(sent, DraftChange(**change), service, KNOWLEDGE, fhir_version="R4")

    told = resource(noted(note="Check the ECG first."))
    assert told["note"][0]["text"].endswith("Check the ECG first.")
    assert told["odd"] == 1.5
    assert noted(start=START) is None
    assert noted(note="Check.", start=START) is None
    assert write_changed(b"[1]", DraftChange(note="Check."), service, KNOWLEDGE, fhir_version="R4") is None
