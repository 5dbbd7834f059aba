"""/openapi.json and /docs: what every address takes and answers; open to all, never of a patient."""

from fastapi import APIRouter, Request, Response

from app.pages.api import ApiPage
from app.shell import shell_of
from app.versions import package_version

router = APIRouter(tags=["Definitions"])


@router.api_route("/openapi.json", methods=["GET", "HEAD"])
async def description(request: Request) -> Response:
    """The OpenAPI description of this service as it runs."""
    return _page(request).json.answer(request)


@router.api_route("/docs", methods=["GET", "HEAD"])
async def page(request: Request) -> Response:
    """The same for people."""
    return _page(request).html.answer(request)


def _page(request: Request) -> ApiPage:
    """Made once for a shell: a new clients' file may change who must show a token."""
    state, shell = request.app.state, shell_of(request)
    kept: tuple[object, ApiPage] | None = getattr(state, "api_page", None)
    if kept is None or kept[0] is not shell:
        kept = shell, ApiPage(shell, request.app.state.routes, version=package_version())
        state.api_page = kept
    return kept[1]
