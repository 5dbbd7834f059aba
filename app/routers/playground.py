"""/playground: a record in, the answer beside it, as it is changed; in demo mode, or where the site opened it."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from app.clock import today
from app.demo import UnknownSample
from app.demo.variants import payload
from app.pages.frame import page_answer
from app.pages.playground import hooks, offered, sample_groups
from app.shell import Shell, shell_of

router = APIRouter(prefix="/playground", include_in_schema=False)


@router.api_route("", methods=["GET", "HEAD"])
async def playground(request: Request) -> Response:
    """The page; what is typed there goes to this service's own addresses alone, and is not kept."""
    shell = _open(request)
    return page_answer(
        request,
        "playground.html",
        offered=offered(shell),
        groups=sample_groups(),
        hooks=hooks(shell),
        definitions=tuple(shell.knowledge.definitions.values()),
    )


@router.api_route("/samples/{name}", methods=["GET", "HEAD"])
async def sample(name: str, request: Request) -> Response:
    """A sample as it would be sent today."""
    _open(request)
    try:
        told = payload(name, today())
    except UnknownSample:
        raise HTTPException(404) from None
    return Response(told.text, media_type=told.media_type, headers={"Cache-Control": "no-store"})


def _open(request: Request) -> Shell:
    shell = shell_of(request)
    if not shell.shows_playground:
        raise HTTPException(404)
    return shell
