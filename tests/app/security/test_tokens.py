"""Each row of the specification's page on trust, as a call that is let in or is not (protocol §1.8)."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
import respx
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import logs
from app.security.public_keys import PublicKey, read_key_set
from app.security.tokens import Refusal, TokenRefused, check_signature, read_token
from tests.app.security.signing import (
    BASE,
    CALL,
    ISSUER,
    KEYS_AT,
    bearer,
    claims,
    header,
    key,
    key_set,
    public,
    signed,
)

Call = Callable[..., Awaitable[httpx.Response]]
Closed = Callable[..., httpx.AsyncClient]


async def refusal(call: Call, capsys: pytest.CaptureFixture[str], token: str, **entry: Any) -> str:
    """The code in the log of a call that was refused; the answer itself says nothing."""
    logs.set_up("info", "json")
    answer = await call(token, **entry)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert [issue["diagnostics"] for issue in answer.json()["issue"]] == ["Unauthorized."]
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return str(next(line["refused"] for line in lines if "refused" in line))


async def test_a_valid_token_of_a_listed_client_is_let_in(call: Call) -> None:
    answer = await call(signed(claims()))
    assert answer.status_code == 200, answer.text
    assert answer.json()["cards"]


async def test_r177_a_call_without_a_token_is_refused(closed: Closed) -> None:
    answer = await closed().post(CALL, content=b"{}")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "sent",
    ["Basic bm9ydGg6eA==", "Bearer", "Bearer ", "Bearer a.b", "Bearer a.b.c.d", "Bearer e30.e30.", "Bearer \xe9.a.b"],
    ids=["basic", "empty", "blank", "two parts", "four parts", "no signature", "no ascii"],
)
async def test_what_is_no_signed_jwt_is_refused(closed: Closed, sent: str) -> None:
    answer = await closed().post(CALL, content=b"{}", headers=[(b"Authorization", sent.encode("latin-1"))])
    assert answer.status_code == 401


async def test_two_authorization_headers_are_refused(closed: Closed) -> None:
    headers = [("Authorization", f"Bearer {signed(claims())}"), ("Authorization", "Bearer x.y.z")]
    assert (await closed().post(CALL, content=b"{}", headers=headers)).status_code == 401


async def test_the_scheme_may_be_written_small(closed: Closed) -> None:
    answer = await closed().post(CALL, content=b"{}", headers={"Authorization": f"bearer {signed(claims())}"})
    assert answer.status_code == 400, "let in, and then judged by its body"


@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
async def test_r205_es384_and_rs384_are_accepted_without_being_listed(
    call: Call, keys_at: respx.Route, algorithm: str
) -> None:
    keys_at.respond(json=key_set(key(algorithm)))
    assert (await call(signed(claims(), header(algorithm)))).status_code == 200


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
async def test_es256_and_rs256_are_accepted_only_where_they_are_listed(
    call: Call, keys_at: respx.Route, algorithm: str
) -> None:
    keys_at.respond(json=key_set(key(algorithm)))
    assert (await call(signed(claims(), header(algorithm)))).status_code == 401
    assert (await call(signed(claims(), header(algorithm)), algorithms=[algorithm])).status_code == 200


async def test_r201_alg_none_is_refused(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    parts = [base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=") for part in (header("none"), claims())]
    for token in (b".".join([*parts, b""]), b".".join([*parts, b"AAAA"])):
        assert await refusal(call, capsys, token.decode()) in ("no-jwt", "algorithm-not-allowed")


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
async def test_r203_a_token_signed_with_a_shared_secret_is_refused_even_with_the_public_key_as_secret(
    call: Call, capsys: pytest.CaptureFixture[str], algorithm: str
) -> None:
    import hashlib
    import hmac

    parts = [base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=") for part in (header(algorithm), claims())]
    secret = orjson.dumps(public(key()))
    mac = hmac.digest(secret, b".".join(parts), getattr(hashlib, f"sha{algorithm[2:]}"))
    token = b".".join([*parts, base64.urlsafe_b64encode(mac).rstrip(b"=")])
    assert await refusal(call, capsys, token.decode()) == "algorithm-not-allowed"


async def test_a_key_is_used_for_its_own_algorithm_alone(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    """The header says RS384, the key of that name is an elliptic one."""
    token = signed(claims(), header("RS384", kid="key-1"), by=key("RS384"))
    assert await refusal(call, capsys, token) == "wrong-signature"


async def test_a_key_that_says_its_algorithm_is_used_for_no_other(call: Call, keys_at: respx.Route) -> None:
    keys_at.respond(json={"keys": [public(key("RS384"), alg="RS256")]})
    token = signed(claims(), header("RS384"))
    assert (await call(token, algorithms=["RS256", "RS384"])).status_code == 401
    keys_at.respond(json={"keys": [public(key("RS384"), alg="RS384")]})
    assert (await call(token, algorithms=["RS256", "RS384"])).status_code == 200


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"typ": None}, "wrong-type"),
        ({"typ": "at+jwt"}, "wrong-type"),
        ({"typ": 7}, "wrong-type"),
        ({"kid": ""}, "no-kid"),
        ({"jwk": {"kty": "EC"}}, None),
        ({"x5u": "https://evil.example.org"}, None),
        ({"crit": ["exp"], "exp": 1}, "critical-header"),
    ],
    ids=["no typ", "an access token", "typ no text", "no kid", "jwk inside", "x5u inside", "crit"],
)
async def test_the_header_holds_typ_and_kid_and_nothing_that_changes_the_check(
    call: Call, capsys: pytest.CaptureFixture[str], changed: dict[str, Any], reason: str | None
) -> None:
    from joserfc.errors import JoseError

    try:
        token = signed(claims(), header(**changed), by=key())
    except JoseError:  # the library signs no unknown critical header: any signature will do, it is refused before
        parts = [base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=") for part in (header(**changed), claims())]
        token = b".".join([*parts, b"AAAA"]).decode()
    if reason is None:
        assert (await call(token)).status_code == 200, "a key in the header is not even looked at"
    else:
        assert await refusal(call, capsys, token) == reason


@pytest.mark.parametrize("issuer", ["https://other.example.org", ISSUER + "/", "", None, 7, [ISSUER]])
async def test_r195_an_issuer_that_is_not_listed_is_refused(
    call: Call, capsys: pytest.CaptureFixture[str], issuer: Any
) -> None:
    assert await refusal(call, capsys, signed(claims(iss=issuer))) == "unknown-issuer"


async def test_r195_the_listed_jku_is_accepted(call: Call) -> None:
    assert (await call(signed(claims(), header(jku=KEYS_AT)))).status_code == 200


@pytest.mark.parametrize("address", [KEYS_AT + "?", KEYS_AT + "/", "https://evil.example.org/jwks.json"])
async def test_r195_a_jku_that_is_not_listed_for_the_issuer_is_never_fetched(
    call: Call, capsys: pytest.CaptureFixture[str], keys_at: respx.Route, address: Any
) -> None:
    assert await refusal(call, capsys, signed(claims(), header(jku=address))) == "jku-not-listed"
    assert keys_at.call_count == 0


@pytest.mark.parametrize(
    "audience",
    [BASE + CALL, BASE + CALL + "/", [BASE + CALL], ["https://elsewhere.example.org", BASE + CALL]],
    ids=["string", "slash at the end", "array", "one of several"],
)
async def test_aud_is_the_very_endpoint_as_a_string_or_in_an_array(call: Call, audience: Any) -> None:
    assert (await call(signed(claims(aud=audience)))).status_code == 200


@pytest.mark.parametrize(
    "audience",
    [
        BASE,
        BASE + "/cds-services",
        BASE + "/cds-services/trd-order-sign",
        BASE + CALL + "/feedback",
        BASE + CALL + "?x=1",
        BASE + CALL + "//",
        "http://test" + CALL,
        CALL,
        "",
        None,
        [],
        [[BASE + CALL]],
        {"0": BASE + CALL},
    ],
    ids=str,
)
async def test_a_token_for_another_address_is_refused(
    call: Call, capsys: pytest.CaptureFixture[str], audience: Any
) -> None:
    assert await refusal(call, capsys, signed(claims(aud=audience))) == "wrong-audience"


async def test_aud_is_made_from_the_settings_and_never_from_host(closed: Closed) -> None:
    token = signed(claims(aud="https://evil.example.org" + CALL))
    answer = await closed().post(CALL, content=b"{}", headers={**bearer(token), "Host": "evil.example.org"})
    assert answer.status_code == 401


async def test_a_query_is_no_part_of_the_endpoint(call: Call) -> None:
    assert (await call(signed(claims()), path=CALL + "?site=7")).status_code == 200


async def test_a_call_to_the_address_with_a_slash_is_the_same_endpoint(call: Call) -> None:
    assert (await call(signed(claims()), path=CALL + "/")).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(300, 200), (359, 200), (360, 401), (361, 401)])
async def test_exp_is_the_end_with_a_minute_for_two_clocks(call: Call, seconds: int, status: int) -> None:
    with time_machine.travel("2026-11-25T08:00:00Z", tick=False) as clock:
        token = signed(claims())
        clock.shift(timedelta(seconds=seconds))
        assert (await call(token)).status_code == status


@pytest.mark.parametrize(
    ("shifted", "status"),
    [
        ({"iat": 60, "exp": 300}, 200),
        ({"iat": 61, "exp": 300}, 401),
        ({"nbf": 60}, 200),
        ({"nbf": 61}, 401),
        ({"nbf": -300}, 200),
    ],
    ids=["iat a minute ahead", "iat further", "nbf a minute ahead", "nbf further", "nbf as Epic sends it"],
)
async def test_iat_and_nbf_lie_not_in_the_future(call: Call, shifted: dict[str, int], status: int) -> None:
    with time_machine.travel("2026-11-25T08:00:00Z", tick=False):
        at = claims()["iat"]
        token = signed(claims(**{name: at + seconds for name, seconds in shifted.items()}))
        assert (await call(token)).status_code == status


@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize("value", [None, "1795000000", True, [], -1, 1e300], ids=str)
async def test_exp_and_iat_are_required_as_numbers(
    call: Call, capsys: pytest.CaptureFixture[str], name: str, value: Any
) -> None:
    assert await refusal(call, capsys, signed(claims(**{name: value}))) == "times-missing"


@pytest.mark.parametrize(("life", "status"), [(3600, 200), (3601, 401), (0, 401), (-10, 401)])
async def test_a_token_lives_no_longer_than_the_entry_allows(call: Call, life: int, status: int) -> None:
    at = claims()["iat"]
    assert (await call(signed(claims(iat=at, exp=at + life)))).status_code == status


async def test_an_entry_may_allow_a_shorter_life(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert await refusal(call, capsys, signed(claims()), max_token_seconds=299) == "too-long-lived"


@pytest.mark.parametrize("value", [None, "", 7, "x" * 257, []], ids=["none", "empty", "number", "too long", "list"])
async def test_jti_is_required(call: Call, capsys: pytest.CaptureFixture[str], value: Any) -> None:
    assert await refusal(call, capsys, signed(claims(jti=value))) == "no-jti"


async def test_a_jti_counts_once(closed: Closed, call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    service, token = closed(), signed(claims())
    assert (await call(token, service)).status_code == 200
    assert await refusal(call, capsys, token, service=service) == "seen-before"
    again = signed(claims(jti=read_token(token).claims["jti"]))
    assert await refusal(call, capsys, again, service=service) == "seen-before"


async def test_of_many_calls_at_once_with_one_token_one_is_let_in(closed: Closed, call: Call) -> None:
    service, token = closed(), signed(claims())
    answers = await asyncio.gather(*(call(token, service) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 7


async def test_a_jti_is_not_used_up_by_who_can_not_sign_it(closed: Closed, call: Call) -> None:
    service, said = closed(), claims()
    forged = signed(said, by=key("ES384", "another"))
    assert (await call(forged, service)).status_code == 401
    assert (await call(signed(said), service)).status_code == 200


@pytest.mark.parametrize(("tenant", "status"), [("a", 200), ("b", 200), ("c", 401), (None, 401), (["a"], 401)], ids=str)
async def test_a_listed_tenant_is_required_where_tenants_are_listed(call: Call, tenant: Any, status: int) -> None:
    assert (await call(signed(claims(tenant=tenant)), tenants=["a", "b"])).status_code == status


async def test_where_none_is_listed_any_tenant_is_let_in(call: Call) -> None:
    assert (await call(signed(claims(tenant="whoever", sub="client")))).status_code == 200


async def test_every_refusal_is_the_same_bytes(call: Call) -> None:
    tokens = ["x", signed(claims(iss="x")), signed(claims(aud="x")), signed(claims(exp=1, iat=0))]
    assert len({(await call(token)).content for token in tokens}) == 1


async def test_neither_token_nor_claims_stand_in_the_log(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("debug", "json")
    said = claims(tenant="ward-nine", sub="who-asks", jti="one-token")
    token = signed(said)
    await call(token)
    refused = signed(claims(exp=1, iat=0, jti="another-token"))
    await call(refused)
    told = capsys.readouterr().err
    assert '"refused": "expired"' in told
    assert '"client": "north"' in told
    signatures = [each.rpartition(".")[2] for each in (token, refused)]
    for secret in (token, refused, *signatures, "ward-nine", "who-asks", "one-token", "another-token", ISSUER):
        assert secret not in told


def judge(token: str, algorithm: str, keys: tuple[PublicKey, ...]) -> None:
    read = read_token(token)
    check_signature(read, keys if read.header.get("alg") == algorithm else ())


@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_of_a_valid_token_passes(algorithm: str, data: st.DataObject) -> None:
    """One character of header, claims or signature changed, left out or added."""
    token = signed(claims(), header(algorithm), by=key(algorithm))
    keys = read_key_set(orjson.dumps(key_set(key(algorithm))))
    check_signature(read_token(token), keys)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCDEFGHabcdefgh0123456789-_.=+/ "))
    kind = data.draw(st.sampled_from(["change", "leave out", "add"]))
    rest = token[place + 1 :] if kind != "add" else token[place:]
    changed = token[:place] + ("" if kind == "leave out" else letter) + rest
    if changed == token:
        return
    with pytest.raises(TokenRefused) as refused:
        judge(changed, algorithm, keys)
    assert refused.value.reason in (Refusal.NO_JWT, Refusal.SIGNATURE)


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.mark.parametrize("spare", range(1, 16))
def test_spare_bits_of_the_last_character_make_no_second_spelling(spare: int) -> None:
    """An RS384 signature of 256 bytes leaves four bits of its last character unused."""
    token = signed(claims(), header("RS384"), by=key("RS384"))
    other = token[:-1] + LETTERS[LETTERS.index(token[-1]) + spare]
    same, again = (base64.urlsafe_b64decode(text.rpartition(".")[2] + "==") for text in (token, other))
    assert same == again
    with pytest.raises(TokenRefused) as refused:
        read_token(other)
    assert refused.value.reason is Refusal.NO_JWT
