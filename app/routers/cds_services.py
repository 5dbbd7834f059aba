"""The CDS Hooks endpoints: discovery, and one call per service.

https://cds-hooks.hl7.org/2.0/#calling-a-cds-service
"""

from fastapi import APIRouter, Request, Response

from app.answering import answer_hook, service_called, services_of
from app.bodies import read_json_body
from app.clock import today
from app.shell import client_for, shell_of
from app.work import work
from cds_hooks.messages import discovery

router = APIRouter(prefix="/cds-services", tags=["CDS Hooks"])


@router.api_route("", methods=["GET", "HEAD"])
async def discover(request: Request) -> Response:
    """Tell the EHR which services there are, and what each would like to be sent; open to all."""
    return Response(discovery(services_of(shell_of(request)).values()), media_type="application/json")


@router.post("/{service_id}")
async def call(service_id: str, request: Request) -> Response:
    """Answer one hook: 404 before the body is looked at, 413 and 415 before it is parsed."""
    shell = shell_of(request)
    service_called(shell, service_id)
    body = await read_json_body(request, limit=shell.body_limit)
    client = client_for(request)
    answered = await work(lambda: answer_hook(shell, service_id, body, today=today(), client=client), size=len(body))
    request.state.log_facts = answered.facts
    return Response(answered.body, media_type="application/json")
