"""/metrics: what Prometheus reads, for the operator or for who asks on this machine."""

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from app.callers import require_operator
from app.metrics.exposition import written

router = APIRouter(tags=["Operations"])


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """The series of all workers; the operator's token, unless asked from loopback without a forwarded header."""
    require_operator(request, or_from_here=True)
    body, media_type = await to_thread.run_sync(written, request.headers.get("accept", ""))
    return Response(body, headers={"Content-Type": media_type})
