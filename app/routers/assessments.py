"""The assessment as JSON: a record in, the structured result out; nothing is stored, nothing fetched."""

from datetime import date
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from app.bodies import read_json_body
from app.callers import admitted_client, place_for
from app.clients import Client
from app.clock import today
from app.judging import Judged, Unjudgeable, judge
from app.outcomes import BadRequest
from app.pages.frame import page_answer
from app.pages.representation import prefers_page
from app.pages.view import view_values
from app.shell import Shell, shell_of
from app.view.cards import show_response
from app.work import work
from cds_hooks.answers import counts
from cds_hooks.messages import json_bytes
from cds_hooks.wording.catalogue import speaking

router = APIRouter(tags=["Assessment"])

TRUE, FALSE = {"true", "1", "yes"}, {"false", "0", "no", ""}


@router.post("/assessments")
async def assess(request: Request) -> Response:
    """Judge one record: `asOf`, `definition` and `cards` are always honoured here; JSON, or a page where asked for."""
    shell = shell_of(request)
    client = await admitted_client(request, operator_too=True)
    with place_for(request, client):
        return await _assessed(request, shell, client)


async def _assessed(request: Request, shell: Shell, client: Client) -> Response:
    body = await read_json_body(request, limit=shell.body_limit, ndjson=True)
    as_of = day_asked(asked_once(request, "asOf"))
    definition = asked_once(request, "definition")
    with_cards = flag(asked_once(request, "cards"))
    as_page = prefers_page(request)

    def answer() -> tuple[bytes | dict[str, Any], dict[str, Any]]:
        try:
            judged = judge(shell, body, as_of=as_of or today(), definition=definition, client=client)
        except Unjudgeable as error:
            raise BadRequest(error.sentence) from None
        facts = {"knowledge_version": shell.knowledge.version, **counts(judged.assessment, judged.recommendations)}
        return (_for_people if as_page else _as_json)(judged, with_cards=with_cards), facts

    request.state.log_facts = {"client": client.id}
    told, facts = await work(answer, size=len(body))
    request.state.log_facts |= facts
    if isinstance(told, bytes):
        return Response(told, media_type="application/json", headers={"Vary": "Accept"})
    return page_answer(request, "view_page.html", **told)


def _as_json(judged: Judged, *, with_cards: bool) -> bytes:
    told = judged.result
    return json_bytes({**told, "cards": judged.cards} if with_cards else told)


def _for_people(judged: Judged, *, with_cards: bool) -> dict[str, Any]:
    """The page that the SMART app shows, with the cards under it."""
    if not with_cards:
        return view_values(judged, who=None)
    answer = orjson.loads(json_bytes({"cards": judged.cards}))
    with speaking(judged.configuration.language):
        cards = show_response(answer)
    return view_values(judged, who=None, cards=cards)


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
