"""The CDS client's JWT: its form, claims and signature; a refusal has a code for the log, none for the caller.

https://cds-hooks.hl7.org/2.0/#trusting-cds-clients
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeGuard

import orjson
from joserfc import jws
from joserfc.errors import JoseError

from app.clients import Client
from app.security.public_keys import PublicKey

LONGEST = 8192
"""Characters of a token; real ones have about 700."""

LEEWAY_SECONDS = 60
"""How far two clocks may be apart."""

LONGEST_ID = 256
PART = re.compile(r"[A-Za-z0-9_-]+\Z")


class Refusal(StrEnum):
    """Why a call was not let in: for the log alone."""

    NO_TOKEN = "no-token"
    TWO_CREDENTIALS = "two-credentials"
    NOT_BEARER = "not-bearer"
    NO_JWT = "no-jwt"
    UNKNOWN_ISSUER = "unknown-issuer"
    TYPE = "wrong-type"
    ALGORITHM = "algorithm-not-allowed"
    CRITICAL_HEADER = "critical-header"
    NO_KEY_ID = "no-kid"
    OTHER_KEY_ADDRESS = "jku-not-listed"
    AUDIENCE = "wrong-audience"
    NO_BASE_URL = "no-base-url"
    TIMES = "times-missing"
    EXPIRED = "expired"
    NOT_YET = "not-yet-valid"
    TOO_LONG_LIVED = "too-long-lived"
    TENANT = "tenant-not-listed"
    NO_TOKEN_ID = "no-jti"
    UNKNOWN_KEY = "unknown-key"
    NO_KEYS = "keys-cannot-be-had"
    SIGNATURE = "wrong-signature"
    SEEN_BEFORE = "seen-before"


class TokenRefused(Exception):
    """The token does not let its bearer in."""

    def __init__(self, reason: Refusal, client: str | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.client = client
        """The id of the entry whose issuer the token claims; nothing that came from outside."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token that has the right form; nothing that it says is believed yet."""

    text: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    @property
    def key_id(self) -> str:
        return str(self.header["kid"])

    @property
    def algorithm(self) -> str:
        return str(self.header["alg"])

    @property
    def expires(self) -> datetime:
        """When it may be forgotten: its own end, and what the clocks may be apart."""
        return datetime.fromtimestamp(self.claims["exp"] + LEEWAY_SECONDS, UTC)


def read_token(text: str) -> Token:
    """Take a token apart; raises `TokenRefused` for what is no signed JWT in its one canonical spelling."""
    parts = text.split(".")
    if len(text) > LONGEST or len(parts) != 3:
        raise TokenRefused(Refusal.NO_JWT)
    header, claims, _ = (_decoded(part) for part in parts)
    return Token(text, _members(header), _members(claims))


def _decoded(part: str) -> bytes:
    """Base64url without padding, and with no spare bit set: two spellings of one token would be two tokens."""
    if not PART.match(part):
        raise TokenRefused(Refusal.NO_JWT)
    try:
        decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        raise TokenRefused(Refusal.NO_JWT) from None
    if base64.urlsafe_b64encode(decoded).rstrip(b"=").decode() != part:
        raise TokenRefused(Refusal.NO_JWT)
    return decoded


def _members(text: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise TokenRefused(Refusal.NO_JWT) from None
    if not isinstance(found, dict):
        raise TokenRefused(Refusal.NO_JWT)
    return found


def issuer_of(token: Token, clients: Mapping[str, Client]) -> Client:
    """The entry of the issuer that the token claims; raises `TokenRefused` for one that is not listed (R-195)."""
    issuer = token.claims.get("iss")
    client = clients.get(issuer) if isinstance(issuer, str) else None
    if client is None:
        raise TokenRefused(Refusal.UNKNOWN_ISSUER)
    return client


def check_header(token: Token, client: Client) -> None:
    """Raises `TokenRefused` unless the header is one that this client may send (R-195, R-201, R-203)."""
    header = token.header
    if not isinstance(header.get("typ"), str) or header["typ"].upper() != "JWT":
        raise TokenRefused(Refusal.TYPE)
    if header.get("alg") not in client.algorithms:
        raise TokenRefused(Refusal.ALGORITHM)
    if "crit" in header or "b64" in header:
        raise TokenRefused(Refusal.CRITICAL_HEADER)
    if not isinstance(header.get("kid"), str) or not header["kid"]:
        raise TokenRefused(Refusal.NO_KEY_ID)
    if "jku" in header and (client.jwks_uri is None or header["jku"] != client.jwks_uri):
        raise TokenRefused(Refusal.OTHER_KEY_ADDRESS)


def check_claims(token: Token, client: Client, *, endpoint: str | None, at: datetime) -> None:
    """Raises `TokenRefused` unless the token was made for this address, this moment and a listed tenant."""
    claims = token.claims
    _check_audience(claims.get("aud"), endpoint)
    _check_times(claims, client.max_token_seconds, at.timestamp())
    if client.tenants and claims.get("tenant") not in client.tenants:
        raise TokenRefused(Refusal.TENANT)
    token_id = claims.get("jti")
    if not isinstance(token_id, str) or not 0 < len(token_id) <= LONGEST_ID:
        raise TokenRefused(Refusal.NO_TOKEN_ID)


def _check_audience(audience: Any, endpoint: str | None) -> None:
    """The address of the very endpoint, as a string or in an array; a slash at its end is the same address."""
    if endpoint is None:
        raise TokenRefused(Refusal.NO_BASE_URL)
    named = audience if isinstance(audience, list) else [audience]
    if not any(isinstance(one, str) and endpoint in (one, one.removesuffix("/")) for one in named):
        raise TokenRefused(Refusal.AUDIENCE)


def _check_times(claims: Mapping[str, Any], most_seconds: int, at: float) -> None:
    expires, issued, not_before = (claims.get(name) for name in ("exp", "iat", "nbf"))
    if not _is_instant(expires) or not _is_instant(issued):
        raise TokenRefused(Refusal.TIMES)
    if at >= expires + LEEWAY_SECONDS:
        raise TokenRefused(Refusal.EXPIRED)
    if issued > at + LEEWAY_SECONDS:
        raise TokenRefused(Refusal.NOT_YET)
    if not 0 < expires - issued <= most_seconds:
        raise TokenRefused(Refusal.TOO_LONG_LIVED)
    if "nbf" in claims and (not _is_instant(not_before) or not_before > at + LEEWAY_SECONDS):
        raise TokenRefused(Refusal.NOT_YET)


def _is_instant(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1 << 40


def check_signature(token: Token, keys: Iterable[PublicKey]) -> None:
    """Raises `TokenRefused` unless one of the keys signed it, by the algorithm that its header names."""
    if not any(_signed_by(key, token) for key in keys if token.algorithm in key.algorithms):
        raise TokenRefused(Refusal.SIGNATURE)


def _signed_by(key: PublicKey, token: Token) -> bool:
    registry = jws.JWSRegistry(algorithms=[token.algorithm], strict_check_header=False)
    registry.max_header_length = LONGEST
    try:
        jws.deserialize_compact(token.text, key.key, algorithms=[token.algorithm], registry=registry)
    except (JoseError, ValueError, TypeError):
        return False
    return True
