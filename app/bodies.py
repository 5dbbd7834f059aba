"""A request's body: JSON by its type, no larger than allowed; the checks in the contract's order (413, 415, 400)."""

from starlette.requests import ClientDisconnect, Request

from app.outcomes import BadRequest, NotJson, TooLarge

JSON_TYPES = {"application/json", "text/json"}
NDJSON_TYPES = {"application/fhir+ndjson", "application/ndjson", "application/x-ndjson"}


async def read_json_body(request: Request, *, limit: int, ndjson: bool = False) -> bytes:
    """The raw body, at most `limit` bytes; raises `TooLarge`, `NotJson`, `BadRequest`."""
    _refuse_declared_size(request, limit)
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    accepted = not media_type or media_type in JSON_TYPES or media_type.endswith("+json") or _plus_first(media_type)
    if ndjson and media_type in NDJSON_TYPES:
        accepted = True
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise TooLarge(_too_large(limit))
            if accepted:
                chunks.append(chunk)
    except ClientDisconnect:
        raise BadRequest("The request ended before its body was complete.") from None
    if not accepted:
        raise NotJson("The body is to be sent as JSON (application/json or application/fhir+json).")
    if encoding not in ("identity", ""):
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
