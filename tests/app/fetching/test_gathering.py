"""What hangs or breaks costs its own key alone, and drugs are named beside it."""

import asyncio
from typing import Any

import httpx
import pytest
import respx

from app.fetching.completed import Source
from app.fetching.reasons import Reason
from app.fetching.searches import searches_for
from tests.app.fetching.conftest import BASE, Complete, bundle

POINTER = {"reference": "Medication/7"}
DRUG = {"resourceType": "Medication", "id": "7", "code": {"text": "Sertraline"}}


def order(identity: str, **pointer: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": identity,
        "subject": {"reference": "Patient/p1"},
        "medicationReference": {**POINTER, **pointer},
    }


def hanging(ehr: respx.MockRouter, *kinds: str) -> None:
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        raise AssertionError

    for kind in kinds:
        ehr.get(url__startswith=f"{BASE}/{kind}?").mock(side_effect=hang)


def pointing(ehr: respx.MockRouter, **pointer: str) -> None:
    ehr.get(url__startswith=f"{BASE}/MedicationRequest?").respond(json=bundle(order("1", **pointer)))


@pytest.mark.parametrize("kind", ["Observation", "MedicationAdministration"])
async def test_drugs_are_named_while_another_list_hangs(complete: Complete, ehr: respx.MockRouter, kind: str) -> None:
    hanging(ehr, kind)
    pointing(ehr)
    ehr.get(url__startswith=f"{BASE}/Medication?").respond(json=bundle(DRUG))
    had = await complete(seconds=0.8)
    assert b"Sertraline" in had.answers["medications"][0]
    assert had.origins["medications"].reason is None
    assert [origin.reason for origin in had.origins.values() if origin.source is Source.FAILED] == [Reason.DEADLINE]


async def test_a_list_of_drugs_that_comes_late_has_its_own_names_read(
    complete: Complete, ehr: respx.MockRouter
) -> None:
    async def late(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.6)
        dispense = {
            **order("2"),
            "resourceType": "MedicationDispense",
            "medicationReference": {"reference": "Medication/8"},
        }
        return httpx.Response(200, json=bundle(dispense))

    ehr.get(url__startswith=f"{BASE}/MedicationDispense?").mock(side_effect=late)
    pointing(ehr)
    asked = ehr.get(url__startswith=f"{BASE}/Medication?").mock(
        side_effect=lambda request: httpx.Response(200, json=bundle({**DRUG, "id": request.url.params["_id"]}))
    )
    had = await complete(seconds=1.0)
    assert [call.request.url.params["_id"] for call in asked.calls] == ["7", "8"]
    assert had.origins["medications"].count == 2


@pytest.mark.parametrize(
    ("pointer", "told"),
    [
        pytest.param({}, True, id="without a name beside it: a gap"),
        pytest.param({"display": "SERTRALINE 50 MG PO TABS"}, False, id="with a name beside it: none"),
    ],
)
async def test_drugs_that_could_not_be_read(
    complete: Complete, ehr: respx.MockRouter, pointer: dict[str, str], told: bool
) -> None:
    pointing(ehr, **pointer)
    ehr.get(url__startswith=f"{BASE}/Medication?").respond(500)
    had = await complete()
    assert ("medications" in had.failures) is told


async def test_a_fault_of_our_own_costs_its_key_alone_and_is_logged_without_the_patient(
    complete: Complete, ehr: respx.MockRouter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(key: str, patient_id: str, *, fhir_version: str | None = None) -> Any:
        if key == "procedures":
            raise ZeroDivisionError(patient_id)
        return searches_for(key, patient_id, fhir_version=fhir_version)

    monkeypatch.setattr("app.fetching.gathering.searches_for", wrong)
    had = await complete()
    assert list(had.failures) == ["procedures"]
    assert had.origins["procedures"].reason is Reason.FAULT
    logged = capsys.readouterr()
    assert "ZeroDivisionError" in logged.out + logged.err
    assert "p1" not in logged.out + logged.err


async def test_a_sites_own_key_named_medications_is_not_lost_beside_the_drugs_that_are_fetched(
    complete: Complete, ehr: respx.MockRouter
) -> None:
    ehr.get(url__startswith=f"{BASE}/Medication?").respond(json=bundle(DRUG))
    had = await complete({"medications": bundle(order("1"))})
    assert b"MedicationRequest" in had.answers["medications"][0]
    assert b"Sertraline" in had.answers["medications"][1]


async def test_of_observations_the_newest_come_first_where_the_server_can_sort(
    complete: Complete, ehr: respx.MockRouter
) -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(400 if "_sort" in request.url.params else 200, json=bundle(total=0))

    ehr.get(url__startswith=f"{BASE}/Observation?").mock(side_effect=answer)
    had = await complete()
    assert asked[0].params["_sort"] == "-date"
    assert "_sort" not in asked[1].params
    assert asked[1].params["_count"] == "500"
    assert "observations" not in had.failures


async def test_a_server_is_not_asked_more_at_once_than_it_may(
    complete: Complete, ehr: respx.MockRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.fetching.servers.AT_ONCE", 4)
    now = most = 0

    async def counted(_: httpx.Request) -> httpx.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return httpx.Response(200, json=bundle(total=0))

    ehr.get(url__regex=rf"{BASE}/.*").mock(side_effect=counted)
    await asyncio.gather(*(complete(fhir_version="R4") for _ in range(3)))
    assert most == 4


@pytest.mark.parametrize(
    ("kind", "key", "usual"),
    [
        ("MedicationStatement", "medicationStatements", True),
        ("MedicationDispense", "medicationDispenses", True),
        ("MedicationAdministration", "medicationAdministrations", True),
        ("QuestionnaireResponse", "questionnaireResponses", True),
        ("MedicationRequest", "medicationRequests", False),
        ("Condition", "conditions", False),
        ("AllergyIntolerance", "allergies", False),
        ("Observation", "observations", False),
    ],
)
async def test_a_type_that_a_server_lacks(
    complete: Complete, ehr: respx.MockRouter, kind: str, key: str, usual: bool
) -> None:
    ehr.get(url__startswith=f"{BASE}/{kind}?").respond(404)
    had = await complete()
    assert (key in had.failures) is not usual
    assert had.origins[key].source is (Source.ABSENT if usual else Source.FAILED)
    assert had.origins[key].reason is Reason.NOT_OFFERED
