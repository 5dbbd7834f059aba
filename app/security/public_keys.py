"""A JSON Web Key Set as it is published or pinned: public signature keys alone, each for its own algorithms.

RFC 7517: https://www.rfc-editor.org/rfc/rfc7517
"""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

PRIVATE_PARTS = {"d", "p", "q", "dp", "dq", "qi", "k"}
"""Members of a key that belong to its owner alone, or that make a shared secret of it."""

MOST_KEYS = 100
RSA_BITS = range(2048, 8193)
"""Shorter ones can be broken; longer ones cost more time than a call may take."""

CURVES = {"P-256": "ES256", "P-384": "ES384"}


class KeySetError(ValueError):
    """No key set that can be trusted; the sentence is for the operator."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One key, and the algorithms that it may be used with."""

    kid: str
    algorithms: frozenset[str]
    key: ECKey | RSAKey


def read_key_set(body: bytes) -> tuple[PublicKey, ...]:
    """The usable keys; raises `KeySetError` when there is none, or when a private or a shared key is among them."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise KeySetError("can't be read (no JSON)") from None
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list) or not keys or not all(isinstance(key, dict) and "kty" in key for key in keys):
        raise KeySetError("holds no keys")
    if len(keys) > MOST_KEYS:
        raise KeySetError(f"holds more than {MOST_KEYS} keys")
    if any(PRIVATE_PARTS & set(key) for key in keys):
        raise KeySetError("holds a private or a shared key")
    usable = tuple(key for key in map(_public_key, keys) if key is not None)
    if not usable:
        raise KeySetError(
            "holds no key that can be used: it needs a kid, and an EC key on P-256 or P-384 or an RSA key of at least "
            f"{RSA_BITS.start} bits, for signatures"
        )
    return usable


def _public_key(member: Mapping[str, Any]) -> PublicKey | None:
    """None for a key of another use: a set may hold more than what concerns us."""
    kid = member.get("kid")
    if not isinstance(kid, str) or not kid or not _for_signatures(member):
        return None
    parts = {name: value for name, value in member.items() if name in ("kty", "crv", "x", "y", "n", "e")}
    try:
        if member["kty"] == "EC":
            curve = ECKey.import_key(parts)
            algorithms = {CURVES[str(member["crv"])]}
            key: ECKey | RSAKey = curve
            key.get_op_key("verify")  # a point that is not on its curve shows only now
        elif member["kty"] == "RSA" and _bits_of(member["n"]) in RSA_BITS:
            key = RSAKey.import_key(parts)
            algorithms = {"RS256", "RS384"}
        else:
            return None
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    if "alg" in member:
        algorithms &= {str(member["alg"])}
    return PublicKey(kid, frozenset(algorithms), key) if algorithms else None


def _for_signatures(member: Mapping[str, Any]) -> bool:
    operations = member.get("key_ops")
    return member.get("use", "sig") == "sig" and (
        operations is None or (isinstance(operations, list) and "verify" in operations)
    )


def _bits_of(modulus: str) -> int:
    """The length of an RSA key, told before anything is computed with it."""
    return int.from_bytes(urlsafe_b64decode(modulus + "==")).bit_length()
