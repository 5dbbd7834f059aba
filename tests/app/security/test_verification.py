"""Whatever a token holds, it is let in or refused, never an error; and what other libraries sign is understood."""

import base64
from typing import Any

import orjson
import pytest
import respx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clients import Client
from app.clock import now
from app.security.key_sets import KeySets
from app.security.public_keys import KeySetError, read_key_set
from app.security.seen_tokens import RememberedTokens
from app.security.tokens import Refusal, TokenRefused, read_token
from app.security.verification import verify
from tests.app.security.signing import BASE, CALL, ISSUER, KEYS_AT, claims, header, key, key_set, public, signed

NORTH = Client(id="north", issuer=ISSUER, jwks_uri=KEYS_AT, tenants=("a",))
CLIENTS = {ISSUER: NORTH}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def encoded(part: Any) -> str:
    return base64.urlsafe_b64encode(part if isinstance(part, bytes) else orjson.dumps(part)).rstrip(b"=").decode()


async def judged(text: str, *, seen: RememberedTokens | None = None, clients: dict[str, Client] | None = None) -> str:
    """`let in`, or the code of the refusal; anything else is a fault of ours."""
    given = {"keys": KeySets(), "seen": seen or RememberedTokens(), "endpoint": BASE + CALL, "at": now()}
    try:
        await verify(read_token(text), clients or CLIENTS, **given)  # type: ignore[arg-type]
    except TokenRefused as refused:
        return refused.reason.value
    return "let in"


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="abcXYZ019-_.=+ \u00e9\ud7ff", max_size=60))
async def test_any_text_at_all_is_refused(keys_at: respx.Route, text: str) -> None:
    assert await judged(text) in set(Refusal)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["iss", "aud", "exp", "iat", "nbf", "jti", "tenant", "sub", "x"]), value=JSON)
async def test_any_value_of_any_claim_is_judged(keys_at: respx.Route, name: str, value: Any) -> None:
    told = {**claims(tenant="a"), name: value}
    assert await judged(signed(told)) in {"let in", *Refusal}


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["alg", "kid", "typ", "jku", "crit", "b64", "jwk", "x5c", "x"]), value=JSON)
async def test_any_value_of_any_header_is_judged(keys_at: respx.Route, name: str, value: Any) -> None:
    """The signature is none, so none is let in; that it is refused and nothing breaks is what counts."""
    parts = [encoded({**header(), name: value}), encoded(claims(tenant="a")), encoded(b"x" * 96)]
    assert await judged(".".join(parts)) in set(Refusal)


@settings(max_examples=200)
@given(body=st.binary(max_size=40) | JSON.map(orjson.dumps) | JSON.map(lambda value: orjson.dumps({"keys": [value]})))
def test_any_bytes_of_a_key_set_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(KeySetError):
        read_key_set(body)


@settings(max_examples=200)
@given(
    algorithm=st.sampled_from(["ES384", "RS384"]),
    name=st.sampled_from(["kty", "crv", "x", "y", "n", "e", "alg", "use", "kid"]),
    value=JSON,
)
def test_any_value_in_a_key_is_read_or_passed_over(algorithm: str, name: str, value: Any) -> None:
    odd = public(key(algorithm), **{name: value})
    good = public(key("ES256", "good"))
    assert "good" in {found.kid for found in read_key_set(orjson.dumps({"keys": [odd, good]}))}


async def test_an_es384_token_that_another_library_signed_is_understood(keys_at: respx.Route) -> None:
    private = ec.generate_private_key(ec.SECP384R1())
    point = private.public_key().public_numbers()
    jwk = {
        "kty": "EC",
        "crv": "P-384",
        "kid": "theirs",
        "x": encoded(point.x.to_bytes(48)),
        "y": encoded(point.y.to_bytes(48)),
    }
    keys_at.respond(json={"keys": [jwk]})
    said = f"{encoded(header(kid='theirs'))}.{encoded(claims(tenant='a'))}"
    r, s = decode_dss_signature(private.sign(said.encode(), ec.ECDSA(hashes.SHA384())))
    assert await judged(f"{said}.{encoded(r.to_bytes(48) + s.to_bytes(48))}") == "let in"


async def test_the_twin_of_an_es384_signature_is_the_same_token_and_counts_no_second_time(keys_at: respx.Route) -> None:
    """Of a signature (r, s) anybody can make (r, n - s), which is as right: only the `jti` tells."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973
    seen, token = RememberedTokens(), signed(claims(tenant="a"))
    said, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature)
    twin = raw[:48] + (order - int.from_bytes(raw[48:])).to_bytes(48)
    assert await judged(token, seen=seen) == "let in"
    assert await judged(f"{said}.{encoded(twin)}", seen=seen) == "seen-before"


async def test_an_rs384_token_as_epic_sends_it_is_understood(keys_at: respx.Route) -> None:
    """Its `kid` is base64 with `+ / =`, `nbf` lies five minutes back, `sub` is its client's id (protocol §4.1)."""
    private = rsa.generate_private_key(65537, 2048)
    numbers = private.public_key().public_numbers()
    kid = "lm1C+dK8/3s9w=="
    jwk = {"kty": "RSA", "use": "sig", "kid": kid, "n": encoded(numbers.n.to_bytes(256)), "e": "AQAB"}
    keys_at.respond(json={"keys": [jwk]})
    told = claims(tenant="a", sub="client")
    told |= {"nbf": told["iat"] - 300, "exp": told["iat"] + 900}
    said = f"{encoded(header('RS384', kid, jku=KEYS_AT))}.{encoded(told)}"
    signature = private.sign(said.encode(), padding.PKCS1v15(), hashes.SHA384())
    assert await judged(f"{said}.{encoded(signature)}") == "let in"


async def test_a_pss_signature_is_no_rs384_signature(keys_at: respx.Route) -> None:
    private = rsa.generate_private_key(65537, 2048)
    n = encoded(private.public_key().public_numbers().n.to_bytes(256))
    keys_at.respond(json={"keys": [{"kty": "RSA", "kid": "a", "n": n, "e": "AQAB"}]})
    said = f"{encoded(header('RS384', 'a'))}.{encoded(claims(tenant='a'))}"
    signature = private.sign(said.encode(), padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384())
    assert await judged(f"{said}.{encoded(signature)}") == "wrong-signature"


async def test_two_issuers_with_one_key_id_each_have_their_own_key(respx_mock: respx.MockRouter) -> None:
    other = "https://south.example.org"
    south = Client(id="south", issuer=other, jwks_uri=other + "/jwks")
    respx_mock.get(KEYS_AT).respond(json=key_set())
    theirs = key("ES384", "south")
    respx_mock.get(other + "/jwks").respond(json={"keys": [public(theirs, kid="key-1")]})
    clients = {ISSUER: NORTH, other: south}
    assert await judged(signed(claims(iss=other), by=theirs), clients=clients) == "let in"
    assert await judged(signed(claims(iss=other)), clients=clients) == "wrong-signature"
    assert await judged(signed(claims(tenant="a"), by=theirs), clients=clients) == "wrong-signature"
