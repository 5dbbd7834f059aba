"""docs/reference/schemas.md: every address with who may call it, every schema and definition, every error."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.main import create_app, start
from app.outcomes import MEDIA_TYPE
from app.pages.definitions import CANONICAL, every_schema
from app.pages.openapi import describe
from app.pages.operations import ERRORS
from app.settings import read_settings
from app.versions import package_version
from cds_hooks.code_systems import code_systems
from scripts.tables import row, table

ADDRESSES = """\
# Addresses and schemas

Made from the code (`make fix`). A running service describes itself: `/docs` for people, `/openapi.json` for programs,
`/schemas` with every schema. To try it with: [requests and answers](../../examples/README.md).

## Addresses

Who may call: *all*; a *client* with its signed token ([exactly](../security.md#the-clients-token-exactly)); the
*operator* with `TRD_OPERATOR_TOKEN`. In demo mode, and with `--insecure`, clients need no token.
"""

PAGES = """
Pages for people, beside `/docs`, `/knowledge`, `/about` and `/feedback`: `/timeline` (after a SMART launch at
`/smart/launch`), `/playground` and `/sample-ehr` ([which is which](../clinicians/pages.md)).

## Schemas

JSON Schema 2020-12, under `/schemas/` of the service; without a `TRD_BASE_URL` they are known as
`{canonical}/schemas/…`.
"""

DEFINITIONS = """
Definitions in FHIR R4, or in the version that `Accept: application/fhir+json; fhirVersion=5.0` asks for: {addresses}.

## Errors

Every error is a FHIR OperationOutcome (`{media_type}`) with one plain sentence. The answer's `X-Request-Id` is the
`request_id` of its log line. No error holds anything of a patient.
"""

WHO = {"clientToken": "client", "operatorToken": "operator", "operatorPassword": "operator"}
BY_TOKEN = {"/assessments": ["client", "operator"]}
"""Where the description asks for a token only once there are clients."""


def schemas_page(_: str) -> str:
    """What a program may ask of the service, and in which form it answers."""
    defined = ["/fhir/Questionnaire/phq-9", *(f"/fhir/CodeSystem/{name}" for name in code_systems())]
    lines = [ADDRESSES, *table("method", "address", "who", "what"), *_addresses(description())]
    lines += [PAGES.format(canonical=CANONICAL), *table("schema", "of what")]
    lines += [row(f"`{name}`", schema["title"]) for name, schema in every_schema(CANONICAL).items()]
    lines.append(DEFINITIONS.format(addresses=", ".join(f"`{path}`" for path in defined), media_type=MEDIA_TYPE))
    lines += [*table("status", "when"), *(row(str(status), told) for status, told in ERRORS.items())]
    return "\n".join([*lines, ""])


def description() -> Mapping[str, Any]:
    """What /openapi.json says where every service is offered."""
    shell = start(read_settings({"TRD_LEGACY_HOOKS": "true"}))
    return describe(shell, create_app(shell).state.routes, version=package_version())


def _addresses(described: Mapping[str, Any]) -> Iterator[str]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield row(method.upper(), f"`{path}`", ", ".join(_callers(path, operation)), operation["summary"])


def _callers(path: str, operation: Mapping[str, Any]) -> list[str]:
    if path.startswith("/cds-services/"):
        return ["client"]
    needed = {WHO[name] for one in operation.get("security", []) for name in one}
    return BY_TOKEN.get(path) or sorted(needed) or ["all"]
