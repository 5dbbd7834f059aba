"""/demo/fhir: the sample patients as an open FHIR R4 server, in demo mode only.

So that the public CDS Hooks sandbox, or any FHIR client, can be pointed at data and service both.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

import orjson
from fastapi import APIRouter, Request, Response

from app.clock import today
from app.demo.records import UnknownType, capability_statement, records
from app.outcomes import MEDIA_TYPE, BadRequest, NotJson, TooLarge, operation_outcome
from app.shell import shell_of
from app.versions import package_version

PREFIX = "/demo/fhir"
FORM = "application/x-www-form-urlencoded"
MOST_FORM_BYTES = 16_384
NOT_THERE = ("not-found", "There is nothing at this address.")

router = APIRouter(prefix=PREFIX, include_in_schema=False)


@router.api_route("/metadata", methods=["GET", "HEAD"])
async def metadata(request: Request) -> Response:
    """What this server can do."""
    if not shell_of(request).demo:
        return operation_outcome(404, *NOT_THERE)
    return _answer(capability_statement(base=base_of(request), software=package_version(), today=today()))


@router.post("/{kind}/_search")
async def search_by_post(kind: str, request: Request) -> Response:
    """A search whose parameters stand in the body, as the public sandbox sends it; those of the address count too."""
    return _search(request, kind, [*request.query_params.multi_items(), *await _form(request)])


@router.api_route("/{kind}", methods=["GET", "HEAD"])
async def search(kind: str, request: Request) -> Response:
    """A search of one type."""
    return _search(request, kind, request.query_params.multi_items())


@router.api_route("/{kind}/{identity}", methods=["GET", "HEAD"])
async def read(kind: str, identity: str, request: Request) -> Response:
    """One resource by its id."""
    found = records(today()).read(kind, identity) if shell_of(request).demo else None
    return operation_outcome(404, *NOT_THERE) if found is None else _answer(found)


def _search(request: Request, kind: str, parameters: Iterable[tuple[str, str]]) -> Response:
    if not shell_of(request).demo:
        return operation_outcome(404, *NOT_THERE)
    try:
        return _answer(records(today()).search(kind, parameters, base=base_of(request)))
    except UnknownType:
        return operation_outcome(404, "not-supported", "The sample server holds no resources of this type.")


async def _form(request: Request) -> list[tuple[str, str]]:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() not in (FORM, ""):
        raise NotJson(f"The parameters of a search are to be sent as {FORM}.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_FORM_BYTES:
            raise TooLarge(f"A search may have {MOST_FORM_BYTES} bytes.")
    try:
        return parse_qsl(body.decode(), keep_blank_values=True)
    except (UnicodeDecodeError, ValueError):
        raise BadRequest("The parameters of the search can't be read.") from None


def base_of(request: Request) -> str:
    """The address under which the demo was called: it is the only part of the service that believes `Host`."""
    configured = shell_of(request).settings.base_url
    return f"{configured or str(request.base_url).rstrip('/')}{PREFIX}"


def _answer(resource: dict[str, Any]) -> Response:
    return Response(orjson.dumps(resource), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
