"""Nothing to say is no card: the situations of `patient-view` in which nobody is interrupted."""

from typing import Any

import httpx
import orjson
import pytest

from tests.acceptance.answers import Ask
from tests.acceptance.charts import (
    DEPRESSION,
    KEYS,
    chart,
    checked,
    diagnosis,
    one_failure,
    person,
    phq9,
    takes,
    took,
    two_failures,
)

EMERGENCY = {
    "resourceType": "Encounter",
    "id": "emergency",
    "status": "in-progress",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"},
    "period": {"start": "2026-11-23"},
}


def in_emergency(*told: list[dict[str, Any]]) -> dict[str, Any]:
    request = chart(*told, [EMERGENCY])
    request["context"]["encounterId"] = "emergency"
    return request


SILENT = {
    "no depression, no antidepressant, no score": chart(diagnosis("neuropathic pain"), checked()),
    "a mild score and nothing else": chart(phq9(9, "2026-11-13", thoughts_of_death=0)),
    "an antidepressant of the past, and nobody said what for": chart(
        took("venlafaxine", 150, "2026-06-01", "2026-10-31"), phq9(18, "2026-11-13", thoughts_of_death=0)
    ),
    "an antidepressant that began 41 days ago without a diagnosis": chart(
        takes("sertraline", 50, "2026-10-14"), phq9(19, "2026-11-13", thoughts_of_death=0)
    ),
    "in remission by the score": chart(DEPRESSION, one_failure(4)),
    "in remission by the diagnosis": chart(diagnosis("recurrent depression in full remission"), one_failure(4)),
    "seventeen years old": chart(DEPRESSION, two_failures(), who=person("2008-11-24")),
    "nine days of the drug, a fresh score": chart(
        DEPRESSION, takes("sertraline", 50, "2026-11-15"), phq9(20, "2026-11-13", thoughts_of_death=0)
    ),
    "early, and responding": chart(
        DEPRESSION,
        takes("sertraline", 50, "2026-11-01"),
        phq9(20, "2026-10-30"),
        phq9(9, "2026-11-18", thoughts_of_death=0),
    ),
    "twenty days of the first trial, a third better": chart(
        DEPRESSION,
        takes("sertraline", 50, "2026-11-04"),
        phq9(20, "2026-11-02"),
        phq9(14, "2026-11-18", thoughts_of_death=0),
    ),
    "known to have nothing on file": chart(),
    "deceased, whatever the risk was": chart(
        DEPRESSION, two_failures(thoughts_of_death=3), who=person(deceasedDateTime="2026-11-20")
    ),
    "in the emergency department": in_emergency(DEPRESSION, two_failures()),
    "amitriptyline 25 mg for pain": chart(
        diagnosis("neuropathic pain", "2024-01-01"), takes("amitriptyline", 25, "2026-01-01")
    ),
}


@pytest.mark.parametrize("request_", SILENT.values(), ids=SILENT)
async def test_no_card(ask: Ask, request_: dict[str, Any]) -> None:
    assert (await ask(request_)).cards == ()


SPOKEN = {
    "eighteen today": (
        chart(DEPRESSION, two_failures(), who=person("2008-11-23")),
        ["summary", "specialistReferral"],
    ),
    "41 days become 42: an antidepressant without a diagnosis is worth a look": (
        chart(takes("sertraline", 50, "2026-09-01"), phq9(20, "2026-08-31"), phq9(19, "2026-11-13")),
        ["summary", "diagnosticReview"],
    ),
    "ten per cent better is not a quarter": (
        chart(
            DEPRESSION,
            takes("sertraline", 50, "2026-11-04"),
            phq9(20, "2026-11-02"),
            phq9(18, "2026-11-18", thoughts_of_death=0),
        ),
        ["summary", "doseOptimization"],
    ),
    "seventeen, and thoughts of death": (
        chart(DEPRESSION, two_failures(thoughts_of_death=3), who=person("2008-11-24")),
        ["suicideRisk"],
    ),
    "in the emergency department, and thoughts of death": (
        in_emergency(DEPRESSION, two_failures(thoughts_of_death=3)),
        ["suicideRisk"],
    ),
    "in remission, and thoughts of death": (
        chart(diagnosis("recurrent depression in full remission"), one_failure(4, thoughts_of_death=3)),
        ["suicideRisk"],
    ),
}
"""Beside each silence, what breaks it."""


@pytest.mark.parametrize(("request_", "topics"), SPOKEN.values(), ids=SPOKEN)
async def test_the_next_patient_is_not_passed_over(ask: Ask, request_: dict[str, Any], topics: list[str]) -> None:
    assert (await ask(request_)).topics[: len(topics)] == topics


SPECIALISTS_ONLY = ["bipolar II disorder", "schizophrenia", "dementia"]


@pytest.mark.parametrize("name", SPECIALISTS_ONLY)
async def test_what_is_not_ours_to_treat_goes_to_a_specialist_and_no_further(ask: Ask, name: str) -> None:
    answer = await ask(chart(DEPRESSION, two_failures(), checked(), diagnosis(name, "2020-01-01")))
    assert answer.topics == ["summary", "specialistReferral"]


async def test_every_key_null_is_known_to_be_empty(ask: Ask) -> None:
    request = chart()
    request["prefetch"] = dict.fromkeys(["patient", *KEYS])
    assert (await ask(request)).cards == ()


async def test_no_key_at_all_is_not_silence(client: httpx.AsyncClient) -> None:
    request = chart()
    request["prefetch"] = {}
    answer = await client.post("/cds-services/trd-patient-view", content=orjson.dumps(request))
    assert answer.status_code == 412
    assert answer.json()["resourceType"] == "OperationOutcome"
