"""How an EHR lets apps in: its `.well-known/smart-configuration`, read from a listed server and not believed blindly.

https://hl7.org/fhir/smart-app-launch/conformance.html
"""

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from app.addresses import is_loopback
from app.fetching.addresses import Place
from app.fetching.network import allowed, listed_hosts
from app.smart.asking import Unanswered, get
from app.smart.refusals import Cause, Refused
from app.smart.registrations import Registration

PATH: Final = "/.well-known/smart-configuration"
FRESH_SECONDS: Final = 600.0
PAUSE_SECONDS: Final = 10.0
"""Between two questions to a server that gave no configuration, whoever opens the app."""
LONGEST: Final = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class SmartConfiguration:
    """What we need of it; every address in it has been judged."""

    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str | None = None
    issuer: str | None = None
    names_itself: bool = False
    """Each of its answers holds `iss` (RFC 9207)."""
    jwks_uri: str | None = None
    capabilities: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    signing_algorithms: frozenset[str] = frozenset()
    """For `private_key_jwt`; empty: it does not say."""

    @property
    def takes_v2(self) -> bool:
        """Scopes in the words of SMART 2 (`.rs`): only where the server says so, since one of SMART 1 takes none."""
        if self.capabilities & {"permission-v1", "permission-v2"}:
            return "permission-v2" in self.capabilities
        return any(scope.endswith((".rs", ".cruds")) for scope in self.scopes)

    @property
    def proves_identity(self) -> bool:
        """It tells who signed in, and by which keys that can be proven."""
        told = "sso-openid-connect" in self.capabilities or "openid" in self.scopes
        return told and self.issuer is not None and self.jwks_uri is not None

    @property
    def renews(self) -> bool:
        """It renews a token while the user is there."""
        return "permission-online" in self.capabilities or "online_access" in self.scopes

    def answers_as(self, issuer: str | None) -> bool:
        """Is an answer its own that holds this `iss`? One that can't be compared is nobody's (RFC 9207 §2.4)."""
        return not self.names_itself if issuer is None else issuer == self.issuer

    def launches(self, *, standalone: bool) -> bool:
        """False only where it says what it can and leaves this out."""
        kinds = self.capabilities & {"launch-ehr", "launch-standalone"}
        return not kinds or ("launch-standalone" if standalone else "launch-ehr") in kinds


@dataclass(slots=True)
class _Kept:
    at: float
    found: SmartConfiguration | Refused


@dataclass(slots=True)
class SmartConfigurations:
    """Of every server, for the life of the process; a server that fails is left alone for a moment."""

    clock: Callable[[], float] = time.monotonic
    _kept: dict[Place, _Kept] = field(default_factory=dict)

    async def of(self, registration: Registration, http: httpx.AsyncClient) -> SmartConfiguration:
        """The configuration of a listed server; raises `Refused`."""
        kept = self._kept.get(registration.server)
        if kept is not None:
            age = self.clock() - kept.at
            if isinstance(kept.found, Refused) and age < PAUSE_SECONDS:
                raise Refused(kept.found.cause, also=kept.found.also)
            if isinstance(kept.found, SmartConfiguration) and age < FRESH_SECONDS:
                return kept.found
        try:
            found = await fetch_configuration(registration, http)
        except Refused as refused:
            self._kept[registration.server] = _Kept(self.clock(), refused)
            raise
        self._kept[registration.server] = _Kept(self.clock(), found)
        return found


async def fetch_configuration(registration: Registration, http: httpx.AsyncClient) -> SmartConfiguration:
    """Ask the server; raises `Refused`."""
    try:
        answer = await get(http, registration.server.base + PATH, hosts=registration.hosts)
        if answer.status != 200:
            raise Refused(Cause.NO_CONFIGURATION, also=f"status-{answer.status}")
        return read_configuration(answer.members, registration)
    except Unanswered as error:
        raise Refused(Cause.NO_CONFIGURATION, also=str(error)) from None


def read_configuration(members: dict[str, Any], registration: Registration) -> SmartConfiguration:
    """The parts that we need; raises `Refused` for an endpoint that no token or browser may be sent to."""
    methods = members.get("code_challenge_methods_supported")
    if methods is not None and "S256" not in _words(methods):
        raise Refused(Cause.NO_PKCE)

    def endpoint(name: str) -> str:
        value = members.get(name)
        if not isinstance(value, str) or not may_be_asked(value, registration):
            raise Refused(Cause.NO_CONFIGURATION, also=f"{name.replace('_', '-')}-not-allowed")
        return value

    def optional(name: str) -> str | None:
        return endpoint(name) if members.get(name) is not None else None

    issuer = members.get("issuer")
    return SmartConfiguration(
        authorization_endpoint=endpoint("authorization_endpoint"),
        token_endpoint=endpoint("token_endpoint"),
        revocation_endpoint=optional("revocation_endpoint"),
        issuer=issuer if isinstance(issuer, str) and issuer else None,
        names_itself=members.get("authorization_response_iss_parameter_supported") is True,
        jwks_uri=optional("jwks_uri"),
        capabilities=_words(members.get("capabilities")),
        scopes=_words(members.get("scopes_supported")),
        signing_algorithms=_words(members.get("token_endpoint_auth_signing_alg_values_supported")),
    )


def _words(value: Any) -> frozenset[str]:
    return frozenset(one for one in value if isinstance(one, str)) if isinstance(value, list) else frozenset()


def may_be_asked(address: str, registration: Registration) -> bool:
    """https; http and this machine only where the FHIR server itself is on it; no address that a call may not reach.

    A name is judged where it leads to, at each connection; here an address that stands for itself is.
    """
    if len(address) > LONGEST or not address.isascii() or not address.isprintable() or {" ", "\\"} & set(address):
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or parts.fragment or parts.scheme not in ("https", "http"):
        return False
    if is_loopback(host) or parts.scheme == "http":
        return is_loopback(host) and is_loopback(registration.server.host)
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        return True
    listed_hosts.set(registration.hosts)
    return allowed(host, literal)
