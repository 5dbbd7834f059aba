"""Who sent this token: the checks of its form, claims, signature and first use, in that order (protocol §1.8)."""

from collections.abc import Mapping
from datetime import datetime

from app.clients import Client
from app.security.key_sets import KeySets
from app.security.seen_tokens import SeenTokens
from app.security.tokens import (
    Refusal,
    Token,
    TokenRefused,
    check_claims,
    check_header,
    check_signature,
    issuer_of,
)


async def verify(
    token: Token,
    clients: Mapping[str, Client],
    *,
    keys: KeySets,
    seen: SeenTokens,
    endpoint: str | None,
    at: datetime,
) -> Client:
    """The client whose valid, first-used token this is; raises `TokenRefused`.

    What costs least comes first, so a token that is refused by its claims makes nobody fetch keys; and its `jti` is
    used up only by whoever could sign it.
    """
    client = issuer_of(token, clients)
    try:
        check_header(token, client)
        check_claims(token, client, endpoint=endpoint, at=at)
        check_signature(token, await keys.named(client, token.key_id))
        if not await seen.first_seen(str(token.claims["iss"]), str(token.claims["jti"]), token.expires):
            raise TokenRefused(Refusal.SEEN_BEFORE)
    except TokenRefused as refused:
        raise TokenRefused(refused.reason, client.id) from None
    return client
