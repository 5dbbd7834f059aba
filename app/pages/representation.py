"""What does not change while the service runs: made once, sent with its mark, compressed where that is understood."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

LEAST_COMPRESSED = 1024
CACHING = "no-cache"
"""Kept by whoever asks, and asked about again: an ETag costs a round trip and no body."""


@dataclass(frozen=True, slots=True)
class Representation:
    """One form of one resource."""

    body: bytes
    media_type: str
    etag: str
    gzipped: bytes | None
    headers: Mapping[str, str]

    @classmethod
    def of(cls, body: bytes, media_type: str, headers: Mapping[str, str]) -> "Representation":
        """Marked by its content; the same bytes have the same mark on every worker."""
        squeezed = gzip.compress(body, 9, mtime=0) if len(body) >= LEAST_COMPRESSED else None
        return cls(body, media_type, sha256(body).hexdigest()[:32], squeezed, dict(headers))

    def answer(self, request: Request) -> Response:
        """200 with the body, or 304 when the caller already holds it."""
        zipped = self.gzipped is not None and takes_gzip(request)
        mark = f'"{self.etag}-gzip"' if zipped else f'"{self.etag}"'
        headers = {
            "ETag": mark,
            "Cache-Control": CACHING,
            "Vary": "Accept, Accept-Encoding",
            **self.headers,
        }
        if holds(request, self.etag):
            return Response(status_code=304, headers=headers)
        body = self.body
        if zipped and self.gzipped is not None:
            body, headers["Content-Encoding"] = self.gzipped, "gzip"
        return Response(body, media_type=self.media_type, headers=headers)


def holds(request: Request, etag: str) -> bool:
    """Does `If-None-Match` name this content, in whichever encoding?"""
    sent = request.headers.get("if-none-match", "")
    marks = {part.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for part in sent.split(",")}
    return etag in marks or sent.strip() == "*"


def takes_gzip(request: Request) -> bool:
    """`Accept-Encoding` names gzip (or everything) and does not refuse it."""
    weights = accepted(request.headers.get("accept-encoding", ""))
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def accepted(header: str) -> dict[str, float]:
    """Names of an Accept header with their weights; one that can't be read counts as 1."""
    weights: dict[str, float] = {}
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name:
            weights[name] = max(weights.get(name, 0.0), _weight(parameters))
    return weights


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 1.0
    return 1.0


def prefers_json(request: Request) -> bool:
    """True when JSON is asked for more than a page; who says nothing gets the page."""
    weights = accepted(request.headers.get("accept", ""))
    page = max(weights.get(name, 0.0) for name in ("text/html", "application/xhtml+xml"))
    return weights.get("application/json", 0.0) > page


def prefers_page(request: Request) -> bool:
    """True when a page is asked for by name and more than JSON; who says nothing, or takes anything, gets JSON."""
    weights = accepted(request.headers.get("accept", ""))
    page = max(weights.get(name, 0.0) for name in ("text/html", "application/xhtml+xml"))
    return page > weights.get("application/json", 0.0)
