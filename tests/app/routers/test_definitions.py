"""/schemas/ and /fhir/: what integrators build against, at our own address."""

from collections.abc import Callable

import httpx
import pytest

from trd.terms import GapCode

PUBLIC = "https://cds.example.org"


@pytest.fixture
def public(serving: Callable[..., httpx.AsyncClient]) -> httpx.AsyncClient:
    return serving(base_url=PUBLIC)


async def test_the_index_lists_every_schema_at_an_address_that_answers_with_it(public: httpx.AsyncClient) -> None:
    index = (await public.get("/schemas/")).json()
    assert {entry["name"] for entry in index["schemas"]} >= {"result.json", "assessment.json", "recommendation.json"}
    for entry in index["schemas"]:
        assert entry["$id"] == f"{PUBLIC}/schemas/{entry['name']}"
        answer = await public.get(entry["$id"].removeprefix(PUBLIC))
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/schema+json"
        assert answer.json()["$id"] == entry["$id"]


async def test_the_gap_codes_are_a_closed_list(public: httpx.AsyncClient) -> None:
    codes = (await public.get("/schemas")).json()["gapCodes"]
    assert codes == [code.value for code in GapCode]
    assert (await public.get("/schemas/gap-codes.json")).json()["enum"] == codes


async def test_without_an_address_of_its_own_the_canonical_one_is_told(client: httpx.AsyncClient) -> None:
    answer = await client.get("/schemas/result.json", headers={"Host": "evil.example.org"})
    assert answer.json()["$id"] == "https://trd-cds.org/schemas/result.json"


@pytest.mark.parametrize("path", ["/schemas/nothing.json", "/fhir/Questionnaire/phq-8", "/fhir/Patient/1", "/fhir/x/y"])
async def test_what_is_not_there_is_404(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        pytest.param("*/*", "choice", id="R4 unless another is named"),
        pytest.param("application/fhir+json; fhirVersion=4.0", "choice", id="R4"),
        pytest.param("application/fhir+json; fhirVersion=5.0", "coding", id="R5"),
        pytest.param('application/fhir+json;fhirVersion="3.0"', "choice", id="STU3"),
    ],
)
async def test_the_questionnaire_comes_in_the_version_that_is_asked_for(
    client: httpx.AsyncClient, accept: str, kind: str
) -> None:
    answer = await client.get("/fhir/Questionnaire/phq-9", headers={"Accept": accept})
    assert answer.headers["content-type"] == "application/fhir+json"
    item = answer.json()["item"][1]
    assert item["type"] == kind
    assert ("option" in item) is ("3.0" in accept)


async def test_a_version_that_is_not_written_here_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/fhir/Questionnaire/phq-9", headers={"Accept": "application/fhir+json;fhirVersion=1.0"})
    assert answer.status_code == 406
    assert "4.0" in answer.json()["issue"][0]["diagnostics"]


@pytest.mark.parametrize("name", ["card-topic", "override-reason"])
async def test_the_codes_on_cards_are_published(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/fhir/CodeSystem/{name}")
    assert answer.json()["url"] == f"https://trd-cds.org/fhir/CodeSystem/{name}"


async def test_what_is_held_already_is_not_sent_again(client: httpx.AsyncClient) -> None:
    for path in ("/schemas", "/schemas/result.json", "/fhir/Questionnaire/phq-9"):
        first = await client.get(path)
        again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
