"""/about: what the service is for, and what not; open to all, never of a patient."""

from fastapi import APIRouter, Request, Response

from app.pages.about import AboutPage
from app.pages.representation import prefers_json
from app.shell import shell_of

router = APIRouter(tags=["Knowledge"])


@router.api_route("/about", methods=["GET", "HEAD"])
async def about(request: Request) -> Response:
    """Intended use, what it must not be used for, FDA's criteria, HTI-1's attributes, versions, accessibility."""
    page = _page(request)
    return (page.json if prefers_json(request) else page.html).answer(request)


def _page(request: Request) -> AboutPage:
    """Made once for a shell: a new clients' file may change who may frame it."""
    state, shell = request.app.state, shell_of(request)
    kept: tuple[object, AboutPage] | None = getattr(state, "about_page", None)
    if kept is None or kept[0] is not shell:
        kept = shell, AboutPage(shell)
        state.about_page = kept
    return kept[1]
