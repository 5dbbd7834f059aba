"""A code, or a refresh token, for an access token: the questions to the token endpoint, and what may be believed of
the answers.

https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-access-token
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from app.fetching.questions import is_bearer
from app.security.private_keys import SigningKey
from app.smart.asking import Unanswered, post
from app.smart.assertions import TYPE, client_assertion, key_for
from app.smart.configuration import SmartConfiguration
from app.smart.refusals import Cause, Refused
from app.smart.registrations import Registration
from app.smart.sessions import SESSION_SECONDS
from fhir_mappings.reading.references import bare_id

ID: Final = re.compile(r"[A-Za-z0-9._\-]{1,128}")
CODE: Final = re.compile(r"[a-z_]{1,60}")
VISIBLE: Final = re.compile(r"[\x21-\x7e]+")
UNSAID_SECONDS: Final = 300
"""What a token is believed to hold that does not say."""
REVOKING_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """An answer of the token endpoint."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    seconds: int
    scope: str | None
    patient: str | None = field(repr=False)
    encounter: str | None = field(repr=False)
    banner: bool
    app_context: str | None = field(repr=False)
    id_token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """One EHR's, for one question."""

    registration: Registration
    configuration: SmartConfiguration
    keys: Sequence[SigningKey]
    http: httpx.AsyncClient
    at: float

    async def exchange(self, code: str, *, verifier: str, redirect_uri: str) -> Tokens:
        """The code of a launch, used once; raises `Refused`."""
        return await self._ask(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": verifier,
            }
        )

    async def renew(self, refresh_token: str) -> Tokens:
        """The refresh token of a session; raises `Refused`."""
        return await self._ask({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def revoke(self, token: str, kind: str) -> None:
        """Tell the server that a token is no longer needed (RFC 7009); what it makes of that is its own affair."""
        address = self.configuration.revocation_endpoint
        if address is None:
            return
        form = {"token": token, "token_type_hint": kind, **self._who()}
        try:
            await post(self.http, address, form, hosts=self.registration.hosts, seconds=REVOKING_SECONDS)
        except Unanswered:
            return

    async def _ask(self, form: Mapping[str, str]) -> Tokens:
        address = self.configuration.token_endpoint
        try:
            answer = await post(self.http, address, {**form, **self._who()}, hosts=self.registration.hosts)
            members = answer.members
        except Unanswered as error:
            raise Refused(Cause.TOKEN, also=str(error)) from None
        if answer.status != 200:
            told = members.get("error")
            said = told if isinstance(told, str) and CODE.fullmatch(told) else ""
            raise Refused(Cause.TOKEN, f"It says: {said}." if said else "", also=said or f"status-{answer.status}")
        return read_tokens(members)

    def _who(self) -> dict[str, str]:
        """Signed where we have a key; a public client says its name."""
        client_id = self.registration.app.client_id
        if not self.keys:
            return {"client_id": client_id}
        key = key_for(self.keys, self.configuration.signing_algorithms)
        signed = client_assertion(key, client_id=client_id, audience=self.configuration.token_endpoint, at=self.at)
        return {"client_assertion_type": TYPE, "client_assertion": signed}


def read_tokens(members: Mapping[str, Any]) -> Tokens:
    """An answer of 200; raises `Refused` where it holds no token that we can send."""
    access, kind = members.get("access_token"), members.get("token_type")
    if not isinstance(access, str) or not is_bearer(access):
        raise Refused(Cause.TOKEN, also="no-token")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise Refused(Cause.TOKEN, also="no-bearer")
    return Tokens(
        access=access,
        refresh=_text(members, "refresh_token", VISIBLE),
        seconds=_seconds(members.get("expires_in")),
        scope=_text(members, "scope"),
        patient=_id(members.get("patient")),
        encounter=_id(members.get("encounter")),
        banner=members.get("need_patient_banner") is not False,
        app_context=_text(members, "appContext"),
        id_token=None if members.get("id_token") is None else str(members["id_token"]),
    )


def _text(members: Mapping[str, Any], name: str, form: re.Pattern[str] | None = None) -> str | None:
    value = members.get(name)
    if not isinstance(value, str) or not value or (form is not None and not form.fullmatch(value)):
        return None
    return value


def _id(value: Any) -> str | None:
    """`123`, and `Patient/123` as some servers say it."""
    found = bare_id(value) if isinstance(value, str) else ""
    return found if ID.fullmatch(found) else None


def _seconds(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return UNSAID_SECONDS
    return int(min(value, SESSION_SECONDS))
