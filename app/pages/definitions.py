"""What integrators build against: JSON Schemas of result and messages, and the FHIR definitions that they name."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from app.cohort.burden import schema as burden
from app.pages.representation import Representation
from app.security.headers import file_headers
from cds_hooks.code_systems import code_systems
from cds_hooks.messages import json_bytes
from cds_hooks.schemas import message_schemas
from fhir_mappings.writing.drafts import FhirVersion
from fhir_mappings.writing.phq9 import phq9
from trd.result.schema import schemas

CANONICAL = "https://trd-cds.org"
"""Where definitions are known by when the service was not told its own address."""

VERSIONS: Mapping[str, FhirVersion] = {"3.0": "STU3", "4.0": "R4", "4.3": "R4", "5.0": "R5"}


@cache
def published_schemas(base_url: str | None) -> Mapping[str, Representation]:
    """Every schema by its file name, and the list of them under the empty name."""
    found = every_schema(base_url or CANONICAL)
    listed = [{"name": name, "title": schema["title"], "$id": schema["$id"]} for name, schema in found.items()]
    told = {"schemas": listed, "gapCodes": found["gap-codes.json"]["enum"]}
    return {
        "": _json(told, "application/json"),
        **{name: _json(schema, "application/schema+json") for name, schema in found.items()},
    }


def every_schema(base_url: str) -> Mapping[str, Any]:
    """Those of the result, of the messages and of the report on the burden of cards, by file name."""
    return {**schemas(base_url), **message_schemas(base_url), burden.NAME: burden.burden_schema(base_url)}


@lru_cache(maxsize=64)
def fhir_definition(kind: str, name: str, version: FhirVersion) -> Representation | None:
    """A definition in the form of one FHIR version; `None`: there is no such one."""
    resource: Mapping[str, Any] | None = None
    if (kind, name) == ("Questionnaire", "phq-9"):
        resource = phq9(version)
    elif kind == "CodeSystem":
        resource = code_systems().get(name)
    return _json(resource, "application/fhir+json") if resource else None


def _json(value: object, media_type: str) -> Representation:
    return Representation.of(json_bytes(value), media_type, file_headers())
