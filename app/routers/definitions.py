"""JSON Schemas under /schemas/, and what answers refer to under /fhir/: open to all, never of a patient.

https://hl7.org/fhir/R4/http.html#version-parameter
"""

import re

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from app.outcomes import NotAcceptable
from app.pages.definitions import VERSIONS, fhir_definition, published_schemas
from app.shell import shell_of
from fhir_mappings.writing.drafts import FhirVersion

router = APIRouter(tags=["Definitions"])

ASKED_VERSION = re.compile(r'fhirversion\s*=\s*"?(\d+\.\d+)', re.IGNORECASE)


@router.api_route("/schemas", methods=["GET", "HEAD"])
async def index(request: Request) -> Response:
    """Every schema with its `$id`, and the closed list of gap codes."""
    return published_schemas(shell_of(request).settings.base_url)[""].answer(request)


@router.api_route("/schemas/{name}", methods=["GET", "HEAD"])
async def schema(name: str, request: Request) -> Response:
    """One schema, by the last part of its `$id`."""
    found = published_schemas(shell_of(request).settings.base_url).get(name)
    if found is None:
        raise HTTPException(404)
    return found.answer(request)


@router.api_route("/fhir/{kind}/{name}", methods=["GET", "HEAD"])
async def definition(kind: str, name: str, request: Request) -> Response:
    """A Questionnaire or CodeSystem; another FHIR version by `Accept: application/fhir+json; fhirVersion=5.0`."""
    found = fhir_definition(kind, name, version_asked(request))
    if found is None:
        raise HTTPException(404)
    return found.answer(request)


def version_asked(request: Request) -> FhirVersion:
    """R4 unless another is named; raises `NotAcceptable` for one that is not written here."""
    named = ASKED_VERSION.search(request.headers.get("accept", ""))
    if named is None:
        return "R4"
    if named[1] not in VERSIONS:
        raise NotAcceptable(f"FHIR {named[1]} is not written here; there are {', '.join(VERSIONS)}.")
    return VERSIONS[named[1]]
