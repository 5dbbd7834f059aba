"""Records of drugs in the words of each FHIR version, side by side in one record, and in the codes of countries."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import SERTRALINE_50, drug, mg, order, read, record, repeat, shown, statement
from tests.fhir_mappings.records import coded
from trd.terms import GapCode, Intake, RecordStatus

WORDS = "Sertraline 50mg tablets"
DOSE: dict[str, Any] = {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg(50)}]}
FLAT: dict[str, Any] = {"timing": repeat(), "doseQuantity": mg(50)}
CONCEPT = {"medicationCodeableConcept": SERTRALINE_50}

R4_ORDER: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "id": "r4",
    "status": "active",
    "intent": "order",
} | CONCEPT
R4_ORDER |= {"authoredOn": "2026-01-05", "dosageInstruction": [DOSE]}
R5_ORDER: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "id": "r5",
    "status": "active",
    "intent": "order",
    "medication": {"concept": SERTRALINE_50},
    "authoredOn": "2026-01-02",
    "effectiveDosePeriod": {"start": "2026-01-05"},
    "dosageInstruction": [DOSE],
}
STU3_ORDER: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "id": "stu3",
    "status": "active",
    "intent": "order",
    "context": {"reference": "Encounter/e"},
    "authoredOn": "2026-01-05",
    "dosageInstruction": [FLAT],
} | CONCEPT
DSTU2_ORDER: dict[str, Any] = {
    "resourceType": "MedicationOrder",
    "id": "dstu2",
    "status": "active",
    "dateWritten": "2026-01-05",
    "dosageInstruction": [
        {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnits": "d"}}, "doseQuantity": mg(50)}
    ],
} | CONCEPT
R4_STATEMENT: dict[str, Any] = {
    "resourceType": "MedicationStatement",
    "id": "s4",
    "status": "active",
    "effectiveDateTime": "2026-01-05",
}
R4_STATEMENT |= CONCEPT | {"dosage": [DOSE]}
STU3_STATEMENT: dict[str, Any] = R4_STATEMENT | {"id": "s3", "taken": "y", "dosage": [FLAT]}
R5_STATEMENT: dict[str, Any] = {
    "resourceType": "MedicationStatement",
    "id": "s5",
    "status": "recorded",
    "medication": {"concept": SERTRALINE_50},
    "effectivePeriod": {"start": "2026-01-05"},
    "adherence": {"code": coded("http://hl7.org/fhir/CodeSystem/medication-statement-adherence|taking")},
    "dosage": [DOSE],
}
DSTU2_STATEMENT: dict[str, Any] = {
    "resourceType": "MedicationStatement",
    "id": "s2",
    "status": "active",
    "effectivePeriod": {"start": "2026-01-05"},
    "dosage": [{"quantityQuantity": mg(50), "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnits": "d"}}}],
} | CONCEPT
ALL: dict[str, dict[str, Any]] = {
    "R4 order": R4_ORDER,
    "R5 order": R5_ORDER,
    "STU3 order": STU3_ORDER,
    "DSTU2 order": DSTU2_ORDER,
    "R4 statement": R4_STATEMENT,
    "STU3 statement": STU3_STATEMENT,
    "R5 statement": R5_STATEMENT,
    "DSTU2 statement": DSTU2_STATEMENT,
}


@pytest.mark.parametrize("name", ALL)
def test_the_same_treatment_is_read_alike_in_every_version(name: str) -> None:
    found = record(ALL[name])
    assert (found.agent, found.status, found.only_possible) == ("sertraline", RecordStatus.ACTIVE, False)
    assert found.start is not None
    assert found.start.earliest.isoformat() == "2026-01-05"
    assert [(shown(step.low), shown(step.high)) for step in found.steps] == [("50", "50")]
    assert found.gaps == ()


def test_versions_may_stand_side_by_side_in_one_record() -> None:
    found = read(*ALL.values())
    assert len(found.records) == len(ALL)
    assert {shown(step.low) for fact in found.records for step in fact.steps} == {"50"}
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({"taken": "n"}, Intake.NOT_TAKEN, id="STU3"),
        pytest.param({"wasNotTaken": True}, Intake.NOT_TAKEN, id="DSTU2"),
        pytest.param({"status": "not-taken"}, Intake.NOT_TAKEN, id="R4"),
        pytest.param({"status": "recorded", "adherence": {"code": coded("x|not-taking")}}, Intake.NOT_TAKEN, id="R5"),
        pytest.param(
            {"status": "recorded", "adherence": {"code": coded("x|taking-not-as-directed")}},
            Intake.NOT_AS_DIRECTED,
            id="R5, not as directed",
        ),
    ],
)
def test_not_taken_is_told_in_every_version(said: dict[str, Any], expected: Intake) -> None:
    assert record(statement(None, DOSE, **said)).intake is expected


def test_r5_recorded_without_adherence_says_nothing_of_taking() -> None:
    assert record(statement(None, DOSE, status="recorded")).only_possible


@pytest.mark.parametrize(
    "needed",
    [
        pytest.param({"asNeededBoolean": True}, id="R4, STU3, DSTU2"),
        pytest.param({"asNeededCodeableConcept": {"text": "low mood"}}, id="for a reason"),
        pytest.param({"asNeeded": True, "asNeededFor": [{"text": "low mood"}]}, id="R5"),
    ],
)
def test_flat_doses_may_be_as_needed(needed: dict[str, Any]) -> None:
    found = record(order(None, FLAT | needed))
    assert found.as_needed
    assert [(step.low, shown(step.high)) for step in found.steps] == [(None, "50")]


def test_a_flat_dose_range_has_both_ends() -> None:
    flat = {"timing": repeat(), "doseRange": {"low": mg(25), "high": mg(50)}}
    assert [(shown(step.low), shown(step.high)) for step in record(order(None, flat)).steps] == [("25", "50")]


def test_the_rendered_text_is_read_where_the_elements_say_nothing() -> None:
    empty = {"asNeeded": False, "route": coded(text="oral")}
    found = record(order(None, empty, renderedDosageInstruction="Take 2 tablets daily"))
    assert [shown(step.low) for step in found.steps] == ["100"]


# ---- code systems without a table: the words beside the code, or a gap


@pytest.mark.parametrize(
    "system",
    [
        pytest.param("http://hl7.org/fhir/sid/ndc", id="NDC"),
        pytest.param("urn:oid:2.16.840.1.113883.6.69", id="NDC as OID"),
        pytest.param("https://dmd.nhs.uk", id="dm+d"),
        pytest.param("http://snomed.info/sct", id="SNOMED CT"),
        pytest.param("http://fhir.de/CodeSystem/ifa/pzn", id="PZN"),
        pytest.param("urn:oid:1.2.246.537.6.55", id="a national list"),
    ],
)
def test_a_code_without_a_table_is_read_by_its_words_or_is_a_gap(system: str) -> None:
    told = coded(f"{system}|39720311000001101", display=WORDS)
    named = record(order({"medicationCodeableConcept": told}, DOSE))
    assert (named.agent, named.by_text, str(named.unit_strength)) == ("sertraline", True, "50")
    bare = read(order({"medicationCodeableConcept": coded(f"{system}|39720311000001101")}, DOSE))
    assert bare.records == ()
    assert [gap.code for gap in bare.gaps] == [GapCode.UNKNOWN_DRUG]


def test_a_known_code_beside_one_without_a_table_tells_the_drug() -> None:
    both = {"coding": [*coded("http://hl7.org/fhir/sid/ndc|0049-4960-50")["coding"], *coded("rxnorm|312941")["coding"]]}
    assert not record(order({"medicationCodeableConcept": both})).by_text


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("Symbyax 6-25 mg", {"olanzapine-fluoxetine"}),
        ("PERPHENAZINE-AMITRIPTYLINE 4-25 MG PO TABS", {"amitriptyline", "perphenazine"}),
        ("dextromethorphan HBr-bupropion HCl ER 45-105 mg", {"dextromethorphan-bupropion"}),
        ("Limbitrol 10-25", {"amitriptyline", "chlordiazepoxide"}),
        ("Contrave 8-90 mg", {"bupropion", "naltrexone"}),
    ],
)
def test_a_combination_is_each_of_its_agents(text: str, agents: set[str]) -> None:
    assert {found.agent for found in read(order(drug(text))).records} == agents


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("Effexor XR 150mg caps", "venlafaxine"),
        ("VENLAFAXINE HCL ER 75 MG PO CP24", "venlafaxine"),
        ("DESVENLAFAXINE SUCCINATE ER 50 MG PO TB24", "desvenlafaxine"),
        ("Cipramil 20mg tablets (Lundbeck Ltd)", "citalopram"),
        ("Cipralex 10mg tablets", "escitalopram"),
        ("LEVOMILNACIPRAN HCL ER 40 MG", "levomilnacipran"),
        ("Fluoxetine 20mg/5ml oral solution", "fluoxetine"),
        ("fluvoxaMINE 100 mg tablet", "fluvoxamine"),
        ("DULoxetine (Cymbalta) 60 mg DR capsule", "duloxetine"),
        ("Viibryd Starter Pack 10-20 mg kit", "vilazodone"),
        ("BUPROPION HCL ER (SR) 150 MG PO TB12", "bupropion"),
        ("REMERON SOLTAB 30 MG PO TBDP", "mirtazapine"),
        ("Zispin SolTab 15mg", "mirtazapine"),
        ("Imipramine pamoate 75 mg", "imipramine"),
        ("clomiPRAMINE", "clomipramine"),
        ("Prothiaden", "dosulepin"),
        ("SELEGILINE 9 MG/24HR TD PT24", "selegiline"),
        ("Edronax 4mg", "reboxetine"),
        ("Spravato 84 mg dose kit", "esketamine"),
        ("Trevilor retard 75 mg", "venlafaxine"),
        ("Sertralina 50 mg comprimidos", "sertraline"),
    ],
)
def test_a_drug_is_known_as_ehrs_of_any_country_print_it(text: str, agent: str) -> None:
    assert record(order(drug(text))).agent == agent
