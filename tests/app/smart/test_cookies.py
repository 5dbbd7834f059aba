"""The encrypted cookie: what it looks like, who reads it, and what becomes of it when it is changed or too long."""

import secrets
from base64 import urlsafe_b64decode
from typing import Any

import msgspec
import orjson
import pytest
from joserfc import jwe
from joserfc.jwk import OctKey

from app.smart.cookies import MOST_PARTS, NAME, PART, cookie_key, forgotten, opened, sealed
from app.smart.refusals import Refused
from app.smart.sessions import Session
from tests.app.smart.conftest import SECRET, Opened
from tests.app.smart.ehr import Ehr

KEY = cookie_key(SECRET)
AT = 1_800_000_000.0


def session(**changed: Any) -> Session:
    given: dict[str, Any] = {
        "ends": int(AT) + 3600,
        "iss": "https://ehr.example.org/fhir/R4",
        "patient": "p1",
        "token": "a-token",
        "token_ends": int(AT) + 600,
        "refresh_token": None,
        "scope": "patient/Condition.rs",
        "banner": True,
        "definition": None,
        "encounter": None,
    }
    return Session(**(given | changed))


def jar(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(";")[0].partition("=") for line in lines)
    return {name: value for name, _, value in pairs if value}


def test_its_attributes_are_those_that_an_ehrs_frame_needs() -> None:
    first, second = sealed(session(), KEY, at=AT)
    attributes = first.split("; ")[1:]
    assert first.startswith("__Host-trd=")
    assert attributes == ["Max-Age=3600", "Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"]
    assert second.startswith("__Host-trd-1=; Max-Age=0; "), "a part of an older, longer one is taken away"
    assert all("Max-Age=0" in line and "Partitioned" in line for line in forgotten())


def test_nothing_of_it_can_be_read_and_no_two_are_alike() -> None:
    one, two = (jar(sealed(session(), KEY, at=AT))[NAME] for _ in range(2))
    assert one != two
    header, encrypted_key, *rest = one.split(".")
    assert orjson.loads(urlsafe_b64decode(header + "==")) == {"alg": "dir", "enc": "A256GCM", "zip": "DEF"}
    assert encrypted_key == ""
    for part in rest:
        assert b"token" not in urlsafe_b64decode(part + "==")
    assert "a-token" not in repr(session()), "nor is it told by mistake"


def test_it_is_read_with_the_sites_secret_alone() -> None:
    cookies = jar(sealed(session(), KEY, at=AT))
    assert opened(cookies, cookie_key(SECRET), at=AT) == session()
    assert opened(cookies, cookie_key(SECRET + b"x"), at=AT) is None
    raw = OctKey.import_key(SECRET[:32])
    assert opened(cookies, raw, at=AT) is None, "the secret itself is not the key"


def test_any_letter_that_is_changed_makes_it_nobodys() -> None:
    text = jar(sealed(session(), KEY, at=AT))[NAME]
    for place in range(0, len(text), 7):
        other = "A" if text[place] != "A" else "Q"
        assert opened({NAME: text[:place] + other + text[place + 1 :]}, KEY, at=AT) is None, place


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "a.b.c.d.e", "é", "." * 4, "e30....", "x" * 70_000])
def test_what_is_no_cookie_of_ours_is_none(text: str) -> None:
    assert opened({NAME: text}, KEY, at=AT) is None


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({"alg": "dir", "enc": "A128CBC-HS256"}, id="another cipher"),
        pytest.param({"alg": "A256GCMKW", "enc": "A256GCM"}, id="another way to the key"),
    ],
)
def test_no_other_algorithm_is_let_in(header: dict[str, str]) -> None:
    content = msgspec.json.encode(session())
    text = jwe.encrypt_compact(header, content, KEY, algorithms=list(header.values()))
    assert opened({NAME: text}, KEY, at=AT) is None


def test_what_we_did_not_put_in_is_not_read() -> None:
    header = {"alg": "dir", "enc": "A256GCM"}
    for content in (b"", b"[]", b'["session"]', b'{"token": "x"}', b"null"):
        text = jwe.encrypt_compact(header, content, KEY, algorithms=["dir", "A256GCM"])
        assert opened({NAME: text}, KEY, at=AT) is None


def test_it_holds_until_its_hour_is_over_whatever_the_browser_keeps() -> None:
    cookies = jar(sealed(session(), KEY, at=AT))
    assert opened(cookies, KEY, at=AT + 3599.9) is not None
    assert opened(cookies, KEY, at=AT + 3600) is None


def test_long_tokens_are_divided_and_put_together_again() -> None:
    long = session(token=secrets.token_urlsafe(2400), refresh_token=secrets.token_urlsafe(1200))
    lines = sealed(long, KEY, at=AT)
    cookies = jar(lines)
    assert set(cookies) == {NAME, f"{NAME}-1"}
    assert all(len(value) <= PART for value in cookies.values())
    assert all(len(line.partition(";")[0]) < 4096 for line in lines), "what a browser takes"
    assert opened(cookies, KEY, at=AT) == long
    assert opened({NAME: cookies[NAME]}, KEY, at=AT) is None, "a part alone is none"


def test_tokens_that_do_not_fit_are_refused_in_words() -> None:
    fits = PART * MOST_PARTS * 3 // 4
    with pytest.raises(Refused) as refused:
        sealed(session(token=secrets.token_urlsafe(fits)), KEY, at=AT)
    assert refused.value.cause == "tokens-too-long"


async def test_a_changed_cookie_is_no_session(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    await seen.sign_in()
    text = seen.cookies[NAME]
    seen.cookies[NAME] = text[:-1] + ("A" if text[-1] != "A" else "Q")
    ehr.asked.clear()
    assert (await seen.timeline()).status_code == 401
    assert ehr.asked == []
