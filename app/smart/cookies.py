"""The encrypted cookie: a JWE under a key made from the site secret, so every worker reads it and nobody else does.

`__Host-`: this host alone, over https (a browser counts this machine's own addresses as that). `SameSite=None;
Partitioned`: it comes along inside an EHR's frame, and in that EHR's frame alone.
"""

import zlib
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from app.smart.refusals import Cause, Refused
from app.smart.sessions import PendingLaunch, Remembered, Session

NAME: Final = "__Host-trd"
PART: Final = 3800
"""Letters of one cookie: browsers take 4096 bytes with its name."""
MOST_PARTS: Final = 2
"""Together with another site's cookies they must fit into one header of 8 kB, which is all that most proxies take."""
ATTRIBUTES: Final = "Path=/; Secure; HttpOnly; SameSite=None; Partitioned"
LABEL: Final = b"trd-cds: session cookie of the SMART app, v1"
HEADER: Final = {"alg": "dir", "enc": "A256GCM", "zip": "DEF"}
ALGORITHMS: Final = ["dir", "A256GCM", "DEF"]


def cookie_key(secret: bytes) -> OctKey:
    """Of its own: no other use of the site secret opens a cookie, and no cookie tells of them."""
    return OctKey.import_key(HKDF(SHA256(), length=32, salt=None, info=LABEL).derive(secret))


def sealed(remembered: Remembered, key: OctKey, *, at: float) -> list[str]:
    """The `Set-Cookie` lines; raises `Refused` when it does not fit. A part that is not needed is taken away."""
    text = jwe.encrypt_compact(dict(HEADER), msgspec.json.encode(remembered), key, algorithms=ALGORITHMS)
    parts = [text[start : start + PART] for start in range(0, len(text), PART)]
    if len(parts) > MOST_PARTS:
        raise Refused(Cause.TOO_LONG, also=f"{len(text)} letters")
    lasting = f"Max-Age={max(0, int(remembered.ends - at))}; {ATTRIBUTES}"
    lines = [f"{name}={part}; {lasting}" for name, part in zip(_names(), parts, strict=False)]
    return lines + list(_gone(len(parts)))


def opened(cookies: Mapping[str, str], key: OctKey, *, at: float) -> Remembered | None:
    """What the browser brought; `None`: nothing, something of nobody's making, or what is over."""
    text = "".join(cookies.get(name, "") for name in _names())
    if not text:
        return None
    try:
        content = jwe.decrypt_compact(text, key, algorithms=ALGORITHMS).plaintext
        remembered: Remembered = msgspec.json.decode(content or b"", type=PendingLaunch | Session)
    except (JoseError, ValueError, TypeError, KeyError, zlib.error, msgspec.MsgspecError):
        return None
    return remembered if at < remembered.ends else None


def came(cookies: Mapping[str, str]) -> bool:
    """The browser brought any cookie of ours, readable or not."""
    return NAME in cookies


def forgotten() -> list[str]:
    """The lines that take it away."""
    return list(_gone(0))


def _names() -> Iterator[str]:
    yield NAME
    for number in range(1, MOST_PARTS):
        yield f"{NAME}-{number}"


def _gone(kept: int) -> Iterator[str]:
    for number, name in enumerate(_names()):
        if number >= kept:
            yield f"{name}=; Max-Age=0; {ATTRIBUTES}"
