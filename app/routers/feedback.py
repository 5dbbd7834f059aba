"""What a clinician did with a card: stored, and only then acknowledged.

https://cds-hooks.hl7.org/2.0/#feedback
"""

from fastapi import APIRouter, Request, Response

from app.answering import service_called
from app.bodies import read_json_body
from app.callers import admitted_client, place_for
from app.metrics.counting import count_feedback
from app.outcomes import BadRequest, NotKept
from app.shell import Shell, shell_of
from app.store.database import StoreUnavailable
from app.store.feedback import Kept
from cds_hooks.envelope import RequestError
from cds_hooks.feedback import read_feedback

router = APIRouter(prefix="/cds-services", tags=["CDS Hooks"])


@router.post("/{service_id}/feedback")
async def receive(service_id: str, request: Request) -> Response:
    """Keep the feedback; 200 means that it is on disk. The checks: 404, 401, 429, 413, 415, 400, 503."""
    shell = shell_of(request)
    service = service_called(shell, service_id)
    client = await admitted_client(request)
    with place_for(request, client):
        kept = await _keep(request, shell, service.id, client.id)
    count_feedback(kept.told)
    request.state.log_facts = {
        "service": service.id,
        "client": client.id,
        "feedback_new": kept.new,
        "feedback_repeated": kept.repeated,
        "unknown_cards": kept.unknown,
    }
    return Response(b"{}", media_type="application/json")


async def _keep(request: Request, shell: Shell, service_id: str, client_id: str) -> Kept:
    try:
        feedback = read_feedback(await read_json_body(request, limit=shell.body_limit))
    except RequestError as error:
        raise BadRequest(error.sentence) from None
    if shell.store is None:
        raise NotKept
    try:
        return await shell.store.keep_feedback(feedback, client=client_id, service=service_id)
    except StoreUnavailable as error:
        request.state.log_facts = {"service": service_id, "client": client_id, "store": str(error)}
        raise NotKept from None
