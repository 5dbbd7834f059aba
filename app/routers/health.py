"""Is the process alive, and is it ready to answer?"""

from fastapi import APIRouter, Request

from app.outcomes import Stopping
from app.shell import shell_of
from app.stopping import is_stopping

router = APIRouter(prefix="/health", tags=["Operations"])


@router.api_route("/live", methods=["GET", "HEAD"])
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.api_route("/ready", methods=["GET", "HEAD"])
async def ready(request: Request) -> dict[str, str | list[str]]:
    """The knowledge is loaded, or the service would not start; answers are given even where nothing can be kept.

    503 from SIGTERM on: calls that still come are answered, and the next are to go elsewhere.
    """
    if is_stopping(request.app):
        raise Stopping
    shell = shell_of(request)
    degraded = shell.store.degraded if shell.store is not None else []
    return {
        "status": "degraded" if degraded else "ok",
        "knowledge": shell.knowledge.version,
        "degraded": degraded,
    }
