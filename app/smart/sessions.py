"""What is remembered between two requests of one browser: a launch under way, or who signed in to which chart."""

from typing import Final

import msgspec

LAUNCH_SECONDS: Final = 600
"""From the launch until the EHR's answer: time to sign in."""
SESSION_SECONDS: Final = 3600
"""From signing in, however often the token is renewed."""
LEEWAY_SECONDS: Final = 15
"""A token that is over in so many seconds is renewed before it is used."""


class PendingLaunch(msgspec.Struct, frozen=True, array_like=True, tag="launch", kw_only=True):
    """Begun and not yet answered."""

    ends: int
    iss: str
    state: str
    verifier: str
    nonce: str
    standalone: bool
    scope: str


class Session(msgspec.Struct, frozen=True, array_like=True, tag="session", kw_only=True):
    """One patient's chart, open for an hour at most."""

    ends: int
    iss: str
    patient: str
    token: str
    token_ends: int
    refresh_token: str | None
    scope: str
    banner: bool
    """The EHR does not show whose chart it is, so the page does."""
    definition: str | None
    encounter: str | None

    def __repr__(self) -> str:
        return "Session(…)"

    def token_holds(self, at: float) -> bool:
        return at < self.token_ends - LEEWAY_SECONDS


Remembered = PendingLaunch | Session
