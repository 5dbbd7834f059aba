"""Drafts as an EHR gets them: valid in its version, whole, and nothing in them that is not known."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args

import pytest

from fhir_mappings.writing.drafts import (
    NEVER_DRAFTED,
    AnyDraft,
    Coded,
    DraftDrug,
    DraftMeasurement,
    DraftReferral,
    FhirVersion,
    Intake,
)
from fhir_mappings.writing.orders import FIRST_SENTENCE, codes_emitted, units_in, write_draft
from fhir_mappings.writing.referrals import REFERRALS
from fhir_mappings.writing.templates import RXNORM, check_templates, validate
from fhir_mappings.writing.tests_offered import TESTS

VERSIONS: tuple[FhirVersion, ...] = get_args(FhirVersion)


def drug(agent: str = "aripiprazole", *intakes: Intake, supply: int = 28, **more: Any) -> DraftDrug:
    more.setdefault("name", f"{agent.capitalize()} tablet")
    more.setdefault("coding", Coded(system=RXNORM, code="602964", display="aripiprazole 2 MG Oral Tablet"))
    return DraftDrug(
        patient="p1", agent=agent, intakes=intakes or (Intake(dose=Decimal(2)),), supply_days=supply, **more
    )


ARIPIPRAZOLE = drug(
    "aripiprazole",
    Intake(dose=Decimal(2), when="morning", days=14),
    supply=14,
    name="Aripiprazole 2 mg oral tablet",
    condition="Condition/1",
    supporting=("MedicationRequest/7", "MedicationRequest/4"),
    note="Added to venlafaxine XR 225 mg/day, which continues. After 14 days: 5 mg once daily (new prescription). "
    "Watch for restlessness (akathisia).",
)
LEVOMILNACIPRAN = drug(
    "levomilnacipran",
    Intake(dose=Decimal(20), days=2),
    Intake(dose=Decimal(40), units=2),
    form="capsule",
    encounter="e1",
)
PATCH = drug(
    "aripiprazole", Intake(dose=Decimal(6), dose_words="6 mg/24 h"), form="patch", transdermal=True, name="A patch"
)
COMBINATION = drug(
    "dextromethorphan-bupropion",
    Intake(dose=None, dose_words="45/105 mg", days=3),
    Intake(dose=None, dose_words="45/105 mg", times_a_day=2),
)
LIOTHYRONINE = drug("liothyronine", Intake(dose=Decimal("25.0"), unit="ug", when="morning"))
BY_ATC = drug(
    "agomelatine",
    Intake(dose=Decimal(25), when="night"),
    is_product=False,
    form=None,
    name="Agomelatine 25 mg tablet",
    coding=Coded(system="http://www.whocc.no/atc", code="N06AX22"),
)
DRUGS = [ARIPIPRAZOLE, LEVOMILNACIPRAN, PATCH, COMBINATION, LIOTHYRONINE, BY_ATC]
REFERRED = [DraftReferral(patient="p1", kind=kind, condition="Condition/1") for kind in REFERRALS]
MEASURED = [DraftMeasurement(patient="p1", test=test, si_units=si) for test in TESTS for si in (False, True)]
ALL: list[AnyDraft] = [*DRUGS, *REFERRED, *MEASURED]


def inner(value: Any) -> Iterator[Any]:
    """Every value inside a resource."""
    yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from inner(child)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_draft_is_valid_in_the_version_of_the_client(version: FhirVersion) -> None:
    check_templates((version,))
    for draft in ALL:
        validate(write_draft(draft, fhir_version=version), version)


@pytest.mark.parametrize("version", VERSIONS)
def test_no_element_is_null_or_empty_and_nothing_is_said_that_the_ehr_fills_in(version: FhirVersion) -> None:
    unsaid = {
        *("id", "requester", "performer", "recorder", "authoredOn", "insurance", "identifier", "text", "meta"),
        *("groupIdentifier", "substitution", "priorPrescription"),
    }
    for draft in ALL:
        resource = write_draft(draft, fhir_version=version)
        assert all(value not in (None, "", [], {}) for value in inner(resource))
        assert not unsaid & resource.keys()
        assert (resource["status"], resource["intent"]) == ("draft", "order")


def test_a_wrong_resource_is_refused_by_the_strict_models() -> None:
    resource = write_draft(ARIPIPRAZOLE)
    resource["dispenseRequest"]["numberOfRepeatsAllowed"] = "none"
    with pytest.raises(ValueError, match="numberOfRepeatsAllowed"):
        validate(resource, "R4")


def test_an_add_on_is_written_as_the_specification_shows_it() -> None:
    ucum = "http://unitsofmeasure.org"
    fourteen_days = {"value": 14, "unit": "days", "system": ucum, "code": "d"}
    dose_type = {"system": "http://terminology.hl7.org/CodeSystem/dose-rate-type", "code": "ordered"}
    assert write_draft(ARIPIPRAZOLE) == {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": {
            "coding": [{"system": RXNORM, "code": "602964", "display": "aripiprazole 2 MG Oral Tablet"}],
            "text": "Aripiprazole 2 mg oral tablet",
        },
        "subject": {"reference": "Patient/p1"},
        "supportingInformation": [{"reference": "MedicationRequest/7"}, {"reference": "MedicationRequest/4"}],
        "reasonReference": [{"reference": "Condition/1"}],
        "note": [
            {
                "text": "Suggested by decision support; not reviewed until signed. Added to venlafaxine XR "
                "225 mg/day, which continues. After 14 days: 5 mg once daily (new prescription). Watch for "
                "restlessness (akathisia)."
            }
        ],
        "dosageInstruction": [
            {
                "sequence": 1,
                "text": "Take 1 tablet (2 mg) by mouth once daily in the morning.",
                "timing": {
                    "repeat": {
                        "boundsDuration": fourteen_days,
                        "frequency": 1,
                        "period": 1,
                        "periodUnit": "d",
                        "when": ["MORN"],
                    }
                },
                "route": {
                    "coding": [{"system": "http://snomed.info/sct", "code": "26643006", "display": "Oral route"}],
                    "text": "by mouth",
                },
                "doseAndRate": [
                    {
                        "type": {"coding": [dose_type | {"display": "Ordered"}]},
                        "doseQuantity": {"value": 2, "unit": "mg", "system": ucum, "code": "mg"},
                    }
                ],
            }
        ],
        "dispenseRequest": {
            "numberOfRepeatsAllowed": 0,
            "quantity": {"value": 14, "unit": "tablet", "system": ucum, "code": "{tbl}"},
            "expectedSupplyDuration": fourteen_days,
        },
    }


def test_older_and_newer_versions_hold_the_same_in_their_own_places() -> None:
    old = write_draft(LEVOMILNACIPRAN, fhir_version="STU3")
    assert old["context"] == {"reference": "Encounter/e1"}
    assert "encounter" not in old
    assert old["dosageInstruction"][1]["doseQuantity"]["value"] == 40
    assert "doseAndRate" not in old["dosageInstruction"][0]
    assert "numberOfRepeatsAllowed" not in old["dispenseRequest"]
    new = write_draft(ARIPIPRAZOLE, fhir_version="R5")
    assert new["medication"]["concept"]["text"] == "Aripiprazole 2 mg oral tablet"
    assert new["reason"] == [{"reference": {"reference": "Condition/1"}}]
    referral = write_draft(REFERRED[0], fhir_version="R5")
    assert referral["code"]["concept"]["text"].startswith("Referral: assessment for")
    assert write_draft(REFERRED[0], fhir_version="STU3")["resourceType"] == "ProcedureRequest"


def test_a_titration_in_one_order_has_two_steps_and_the_supply_of_both() -> None:
    first, second = write_draft(LEVOMILNACIPRAN)["dosageInstruction"]
    assert first["text"] == "Take 1 capsule (20 mg) by mouth once daily for 2 days."
    assert second["text"] == "Then take 2 capsules (40 mg) by mouth once daily."
    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert "boundsDuration" not in second["timing"]["repeat"]
    assert units_in(LEVOMILNACIPRAN) == 2 + 26 * 2


def test_a_supply_shorter_than_the_first_step_holds_no_more_than_its_days() -> None:
    short = drug("levomilnacipran", Intake(dose=Decimal(20), days=14), Intake(dose=Decimal(40), units=2), supply=7)
    assert units_in(short) == 7


@pytest.mark.parametrize(
    ("draft", "value", "code"),
    [
        pytest.param(LIOTHYRONINE, 25, "ug", id="liothyronine in micrograms"),
        pytest.param(PATCH, 1, "{patch}", id="a patch is counted"),
        pytest.param(COMBINATION, 1, "{tbl}", id="a fixed combination is counted, its mg stand in the text"),
        pytest.param(drug("x", Intake(dose=Decimal("37.50"))), Decimal("37.5"), "mg", id="a fraction stays exact"),
    ],
)
def test_the_dose_is_in_the_unit_of_the_drug(draft: DraftDrug, value: Any, code: str) -> None:
    dose = write_draft(draft)["dosageInstruction"][0]["doseAndRate"]
    assert len(dose) == 1
    assert (dose[0]["doseQuantity"]["value"], dose[0]["doseQuantity"]["code"]) == (value, code)


def test_without_a_product_no_quantity_is_written() -> None:
    order = write_draft(BY_ATC)
    assert "quantity" not in order["dispenseRequest"]
    assert order["medicationCodeableConcept"]["coding"] == [{"system": "http://www.whocc.no/atc", "code": "N06AX22"}]
    assert order["dosageInstruction"][0]["text"] == "Take 25 mg by mouth once daily at night."


@pytest.mark.parametrize("agent", sorted(NEVER_DRAFTED))
def test_what_is_never_drafted_is_refused(agent: str) -> None:
    with pytest.raises(ValueError, match="never drafted"):
        drug(agent)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        pytest.param(lambda: drug(supply=0), "supply of 0", id="no supply"),
        pytest.param(lambda: drug("x", *[Intake(dose=Decimal(1), days=1)] * 3), "two of the same", id="three steps"),
        pytest.param(lambda: drug("x", *[Intake(dose=Decimal(1))] * 2), "how long", id="first step without an end"),
        pytest.param(lambda: drug("x", form=None), "has a form", id="product without a form"),
        pytest.param(lambda: Intake(dose=Decimal(1), units=5), "no draft order", id="five tablets at once"),
        pytest.param(lambda: Intake(dose=Decimal(1), times_a_day=5), "no draft order", id="five times a day"),
        pytest.param(lambda: Intake(dose=None), "without a dose", id="no dose"),
        pytest.param(lambda: Intake(dose=Decimal(0)), "positive", id="dose of zero"),
        pytest.param(lambda: Intake(dose=Decimal(1), days=0), "0 days", id="a step of no days"),
        pytest.param(lambda: DraftReferral(patient="Patient/1", kind="ect"), "no patient id", id="a reference as id"),
    ],
)
def test_a_draft_that_cannot_be_right_is_refused(broken: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        broken()


def test_words_alone_without_a_unit_are_no_dose() -> None:
    with pytest.raises(ValueError, match="neither a number nor a unit"):
        write_draft(drug("x", Intake(dose=None, dose_words="some"), form=None, is_product=False))


def test_a_referral_asks_for_an_assessment_and_names_its_evidence() -> None:
    referral = DraftReferral(
        patient="p1",
        kind="ect",
        priority="urgent",
        condition="Condition/1",
        supporting=("MedicationRequest/7", "Observation/9", "MedicationRequest/7", "noid"),
        note="Severe depression with psychotic features recorded 3 Nov 2026. ECG: not on record.",
    )
    assert write_draft(referral) == {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "order",
        "category": [
            {"coding": [{"system": "http://snomed.info/sct", "code": "3457005", "display": "Patient referral"}]}
        ],
        "priority": "urgent",
        "code": {
            "coding": [
                {"system": "http://snomed.info/sct", "code": "23835007", "display": "Electroconvulsive therapy"}
            ],
            "text": "Referral: assessment for electroconvulsive therapy (ECT)",
        },
        "subject": {"reference": "Patient/p1"},
        "reasonReference": [{"reference": "Condition/1"}],
        "supportingInfo": [{"reference": "MedicationRequest/7"}, {"reference": "Observation/9"}],
        "note": [
            {
                "text": f"{FIRST_SENTENCE} Severe depression with psychotic features recorded 3 Nov 2026. "
                "ECG: not on record."
            }
        ],
    }


@pytest.mark.parametrize("kind", ["ect", "tms", "esketamine", "iv-ketamine"])
def test_ect_tms_and_ketamine_are_referred_for_assessment_never_ordered(kind: str) -> None:
    assert "assessment for" in REFERRALS[kind].text


def test_no_therapy_for_another_disorder_is_sent() -> None:
    others = {"718026005", "1771581000000100", "149451000000104", "1111811000000109"}
    assert not others & {coding.code for coding in codes_emitted({})}


def test_a_phq9_is_ordered_by_its_panel() -> None:
    order = write_draft(DraftMeasurement(patient="p1", test="phq-9"))
    assert order["code"]["coding"][0]["code"] == "44249-1"
    assert order["priority"] == "routine"


def test_a_country_of_molar_units_gets_the_molar_code() -> None:
    mass, molar = (write_draft(DraftMeasurement(patient="p1", test="creatinine", si_units=si)) for si in (False, True))
    assert mass["code"]["coding"][0]["code"] == "2160-0"
    assert molar["code"]["coding"][0]["code"] == "14682-9"


def test_no_more_than_five_records_are_named() -> None:
    many = DraftReferral(patient="p1", kind="cbt", supporting=tuple(f"Observation/{n}" for n in range(9)))
    assert len(write_draft(many)["supportingInfo"]) == 5


def test_a_long_note_ends_with_a_whole_sentence() -> None:
    long = drug(note="This sentence is sixty characters long, so it counts for sixty. " * 9)
    text = write_draft(long)["note"][0]["text"]
    assert len(text) <= 400
    assert text.endswith(".")
    assert text.startswith(FIRST_SENTENCE)


def test_a_site_puts_its_own_codes_and_nothing_else_changes() -> None:
    maps = {f"{RXNORM}|602964": {"system": "urn:oid:2.16.840.1.113883.6.88", "code": "602964"}}
    mapped = write_draft(ARIPIPRAZOLE, code_maps=maps)
    plain = write_draft(ARIPIPRAZOLE, code_maps={"http://loinc.org|1": {"system": "s", "code": "c"}})
    assert mapped["medicationCodeableConcept"]["coding"] == [
        {
            "system": "urn:oid:2.16.840.1.113883.6.88",
            "code": "602964",
            "display": "aripiprazole 2 MG Oral Tablet",
        }
    ]
    assert {**mapped, "medicationCodeableConcept": None} == {**plain, "medicationCodeableConcept": None}


def test_a_preference_list_item_carries_no_details_that_the_ehr_ignores() -> None:
    item = "urn:com.epic.cdshooks.action.code.system.preference-list-item"
    maps = {"http://snomed.info/sct|183524004": {"system": item, "code": "LOCAL"}}
    mapped = write_draft(DraftReferral(patient="p1", kind="tms", note="…"), code_maps=maps)
    assert mapped.keys() == {"resourceType", "status", "intent", "code", "subject"}


def test_the_same_draft_gives_the_same_resource_and_shares_nothing_with_the_next() -> None:
    first, second = write_draft(PATCH), write_draft(PATCH)
    assert first == second
    first["dosageInstruction"][0]["route"]["text"] = "changed"
    assert write_draft(PATCH) == second


NO_RECORDS = [
    pytest.param("Condition/Patient/x", id="two types"),
    pytest.param("Condition/a\u202eb", id="a format character"),
    pytest.param("Condition/a b", id="a space"),
    pytest.param("Condition/a_b", id="an underscore"),
    pytest.param(f"Condition/{'x' * 65}", id="65 signs"),
    pytest.param("Condition/", id="no id"),
    pytest.param("Condition/unnamed-0123456789ab", id="a name of our making"),
    pytest.param("https://elsewhere/Condition/1", id="an address"),
    pytest.param("Condition/1\n", id="a line break"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", NO_RECORDS)
def test_what_is_no_fhir_id_never_becomes_a_reference(name: str, version: FhirVersion) -> None:
    ok = f"Observation/{'x' * 64}"
    for draft in (
        drug(condition=name, supporting=(name, ok)),
        DraftReferral(patient="p1", kind="ect", condition=name, supporting=(name, ok)),
        DraftMeasurement(patient="p1", test="tsh", condition=name, supporting=(name, ok)),
    ):
        resource = write_draft(draft, fhir_version=version)
        references = [
            value["reference"] for value in inner(resource) if isinstance(value, dict) and "reference" in value
        ]
        assert sorted(str(one) for one in references if isinstance(one, str)) == [ok, "Patient/p1"]
        validate(resource, version)
