"""What the SMART app shows beside the timeline: that it reads, that the EHR is slow, and why it does not open."""

from collections.abc import Iterable
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.pages.frame import page_answer
from app.security.headers import answer_headers
from app.smart.refusals import TOLD, Refused
from app.timeline import Progress


def reading_page(request: Request, onward: str, progress: Progress | None = None) -> Response:
    """Shown while the next address, which it asks for by itself, takes its time."""
    return page_answer(request, "smart_reading.html", onward=onward, progress=progress)


def left_page(request: Request) -> Response:
    """After signing out."""
    return page_answer(request, "smart_left.html")


def refusal_page(request: Request, refused: Refused, *, again: str | None = None) -> Response:
    """What happened in one sentence, the id to quote, and a way to try again where there is one."""
    telling = TOLD[refused.cause]
    return page_answer(
        request,
        "smart_refusal.html",
        status=telling.status,
        sentence=telling.sentence,
        detail=refused.detail,
        cure=telling.cure,
        again=again,
        request_id=_request_id(),
    )


def led_to(address: str, cookies: Iterable[str] = ()) -> Response:
    """Another address, asked for by GET; kept by nobody."""
    return with_cookies(RedirectResponse(address, 303, answer_headers()), cookies)


def with_cookies(answer: Response, cookies: Iterable[str]) -> Response:
    """The answer with these `Set-Cookie` lines."""
    for line in cookies:
        answer.headers.append("Set-Cookie", line)
    return answer


def _request_id() -> str:
    bound: dict[str, Any] = structlog.contextvars.get_contextvars()
    return str(bound.get("request_id", ""))
