"""Who signed in, as the EHR proves it: the id_token, checked before a word of it is believed.

https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from app.security.public_keys import KeySetError, PublicKey, read_key_set
from app.security.tokens import LEEWAY_SECONDS, Token, TokenRefused, check_signature, read_token
from app.smart.asking import Unanswered, get
from app.smart.configuration import SmartConfiguration
from app.smart.proofs import same
from app.smart.refusals import Cause, Refused
from app.smart.registrations import Registration

ALGORITHMS: Final = ("RS256", "RS384", "ES256", "ES384")
PATIENTS: Final = ("Patient", "RelatedPerson")


async def proven_claims(
    id_token: str,
    registration: Registration,
    configuration: SmartConfiguration,
    http: httpx.AsyncClient,
    *,
    nonce: str,
    at: float,
) -> Mapping[str, Any]:
    """What a valid id_token says; raises `Refused` for any other."""
    try:
        token = read_token(id_token)
        check_identity(token, registration, configuration, nonce=nonce, at=at)
        check_signature(token, await _keys(token, registration, configuration, http))
    except TokenRefused as refused:
        raise Refused(Cause.ID_TOKEN, also=refused.reason.value) from None
    return token.claims


def check_identity(
    token: Token, registration: Registration, configuration: SmartConfiguration, *, nonce: str, at: float
) -> None:
    """Raises `Refused` unless it was made by this EHR, for this app, in this launch, and holds now."""
    claims, client_id = token.claims, registration.app.client_id
    if token.header.get("alg") not in ALGORITHMS or "crit" in token.header:
        raise Refused(Cause.ID_TOKEN, also="algorithm-not-allowed")
    if claims.get("iss") != configuration.issuer:
        raise Refused(Cause.ID_TOKEN, also="other-issuer")
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if client_id not in named or (len(named) > 1 and claims.get("azp") != client_id):
        raise Refused(Cause.ID_TOKEN, also="wrong-audience")
    expires = claims.get("exp")
    if isinstance(expires, bool) or not isinstance(expires, int | float) or at >= expires + LEEWAY_SECONDS:
        raise Refused(Cause.ID_TOKEN, also="expired")
    sent = claims.get("nonce")
    if not isinstance(sent, str) or not same(nonce, sent):
        raise Refused(Cause.ID_TOKEN, also="other-nonce")


async def _keys(
    token: Token, registration: Registration, configuration: SmartConfiguration, http: httpx.AsyncClient
) -> Sequence[PublicKey]:
    """The EHR's keys of the token's `kid`; all of them where it names none."""
    assert configuration.jwks_uri is not None  # an identity that can't be proven is not asked for
    try:
        answer = await get(http, configuration.jwks_uri, hosts=registration.hosts)
        keys = read_key_set(answer.body)
    except (Unanswered, KeySetError):
        raise Refused(Cause.ID_TOKEN, also="keys-cannot-be-had") from None
    kid = token.header.get("kid")
    return [key for key in keys if kid is None or key.kid == kid]


def is_patient(claims: Mapping[str, Any]) -> bool:
    """A patient or a relative signed in (`fhirUser`)."""
    who = claims.get("fhirUser")
    if not isinstance(who, str):
        return False
    return len(parts := who.rstrip("/").split("/")) > 1 and parts[-2] in PATIENTS
