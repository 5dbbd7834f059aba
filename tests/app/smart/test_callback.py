"""What the EHR sends the browser back with: nothing of it is believed that this browser's launch does not prove."""

import secrets
import time
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from app.clients import Clients
from tests.app.smart.conftest import BASE, SECRET, Browser, Opened, told
from tests.app.smart.ehr import Ehr

BLOCKED = "Your browser blocks this app's cookie in the EHR"


async def back(seen: Browser, ehr: Ehr) -> str:
    return await seen.authorize(await seen.launch(launch="launch-1"))


def asked_for_token(ehr: Ehr) -> int:
    return ehr.asked.count("POST /token")


async def test_without_the_cookie_it_is_said_that_the_browser_blocks_it_and_nothing_goes_round(
    browser: Opened, ehr: Ehr
) -> None:
    seen = browser()
    address = await back(seen, ehr)
    seen.cookies.clear()
    answer = await seen.get(address)
    assert answer.status_code == 400
    assert BLOCKED in told(answer)
    assert "location" not in answer.headers
    assert "refresh" not in answer.text
    assert asked_for_token(ehr) == 0


async def test_a_timeline_without_a_session_says_so_and_leads_nowhere(browser: Opened, ehr: Ehr) -> None:
    for address in ("/timeline", "/timeline?read=1", "/timeline?read=2"):
        answer = await browser().get(address)
        assert answer.status_code == 401
        assert "location" not in answer.headers
        assert "http-equiv" not in answer.text
        assert "blocks this app's cookie" in unescape(answer.text)
    assert ehr.asked == []


@pytest.mark.parametrize("state", ["", "?", "other"])
async def test_an_answer_of_another_launch_is_refused_and_its_code_not_used(
    browser: Opened, ehr: Ehr, state: str
) -> None:
    seen = browser()
    address = await back(seen, ehr)
    base, _, query = address.partition("&state=")
    changed = {"": base, "?": f"{base}&state=", "other": f"{base}&state={query[::-1]}"}[state]
    answer = await seen.get(changed)
    assert answer.status_code == 400
    assert "does not belong to the launch" in told(answer)
    assert asked_for_token(ehr) == 0
    assert (await seen.get(address)).status_code == 303, "the launch itself is still good"


async def test_a_state_twice_or_a_code_twice_is_refused(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    address = await back(seen, ehr)
    for again in ("state=x", "code=x", "error=x"):
        assert (await seen.get(f"{address}&error=y&{again}")).status_code == 400
    assert asked_for_token(ehr) == 0


async def test_a_state_that_was_used_is_refused_even_with_the_cookie_of_that_time(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    address = await back(seen, ehr)
    kept = dict(seen.cookies)
    assert (await seen.get(address)).status_code == 303
    seen.cookies = kept
    answer = await seen.get(address)
    assert answer.status_code == 400
    assert told(answer).startswith("This sign-in was used before")
    assert asked_for_token(ehr) == 1


async def test_going_back_to_a_used_address_leads_to_the_chart_that_is_open(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    address = await back(seen, ehr)
    await seen.get(address)
    answer = await seen.get(address)
    assert answer.status_code == 400
    assert 'href="/timeline"' in answer.text
    assert asked_for_token(ehr) == 1
    assert "Sertraline" in (await seen.timeline()).text


async def test_a_code_of_another_launch_is_refused_by_the_ehr(browser: Opened, ehr: Ehr) -> None:
    """The attack that PKCE stands against: a code that was overheard, put into another browser's answer."""
    theirs, ours = browser(), browser()
    code = (await back(theirs, ehr)).partition("code=")[2].partition("&")[0]
    own = await back(ours, ehr)
    own_code = own.partition("code=")[2].partition("&")[0]
    answer = await ours.get(own.replace(own_code, code))
    assert answer.status_code == 502
    assert told(answer) == "The EHR's server gave no token to read the record with. It says: invalid_grant."
    assert ehr.refused == ["invalid_grant: PKCE"]


async def test_a_launch_that_took_too_long_is_over(browser: Opened, ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = browser()
    address = await back(seen, ehr)
    with time_machine.travel(time.time() + 601, tick=True):
        answer = await seen.get(address)
    assert answer.status_code == 401
    assert "is over" in told(answer)
    assert asked_for_token(ehr) == 0


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        pytest.param(
            {"error": "access_denied", "error_description": "The user said no."},
            "The EHR did not let this app in. It says: access_denied (The user said no.).",
            id="in its own words",
        ),
        pytest.param({"error": "access_denied"}, "It says: access_denied.", id="without words"),
        pytest.param(
            {"error": "<script>", "error_description": "<img src=x onerror=alert(1)>\n&amp;"},
            "It says: error (<img src=x onerror=alert(1)> &amp;).",
            id="markup is shown and never run",
        ),
        pytest.param(
            {"error": "server_error", "error_description": "x" * 5000}, "answer is not one that", id="too long"
        ),
    ],
)
async def test_an_error_of_the_ehr_is_told_in_one_sentence(
    browser: Opened, ehr: Ehr, sent: dict[str, str], sentence: str
) -> None:
    seen = browser()
    state = (await back(seen, ehr)).partition("state=")[2]
    answer = await seen.get(f"/smart/callback?{urlencode({**sent, 'state': state})}")
    assert sentence in told(answer)
    assert "<img" not in answer.text
    assert "<script>" not in answer.text.partition("</head>")[2]
    assert "X-Request-Id" in answer.headers
    assert answer.headers["X-Request-Id"] in answer.text, "the number to quote"


async def test_words_of_somebody_else_are_not_shown(browser: Opened, ehr: Ehr) -> None:
    """Without the launch's own state nobody can put a sentence on our page."""
    seen = browser()
    await back(seen, ehr)
    address = "/smart/callback?error=x&error_description=Call+this+number&state=guessed"
    for one in (seen, browser()):
        assert "Call this number" not in (await one.get(address)).text


async def test_trying_again_leads_to_a_new_launch_where_the_ehr_takes_one_without_a_chart(
    browser: Opened, ehr: Ehr
) -> None:
    link = 'href="/smart/launch?iss=https%3A%2F%2Fehr.example.org%2Ffhir%2FR4"'
    seen = browser()
    state = (await back(seen, ehr)).partition("state=")[2]
    assert link in (await seen.get(f"/smart/callback?error=access_denied&state={state}")).text
    ehr.configured = {"capabilities": ["launch-ehr", "permission-v2"]}
    seen = browser()
    state = (await back(seen, ehr)).partition("state=")[2]
    assert "Try again" not in (await seen.get(f"/smart/callback?error=access_denied&state={state}")).text


async def test_an_answer_that_names_another_authorization_server_is_refused(browser: Opened, ehr: Ehr) -> None:
    """RFC 9207: two EHRs, and one of them answers for the other."""
    seen = browser()
    address = await back(seen, ehr)
    answer = await seen.get(f"{address}&iss=https%3A%2F%2Fother.example.org")
    assert "does not belong to the launch" in told(answer)
    assert asked_for_token(ehr) == 0
    again = browser()
    address = await back(again, ehr)
    assert (await again.get(f"{address}&iss=https%3A%2F%2Fehr.example.org%2Ffhir%2FR4")).status_code == 303


@pytest.mark.parametrize(
    ("configured", "sent"),
    [
        pytest.param({"issuer": None, "jwks_uri": None}, "&iss=https%3A%2F%2Fother.example.org", id="no issuer known"),
        pytest.param({"authorization_response_iss_parameter_supported": True}, "", id="promised and not there"),
    ],
)
async def test_an_answer_whose_server_cannot_be_told_is_refused(
    browser: Opened, ehr: Ehr, configured: dict[str, Any], sent: str
) -> None:
    """RFC 9207 §2.4: a configuration that leaves its issuer out does not let another server's code through."""
    ehr.configured = configured
    seen = browser()
    answer = await seen.get(await back(seen, ehr) + sent)
    assert "does not belong to the launch" in told(answer)
    assert asked_for_token(ehr) == 0


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        pytest.param({"access_token": None}, "gave no token", id="no token"),
        pytest.param({"access_token": "a b\r\nX-Evil: 1"}, "gave no token", id="a token that breaks its header"),
        pytest.param({"token_type": "mac"}, "gave no token", id="another kind of token"),
        pytest.param({"token_type": None}, "gave no token", id="a token of no kind"),
        pytest.param({"patient": None}, "did not say which patient", id="no patient"),
        pytest.param({"patient": "../../Patient?x"}, "did not say which patient", id="a patient that is no id"),
        pytest.param({"patient": 7}, "did not say which patient", id="a patient that is a number"),
        pytest.param({"access_token": "x" * 9000, "refresh_token": "y"}, "too long for a cookie", id="too long"),
    ],
)
async def test_a_token_answer_that_can_not_be_used_is_told(
    browser: Opened, ehr: Ehr, members: dict[str, Any], sentence: str
) -> None:
    if members.get("access_token") == "x" * 9000:
        members = {"access_token": secrets.token_urlsafe(9000)}
    ehr.told = members
    seen = browser()
    answer = await seen.sign_in()
    assert answer.status_code == 502
    assert sentence in told(answer)
    assert "location" not in answer.headers
    assert (await seen.get("/timeline")).status_code == 401


async def test_a_token_may_be_spelled_as_servers_spell_it(browser: Opened, ehr: Ehr) -> None:
    ehr.told = {"token_type": "bearer", "expires_in": "3599", "patient": "Patient/two-failed-trials", "scope": None}
    seen = browser()
    await seen.sign_in()
    assert "Sertraline" in (await seen.timeline()).text


async def test_a_client_that_was_taken_out_meanwhile_gets_no_token(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    address = await back(seen, ehr)
    without = browser(clients=Clients())
    without.cookies = seen.cookies
    answer = await without.get(address)
    assert answer.status_code == 403
    assert asked_for_token(ehr) == 0


async def test_another_worker_finishes_what_one_began_and_another_site_does_not(browser: Opened, ehr: Ehr) -> None:
    one, other, elsewhere = browser(), browser(), browser(secret=SECRET[::-1])
    address = await back(one, ehr)
    elsewhere.cookies = dict(one.cookies)
    assert (await elsewhere.get(address)).status_code == 401
    other.cookies = one.cookies
    assert (await other.get(address)).status_code == 303
    third = browser()
    third.cookies = other.cookies
    assert "Sertraline" in (await third.timeline()).text
    assert BASE in str(third.service.base_url)
