"""Why data could not be had, in words that hold no address, no token and nothing of the patient."""

from enum import StrEnum


class Reason(StrEnum):
    """What the log keeps, and what a gap and a 412 say in `WORDS`."""

    NO_SERVER = "no-server"
    UNTRUSTED = "untrusted"
    TOKEN_EXPIRED = "token-expired"
    OTHER_PATIENT = "token-of-another-patient"
    NOT_PERMITTED = "not-permitted"
    DEADLINE = "deadline"
    UNREACHABLE = "unreachable"
    ADDRESS = "address-not-allowed"
    RESTING = "resting"
    REFUSED = "refused"
    NOT_OFFERED = "not-offered"
    BUSY = "busy"
    SERVER_ERROR = "server-error"
    REDIRECTED = "redirected"
    NOT_FHIR = "not-fhir"
    TOO_LARGE = "too-large"
    TOO_MANY_PAGES = "too-many-pages"
    STRAY_PAGE = "stray-page"
    LOOP = "loop"
    FOREIGN = "of-another-patient"
    NEITHER = "other-records"
    FAULT = "fault"
    """Of our own."""


WORDS = {
    Reason.NO_SERVER: "no fhirServer came along to fetch them from",
    Reason.UNTRUSTED: "the fhirServer is not one that is trusted for this client",
    Reason.TOKEN_EXPIRED: "the token for the FHIR server has expired",
    Reason.OTHER_PATIENT: "the token for the FHIR server is for another patient",
    Reason.NOT_PERMITTED: "the token for the FHIR server does not cover them",
    Reason.DEADLINE: "the FHIR server did not answer in time",
    Reason.UNREACHABLE: "the FHIR server can't be reached",
    Reason.ADDRESS: "the FHIR server's name leads to an address that is not allowed",
    Reason.RESTING: "the FHIR server failed before and is left alone for a while",
    Reason.REFUSED: "the FHIR server refused to give them",
    Reason.NOT_OFFERED: "the FHIR server does not offer them",
    Reason.BUSY: "the FHIR server was too busy",
    Reason.SERVER_ERROR: "the FHIR server failed",
    Reason.REDIRECTED: "the FHIR server sent us elsewhere",
    Reason.NOT_FHIR: "the FHIR server's answer is not FHIR",
    Reason.TOO_LARGE: "the FHIR server's answer is too large",
    Reason.TOO_MANY_PAGES: "there are too many pages",
    Reason.STRAY_PAGE: "a further page lies elsewhere",
    Reason.LOOP: "the pages go round in a circle",
    Reason.FOREIGN: "what came is of another patient",
    Reason.NEITHER: "what came holds neither",
    Reason.FAULT: "the FHIR server's answer could not be taken",
}

NO_ANSWER = frozenset({Reason.DEADLINE, Reason.UNREACHABLE, Reason.SERVER_ERROR, Reason.BUSY})
"""When every question of a call ends so, and none with a status under 500, the server is out of order, and the circuit
counts it: a 429 is a server in order, a 503 is not."""


class NotHad(Exception):
    """One question without a usable answer."""

    def __init__(self, reason: Reason, *, status: int | None = None, wait: float | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.status = status
        self.wait = wait
        """Seconds after which the server wants to be asked again."""


class Passing(NotHad):
    """A fault that may be over the next moment: the question is worth a second try."""
