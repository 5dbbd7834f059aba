"""Who we are, signed: the client assertion of `private_key_jwt` (RFC 7523).

https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html
"""

import uuid
from collections.abc import Sequence
from typing import Final

import orjson
from joserfc import jws

from app.security.private_keys import SigningKey

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SECONDS: Final = 240
"""Five minutes are the most that a server takes; the clocks may differ."""


def key_for(keys: Sequence[SigningKey], algorithms: frozenset[str]) -> SigningKey:
    """The first whose algorithm the server takes; the first of all where it does not say."""
    return next((key for key in keys if key.algorithm in algorithms), keys[0])


def client_assertion(key: SigningKey, *, client_id: str, audience: str, at: float) -> str:
    """For one question to one token endpoint."""
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": int(at),
        "exp": int(at) + SECONDS,
        "jti": str(uuid.uuid4()),
    }
    header = {"alg": key.algorithm, "kid": key.kid, "typ": "JWT"}
    return jws.serialize_compact(header, orjson.dumps(claims), key.key, algorithms=[key.algorithm])
