"""Cards as a page: a CDS Hooks response in, what an EHR would show of it out; beside the playground and sample EHR."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from app.bodies import read_json_body
from app.callers import admitted_client
from app.outcomes import BadRequest
from app.pages.frame import page_answer
from app.shell import shell_of
from app.view.cards import CardsShown, UnreadableResponse, read_response
from app.work import work

MOST_BYTES = 4 * 1_048_576
"""Many times the largest answer of ours; a response is drawn for people."""

SLOWER_THAN_JSON = 100
"""Markdown is read about so much slower: a response waits beside the loop where a record of its size does not."""

router = APIRouter(include_in_schema=False)


@router.post("/cards")
async def draw(request: Request) -> Response:
    """The framed page with `<section id="cards">`; nothing of it is kept."""
    shell = shell_of(request)
    if not shell.shows_playground:
        raise HTTPException(404)
    await admitted_client(request, operator_too=True)
    body = await read_json_body(request, limit=min(shell.body_limit, MOST_BYTES))

    def read() -> CardsShown:
        try:
            return read_response(body)
        except UnreadableResponse as error:
            raise BadRequest(error.sentence) from None

    read_as_markdown = len(body) * SLOWER_THAN_JSON
    return page_answer(request, "cards_page.html", told=await work(read, size=read_as_markdown))
