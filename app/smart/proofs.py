"""What binds an answer to its question: `state`, `nonce`, PKCE's verifier and its challenge (RFC 7636)."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256


def unguessable() -> str:
    """43 letters of 256 bits: a state, a nonce, a verifier."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """`code_challenge` by S256."""
    return urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def same(expected: str, sent: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(expected.encode(), sent.encode())
