"""/demo/fhir as an integrator's FHIR client sees it: metadata, read, search by GET and POST, pages, CORS."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement

from app.demo import TELLS
from cds_hooks.prefetch import PREFETCH

ROOT = "/demo/fhir"
WHO = "two-failed-trials"


async def got(client: httpx.AsyncClient, address: str) -> Any:
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    return answer.json()


def ids(bundle: dict[str, Any]) -> list[str]:
    return [entry["resource"]["id"] for entry in bundle.get("entry", [])]


async def test_the_metadata_are_a_capability_statement_of_r4(client: httpx.AsyncClient) -> None:
    told = await got(client, f"{ROOT}/metadata")
    assert told["fhirVersion"] == "4.0.1"
    CapabilityStatement.model_validate(told)


async def test_a_patient_is_read_with_the_names_that_the_sandbox_needs(client: httpx.AsyncClient) -> None:
    told = await got(client, f"{ROOT}/Patient/{WHO}")
    assert told["name"][0]["given"]
    assert told["name"][0]["family"]


@pytest.mark.parametrize("who", TELLS)
@pytest.mark.parametrize("key", [key for key in PREFETCH if key != "patient"])
async def test_every_prefetch_template_resolves_for_every_sample(client: httpx.AsyncClient, key: str, who: str) -> None:
    told = await got(client, f"{ROOT}/{PREFETCH[key].replace('{{context.patientId}}', who)}")
    assert told["type"] == "searchset"
    assert told["total"] == len(told.get("entry", []))
    Bundle.model_validate(told)


async def test_a_search_is_of_one_patient_only(client: httpx.AsyncClient) -> None:
    told = await got(client, f"{ROOT}/Condition?patient=Patient/{WHO}")
    assert {entry["resource"]["subject"]["reference"] for entry in told["entry"]} == {f"Patient/{WHO}"}
    assert ids(told) == ids(await got(client, f"{ROOT}/Condition?subject={WHO}"))


async def test_an_unknown_patient_has_an_empty_searchset_without_entries(client: httpx.AsyncClient) -> None:
    told = await got(client, f"{ROOT}/Condition?patient=nobody")
    assert told["total"] == 0
    assert "entry" not in told


async def test_the_sandbox_searches_by_post(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{ROOT}/Condition/_search", data={"patient": WHO})
    assert ids(answer.json()) == ids(await got(client, f"{ROOT}/Condition?patient={WHO}"))


async def test_a_search_is_paged_and_every_resource_stands_on_one_page(client: httpx.AsyncClient) -> None:
    whole = await got(client, f"{ROOT}/Observation?_count=500")
    seen: list[str] = []
    address: str | None = f"{ROOT}/Observation?_count=4"
    while address is not None:
        page = await got(client, address)
        assert page["total"] == whole["total"]
        seen += ids(page)
        address = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    assert seen == ids(whole)


async def test_a_count_of_zero_tells_the_total_alone(client: httpx.AsyncClient) -> None:
    told = await got(client, f"{ROOT}/Patient?_count=0")
    assert told["total"] == len(TELLS)
    assert ids(told) == []
    assert [link["relation"] for link in told["link"]] == ["self"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("_id=a-epilepsy", ["a-epilepsy"]),
        ("_id=a-epilepsy,nothing", ["a-epilepsy"]),
        (f"patient={WHO}&clinical-status=resolved", []),
        (f"patient={WHO}&category=encounter-diagnosis", []),
        (f"patient={WHO}&_id=b-depression", []),
        (f"patient={WHO}&_sort=-date&nonsense=1&_id=a-epilepsy", ["a-epilepsy"]),
    ],
)
async def test_parameters_hold_together_and_unknown_ones_are_passed_over(
    client: httpx.AsyncClient, query: str, found: list[str]
) -> None:
    assert ids(await got(client, f"{ROOT}/Condition?{query}")) == found


@pytest.mark.parametrize("query", ["family=samp", "name=Alma", "given=al", "gender=female"])
async def test_patients_are_found_by_name_and_gender(client: httpx.AsyncClient, query: str) -> None:
    assert WHO in ids(await got(client, f"{ROOT}/Patient?{query}"))


async def test_drugs_are_found_by_code_with_and_without_system(client: httpx.AsyncClient) -> None:
    statement = await got(client, f"{ROOT}/MedicationStatement/a-sertraline-50")
    coding = statement["medicationCodeableConcept"]["coding"][0]
    for token in (coding["code"], f"{coding['system']}|{coding['code']}"):
        assert "a-sertraline-50" in ids(await got(client, f"{ROOT}/MedicationStatement?code={token}"))
    assert ids(await got(client, f"{ROOT}/MedicationStatement?code=urn:other|{coding['code']}")) == []


@pytest.mark.parametrize("address", ["Patient/nobody", "Basic", "Basic/1", "Condition/two-failed-trials"])
async def test_what_is_not_there_is_an_operation_outcome(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(f"{ROOT}/{address}")
    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_nothing_can_be_written(client: httpx.AsyncClient) -> None:
    assert (await client.put(f"{ROOT}/Patient/{WHO}", json={})).status_code == 405
    assert (await client.post(f"{ROOT}/Patient", json={})).status_code == 405


async def test_a_search_body_is_a_form_and_is_bounded(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"{ROOT}/Patient/_search", json={})).status_code == 415
    assert (await client.post(f"{ROOT}/Patient/_search", data={"name": "x" * 20_000})).status_code == 413
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await client.post(f"{ROOT}/Patient/_search", content=b"\xff=1", headers=form)).status_code == 400


async def test_a_browser_of_another_origin_may_read(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{ROOT}/metadata", headers={"Origin": "https://sandbox.cds-hooks.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_outside_the_demo_there_is_no_such_server(serving: Callable[..., httpx.AsyncClient]) -> None:
    service = serving(insecure=True)
    for address in ("metadata", "Patient", f"Patient/{WHO}"):
        assert (await service.get(f"{ROOT}/{address}")).status_code == 404
    assert (await service.post(f"{ROOT}/Patient/_search", data={"name": "a"})).status_code == 404
