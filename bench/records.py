"""Whole records of any size: one patient over ten years, told by every type of resource that is read."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import orjson

from bench.us_core import DRUGS, OTHERS, RXNORM

Resource = dict[str, Any]
YEARS = 3650
"""Days that a record spans."""
SIGS = (
    "Take 1 tablet by mouth daily",
    "Take 1 to 2 tablets by mouth at bedtime as needed",
    "1 tab PO qAM x 7 days then 2 tabs daily",
    "Take 0.5 tablet twice a day",
)


def mixed(resources: int, today: date) -> bytes:
    """Orders, statements, dispenses, administrations, scores, laboratory values, visits, diagnoses, sessions."""
    made = [_KINDS[number % len(_KINDS)](number, _day(number, resources, today)) for number in range(resources - 2)]
    return as_bundle(made, today)


def refills(resources: int, today: date) -> bytes:
    """Nothing but refills of one drug in free text: every record limits every other."""
    made = [_order(number, _day(number, resources, today), drug=0) for number in range(resources - 2)]
    return as_bundle(made, today)


def as_needed(resources: int, today: date) -> bytes:
    """Open orders of one drug as needed: none ends another, and all run beside each other."""
    made = [
        {**_order(number, _day(number, resources, today), drug=0), "dosageInstruction": [{"text": SIGS[1]}]}
        for number in range(resources - 2)
    ]
    return as_bundle(made, today)


def dispenses(resources: int, today: date) -> bytes:
    """Nothing but dispenses of one drug, of changing strength."""
    made = [_dispense(number, _day(number, resources, today), drug=0) for number in range(resources - 2)]
    return as_bundle(made, today)


SHAPES: Mapping[str, Callable[[int, date], bytes]] = {
    "mixed": mixed,
    "refills of one drug": refills,
    "open orders as needed": as_needed,
    "dispenses of one drug": dispenses,
}


def _day(number: int, resources: int, today: date) -> date:
    return today - timedelta(days=YEARS - number * YEARS // max(resources, 1))


def of_one_drug(kind: str, count: int, today: date) -> list[Resource]:
    """Records of one kind and one drug over the years, to be made worse."""
    made = {
        "MedicationRequest": _order,
        "MedicationStatement": _statement,
        "MedicationDispense": _dispense,
    }[kind]
    return [made(number, _day(number, count, today), drug=0) for number in range(count)]


def as_bundle(resources: list[Resource], today: date) -> bytes:
    """One patient with a depression, and these records."""
    patient = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1979-06-14"}
    begun = (today - timedelta(days=400)).isoformat()
    code, active = _code("http://hl7.org/fhir/sid/icd-10-cm", "F33.1"), {"coding": [{"code": "active"}]}
    depression = _of("Condition", 0, code=code, clinicalStatus=active, onsetDateTime=begun)
    entries = [{"resource": one} for one in (patient, {**depression, "id": "depression"}, *resources)]
    return orjson.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


def _of(kind: str, number: int, **elements: Any) -> Resource:
    return {"resourceType": kind, "id": f"r{number}", "subject": {"reference": "Patient/p"}, **elements}


def _code(system: str, code: str, text: str | None = None) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], "text": text}


def _drug(number: int, drug: int | None) -> dict[str, Any]:
    code, text, _ = DRUGS[number // 40 % len(DRUGS)] if drug is None else DRUGS[drug]
    return _code(RXNORM, code, text)


def _order(number: int, day: date, drug: int | None = None) -> Resource:
    return _of(
        "MedicationRequest",
        number,
        status="active" if number % 5 else "stopped",
        intent="order",
        authoredOn=day.isoformat(),
        medicationCodeableConcept=_drug(number, drug),
        dosageInstruction=[{"text": SIGS[number % len(SIGS)]}],
        dispenseRequest={"expectedSupplyDuration": {"value": 30, "code": "d"}},
    )


def _statement(number: int, day: date, drug: int | None = None) -> Resource:
    period = {"start": day.isoformat(), "end": (day + timedelta(days=29)).isoformat()}
    dosage = [{"text": SIGS[number % len(SIGS)]}]
    told = {"status": "completed", "effectivePeriod": period, "dosage": dosage}
    return _of("MedicationStatement", number, medicationCodeableConcept=_drug(number, drug), **told)


def _dispense(number: int, day: date, drug: int | None = None) -> Resource:
    return _of(
        "MedicationDispense",
        number,
        status="completed",
        whenHandedOver=day.isoformat(),
        daysSupply={"value": 30 + number % 60, "code": "d"},
        quantity={"value": 30 + 30 * (number % 3)},
        medicationCodeableConcept=_drug(number, drug),
        dosageInstruction=[{"text": SIGS[number % len(SIGS)]}],
    )


def _administration(number: int, day: date) -> Resource:
    dose = {"dose": {"value": 50, "unit": "mg"}}
    drug = _drug(number, None)
    told = {"status": "completed", "effectiveDateTime": day.isoformat(), "dosage": dose}
    return _of("MedicationAdministration", number, medicationCodeableConcept=drug, **told)


def _other_drug(number: int, day: date) -> Resource:
    code, text, _ = OTHERS[number % 2]
    drug = _code(RXNORM, code, text)
    return _of("MedicationRequest", number, status="active", authoredOn=day.isoformat(), medicationCodeableConcept=drug)


def _score(number: int, day: date) -> Resource:
    told = {"status": "final", "effectiveDateTime": day.isoformat(), "valueInteger": number % 28}
    return _of("Observation", number, code=_code("http://loinc.org", "44261-6"), **told)


def _laboratory(number: int, day: date) -> Resource:
    value = {"value": 139, "unit": "mmol/L", "code": "mmol/L"}
    told = {"status": "final", "effectiveDateTime": day.isoformat(), "valueQuantity": value}
    return _of("Observation", number, code=_code("http://loinc.org", "2951-2"), **told)


def _diagnosis(number: int, day: date) -> Resource:
    code = _code("http://hl7.org/fhir/sid/icd-10-cm", ("I10", "E11.9", "F41.1", "J45.9")[number % 4], "in words")
    return _of("Condition", number, code=code, recordedDate=day.isoformat())


def _visit(number: int, day: date) -> Resource:
    period = {"start": day.isoformat(), "end": day.isoformat()}
    told = {"status": "finished", "class": {"code": "AMB"}, "period": period, "type": [{"text": "Office visit"}]}
    return _of("Encounter", number, **told)


def _session(number: int, day: date) -> Resource:
    code = _code("http://snomed.info/sct", "304891004" if number % 2 else "80146002", "a procedure")
    return _of("Procedure", number, status="completed", code=code, performedDateTime=day.isoformat())


_KINDS: tuple[Callable[[int, date], Resource], ...] = (
    *(_order, _statement, _dispense, _administration, _other_drug),
    *(_score, _laboratory, _laboratory, _diagnosis, _visit, _session),
)
