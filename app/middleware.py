"""Around every request: a correlation id, one log line, trailing slashes answered, no exception let through.

From the outside: `RequestContext`, `Cors`, `Faults`, the routes. So a preflight and a 500 have an id and our headers
too, and a browser can read the 500.
"""

import re
import time
import uuid
from collections.abc import Mapping

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import fault, log
from app.metrics.counting import count_request, method_of
from app.outcomes import operation_outcome, unexpected
from app.stopping import is_stopping
from app.tracing import Tell, tell_request, trace_id_of

HEADER = "X-Request-Id"
PARENT = "traceparent"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


class RequestContext:
    """Pure ASGI, so that it costs little and sees the answer of every handler, the 500 included."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str] | None = None, tell: Tell | None = None) -> None:
        self.app = app
        self.tell = tell
        self.headers = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
        """What every answer has that doesn't say otherwise."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent = Headers(scope=scope)
        request_id = correlation_id(sent.get(HEADER))
        scope["path"] = without_trailing_slash(scope["path"])
        started, answered = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = message["status"]
                said = {name for name, _ in message.setdefault("headers", [])}
                message["headers"] += [header for header in self.headers if header[0] not in said]
                headers = MutableHeaders(scope=message)
                headers[HEADER] = request_id
                if is_stopping(scope.get("app")):
                    headers["Connection"] = "close"  # the next request of this connection would meet a closed door
            await send(message)

        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id, **_trace(sent))
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            ended = time.perf_counter()
            method, route, state = method_of(scope["method"]), route_of(scope), scope.get("state", {})
            count_request(method, route, answered, ended - started)
            facts = {
                "method": method,
                "route": route,
                "status": answered,
                "duration_ms": round((ended - started) * 1000, 2),
                **state.get("log_facts", {}),
            }
            log.info("request", **facts)
            if self.tell is not None:
                facts |= {"request_id": request_id}
                tell_request(self.tell, facts, state.get("stages", ()), started, ended, sent.get(PARENT))


def _trace(sent: Headers) -> dict[str, str]:
    trace_id = trace_id_of(sent.get(PARENT))
    return {} if trace_id is None else {"trace_id": trace_id}


class Cors(CORSMiddleware):
    """As the framework's, but that a preflight which is refused says so like every other refusal."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """A browser reads the headers alone; whoever looks into it by hand finds the reason."""
        answer = super().preflight_response(request_headers)
        if answer.status_code == 200:
            return answer
        told = operation_outcome(400, "forbidden", f"{bytes(answer.body).decode()}.")
        for name, value in answer.headers.items():
            if name not in ("content-type", "content-length"):
                told.headers[name] = value
        return told


class Faults:
    """The exception that nobody expected: told as a 500 that holds nothing of it, and logged by its place alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            log.error("unexpected", route=route_of(scope), **fault(error))
            if begun:
                raise  # half an answer is out: the server must break the connection
            await unexpected()(scope, receive, send)


def correlation_id(sent: str | None) -> str:
    """The caller's own id when it is harmless, else a fresh one."""
    return sent if sent is not None and ACCEPTABLE.match(sent) else str(uuid.uuid4())


def without_trailing_slash(path: str) -> str:
    """`/cds-services/` is `/cds-services`: answered, not redirected."""
    return path.rstrip("/") or "/"


def route_of(scope: Scope) -> str:
    """The template of the address, never the address: it could hold what a caller typed."""
    return getattr(scope.get("route"), "path", "unknown")
