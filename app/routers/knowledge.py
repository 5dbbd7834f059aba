"""The clinical knowledge that the answers rest on: a page for people, JSON for programs; open to all."""

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from app.clock import today
from app.pages.knowledge import KnowledgePage
from app.pages.representation import prefers_json

router = APIRouter(tags=["Knowledge"])


@router.api_route("/knowledge", methods=["GET", "HEAD"])
async def knowledge(request: Request) -> Response:
    """HTML, or JSON by `Accept`; made on the first call, beside the loop, and kept for the day."""
    page: KnowledgePage = request.app.state.knowledge_page.on(today())
    wanted = "json" if prefers_json(request) else "html"
    if wanted not in vars(page):
        await to_thread.run_sync(getattr, page, wanted)
    return (page.json if wanted == "json" else page.html).answer(request)
