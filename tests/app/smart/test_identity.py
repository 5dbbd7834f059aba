"""The id_token: proven by issuer, audience, time, nonce and signature, or nobody is signed in."""

import time
from typing import Any

import pytest
from joserfc import jwt

from tests.app.security.signing import key
from tests.app.smart.conftest import Opened, told
from tests.app.smart.ehr import Ehr

WRONG: dict[str, dict[str, Any]] = {
    "of another EHR": {"iss": "https://other.example.org"},
    "without an issuer": {"iss": None},
    "for another app": {"aud": "another"},
    "for several apps, and not for us first": {"aud": ["timeline", "another"]},
    "for nobody": {"aud": None},
    "over": {"exp": int(time.time()) - 120},
    "without an end": {"exp": None},
    "with an end that is a word": {"exp": "never"},
    "of another launch": {"nonce": "another-nonce-that-was-guessed"},
    "of no launch": {"nonce": None},
}


@pytest.mark.parametrize("claimed", WRONG.values(), ids=list(WRONG))
async def test_an_id_token_that_does_not_hold_signs_nobody_in(
    browser: Opened, ehr: Ehr, claimed: dict[str, Any]
) -> None:
    ehr.claimed = claimed
    seen = browser()
    answer = await seen.sign_in()
    assert answer.status_code == 502
    assert "could not be proven" in told(answer)
    assert (await seen.get("/timeline")).status_code == 401


@pytest.mark.parametrize(
    "claimed",
    [
        pytest.param({}, id="as usual"),
        pytest.param({"aud": ["timeline"]}, id="an audience in a list"),
        pytest.param({"aud": ["timeline", "another"], "azp": "timeline"}, id="several apps, made for us"),
        pytest.param({"fhirUser": None}, id="nobody named"),
    ],
)
async def test_a_valid_one_signs_in(browser: Opened, ehr: Ehr, claimed: dict[str, Any]) -> None:
    ehr.claimed = claimed
    assert (await browser().sign_in()).status_code == 303


@pytest.mark.parametrize("who", ["Patient/1", "https://ehr.example.org/fhir/R4/RelatedPerson/2/"])
async def test_a_patient_who_signed_in_is_told_that_the_page_is_for_clinicians(
    browser: Opened, ehr: Ehr, who: str
) -> None:
    ehr.claimed = {"fhirUser": who}
    answer = await browser().sign_in()
    assert answer.status_code == 403
    assert "informs clinicians" in told(answer)


def forged(ehr: Ehr, how: str) -> str:
    token = ehr.id_token("n")
    head, body, signature = token.split(".")
    if how == "cut":
        return f"{head}.{body}."
    if how == "none":
        return f"eyJhbGciOiJub25lIn0.{body}."
    if how == "shared secret":
        return "eyJhbGciOiJIUzI1NiJ9." + body + "." + signature
    return "no token at all"


@pytest.mark.parametrize("how", ["cut", "none", "shared secret", "words"])
async def test_one_that_nobody_signed_signs_nobody_in(browser: Opened, ehr: Ehr, how: str) -> None:
    ehr.told = {"id_token": forged(ehr, how)}
    answer = await browser().sign_in()
    assert answer.status_code == 502


async def test_one_signed_by_another_key_signs_nobody_in(
    browser: Opened, ehr: Ehr, monkeypatch: pytest.MonkeyPatch
) -> None:
    def signed(self: Ehr, nonce: str | None, **_: Any) -> str:
        at = int(time.time())
        claims = {"iss": self.fhir, "aud": self.client_id, "exp": at + 300, "nonce": nonce}
        return jwt.encode({"alg": "RS256", "kid": "ehr-1"}, claims, key("RS256", "evil"), algorithms=["RS256"])

    monkeypatch.setattr(Ehr, "id_token", signed)
    answer = await browser().sign_in()
    assert "could not be proven" in told(answer)


async def test_where_identity_can_not_be_proven_it_is_not_asked_for_and_not_believed(browser: Opened, ehr: Ehr) -> None:
    ehr.configured = {"jwks_uri": None}
    ehr.told = {"id_token": "words"}
    assert (await browser().sign_in()).status_code == 303
    assert "GET /keys" not in ehr.asked
