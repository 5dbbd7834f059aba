"""/openapi.json and /docs: every address with its bodies and errors, the same as /schemas/ says; all from here."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest

from app.clients import Client, Clients
from app.demo import REFERENCE_DAY, hook_request
from app.demo.orders import CALLS
from app.main import ROOMS

PUBLIC = "https://cds.example.org"
NORTH = Clients((Client(id="north", issuer="https://ehr.example.org", jwks_uri="https://ehr.example.org/jwks.json"),))


async def described(service: httpx.AsyncClient) -> dict[str, Any]:
    answer = await service.get("/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def validator(description: dict[str, Any], form: Any) -> jsonschema_rs.Validator:
    """A form of the description, with everything that it refers to."""
    return jsonschema_rs.Draft202012Validator({**form, "components": description["components"]})


async def test_every_route_for_callers_is_described(client: httpx.AsyncClient) -> None:
    paths = (await described(client))["paths"]
    routes = [route for room in ROOMS for route in room.router.routes if route.include_in_schema]
    assert len(routes) > 10
    for route in routes:
        shown = re.compile(route.path.replace("{service_id}", "[^/]+").replace("{", "\\{") + r"\Z")
        (found, *_) = [path for path in paths if path == route.path or shown.match(path)]
        assert {method.lower() for method in route.methods} - {"head"} <= set(paths[found])


async def test_every_operation_has_its_own_name_and_words_its_errors_and_who_may_call(
    client: httpx.AsyncClient,
) -> None:
    description = await described(client)
    names = [operation["operationId"] for _, _, operation in operations(description)]
    assert len(names) == len(set(names))
    for path, method, operation in operations(description):
        assert operation["summary"], path
        assert "security" in operation, path
        assert {"200", "500"} <= set(operation["responses"]), path
        if method == "post":
            assert operation["requestBody"]["content"], path
            assert {"400", "413", "415"} <= set(operation["responses"]), path


async def test_every_error_is_an_operation_outcome_with_a_correlation_id(client: httpx.AsyncClient) -> None:
    description = await described(client)
    for status, error in description["components"]["responses"].items():
        assert error["content"] == {
            "application/fhir+json": {"schema": {"$ref": "#/components/schemas/operation-outcome"}}
        }
        assert "X-Request-Id" in error["headers"]
        assert ("Retry-After" in error["headers"]) is (status in ("429", "503"))


async def test_the_forms_of_the_messages_are_those_under_schemas(serving: Callable[..., httpx.AsyncClient]) -> None:
    service = serving(base_url=PUBLIC)
    forms = (await described(service))["components"]["schemas"]
    listed = (await service.get("/schemas")).json()["schemas"]
    assert {f"{name}.json" for name in forms} == {entry["name"] for entry in listed}

    def led_back(value: Any, name: str) -> Any:
        if isinstance(value, dict):
            back = {key: led_back(part, name) for key, part in value.items()}
            if "$ref" in back:
                kind, _, inner = back["$ref"].removeprefix("#/components/schemas/").partition("/")
                back["$ref"] = f"#/{inner}" if inner and kind == name else f"{kind}.json"
            return back
        return [led_back(part, name) for part in value] if isinstance(value, list) else value

    for name, form in forms.items():
        published = (await service.get(f"/schemas/{name}.json")).json()
        del published["$id"], published["$schema"]
        assert led_back(form, name) == published, name


async def test_no_reference_leads_nowhere(client: httpx.AsyncClient) -> None:
    description = await described(client)
    for target in re.findall(r'"\$ref": ?"([^"]+)"', (await client.get("/openapi.json")).text):
        assert target.startswith("#/")
        place: Any = description
        for name in target[2:].split("/"):
            place = place[name]


@pytest.mark.parametrize("name", ["two-failed-trials", "psychotic-and-suicidal", "getting-well", *CALLS])
async def test_a_sample_request_and_its_answer_are_as_described(client: httpx.AsyncClient, name: str) -> None:
    description = await described(client)
    request = hook_request(name, REFERENCE_DAY)
    path = f"/cds-services/trd-{request['hook']}"
    operation = description["paths"][path]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    validator(description, body).validate(request)
    answer = await client.post(path, json=request)
    form = operation["responses"]["200"]["content"]["application/json"]["schema"]
    validator(description, form).validate(answer.json())


async def test_discovery_errors_and_assessments_are_as_described(client: httpx.AsyncClient) -> None:
    description = await described(client)
    paths, responses = description["paths"], description["components"]["responses"]
    listed = paths["/cds-services"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator(description, listed).validate((await client.get("/cds-services")).json())
    refused = await client.post("/cds-services/trd-patient-view", content=b"{}")
    validator(description, responses["400"]["content"]["application/fhir+json"]["schema"]).validate(refused.json())
    told = paths["/assessments"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = await client.post("/assessments?cards=true", json=hook_request("two-failed-trials", REFERENCE_DAY))
    validator(description, told).validate(answer.json())


async def test_a_token_is_asked_for_in_words_where_it_is_asked_for_in_deed(
    serving: Callable[..., httpx.AsyncClient],
) -> None:
    for service, asked in ((serving(demo=True), False), (serving(clients=NORTH, base_url=PUBLIC), True)):
        operation = (await described(service))["paths"]["/cds-services/trd-patient-view"]["post"]
        assert ({} not in operation["security"]) is asked
        answer = await service.post("/cds-services/trd-patient-view", content=b"{}")
        assert answer.status_code == (401 if asked else 400)


async def test_the_hook_of_1_0_is_described_where_it_is_offered(serving: Callable[..., httpx.AsyncClient]) -> None:
    path = "/cds-services/trd-medication-prescribe"
    assert path not in (await described(serving()))["paths"]
    assert path in (await described(serving(legacy_hooks=True)))["paths"]


async def test_the_page_tells_every_operation_under_a_strict_policy_and_loads_nothing_from_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/docs/")
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.text
    assert re.findall(r"<script|<style|\sstyle=|\son\w+=", page) == []
    loaded = re.findall(r'<(?:link|img|iframe)[^>]* (?:href|src)="([^"]+)"', page)
    assert loaded
    for address in loaded:
        assert (await client.get(address)).status_code == 200, address
    for _, _, operation in operations(await described(client)):
        assert page.count(f'id="{operation["operationId"]}"') == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
