"""From a launch to a session: the browser is sent to the EHR, its answer is proven, a code becomes a token.

https://hl7.org/fhir/smart-app-launch/app-launch.html
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx
import msgspec

from app.clients import Clients
from app.security.seen_tokens import SeenTokens
from app.smart.configuration import SmartConfiguration, SmartConfigurations
from app.smart.identity import is_patient, proven_claims
from app.smart.proofs import challenge_of, same, unguessable
from app.smart.refusals import Cause, Refused
from app.smart.registrations import Registration, SigningKeys, registration_for
from app.smart.scopes import scopes_for
from app.smart.sessions import LAUNCH_SECONDS, SESSION_SECONDS, PendingLaunch, Session
from app.smart.tokens import TokenEndpoint, Tokens

CALLBACK: Final = "/smart/callback"
LAUNCH: Final = "/smart/launch"
LONGEST: Final = 4096
SEEN: Final = "smart-launch"
"""Under this name the states that were used are remembered, beside the tokens of issuers, which are addresses."""
ERROR: Final = re.compile(r"[A-Za-z_]{1,60}")
MOST_WORDS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EhrAnswer:
    """What the EHR sent the browser back with."""

    state: str | None
    code: str | None
    error: str | None
    error_description: str | None
    issuer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """All that a launch needs of the service."""

    clients: Clients
    keys: SigningKeys = field(repr=False)
    configurations: SmartConfigurations
    http: httpx.AsyncClient
    seen: SeenTokens
    base_url: str | None

    def registration(self, iss: str) -> Registration:
        """The entry that lists this server; raises `Refused`."""
        found = registration_for(self.clients, iss)
        if found is None:
            raise Refused(Cause.UNTRUSTED)
        return found

    @property
    def redirect_uri(self) -> str:
        """As it is registered, from the settings and never from `Host`; raises `Refused`."""
        if self.base_url is None:
            raise Refused(Cause.NO_BASE_URL)
        return self.base_url + CALLBACK

    async def begin(self, iss: str, launch: str | None, *, at: float) -> tuple[str, PendingLaunch]:
        """Where the browser goes, and what is to be remembered; without `launch` the EHR asks for a patient."""
        registration = self.registration(iss)
        redirect_uri, standalone = self.redirect_uri, launch is None
        configuration = await self.configurations.of(registration, self.http)
        if not configuration.launches(standalone=standalone):
            raise Refused(Cause.NO_STANDALONE if standalone else Cause.NO_CONFIGURATION, also="launch-kind")
        pending = PendingLaunch(
            ends=int(at) + LAUNCH_SECONDS,
            iss=iss,
            state=unguessable(),
            verifier=unguessable(),
            nonce=unguessable(),
            standalone=standalone,
            scope=" ".join(scopes_for(configuration, standalone=standalone)),
        )
        asked = {
            "response_type": "code",
            "client_id": registration.app.client_id,
            "redirect_uri": redirect_uri,
            "scope": pending.scope,
            "state": pending.state,
            "aud": iss,
            "code_challenge": challenge_of(pending.verifier),
            "code_challenge_method": "S256",
        }
        if launch is not None:
            asked["launch"] = launch
        if configuration.proves_identity:
            asked["nonce"] = pending.nonce
        return _with_query(configuration.authorization_endpoint, asked), pending

    async def finish(self, pending: PendingLaunch, answer: EhrAnswer, *, at: float) -> Session:
        """The session that an answer opens; raises `Refused`, and tells nothing of an answer that is not ours."""
        if answer.state is None or not same(pending.state, answer.state):
            raise Refused(Cause.OTHER_STATE)
        if not await self.seen.first_seen(SEEN, pending.state, datetime.fromtimestamp(pending.ends, UTC)):
            raise Refused(Cause.USED)
        if answer.error is not None:
            raise _denied(answer)
        if answer.code is None or not 0 < len(answer.code) <= LONGEST:
            raise Refused(Cause.MALFORMED)
        registration = self.registration(pending.iss)
        configuration = await self.configurations.of(registration, self.http)
        if not configuration.answers_as(answer.issuer):
            raise Refused(Cause.OTHER_STATE, also="other-issuer")
        endpoint = self._endpoint(registration, configuration, at)
        tokens = await endpoint.exchange(answer.code, verifier=pending.verifier, redirect_uri=self.redirect_uri)
        await self._refuse_unproven(tokens, pending, registration, configuration, at)
        return _session(pending, tokens, at)

    async def renew(self, session: Session, *, at: float) -> Session:
        """The session with a new token of the same chart; raises `Refused` where there is none to be had."""
        if session.refresh_token is None:
            raise Refused(Cause.OVER, also="no-refresh-token")
        registration = self.registration(session.iss)
        configuration = await self.configurations.of(registration, self.http)
        try:
            tokens = await self._endpoint(registration, configuration, at).renew(session.refresh_token)
        except Refused as refused:
            raise Refused(Cause.OVER, also=refused.also) from None
        if tokens.patient is not None and tokens.patient != session.patient:
            raise Refused(Cause.OVER, also="another-patient")
        return msgspec.structs.replace(
            session,
            token=tokens.access,
            token_ends=int(at) + tokens.seconds,
            refresh_token=tokens.refresh or session.refresh_token,
            scope=tokens.scope or session.scope,
        )

    async def leave(self, session: Session, *, at: float) -> None:
        """Give the tokens back, as far as the EHR takes them; it never raises for that."""
        try:
            registration = self.registration(session.iss)
            configuration = await self.configurations.of(registration, self.http)
        except Refused:
            return
        endpoint = self._endpoint(registration, configuration, at)
        if session.refresh_token is not None:
            await endpoint.revoke(session.refresh_token, "refresh_token")
        await endpoint.revoke(session.token, "access_token")

    async def may_start_over(self, iss: str) -> bool:
        """The EHR lets the app be opened outside a chart, so a way to begin again can be shown."""
        try:
            return (await self.configurations.of(self.registration(iss), self.http)).launches(standalone=True)
        except Refused:
            return False

    def _endpoint(self, registration: Registration, configuration: SmartConfiguration, at: float) -> TokenEndpoint:
        keys = self.keys.by_client.get(registration.client.id, ())
        return TokenEndpoint(registration, configuration, keys, self.http, at)

    async def _refuse_unproven(
        self,
        tokens: Tokens,
        pending: PendingLaunch,
        registration: Registration,
        configuration: SmartConfiguration,
        at: float,
    ) -> None:
        """An id_token is proven or nothing is shown; one that can't be proven was not asked for, and is not read."""
        if tokens.id_token is None or not configuration.proves_identity:
            return
        claims = await proven_claims(
            tokens.id_token, registration, configuration, self.http, nonce=pending.nonce, at=at
        )
        if is_patient(claims):
            raise Refused(Cause.NOT_A_CLINICIAN)


def _session(pending: PendingLaunch, tokens: Tokens, at: float) -> Session:
    if tokens.patient is None:
        raise Refused(Cause.NO_PATIENT)
    return Session(
        ends=int(at) + SESSION_SECONDS,
        iss=pending.iss,
        patient=tokens.patient,
        token=tokens.access,
        token_ends=int(at) + tokens.seconds,
        refresh_token=tokens.refresh,
        scope=tokens.scope or pending.scope,
        banner=tokens.banner,
        definition=definition_in(tokens.app_context),
        encounter=tokens.encounter,
    )


def definition_in(app_context: str | None) -> str | None:
    """The definition by which the card that was clicked had judged; a link of ours carries nothing else."""
    if app_context is None or len(app_context) > MOST_WORDS:
        return None
    return dict(parse_qsl(app_context)).get("definition")


def _denied(answer: EhrAnswer) -> Refused:
    """In the EHR's own words, made harmless: one line, not long; the template escapes them."""
    error = answer.error if answer.error is not None and ERROR.fullmatch(answer.error) else "error"
    letters = (letter if letter.isprintable() else " " for letter in answer.error_description or "")
    words = " ".join("".join(letters).split())[:MOST_WORDS]
    return Refused(Cause.DENIED, f"It says: {error}{f' ({words})' if words else ''}.", also=error.lower())


def _with_query(address: str, asked: dict[str, str]) -> str:
    """The endpoint's own query stays (RFC 6749 §3.1)."""
    parts = urlsplit(address)
    own = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in asked]
    return urlunsplit(parts._replace(query=urlencode([*own, *asked.items()])))
