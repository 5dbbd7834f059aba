"""A request's body: JSON by its type, no larger than allowed; the checks in the contract's order (413, 415, 400)."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from app.outcomes import BadRequest, NotJson, TooLarge

JSON_TYPES = {"application/json", "text/json"}
BODY_SECONDS = 30.0
"""The largest body over a slow line; who sends slower than that only holds a place."""

NDJSON_TYPES = {"application/fhir+ndjson", "application/ndjson", "application/x-ndjson"}


async def read_json_body(request: Request, *, limit: int, ndjson: bool = False) -> bytes:
    """The raw body, at most `limit` bytes; raises `TooLarge`, `NotJson`, `BadRequest`."""
    _refuse_declared_size(request, limit)
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    plain = encoding in ("identity", "")
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    accepted = not media_type or media_type in JSON_TYPES or media_type.endswith("+json") or _plus_first(media_type)
    if ndjson and media_type in NDJSON_TYPES:
        accepted = True
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise TooLarge(_too_large(limit))
                if accepted and plain:
                    chunks.append(chunk)
    except ClientDisconnect:
        raise BadRequest("The request ended before its body was complete.") from None
    except TimeoutError:
        raise BadRequest(f"The body did not arrive within {BODY_SECONDS:.0f} seconds.") from None
    if not accepted:
        raise NotJson("The body is to be sent as JSON (application/json or application/fhir+json).")
    if not plain:
        raise NotJson("The body is to be sent without a Content-Encoding.")
    body = b"".join(chunks)
    if not body.strip():
        raise BadRequest("The request has no body.")
    return body


def _plus_first(media_type: str) -> bool:
    """`application/json+fhir`, the name of FHIR JSON before 2017; the public sandbox still uses it."""
    return media_type.startswith("application/json+")


def _refuse_declared_size(request: Request, limit: int) -> None:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(_too_large(limit))


def _too_large(limit: int) -> str:
    return f"The request is larger than {limit // 1_048_576} MB."
