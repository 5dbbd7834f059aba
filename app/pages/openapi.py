"""The OpenAPI description of the service as it runs: its own services, its own address, who must show a token.

https://spec.openapis.org/oas/v3.1.0
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.answering import services_of
from app.demo import REFERENCE_DAY, hook_request
from app.demo.orders import CALLS
from app.outcomes import MEDIA_TYPE
from app.pages.definitions import CANONICAL, VERSIONS, every_schema
from app.pages.operations import (
    CLIENT,
    JSON,
    OF_OPERATORS,
    OPEN,
    OPERATOR,
    OPERATOR_BASIC,
    SECURITY,
    Described,
    answers,
    content,
    error_responses,
    parameter,
    schema,
)
from app.shell import Shell
from cds_hooks.catalog import ALL_SERVICES
from cds_hooks.code_systems import code_systems
from cds_hooks.schemas import hook_request as request_form
from cds_hooks.service import Service

NDJSON = "application/fhir+ndjson"
SAMPLE = "two-failed-trials"
HOOK_ERRORS = (400, 401, 404, 412, 413, 415, 429, 503)
FEEDBACK = {
    "feedback": [
        {
            "card": "f6b95768-b1c8-40dc-8385-bf3504b82ffb",
            "outcome": "overridden",
            "overrideReason": {
                "reason": {"code": "already-tried", "system": "https://trd-cds.org/fhir/CodeSystem/override-reason"}
            },
            "outcomeTimestamp": "2026-11-23T10:05:31Z",
        }
    ]
}


def describe(shell: Shell, routes: Sequence[BaseRoute], *, version: str) -> Described:
    """Every route that is for callers; a new one is described by its docstring until more is said of it."""
    paths: Described = {}
    for route in routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            for path, method, operation in _operations(route, shell):
                paths.setdefault(path, {})[method] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "trd-cds",
            "version": version,
            "summary": "Decision support for treatment-resistant depression over CDS Hooks 2.0.",
            "description": "Every error is a FHIR OperationOutcome. Unknown members of a request are passed over.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": shell.settings.base_url or "/"}],
        "paths": paths,
        "components": {
            "schemas": components(shell.settings.base_url),
            "responses": error_responses(),
            "headers": {
                "X-Request-Id": {
                    "description": "The caller's own id where it is harmless, else a fresh one.",
                    "schema": {"type": "string", "pattern": r"^[A-Za-z0-9._-]{1,64}$"},
                }
            },
            "securitySchemes": SECURITY,
        },
    }


def components(base_url: str | None) -> Described:
    """The published schemas under the names of their files; their references lead inside the description."""
    found = {}
    for name, published in every_schema(base_url or CANONICAL).items():
        kept = {member: value for member, value in published.items() if member not in ("$schema", "$id")}
        found[_component(name)] = _led_inside(kept, _component(name))
    return found


def _component(name: str) -> str:
    return name.removesuffix(".json")


def _led_inside(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_led_inside(part, name) for part in value]
    if not isinstance(value, dict):
        return value
    led = {member: _led_inside(part, name) for member, part in value.items()}
    target = led.get("$ref")
    if isinstance(target, str):
        inner = f"{name}/{target[2:]}" if target.startswith("#/") else _component(target)
        led["$ref"] = f"#/components/schemas/{inner}"
    return led


def _operations(route: APIRoute, shell: Shell) -> Iterator[tuple[str, str, Described]]:
    """A route as addresses and methods: that of the hooks is one address a service, as an EHR registers them."""
    if route.path == "/cds-services/{service_id}":
        for service in services_of(shell).values():
            yield f"/cds-services/{service.id}", "post", _call(service, shell)
        return
    for method in sorted((route.methods or set()) - {"HEAD"}):
        said = _said(route.path, method, shell)
        told = {"operationId": f"{method.lower()}{re.sub('[^A-Za-z]+', '-', route.path)}".rstrip("-"), **_words(route)}
        yield route.path, method.lower(), {**told, **said}


def _words(route: APIRoute) -> Described:
    text = " ".join((route.endpoint.__doc__ or route.name).split())
    return {"summary": text.rstrip("."), "tags": list(route.tags)}


def _said(path: str, method: str, shell: Shell) -> Described:
    if path in OPEN:
        return {**OPEN[path], "security": []}
    if path in OF_OPERATORS:
        return OF_OPERATORS[path]
    written = {
        ("/cds-services/{service_id}/feedback", "POST"): _feedback,
        ("/assessments", "POST"): _assessment,
        ("/schemas/{name}", "GET"): _schema,
        ("/fhir/{kind}/{name}", "GET"): _definition,
    }.get((path, method))
    if written is not None:
        return written(shell)
    named = [parameter(name, {"type": "string"}, name, where="path") for name in re.findall(r"{(\w+)}", path)]
    return {"parameters": named, "responses": answers({"description": "The answer."}, [400, 401, 404])}


def _call(service: Service, shell: Shell) -> Described:
    example = _example(service)
    return {
        "operationId": service.id,
        "summary": service.title,
        "description": f"{service.description} {service.usage_requirements}",
        "tags": ["CDS Hooks"],
        "security": _client_security(shell),
        "requestBody": _body(request_form(service.hook), example),
        "responses": answers(content("The cards; none is an empty list.", json=schema("hook-response")), HOOK_ERRORS),
    }


def _feedback(shell: Shell) -> Described:
    ids = {"enum": list(services_of(shell))}
    return {
        "parameters": [parameter("service_id", ids, "The service that showed the card.", where="path")],
        "security": _client_security(shell),
        "requestBody": _body(schema("feedback"), FEEDBACK),
        "responses": answers(
            content("It is on disk.", json={"type": "object", "maxProperties": 0}), (400, 401, 404, 413, 415, 429, 503)
        ),
    }


def _assessment(shell: Shell) -> Described:
    resource = {
        "type": "object",
        "properties": {"resourceType": {"type": "string", "minLength": 1}},
        "required": ["resourceType"],
    }
    requests = [request_form(service.hook) for service in ALL_SERVICES.values()]
    record = {
        "description": "A Bundle or resource of one patient, or a hook's request.",
        "anyOf": [resource, *requests],
    }
    listed = {"$ref": "#/components/schemas/hook-response/properties/cards"}
    result = components(shell.settings.base_url)["result"]
    told = {**result, "properties": {**result["properties"], "cards": listed}}
    told = {name: value for name, value in told.items() if name != "$defs"}
    asked = [
        parameter("asOf", {"type": "string", "format": "date"}, "The day for which to judge; else today."),
        parameter("definition", {"enum": sorted(shell.knowledge.definitions)}, "Which published definition decides."),
        parameter("cards", {"enum": ["true", "false", "1", "0", "yes", "no"]}, "Also the cards."),
    ]
    body = _body(record, hook_request(SAMPLE, REFERENCE_DAY))
    body["content"][MEDIA_TYPE] = {"schema": record}
    body["content"][NDJSON] = {"schema": {"type": "string", "description": "One resource a line."}}
    security = _client_security(shell)
    return {
        "parameters": asked,
        "security": [*security, {OPERATOR: []}, {OPERATOR_BASIC: []}],
        "requestBody": body,
        "responses": answers(
            content("The structured result; a page for who asks for one.", json=told, html={"type": "string"}),
            (400, 401, 413, 415, 429, 503),
        ),
    }


def _schema(shell: Shell) -> Described:
    names = {"enum": list(every_schema(CANONICAL))}
    return {
        "parameters": [parameter("name", names, "The file's name.", where="path")],
        "security": [],
        "responses": answers(content("A JSON Schema (2020-12).", schema_json={"type": "object"}), [404]),
    }


def _definition(shell: Shell) -> Described:
    names = {"enum": ["phq-9", *code_systems()]}
    versions = ", ".join(VERSIONS)
    return {
        "description": f"Another FHIR version by `Accept: application/fhir+json; fhirVersion=5.0` ({versions}).",
        "parameters": [
            parameter("kind", {"enum": ["Questionnaire", "CodeSystem"]}, "The type of resource.", where="path"),
            parameter("name", names, "Its id.", where="path"),
        ],
        "security": [],
        "responses": answers(content("The resource.", fhir={"type": "object"}), [404, 406]),
    }


def _body(form: Mapping[str, Any], example: Any) -> Described:
    told: Described = {"schema": dict(form)}
    if example is not None:
        told["examples"] = {"sample": {"value": example}}
    return {"required": True, "content": {JSON: told}}


def _example(service: Service) -> Any:
    """What an EHR sends of a sample patient."""
    if service.hook == "patient-view":
        return hook_request(SAMPLE, REFERENCE_DAY)
    name = next((name for name, call in CALLS.items() if call.hook == service.hook), None)
    return None if name is None else hook_request(name, REFERENCE_DAY)


def _client_security(shell: Shell) -> list[Described]:
    """A token where one is asked for; else it may be left out."""
    return [{CLIENT: []}] if shell.asks_for_tokens else [{}, {CLIENT: []}]
