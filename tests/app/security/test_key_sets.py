"""The clients' keys: asked for once, rotated, not more often than the pause allows, and never elsewhere."""

import asyncio
import gzip
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from joserfc.jwk import ECKey, OctKey

from app.clients import Client
from app.security import key_sets
from app.security.key_sets import FRESH_SECONDS, MOST_BYTES, PAUSE_SECONDS, STALE_SECONDS, KeySets
from app.security.public_keys import KeySetError, read_key_set
from app.security.tokens import Refusal, TokenRefused
from tests.app.security.signing import ISSUER, KEYS_AT, key, key_set, public


class Clock:
    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def north() -> Client:
    return Client(id="north", issuer=ISSUER, jwks_uri=KEYS_AT)


async def refused(keys: KeySets, client: Client, kid: str = "key-1") -> Refusal:
    with pytest.raises(TokenRefused) as stopped:
        await keys.named(client, kid)
    return stopped.value.reason


async def test_keys_are_asked_for_once_and_kept(keys_at: respx.Route, clock: Clock, north: Client) -> None:
    keys = KeySets(clock=clock)
    for _ in range(5):
        (found,) = await keys.named(north, "key-1")
        assert found.kid == "key-1"
    assert keys_at.call_count == 1


async def test_many_calls_at_once_ask_once(keys_at: respx.Route, clock: Clock, north: Client) -> None:
    async def takes_a_moment(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.02)
        return httpx.Response(200, json=key_set())

    keys_at.mock(side_effect=takes_a_moment)
    keys = KeySets(clock=clock)
    found = await asyncio.gather(*(keys.named(north, "key-1") for _ in range(20)))
    assert all(found)
    assert keys_at.call_count == 1


async def test_a_new_key_is_found_when_a_token_names_it(keys_at: respx.Route, clock: Clock, north: Client) -> None:
    keys = KeySets(clock=clock)
    await keys.named(north, "key-1")
    keys_at.respond(json=key_set(key(), key("ES384", "key-2")))
    clock.at += PAUSE_SECONDS
    assert await keys.named(north, "key-2")
    assert keys_at.call_count == 2


async def test_invented_key_ids_ask_once_in_a_pause(keys_at: respx.Route, clock: Clock, north: Client) -> None:
    keys = KeySets(clock=clock)
    reasons = await asyncio.gather(*(refused(keys, north, f"invented-{n}") for n in range(20)))
    assert set(reasons) == {Refusal.UNKNOWN_KEY}
    assert keys_at.call_count == 1
    clock.at += PAUSE_SECONDS - 1
    await refused(keys, north, "invented")
    assert keys_at.call_count == 1
    clock.at += 1
    await refused(keys, north, "invented")
    assert keys_at.call_count == 2


async def test_a_key_that_was_withdrawn_is_gone_when_the_set_is_no_longer_fresh(
    keys_at: respx.Route, clock: Clock, north: Client
) -> None:
    keys = KeySets(clock=clock)
    await keys.named(north, "key-1")
    keys_at.respond(json=key_set(key("ES384", "key-2")))
    clock.at += FRESH_SECONDS - 1
    assert await keys.named(north, "key-1")
    clock.at += 1
    assert await refused(keys, north, "key-1") is Refusal.UNKNOWN_KEY


async def test_while_the_address_is_silent_the_keys_hold_for_an_hour_and_no_longer(
    keys_at: respx.Route, clock: Clock, north: Client
) -> None:
    keys = KeySets(clock=clock)
    await keys.named(north, "key-1")
    keys_at.mock(side_effect=httpx.ConnectError)
    clock.at += STALE_SECONDS - 1
    assert await keys.named(north, "key-1")
    clock.at += 1
    assert await refused(keys, north) is Refusal.NO_KEYS
    asked = keys_at.call_count
    assert await refused(keys, north) is Refusal.NO_KEYS
    assert keys_at.call_count == asked, "a dead server is not asked for every call"


class Pieces(httpx.AsyncByteStream):
    """In pieces, as a network brings it."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), 4096):
            yield self.body[start : start + 4096]


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (302, {"Location": "http://169.254.169.254/"}, b""),
        (200, {"Content-Encoding": "gzip"}, gzip.compress(json.dumps(key_set()).encode())),
        (200, {"Content-Encoding": "br"}, json.dumps(key_set()).encode()),
        (200, {}, json.dumps(key_set()).encode() + b" " * MOST_BYTES),
        (200, {}, b"<html>"),
        (200, {}, b'{"keys": []}'),
        (500, {}, json.dumps(key_set()).encode()),
    ],
    ids=["redirect", "compressed", "said to be compressed", "too large", "no JSON", "no keys", "error"],
)
async def test_an_answer_that_is_no_key_set_gives_no_keys_and_no_redirect_is_followed(
    keys_at: respx.Route, clock: Clock, north: Client, status: int, headers: dict[str, str], body: bytes
) -> None:
    keys_at.mock(return_value=httpx.Response(status, headers=headers, stream=Pieces(body)))
    assert await refused(KeySets(clock=clock), north) is Refusal.NO_KEYS
    assert keys_at.call_count == 1


async def test_an_address_that_takes_its_time_is_given_up(
    keys_at: respx.Route, clock: Clock, north: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        return httpx.Response(200, json=key_set())

    monkeypatch.setattr(key_sets, "FETCH_SECONDS", 0.05)
    keys_at.mock(side_effect=slow)
    assert await refused(KeySets(clock=clock), north) is Refusal.NO_KEYS


async def test_pinned_keys_are_used_alone_and_no_address_is_asked(
    keys_at: respx.Route, clock: Clock, tmp_path: Path
) -> None:
    pinned = tmp_path / "keys.json"
    pinned.write_text(json.dumps(key_set(key("ES384", "pinned"))))
    client = Client(id="north", issuer=ISSUER, jwks_uri=KEYS_AT, jwks_file=pinned)
    keys = KeySets(clock=clock)
    keys.pin(client)
    assert await keys.named(client, "pinned")
    assert await refused(keys, client, "key-1") is Refusal.UNKNOWN_KEY
    assert keys_at.call_count == 0


def weak() -> dict[str, Any]:
    """An RSA key of 1024 bits: its modulus is any odd number of that length."""
    modulus = urlsafe_b64encode((2**1023 + 1).to_bytes(128, "big")).rstrip(b"=").decode()
    return {"kty": "RSA", "kid": "weak", "e": "AQAB", "n": modulus}


@pytest.mark.parametrize(
    "unusable",
    [
        {"kid": None},
        {"use": "enc"},
        {"key_ops": ["sign"]},
        {"alg": "ES256"},
        {"crv": "P-521"},
        {"x": "AAAA"},
        {"kty": "OKP"},
        weak(),
    ],
    ids=[
        "no kid",
        "for encryption",
        "cannot verify",
        "of another algorithm",
        "of another curve",
        "off its curve",
        "of another type",
        "RSA of 1024 bits",
    ],
)
def test_a_key_that_is_not_for_us_is_passed_over(unusable: dict[str, Any]) -> None:
    odd = unusable if "n" in unusable else public(key("ES384", "odd"), **unusable)
    good = public(key())
    (found,) = read_key_set(json.dumps({"keys": [odd, good]}).encode())
    assert found.kid == "key-1"
    with pytest.raises(KeySetError, match="no key that can be used"):
        read_key_set(json.dumps({"keys": [odd]}).encode())


def test_an_rsa_key_is_for_the_rsa_algorithms_unless_it_says_which(tmp_path: Path) -> None:
    (both,) = read_key_set(json.dumps(key_set(key("RS384"))).encode())
    assert both.algorithms == {"RS256", "RS384"}
    (one,) = read_key_set(json.dumps({"keys": [public(key("RS384"), alg="RS384")]}).encode())
    assert one.algorithms == {"RS384"}


@pytest.mark.parametrize("secret", [key().as_dict(private=True), OctKey.generate_key(256, {"kid": "s"}).as_dict()])
def test_a_set_that_shows_a_private_or_a_shared_key_is_not_believed_at_all(secret: dict[str, Any]) -> None:
    with pytest.raises(KeySetError, match="private or a shared"):
        read_key_set(json.dumps({"keys": [public(ECKey.generate_key("P-384", {"kid": "a"})), secret]}).encode())
