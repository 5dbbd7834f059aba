"""Around every request: a correlation id, one log line, trailing slashes answered, no exception let through."""

import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import fault, log
from app.outcomes import unexpected

HEADER = "X-Request-Id"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


class RequestContext:
    """Pure ASGI, so that it costs little and sees the answer of every handler, the 500 included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = correlation_id(Headers(scope=scope).get(HEADER))
        scope["path"] = without_trailing_slash(scope["path"])
        started, answered = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self.app(scope, receive, send_with_id)
        except Exception as error:
            log.error("unexpected", route=route_of(scope), **fault(error))
            if answered:
                raise  # half an answer is out: the server must break the connection
            await unexpected()(scope, receive, send_with_id)
        facts = scope.get("state", {}).get("log_facts", {})
        log.info(
            "request",
            method=scope["method"],
            route=route_of(scope),
            status=answered,
            duration_ms=round((time.perf_counter() - started) * 1000, 2),
            **facts,
        )


def correlation_id(sent: str | None) -> str:
    """The caller's own id when it is harmless, else a fresh one."""
    return sent if sent is not None and ACCEPTABLE.match(sent) else str(uuid.uuid4())


def without_trailing_slash(path: str) -> str:
    """`/cds-services/` is `/cds-services`: answered, not redirected."""
    return path.rstrip("/") or "/"


def route_of(scope: Scope) -> str:
    """The template of the address, never the address: it could hold what a caller typed."""
    return getattr(scope.get("route"), "path", "unknown")
