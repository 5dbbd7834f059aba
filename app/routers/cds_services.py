"""The CDS Hooks endpoints: discovery, and one call per service.

https://cds-hooks.hl7.org/2.0/#calling-a-cds-service
"""

from fastapi import APIRouter, Request, Response

from app.answering import answer_remembering, complete, read_call, service_called, services_of
from app.bodies import read_json_body
from app.callers import admitted_client, place_for
from app.clock import today
from app.metrics.counting import counting_hook
from app.shell import shell_of
from app.work import work
from cds_hooks.messages import discovery

router = APIRouter(prefix="/cds-services", tags=["CDS Hooks"])


@router.api_route("", methods=["GET", "HEAD"])
async def discover(request: Request) -> Response:
    """Tell the EHR which services there are, and what each would like to be sent; open to all."""
    return Response(discovery(services_of(shell_of(request)).values()), media_type="application/json")


@router.post("/{service_id}")
async def call(service_id: str, request: Request) -> Response:
    """Answer one hook; the checks come in the contract's order: 404, 401, 429, 413, 415, 400, 412."""
    shell = shell_of(request)
    service_called(shell, service_id)
    client = await admitted_client(request)
    with place_for(request, client), counting_hook(service_id, client.id) as counted:
        body = await read_json_body(request, limit=shell.body_limit)
        called = await work(lambda: read_call(shell, service_id, body, client=client), size=len(body))
        called = await complete(shell, called, port=port_of(request))
        request.state.log_facts = {"service": service_id, "client": client.id, **called.had.facts}  # of a 412 too
        answered = await answer_remembering(shell, called, today=today())
        counted.answered(answered.found, answered.stages.taken)
    request.state.log_facts = answered.facts
    request.state.stages = answered.stages.passages
    return Response(answered.body, media_type="application/json", headers={"Content-Language": answered.found.language})


def port_of(request: Request) -> int | None:
    """The port on which this very call came in."""
    server = request.scope.get("server")
    return server[1] if server else None
