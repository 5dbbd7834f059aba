"""The assessment as JSON: a record in, the structured result out; nothing is stored, nothing fetched."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from app.bodies import read_json_body
from app.callers import admitted_client
from app.clock import today
from app.judging import Unjudgeable, judge
from app.outcomes import BadRequest
from app.shell import shell_of
from app.work import work
from cds_hooks.answers import counts
from cds_hooks.messages import json_bytes

router = APIRouter(tags=["Assessment"])

TRUE, FALSE = {"true", "1", "yes"}, {"false", "0", "no", ""}


@router.post("/assessments")
async def assess(request: Request) -> Response:
    """Judge one patient's record: `asOf`, `definition` and `cards` are always honoured here."""
    shell = shell_of(request)
    client = await admitted_client(request, operator_too=True)
    body = await read_json_body(request, limit=shell.body_limit, ndjson=True)
    as_of = day_asked(asked_once(request, "asOf"))
    definition = asked_once(request, "definition")
    with_cards = flag(asked_once(request, "cards"))

    def answer() -> tuple[bytes, dict[str, Any]]:
        try:
            judged = judge(shell, body, as_of=as_of or today(), definition=definition, client=client)
        except Unjudgeable as error:
            raise BadRequest(error.sentence) from None
        told = judged.result
        if with_cards:
            told = {**told, "cards": judged.cards}
        facts = {"knowledge_version": shell.knowledge.version, **counts(judged.assessment, judged.recommendations)}
        return json_bytes(told), facts

    request.state.log_facts = {"client": client.id}
    told, facts = await work(answer, size=len(body))
    request.state.log_facts |= facts
    return Response(told, media_type="application/json")


def asked_once(request: Request, name: str) -> str | None:
    """A parameter of the query; raises `BadRequest` when it is given twice."""
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise BadRequest(f"{name} is given more than once.")
    return values[0] if values else None


def day_asked(value: str | None) -> date | None:
    """`asOf` as a day; raises `BadRequest`."""
    if value is None:
        return None
    try:
        if len(value) != len("2026-11-23"):  # Python also reads 20261123 and week dates
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise BadRequest("asOf is a day, such as 2026-11-23.") from None


def flag(value: str | None) -> bool:
    """A yes or no of the query; raises `BadRequest`."""
    if value is None or value.lower() in FALSE:
        return False
    if value.lower() in TRUE:
        return True
    raise BadRequest("cards is true or false.")
