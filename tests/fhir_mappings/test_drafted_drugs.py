"""One drafted order: which drug, which dose, what it ends and replaces."""

from datetime import date
from typing import Any

import pytest

from tests.fhir_mappings.drafted import Resource, bundle, draft, only
from tests.fhir_mappings.drug_orders import SERTRALINE_50, dosage, mg, repeat
from tests.fhir_mappings.records import coded
from trd.drafts import DoseReading, Occasion

SIBLING = {"resourceType": "Medication", "id": "drug", "code": SERTRALINE_50}


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(bundle(draft()), id="a Bundle"),
        pytest.param({"entry": [{"resource": draft()}], "resourceType": "Bundle"}, id="a Bundle without a type"),
        pytest.param([draft()], id="a list, as before 1.0 and from some open EHRs"),
        pytest.param(draft(), id="a bare resource"),
        pytest.param([bundle(draft())], id="a list of a Bundle"),
        pytest.param(bundle(bundle(draft())), id="a Bundle in a Bundle"),
        pytest.param(
            bundle(
                draft(medicationCodeableConcept=None, medicationReference={"reference": "Medication/drug"}), SIBLING
            ),
            id="the Medication beside it",
        ),
        pytest.param(
            bundle(
                draft(
                    medicationCodeableConcept=None,
                    medicationReference={"reference": "#drug"},
                    contained=[SIBLING],
                )
            ),
            id="the Medication inside it",
        ),
        pytest.param(
            bundle(
                draft(
                    medicationCodeableConcept=None,
                    medicationReference={"reference": "Medication/lost", "display": "SERTRALINE 50 MG PO TABS"},
                )
            ),
            id="a display alone",
        ),
        pytest.param(bundle(draft(medicationCodeableConcept=None, medication={"concept": SERTRALINE_50})), id="R5"),
        pytest.param(bundle(draft(category={"text": "community"}, intent=None)), id="an object as category, no intent"),
        pytest.param(bundle(draft({"doseQuantity": mg(50), "timing": repeat()})), id="the dose as in STU3"),
        pytest.param(
            bundle(
                draft(
                    {
                        "timing": repeat(),
                        "doseAndRate": [
                            {"type": {"text": "calculated"}, "doseQuantity": mg(50)},
                            {
                                "type": {"text": "admin-amount"},
                                "doseQuantity": {"value": 1, "unit": "tablet", "code": "{tbl}"},
                            },
                            {"type": {"coding": [{"code": "ordered"}]}, "doseQuantity": mg(50)},
                        ],
                    }
                )
            ),
            id="three doses, one of which is ordered",
        ),
    ],
)
def test_a_draft_is_read_in_every_dialect(sent: Any) -> None:
    drug = only(sent)
    assert drug.reference == "MedicationRequest/d1"
    (record,) = drug.records
    assert record.agent == "sertraline"
    assert record.steps[0].low == record.steps[0].high == 50
    assert drug.dose is DoseReading.READ
    assert drug.selected
    assert not drug.stops
    assert not drug.void


def test_a_medication_that_came_by_prefetch_names_the_drug() -> None:
    sent = draft(medicationCodeableConcept=None, medicationReference={"reference": "Medication/drug"})
    assert only(sent, prefetch={"medicationRequests": bundle(SIBLING)}).records[0].agent == "sertraline"


def test_a_draft_begins_when_it_says_so_and_else_when_it_is_signed() -> None:
    assert only(draft(authoredOn="2026-10-01")).records[0].start is None
    stated = only(draft(dosage(mg(50), repeat(boundsPeriod={"start": "2026-12-01"})))).records[0].start
    assert stated is not None
    assert stated.earliest == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("concept", "ours"),
    [
        pytest.param({"text": "Neuroplan antidepressant 20 mg"}, True, id="words of the class"),
        pytest.param(coded("http://www.whocc.no/atc|N06AX99", "Novelium"), True, id="an ATC code of an antidepressant"),
        pytest.param(coded("http://www.whocc.no/atc|N05CF09", "Sopordex"), True, id="an ATC code of a sedative"),
        pytest.param(coded("http://www.whocc.no/atc|J01CA04", "Amoxypen"), False, id="an ATC code of an antibiotic"),
        pytest.param({"coding": [{"system": "urn:local", "code": "4711"}]}, False, id="a local code and no word"),
    ],
)
def test_an_unknown_drug_is_ours_by_its_words_or_its_class(concept: Resource, ours: bool) -> None:
    drug = only(draft(medicationCodeableConcept=concept))
    assert (drug.records, drug.psychotropic) == ((), ours)


@pytest.mark.parametrize(
    ("more", "stops", "void"),
    [
        pytest.param({"status": "stopped"}, True, False, id="stopped"),
        pytest.param({"status": "completed"}, True, False, id="completed"),
        pytest.param(
            {"extension": [{"url": "https://ehr.example.org/order-action", "valueCode": "discontinue"}]},
            True,
            False,
            id="a discontinue action",
        ),
        pytest.param(
            {"extension": [{"url": "https://ehr.example.org/order-action", "valueCode": "new"}]}, False, False, id="new"
        ),
        pytest.param({"status": "cancelled"}, False, True, id="cancelled"),
        pytest.param({"status": "entered-in-error"}, False, True, id="entered in error"),
        pytest.param({"intent": "proposal"}, False, True, id="a proposal"),
        pytest.param({"intent": "option"}, False, True, id="an option"),
        pytest.param({"doNotPerform": True}, False, True, id="an order not to give"),
        pytest.param({"status": "active"}, False, False, id="signed again"),
    ],
)
def test_what_ends_a_drug_and_what_asks_for_nothing(more: Resource, stops: bool, void: bool) -> None:
    drug = only(draft(**more))
    assert (drug.stops, drug.void) == (stops, void)


def test_a_refill_of_what_has_run_out_is_no_end() -> None:
    assert not only(draft(status="completed"), occasion=Occasion.REFILL).stops
    assert only(draft(status="stopped"), occasion=Occasion.REFILL).stops


def test_what_a_draft_replaces_is_named_by_reference_or_identifier() -> None:
    by_reference = only(draft(priorPrescription={"reference": "https://ehr/MedicationRequest/7"}))
    assert by_reference.replaces == {"MedicationRequest/7"}
    by_identifier = only(draft(priorPrescription={"identifier": {"system": "urn:rx", "value": "9"}}))
    assert by_identifier.replaces == {"urn:rx|9"}
    assert only(draft(replaces=[{"reference": "MedicationRequest/8"}])).replaces == {"MedicationRequest/8"}
    assert only(draft()).replaces == frozenset()


@pytest.mark.parametrize(
    ("dosages", "reading"),
    [
        pytest.param([dosage(mg(50), repeat())], DoseReading.READ, id="structured"),
        pytest.param([{"text": "50 mg once daily"}], DoseReading.READ, id="in words"),
        pytest.param([], DoseReading.MISSING, id="none"),
        pytest.param([dosage(mg(50))], DoseReading.MISSING, id="no frequency"),
        pytest.param([{"text": "7 of those now and 3 wug later 99"}], DoseReading.UNREADABLE, id="no sense"),
        pytest.param(
            [dosage(mg(50), repeat(), text="100 mg once daily")], DoseReading.TWO_READINGS, id="two that differ"
        ),
        pytest.param([dosage(mg(5000), repeat())], DoseReading.UNREADABLE, id="far above any label"),
    ],
)
def test_how_far_the_dose_could_be_read(dosages: list[Resource], reading: DoseReading) -> None:
    sent = draft(dosageInstruction=dosages)
    drug = only(sent)
    assert drug.dose is reading
    assert drug.instructions == 1


def test_every_instruction_is_counted() -> None:
    assert only(draft(dosage(mg(50), repeat()), dosage(mg(25), repeat()))).instructions == 2


def test_repeats_are_known_only_where_a_supply_is_stated() -> None:
    assert only(draft()).repeats is None
    supply = {"numberOfRepeatsAllowed": 2, "expectedSupplyDuration": {"value": 30, "unit": "days"}}
    drug = only(draft(dispenseRequest=supply))
    assert drug.repeats == 2
    assert drug.records[0].supply_days == 90
