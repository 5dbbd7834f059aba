"""What /about says of sex, age, race and the rest is what the code does: read off it, and compared with it."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.demo import REFERENCE_DAY, TELLS, hook_request
from app.pages.about import source_attributes, types_read
from app.pages.attributes import about_words, uses_of_age, uses_of_assessments, uses_of_sex, uses_of_social_needs
from trd.knowledge.types import Knowledge

ROOT = Path(__file__).parents[3]
RULES = sorted(path for floor in ("trd", "fhir_mappings", "cds_hooks") for path in (ROOT / floor).rglob("*.py"))

READS_SEX = re.compile(r"(?:person|patient)\.sex\b|\bSex\.(?:FE)?MALE\b")
READS_AGE = re.compile(
    r"person\.age|\.age_low|\.age_high|taker\.age|is_older|completed_years|older-from|minimum_age|\.older_maximum"
)
HOLD_ALONE = {
    *("trd/choices.py", "trd/intervals.py", "trd/diagnosis/person.py", "fhir_mappings/patients.py"),
    *("trd/knowledge/loading_agents.py", "trd/knowledge/rendering.py", "trd/result/__init__.py"),
    "trd/knowledge/entry_figures.py",
}
"""They read, hold, print or hand over the value, and decide nothing by it."""


def modules_that_read(pattern: re.Pattern[str]) -> set[str]:
    found = {path.relative_to(ROOT).as_posix() for path in RULES if pattern.search(path.read_text(encoding="utf-8"))}
    return found - HOLD_ALONE


@pytest.mark.parametrize(("attribute", "pattern"), [("sex", READS_SEX), ("age", READS_AGE)], ids=["sex", "age"])
def test_every_module_that_decides_by_it_is_told_and_no_other(attribute: str, pattern: re.Pattern[str]) -> None:
    assert set(about_words()["uses"][attribute]) == modules_that_read(pattern)


@pytest.mark.parametrize("uses", [uses_of_sex, uses_of_age], ids=["sex", "age"])
def test_every_row_of_the_safety_matrix_that_asks_for_it_is_told(
    knowledge: Knowledge, uses: Callable[[Knowledge], Any]
) -> None:
    word = re.compile(r"\bsex\b" if uses is uses_of_sex else r"\bage\b")
    told = {use.anchor for use in uses(knowledge)}
    rows = {row.id for row in knowledge.safety if word.search(row.codes)}
    assert rows
    assert rows <= told


def test_every_scale_is_told_as_an_assessment(knowledge: Knowledge) -> None:
    told = {use.anchor for use in uses_of_assessments(knowledge)}
    assert {f"scale-{name}" for name in knowledge.scales} <= told
    assert {row.id for row in knowledge.safety if "fact:pregnancy" in row.codes} <= told


def test_there_are_thirteen_attributes_and_each_has_its_answer(knowledge: Knowledge) -> None:
    found = source_attributes(knowledge)
    assert [attribute.number for attribute in found] == list(range(1, 14))
    assert all(attribute.answer for attribute in found)
    assert {attribute.number for attribute in found if attribute.uses} == {10, 11, 12, 13}


def test_the_tests_that_are_named_as_proof_exist() -> None:
    named = [test for one in about_words()["fda"] for test in one["shown_by"]]
    assert len(about_words()["fda"]) == 4
    for test in named:
        assert (ROOT / test).is_file(), test


def test_the_types_that_are_read_are_those_of_the_prefetch() -> None:
    assert {"Patient", "MedicationRequest", "Observation", "Condition"} <= set(types_read())
    assert len(types_read()) == len(set(types_read()))


async def answered(client: httpx.AsyncClient, request: dict[str, Any]) -> Any:
    record = {**request, "extension": {"org.trd-cds.configuration": {"asOf": REFERENCE_DAY.isoformat()}}}
    answer = await client.post(f"/assessments?asOf={REFERENCE_DAY}&cards=true", json=record)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    for card in told["cards"]:
        del card["uuid"]
        for suggestion in card.get("suggestions", ()):
            del suggestion["uuid"]
    return told


CORE = "http://hl7.org/fhir/us/core/StructureDefinition"


def social(patient: dict[str, Any]) -> dict[str, Any]:
    """The patient with everything that is said not to be used."""
    race = {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2054-5"}}
    return {
        **patient,
        "extension": [
            *patient.get("extension", []),
            {"url": f"{CORE}/us-core-race", "extension": [race]},
            {"url": f"{CORE}/us-core-ethnicity", "extension": [{**race, "valueCoding": {"code": "2135-2"}}]},
            {"url": f"{CORE}/us-core-genderIdentity", "valueCodeableConcept": {"text": "Non-binary"}},
            {"url": f"{CORE}/us-core-tribal-affiliation", "valueCodeableConcept": {"text": "Any"}},
        ],
        "communication": [{"language": {"coding": [{"code": "es"}], "text": "Spanish"}, "preferred": True}],
        "maritalStatus": {"text": "Divorced"},
        "address": [{"city": "Anywhere", "postalCode": "00000"}],
    }


@pytest.mark.parametrize("name", sorted(TELLS))
async def test_race_ethnicity_language_orientation_identity_and_need_change_no_byte(
    client: httpx.AsyncClient, name: str
) -> None:
    request = hook_request(name, REFERENCE_DAY)
    changed = {**request, "prefetch": {**request["prefetch"]}}
    changed["prefetch"]["patient"] = social(request["prefetch"]["patient"])
    observations = request["prefetch"]["observations"]
    day = REFERENCE_DAY.isoformat()
    more = [
        {"resourceType": "Observation", "id": f"social-{code}", "status": "final", "effectiveDateTime": day}
        | {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueCodeableConcept": {"text": text}}
        for code, text in (
            ("76690-7", "Homosexual"),
            ("71802-3", "I do not have housing"),
            ("67875-5", "Unemployed"),
            ("88122-7", "Often true"),
        )
    ]
    entries = [*observations.get("entry", []), *({"resource": resource} for resource in more)]
    changed["prefetch"]["observations"] = {**observations, "entry": entries}
    before, after = await answered(client, request), await answered(client, changed)
    for told in (before, after):
        told.pop("inputDigest", None)
    assert after == before


@pytest.mark.parametrize("name", ["four-failed-trials", "two-failed-trials"])
async def test_a_social_problem_on_the_list_is_named_and_changes_no_verdict(
    client: httpx.AsyncClient, name: str
) -> None:
    request = hook_request(name, REFERENCE_DAY)
    patient, conditions = request["prefetch"]["patient"]["id"], request["prefetch"]["conditions"]
    homeless = {
        "resourceType": "Condition",
        "id": "homeless",
        "subject": {"reference": f"Patient/{patient}"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "Z59.00"}]},
        "recordedDate": (REFERENCE_DAY - timedelta(days=30)).isoformat(),
    }
    changed = {**request, "prefetch": {**request["prefetch"]}}
    entries = [*conditions.get("entry", []), {"resource": homeless}]
    changed["prefetch"]["conditions"] = {**conditions, "entry": entries}
    before, after = await answered(client, request), await answered(client, changed)
    explained = [found["code"] for found in after["alternativeExplanations"]]
    assert "psychosocial" in explained
    assert "psychosocial" not in [found["code"] for found in before["alternativeExplanations"]]
    for same in ("trials", "resistance", "setAside", "suicideRisk", "diagnosis"):
        assert after[same] == before[same]
    treatments = {"measurement", "diagnosticReview"}
    assert [each for each in after["recommendations"] if each["topic"] not in treatments] == [
        {**each, "rank": other["rank"]}
        for each, other in zip(
            (each for each in before["recommendations"] if each["topic"] not in treatments),
            (each for each in after["recommendations"] if each["topic"] not in treatments),
            strict=True,
        )
    ]


def test_social_problems_are_told_by_every_explanation_that_their_codes_can_raise(knowledge: Knowledge) -> None:
    told = {use.anchor for use in uses_of_social_needs(knowledge)}
    assert {"explanation-psychosocial", "explanation-grief", ""} == told
    stressors = {path for path in RULES if "psychosocial" in path.read_text(encoding="utf-8")}
    assert {path.relative_to(ROOT).as_posix() for path in stressors} == set(about_words()["uses"]["social"])


def test_no_row_of_the_safety_matrix_asks_for_a_social_problem(knowledge: Knowledge) -> None:
    assert [row.id for row in knowledge.safety if "psychosocial" in row.codes] == []
