"""What the shell can't do -> an OperationOutcome: the one place that knows status codes (`contract.md` §2)."""

from collections.abc import Mapping
from types import MappingProxyType

import orjson
from starlette.responses import Response

from app.clock import now


class ShellError(Exception):
    """Something the caller is told, in one plain sentence that holds no patient data."""

    status = 500
    code = "exception"
    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadRequest(ShellError):
    status, code = 400, "invalid"


class Unauthorized(ShellError):
    """A bare 401: the same bytes whatever was wrong, and the log alone knows."""

    status, code = 401, "login"
    headers = MappingProxyType({"WWW-Authenticate": "Bearer"})

    def __init__(self) -> None:
        super().__init__("Unauthorized.")


class OperatorsOnly(Unauthorized):
    """The same for what the operator asks for: a browser asks for the token (Chromium reads the first scheme alone)."""

    headers = MappingProxyType({"WWW-Authenticate": 'Basic realm="trd-cds", Bearer realm="trd-cds"'})


class TooMany(ShellError):
    """429: this caller's minute is used up."""

    status, code = 429, "throttled"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many requests; try again in {seconds} seconds.")
        self.headers = MappingProxyType({"Retry-After": str(seconds)})


class Busy(ShellError):
    """503: every place of this worker is taken; the next moment, or another worker, may have one."""

    status, code = 503, "throttled"
    headers = MappingProxyType({"Retry-After": "1"})

    def __init__(self) -> None:
        super().__init__("Too many calls are being answered at this moment; try again in a second.")


class Stopping(ShellError):
    """503 of the readiness alone: calls that still come are answered."""

    status, code = 503, "transient"
    headers = MappingProxyType({"Retry-After": "10"})

    def __init__(self) -> None:
        super().__init__("The service is stopping.")


class UnknownService(ShellError):
    status, code = 404, "not-found"

    def __init__(self) -> None:
        super().__init__("There is no such service; GET /cds-services lists those there are.")


class NotAcceptable(ShellError):
    status, code = 406, "not-supported"


class MissingData(ShellError):
    """412: required data came neither along nor can they be had."""

    status, code = 412, "processing"


class TooLarge(ShellError):
    status, code = 413, "too-long"


class NotJson(ShellError):
    status, code = 415, "not-supported"


class NotKept(ShellError):
    """503: the store can't write, and nothing is claimed."""

    status, code = 503, "transient"
    headers = MappingProxyType({"Retry-After": "10"})

    def __init__(self) -> None:
        super().__init__("The feedback can't be stored at this time, and was not; send it again later.")


class Unreadable(ShellError):
    """503: what is kept can't be read."""

    status, code = 503, "transient"
    headers = MappingProxyType({"Retry-After": "10"})

    def __init__(self, why: str) -> None:
        super().__init__(f"The store can't be read at this time: {why}.")


MEDIA_TYPE = "application/fhir+json"

SENTENCES = {
    404: ("not-found", "There is nothing at this address."),
    405: ("not-supported", "This address does not take that method."),
}


def operation_outcome(status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """A response whose body is a FHIR OperationOutcome with one issue."""
    body = {
        "resourceType": "OperationOutcome",
        "issue": [
            {"severity": "fatal" if status >= 500 else "error", "code": code, "diagnostics": sentence},
        ],
    }
    return Response(orjson.dumps(body), status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def outcome_of(error: ShellError) -> Response:
    """The answer to one of our own refusals."""
    return operation_outcome(error.status, error.code, error.sentence, error.headers)


def outcome_of_status(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """For what the framework itself refuses: unknown address, wrong method."""
    code, sentence = SENTENCES.get(status, ("invalid", "The request can't be answered."))
    return operation_outcome(status, code, sentence, headers)


def unexpected() -> Response:
    """A 500 in every mode the same: no trace, no patient data; an empty list would read as "nothing found"."""
    return operation_outcome(500, "exception", f"An unexpected error at {now():%Y-%m-%dT%H:%M:%SZ}; it is logged.")
