"""What is said of each address in the OpenAPI description: its body, its answers, its errors, who may call."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.outcomes import MEDIA_TYPE

Described = dict[str, Any]

JSON, HTML, SCHEMA_JSON = "application/json", "text/html", "application/schema+json"
OPENMETRICS = "application/openmetrics-text"
CLIENT, OPERATOR, OPERATOR_BASIC = "clientToken", "operatorToken", "operatorPassword"

ERRORS: Mapping[int, str] = {
    400: "Malformed, or not what this address answers.",
    401: "No token, or one that does not hold: never said why.",
    404: "There is nothing at this address.",
    406: "Not written in the version that is asked for.",
    412: "Neither conditions nor medications came along or could be fetched; the sentence names what is missing.",
    413: "Larger than TRD_MAX_BODY_MB.",
    415: "Not JSON.",
    429: "Too many calls of this client in a minute.",
    500: "An unexpected error: it is logged, and holds nothing of the patient.",
    503: "Too much to do at this moment, or the store can't be used: of feedback nothing was kept.",
}
HEADERS: Mapping[int, tuple[str, str]] = {
    401: ("WWW-Authenticate", "Bearer"),
    429: ("Retry-After", "Seconds to wait."),
    503: ("Retry-After", "Seconds to wait."),
}
SECURITY: Described = {
    CLIENT: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": (
            "The CDS client's own JWT, fresh for each call: ES384 or RS384, `iss` as in the clients' file, `aud` the "
            "address that is called, `exp`, `iat`, and a `jti` that counts once."
        ),
    },
    OPERATOR: {"type": "http", "scheme": "bearer", "description": "TRD_OPERATOR_TOKEN."},
    OPERATOR_BASIC: {"type": "http", "scheme": "basic", "description": "The same as the password of any name."},
}


def schema(name: str) -> Described:
    """A reference to a published schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def answers(good: Described, errors: Iterable[int] = ()) -> Described:
    """200 and the errors; every answer has its correlation id."""
    told: Described = {"200": {**good, "headers": {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}}}
    for status in sorted({*errors, 500}):
        told[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return told


def content(described: str, /, **types: Described) -> Described:
    """An answer by its media types, each named by what it is."""
    return {"description": described, "content": {MEDIA_TYPES[name]: {"schema": form} for name, form in types.items()}}


MEDIA_TYPES = {"json": JSON, "html": HTML, "schema_json": SCHEMA_JSON, "fhir": MEDIA_TYPE, "csv": "text/csv"}


def error_responses() -> Described:
    """Each error once, with an OperationOutcome as its body."""
    return {str(status): _error(status) for status in ERRORS}


def _error(status: int) -> Described:
    headers: Described = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    if status in HEADERS:
        name, told = HEADERS[status]
        headers[name] = {"description": told, "schema": {"type": "string"}, "required": True}
    return {
        "description": ERRORS[status],
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": schema("operation-outcome")}},
    }


def parameter(name: str, form: Described, told: str, *, where: str = "query") -> Described:
    """A parameter of the path (always needed), the query or the header."""
    return {"name": name, "in": where, "required": where == "path", "description": told, "schema": form}


OPEN: Mapping[str, Described] = {
    "/cds-services": {
        "tags": ["CDS Hooks"],
        "responses": answers(content("The services.", json=schema("discovery"))),
    },
    "/schemas": {
        "tags": ["Definitions"],
        "responses": answers(content("Every schema with its address.", json={"type": "object"})),
    },
    "/knowledge": {
        "tags": ["Knowledge"],
        "responses": answers(content("The knowledge.", html={"type": "string"}, json={"type": "object"})),
    },
    "/about": {
        "tags": ["Knowledge"],
        "responses": answers(
            content(
                "What the service is for, and what not.",
                html={"type": "string"},
                json={"type": "object", "required": ["version", "knowledge", "intended", "fda", "sourceAttributes"]},
            )
        ),
    },
    "/health/live": {
        "tags": ["Operations"],
        "responses": answers(content("The process answers.", json={"type": "object", "required": ["status"]})),
    },
    "/health/ready": {
        "tags": ["Operations"],
        "responses": answers(
            content(
                "Ready; `degraded` names what does not work.",
                json={
                    "type": "object",
                    "properties": {
                        "status": {"enum": ["ok", "degraded"]},
                        "knowledge": {"type": "string"},
                        "degraded": {"type": "array", "items": {"type": "string"}},
                    },
                    "required": ["status", "knowledge"],
                },
            ),
            [503],
        ),
    },
    "/smart/jwks.json": {
        "tags": ["SMART app"],
        "responses": answers(
            content(
                "Our public keys (RFC 7517).",
                json={
                    "type": "object",
                    "properties": {"keys": {"type": "array", "items": {"type": "object", "required": ["kty", "kid"]}}},
                    "required": ["keys"],
                },
            )
        ),
    },
    "/openapi.json": {
        "tags": ["Definitions"],
        "responses": answers(content("This description.", json={"type": "object", "required": ["openapi"]})),
    },
    "/docs": {
        "tags": ["Definitions"],
        "responses": answers(content("This description, for people.", html={"type": "string"})),
    },
}
"""What anybody may ask for, by address; none of it is of a patient."""

OF_OPERATORS: Mapping[str, Described] = {
    "/metrics": {
        "tags": ["Operations"],
        "security": [{OPERATOR: []}, {OPERATOR_BASIC: []}],
        "responses": answers(
            {
                "description": "The series of all workers; on this machine itself without a token.",
                "content": {name: {"schema": {"type": "string"}} for name in ("text/plain", OPENMETRICS)},
            },
            [401],
        ),
    },
    "/feedback": {
        "tags": ["Operations"],
        "security": [{OPERATOR: []}, {OPERATOR_BASIC: []}],
        "parameters": [
            parameter(
                "days", {"type": "integer", "minimum": 1, "maximum": 3650}, "How far to look back; 90 unless said."
            ),
            parameter("service", {"type": "string"}, "One service alone, by its id."),
            parameter("format", {"enum": ["html", "json", "csv"]}, "In place of Accept."),
        ],
        "responses": answers(
            content(
                "How the cards were answered; JSON and CSV write a count below 5 as `< 5`.",
                html={"type": "string"},
                json={"type": "object", "required": ["since", "until", "all", "topics", "weeks", "knowledge"]},
                csv={"type": "string"},
            ),
            [400, 401, 429, 503],
        ),
    },
}
"""What the operator alone may ask for."""
