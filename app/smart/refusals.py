"""Why the app does not open, in one sentence for who sits before it, and in one word for the log."""

from dataclasses import dataclass
from enum import StrEnum

AGAIN = "Open it again from the patient's chart."


class Cause(StrEnum):
    """What the log line holds."""

    NO_ISS = "no-iss"
    UNTRUSTED = "iss-not-trusted"
    NO_BASE_URL = "no-base-url"
    NO_CONFIGURATION = "smart-configuration"
    NO_PKCE = "no-pkce"
    NO_STANDALONE = "no-standalone-launch"
    NO_COOKIE = "no-cookie"
    NO_SESSION = "no-session"
    OTHER_STATE = "other-state"
    USED = "used-before"
    DENIED = "refused-by-ehr"
    MALFORMED = "malformed"
    TOKEN = "token-not-had"
    ID_TOKEN = "id-token"
    NO_PATIENT = "no-patient"
    NOT_A_CLINICIAN = "not-a-clinician"
    TOO_LONG = "tokens-too-long"
    OVER = "session-over"
    UNREAD = "record-not-read"
    ELSEWHERE = "not-same-origin"
    TOO_MANY = "rate-limit"


@dataclass(frozen=True, slots=True)
class Telling:
    """The status and the words of one cause."""

    status: int
    sentence: str
    cure: str = AGAIN


TOLD = {
    Cause.NO_ISS: Telling(400, "This page is opened by an EHR, which says which server it belongs to (iss)."),
    Cause.UNTRUSTED: Telling(
        403,
        "The server that opened this page is not one where this app is registered.",
        "Ask who runs this service to list it (smart.fhir_servers in the clients' file).",
    ),
    Cause.NO_BASE_URL: Telling(
        503,
        "This service does not know its own address, so it can't be signed in to.",
        "Ask who runs it to set TRD_BASE_URL.",
    ),
    Cause.NO_CONFIGURATION: Telling(
        502, "The EHR's server does not say how to sign in (.well-known/smart-configuration)."
    ),
    Cause.NO_PKCE: Telling(
        502,
        "The EHR's server does not take PKCE with S256, and without it nobody is signed in.",
        "Ask who runs the EHR's server.",
    ),
    Cause.NO_STANDALONE: Telling(400, "This EHR's server does not let the app be opened outside a chart."),
    Cause.NO_COOKIE: Telling(
        400,
        "Your browser blocks this app's cookie in the EHR, so it can't be told who signed in.",
        "Allow this site's cookies inside the EHR, or open the app in a window of its own.",
    ),
    Cause.NO_SESSION: Telling(
        401,
        "Nobody is signed in here: this page is opened from a patient's chart.",
        "Open it from the chart. If you just did, your browser blocks this app's cookie in the EHR.",
    ),
    Cause.OTHER_STATE: Telling(400, "This answer of the EHR does not belong to the launch that this browser began."),
    Cause.USED: Telling(400, "This sign-in was used before."),
    Cause.DENIED: Telling(403, "The EHR did not let this app in."),
    Cause.MALFORMED: Telling(400, "The EHR's answer is not one that this app can read."),
    Cause.TOKEN: Telling(502, "The EHR's server gave no token to read the record with."),
    Cause.ID_TOKEN: Telling(502, "What the EHR says about who signed in could not be proven, so it is not believed."),
    Cause.NO_PATIENT: Telling(502, "The EHR did not say which patient's chart is open.", "Open it from a chart."),
    Cause.NOT_A_CLINICIAN: Telling(
        403, "This page informs clinicians; the EHR says that a patient or a relative has signed in.", ""
    ),
    Cause.TOO_LONG: Telling(
        502,
        "The EHR's tokens are too long for a cookie (4 KB each), and this app keeps them nowhere else.",
        "Ask who runs the EHR's server for shorter ones, such as reference tokens.",
    ),
    Cause.OVER: Telling(401, "The time for which the EHR let this app in is over."),
    Cause.UNREAD: Telling(502, "The record could not be read.", "Try again."),
    Cause.ELSEWHERE: Telling(403, "This was not asked by a page of ours, so it was not done.", ""),
    Cause.TOO_MANY: Telling(429, "The app was opened too often in the last minute.", "Try again in a minute."),
}


class Refused(Exception):
    """The app does not open; `detail` is told beside the sentence, `also` is for the log alone."""

    def __init__(self, cause: Cause, detail: str = "", *, also: str = "") -> None:
        super().__init__(cause.value)
        self.cause = cause
        self.detail = detail
        self.also = also
