"""What is no record of a drug is read alike in every version of FHIR: DSTU2, STU3, R4, R5."""

from typing import Any

import pytest

from tests.fhir_mappings.records import coded, history

PATIENT = {"reference": "Patient/p"}
DAY = "2026-11-02"


def sent(kind: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": "1"} | elements


def concept(code: str) -> dict[str, Any]:
    return {"concept": coded(code)}


LITHIUM = {"value": 0.8, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"subject": PATIENT, "effectiveDateTime": DAY}, id="R4"),
        pytest.param({"subject": PATIENT, "effectiveInstant": f"{DAY}T08:00:00Z"}, id="R5, an instant"),
        pytest.param(
            {"subject": PATIENT, "context": {"reference": "Encounter/1"}, "effectiveDateTime": DAY}, id="STU3"
        ),
        pytest.param({"patient": PATIENT, "effectivePeriod": {"start": DAY, "end": DAY}}, id="a period"),
        pytest.param({"subject": PATIENT, "effectiveDateTime": DAY, "referenceRange": [{"low": LITHIUM}]}, id="DSTU2"),
    ],
)
def test_a_laboratory_value_is_read_alike(more: dict[str, Any]) -> None:
    found = history(sent("Observation", status="final", code=coded("loinc|14334-7"), valueQuantity=LITHIUM, **more))
    assert [(str(one.low), str(one.high), str(one.day)) for one in found.measurements] == [("0.8", "0.8", DAY)]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"valueCodeableConcept": coded("snomed|77386006")}, id="R4"),
        pytest.param({"valueCodeableConcept": coded(text="Pregnant")}, id="in words"),
        pytest.param({"valueCodeableConcept": coded("loinc|LA15173-0")}, id="an answer of LOINC"),
        pytest.param({"valueString": "Pregnant"}, id="a text"),
    ],
)
def test_a_pregnancy_status_is_read_alike(more: dict[str, Any]) -> None:
    status = sent(
        "Observation", status="final", code=coded("loinc|82810-3"), subject=PATIENT, effectiveDateTime=DAY, **more
    )
    assert [(one.concept, one.value) for one in history(status).findings] == [("hcg", "positive")]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"valueCodeableConcept": coded("loinc|LA9657-3")}, id="coded"),
        pytest.param({"valueCodeableConcept": coded(text="CYP2C19 poor metabolizer")}, id="in words"),
        pytest.param({"valueString": "Poor metabolizer"}, id="a text"),
    ],
)
def test_a_genotype_result_is_read_alike(value: dict[str, Any]) -> None:
    told = sent(
        "Observation",
        status="final",
        code=coded("loinc|79714-2"),
        subject=PATIENT,
        effectiveDateTime=DAY,
        **value,
    )
    assert [(one.gene, one.value) for one in history(told).phenotypes] == [("CYP2C19", "poor")]


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param(
            {
                "patient": PATIENT,
                "code": coded("rxnorm|36437"),
                "clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical|active"),
                "type": "allergy",
            },
            id="R4",
        ),
        pytest.param(
            {
                "patient": PATIENT,
                "code": coded("rxnorm|36437"),
                "type": coded("http://hl7.org/fhir/allergy-intolerance-type|allergy"),
                "reaction": [{"manifestation": [{"concept": coded(text="Rash")}]}],
            },
            id="R5",
        ),
        pytest.param(
            {"patient": PATIENT, "code": coded("rxnorm|36437"), "clinicalStatus": "active", "type": "allergy"},
            id="STU3",
        ),
        pytest.param(
            {"patient": PATIENT, "substance": coded("rxnorm|36437"), "status": "active", "type": "allergy"}, id="DSTU2"
        ),
    ],
)
def test_an_allergy_is_read_alike(elements: dict[str, Any]) -> None:
    found = history(sent("AllergyIntolerance", **elements)).allergies
    assert [("sertraline" in one.agents, one.intolerance) for one in found] == [(True, False)]


PACEMAKER = "snomed|14106009"


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"patient": PATIENT, "type": coded(PACEMAKER)}, id="R4"),
        pytest.param({"type": [coded(PACEMAKER)]}, id="R5"),
        pytest.param({"definition": concept(PACEMAKER)}, id="R5, by its definition"),
        pytest.param({"patient": PATIENT, "type": coded(PACEMAKER), "status": "available"}, id="DSTU2"),
        pytest.param(
            {"patient": PATIENT, "deviceName": [{"name": "Cardiac pacemaker", "type": "user-friendly-name"}]},
            id="a name",
        ),
        pytest.param({"name": [{"value": "Cardiac pacemaker", "type": "registered-name"}]}, id="R5, a name"),
        pytest.param({"displayName": "Cardiac pacemaker"}, id="R5, the name that is shown"),
        pytest.param({"patient": PATIENT, "model": "Cardiac pacemaker"}, id="STU3, its model"),
    ],
)
def test_an_implant_is_read_alike(elements: dict[str, Any]) -> None:
    assert [one.concepts for one in history(sent("Device", **elements)).conditions] == [frozenset({"pacemaker"})]


PSYCHIATRY = coded("snomed|183524004")


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(
            sent("ServiceRequest", status="active", intent="order", subject=PATIENT, code=PSYCHIATRY, authoredOn=DAY),
            id="R4",
        ),
        pytest.param(
            sent(
                "ServiceRequest",
                status="active",
                intent="order",
                subject=PATIENT,
                code={"concept": PSYCHIATRY},
                authoredOn=DAY,
            ),
            id="R5",
        ),
        pytest.param(
            sent(
                "ReferralRequest",
                status="active",
                intent="order",
                subject=PATIENT,
                serviceRequested=[PSYCHIATRY],
                authoredOn=DAY,
            ),
            id="STU3",
        ),
        pytest.param(
            sent("ProcedureRequest", status="active", intent="order", subject=PATIENT, code=PSYCHIATRY, authoredOn=DAY),
            id="STU3, a procedure",
        ),
        pytest.param(
            sent("ReferralRequest", status="accepted", patient=PATIENT, serviceRequested=[PSYCHIATRY], dateSent=DAY),
            id="DSTU2",
        ),
    ],
)
def test_an_open_referral_is_read_alike(resource: dict[str, Any]) -> None:
    assert [(one.concept, str(one.day)) for one in history(resource).requested] == [("psychiatry-referral", DAY)]
