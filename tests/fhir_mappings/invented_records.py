"""Records of one invented patient, drawn at random: orders, statements, dispenses, scores, sessions, visits."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.fhir_mappings.records import coded

Resource = dict[str, Any]
BEGIN = date(2025, 1, 6)
AS_OF = date(2026, 11, 23)
SPAN = (AS_OF - BEGIN).days
PATIENT: Resource = {"resourceType": "Patient", "id": "p", "birthDate": "1979-06-14", "gender": "female"}
DRUGS = {
    "sertraline": ("312941", "sertraline 50 MG Oral Tablet", 50),
    "venlafaxine": ("313581", "24 HR venlafaxine 150 MG Extended Release Oral Capsule", 150),
    "mirtazapine": ("311725", "mirtazapine 15 MG Oral Tablet", 15),
}
LISINOPRIL = coded("rxnorm|314076", "lisinopril 10 MG Oral Tablet")


def on(offset: int) -> str:
    return (BEGIN + timedelta(days=offset)).isoformat()


def of_patient(kind: str, name: str, **elements: Any) -> Resource:
    told = {"resourceType": kind, "id": name, "subject": {"reference": "Patient/p"}} | elements
    return {element: value for element, value in told.items() if value is not None}


def daily(units: int) -> list[dict[str, Any]]:
    repeat = {"frequency": 1, "period": 1, "periodUnit": "d"}
    dose = {"value": units, "unit": "TAB", "code": "{tbl}"}
    return [{"timing": {"repeat": repeat}, "doseAndRate": [{"doseQuantity": dose}]}]


def medication(agent: str) -> dict[str, Any]:
    code, label, _ = DRUGS[agent]
    return coded(f"rxnorm|{code}", label)


def order(name: str, agent: str, start: int, units: int = 1, **more: Any) -> Resource:
    """An order; `days` bounds it, `supply` gives it an expected supply."""
    days, supply = more.pop("days", None), more.pop("supply", None)
    dosage = daily(units)
    if days is not None:
        dosage[0]["timing"]["repeat"]["boundsPeriod"] = {"start": on(start), "end": on(start + days - 1)}
    told: Resource = {"status": "active", "intent": "order", "authoredOn": on(start), "dosageInstruction": dosage}
    if supply is not None:
        told["dispenseRequest"] = {"expectedSupplyDuration": {"value": supply, "code": "d"}}
    return of_patient("MedicationRequest", name, medicationCodeableConcept=medication(agent), **(told | more))


def statement(name: str, agent: str, start: int, days: int | None, units: int = 1, **more: Any) -> Resource:
    period = {"start": on(start)} | ({} if days is None else {"end": on(start + days - 1)})
    told = {"status": "active" if days is None else "completed", "effectivePeriod": period, "dosage": daily(units)}
    return of_patient("MedicationStatement", name, medicationCodeableConcept=medication(agent), **(told | more))


def dispense(name: str, agent: str, start: int, supply: int | None, units: int = 1, **more: Any) -> Resource:
    told: Resource = {"status": "completed", "whenHandedOver": on(start), "dosageInstruction": daily(units)}
    if supply is not None:
        told["daysSupply"] = {"value": supply, "code": "d"}
    return of_patient("MedicationDispense", name, medicationCodeableConcept=medication(agent), **(told | more))


def administration(name: str, agent: str, day: int, **more: Any) -> Resource:
    told = {"status": "completed", "effectiveDateTime": on(day), "dosage": {"dose": {"value": 50, "unit": "mg"}}}
    return of_patient("MedicationAdministration", name, medicationCodeableConcept=medication(agent), **(told | more))


def not_taken(name: str, agent: str, start: int, days: int) -> Resource:
    return statement(name, agent, start, days, status="not-taken")


def allergy(name: str, day: int) -> Resource:
    whose: Resource = {"subject": None, "patient": {"reference": "Patient/p"}}
    return of_patient("AllergyIntolerance", name, code=coded("rxnorm|36437"), recordedDate=on(day), **whose)


def visit(name: str, day: int, days: int) -> Resource:
    period = {"start": on(day), "end": on(day + days)}
    return of_patient("Encounter", name, status="finished", period=period, **{"class": {"code": "IMP"}})


def score(name: str, day: int, value: int) -> Resource:
    code = coded("loinc|44261-6")
    return of_patient("Observation", name, status="final", code=code, effectiveDateTime=on(day), valueInteger=value)


def depression(day: int = 0) -> Resource:
    active = coded("http://terminology.hl7.org/CodeSystem/condition-clinical|active")
    return of_patient("Condition", "d", code=coded("icd-10-cm|F33.1"), clinicalStatus=active, onsetDateTime=on(day))


def session(name: str, day: int) -> Resource:
    return of_patient("Procedure", name, status="completed", code=coded("snomed|23835007"), performedDateTime=on(day))


def request(name: str, day: int) -> Resource:
    return of_patient("ServiceRequest", name, status="active", code=coded("snomed|183524004"), authoredOn=on(day))


_days = st.integers(0, SPAN)
_agents = st.sampled_from(sorted(DRUGS))
_units = st.integers(1, 3)
_order_status = st.sampled_from(["active", "completed", "stopped", "on-hold"])
_drug = st.one_of(
    st.builds(order, st.just(""), _agents, _days, _units, status=_order_status, days=st.integers(1, 200)),
    st.builds(order, st.just(""), _agents, _days, _units, status=_order_status, supply=st.integers(7, 120)),
    st.builds(order, st.just(""), _agents, _days, _units, status=_order_status),
    st.builds(statement, st.just(""), _agents, _days, st.none() | st.integers(1, 200), _units),
    st.builds(dispense, st.just(""), _agents, _days, st.none() | st.integers(7, 90), _units),
    st.builds(order, st.just(""), _agents, _days, category=st.just([coded("c|inpatient")]), days=st.integers(1, 30)),
    st.builds(administration, st.just(""), _agents, _days),
    st.builds(not_taken, st.just(""), _agents, _days, st.integers(1, 60)),
)
_other = st.one_of(
    st.builds(score, st.just(""), _days, st.integers(0, 27)),
    st.builds(session, st.just(""), _days),
    st.builds(request, st.just(""), _days),
    st.builds(allergy, st.just(""), _days),
    st.builds(visit, st.just(""), _days, st.integers(0, 30)),
)


def _named(drawn: list[Resource]) -> list[Resource]:
    return [PATIENT, depression(), *({**one, "id": f"r{place}"} for place, one in enumerate(drawn))]


drugs = st.lists(_drug, min_size=1, max_size=5)
"""Orders, statements and dispenses without names."""
records = st.builds(lambda one, two: _named([*one, *two]), drugs, st.lists(_other, max_size=4))
"""The patient, the diagnosis, and some of everything."""
