"""Is the process alive, and is it ready to answer?"""

from fastapi import APIRouter, Request

from app.shell import shell_of

router = APIRouter(prefix="/health", tags=["Operations"])


@router.api_route("/live", methods=["GET", "HEAD"])
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.api_route("/ready", methods=["GET", "HEAD"])
async def ready(request: Request) -> dict[str, str | list[str]]:
    """The knowledge is loaded; a service whose knowledge is not usable does not start at all."""
    knowledge = shell_of(request).knowledge
    return {"status": "ok", "knowledge": knowledge.version, "degraded": []}
