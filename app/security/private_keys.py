"""Our own keys, with which the SMART app signs who it is: a PEM file, a JSON Web Key, or a set of them.

https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

RSA_BITS = range(2048, 8193)
MOST_KEYS = 8
PUBLIC_PARTS = ("kty", "crv", "x", "y", "n", "e")


class PrivateKeyError(ValueError):
    """No key to sign with; the sentence is for the operator and holds nothing of the key."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One private key and the one algorithm that it signs with."""

    kid: str
    algorithm: str
    key: ECKey | RSAKey = field(repr=False)

    @property
    def public(self) -> dict[str, Any]:
        """As it stands in our key set."""
        told = {name: value for name, value in self.key.as_dict(private=False).items() if name in PUBLIC_PARTS}
        return {**told, "kid": self.kid, "use": "sig", "alg": self.algorithm}


def read_private_keys(path: Path) -> tuple[SigningKey, ...]:
    """The keys of a file, the first of them the one to sign with; raises `OSError`, `PrivateKeyError`."""
    content = path.read_bytes()
    keys = tuple(_keys_in(content))
    if not keys:
        raise PrivateKeyError("holds no key")
    if len({key.kid for key in keys}) != len(keys):
        raise PrivateKeyError("holds two keys of one kid")
    return keys


def _keys_in(content: bytes) -> Iterator[SigningKey]:
    if not content.lstrip().startswith(b"{"):
        yield _signing_key(_pem(content))
        return
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise PrivateKeyError("can't be read (no PEM, no JSON)") from None
    members = found.get("keys", [found])
    if not isinstance(members, list) or len(members) > MOST_KEYS or not all(isinstance(one, dict) for one in members):
        raise PrivateKeyError(f"is no set of at most {MOST_KEYS} keys")
    for member in members:
        yield _signing_key(_jwk(member), member.get("kid"))


def _pem(content: bytes) -> ECKey | RSAKey:
    with suppress(JoseError, ValueError, TypeError):
        return ECKey.import_key(content)
    with suppress(JoseError, ValueError, TypeError):
        return RSAKey.import_key(content)
    raise PrivateKeyError("can't be read (a PEM without a password, of an EC key on P-384 or an RSA key)")


def _jwk(member: dict[str, Any]) -> ECKey | RSAKey:
    if member.get("kty") not in ("EC", "RSA"):
        raise PrivateKeyError("holds a key that is neither EC nor RSA")
    try:
        return ECKey.import_key(member) if member["kty"] == "EC" else RSAKey.import_key(member)
    except (JoseError, ValueError, TypeError, KeyError):
        raise PrivateKeyError("holds a key that can't be read") from None


def _signing_key(key: ECKey | RSAKey, named: object = None) -> SigningKey:
    """ES384 or RS384, the two that every SMART server takes."""
    if not key.is_private:
        raise PrivateKeyError("holds a public key, and nothing to sign with")
    if isinstance(key, ECKey):
        if key.curve_name != "P-384":
            raise PrivateKeyError("holds an EC key that is not on P-384 (ES384)")
        algorithm = "ES384"
    else:
        if key.raw_value.key_size not in RSA_BITS:
            raise PrivateKeyError(f"holds an RSA key of fewer than {RSA_BITS.start} bits")
        algorithm = "RS384"
    kid = named if isinstance(named, str) and named else key.thumbprint()
    return SigningKey(kid, algorithm, key)
