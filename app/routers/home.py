"""/: where somebody lands who knows the address alone; in demo mode the playground."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from app.answering import services_of
from app.pages.frame import page_answer, root_of
from app.shell import shell_of

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def home(request: Request) -> Response:
    """Name, version, health, and the ways on; demo leads on to the playground."""
    shell = shell_of(request)
    if shell.demo:
        return RedirectResponse(f"{root_of(shell.settings.base_url)}/playground", 307, {"Cache-Control": "no-store"})
    degraded = shell.store.degraded if shell.store is not None else []
    return page_answer(request, "home.html", services=list(services_of(shell).values()), degraded=degraded)
