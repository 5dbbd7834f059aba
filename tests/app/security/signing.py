"""An EHR that signs: its keys, its key set, and tokens that are valid unless a test changes them."""

import time
import uuid
from functools import cache
from typing import Any

import orjson
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

ISSUER = "https://ehr.example.org"
KEYS_AT = "https://ehr.example.org/jwks.json"
BASE = "https://cds.example.org"
CALL = "/cds-services/trd-patient-view"
CURVES = {"ES256": "P-256", "ES384": "P-384"}


def key(algorithm: str = "ES384", kid: str = "key-1") -> ECKey | RSAKey:
    """A private key; of one name always the same."""
    return _made(algorithm, kid)


@cache
def _made(algorithm: str, kid: str) -> ECKey | RSAKey:
    if algorithm in CURVES:
        return ECKey.generate_key(CURVES[algorithm], {"kid": kid})
    return RSAKey.generate_key(2048, {"kid": kid})


def pem(algorithm: str = "ES384", kid: str = "app") -> bytes:
    """A private key as a file holds it."""
    return key(algorithm, kid).as_pem(private=True)


def public(of: ECKey | RSAKey, **members: Any) -> dict[str, Any]:
    return {**of.as_dict(private=False), **members}


def key_set(*keys: ECKey | RSAKey) -> dict[str, Any]:
    return {"keys": [public(one) for one in keys or (key(),)]}


def header(algorithm: str = "ES384", kid: str = "key-1", **changed: Any) -> dict[str, Any]:
    return without_none({"alg": algorithm, "kid": kid, "typ": "JWT", **changed})


def claims(path: str = CALL, **changed: Any) -> dict[str, Any]:
    at = int(time.time())
    told = {"iss": ISSUER, "aud": BASE + path, "iat": at, "exp": at + 300, "jti": str(uuid.uuid4())}
    return without_none({**told, **changed})


def without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def signed(said: dict[str, Any], told: dict[str, Any] | None = None, *, by: ECKey | RSAKey | None = None) -> str:
    told = told or header()
    registry = jws.JWSRegistry(algorithms=[told["alg"]], strict_check_header=False)
    signing = by or key(told["alg"], told.get("kid", "key-1"))
    return jws.serialize_compact(told, orjson.dumps(said), signing, algorithms=[told["alg"]], registry=registry)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
