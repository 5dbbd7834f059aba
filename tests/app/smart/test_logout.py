"""Signing out: only a page of ours may ask for it; the tokens are given back, and the cookie is gone."""

import pytest

from tests.app.smart.conftest import BASE, Opened, told
from tests.app.smart.ehr import Ehr

OURS = {"sec_fetch_site": "same-origin"}


async def test_the_cookie_is_gone_and_the_tokens_are_given_back(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    await seen.sign_in()
    given = {*ehr.access, *ehr.refresh}
    kept = dict(seen.cookies)
    answer = await seen.post("/smart/logout", **OURS)
    assert answer.status_code == 200
    assert "Signed out" in answer.text
    assert seen.cookies == {}
    assert set(ehr.withdrawn) == given
    assert ehr.refused == []
    seen.cookies = kept
    assert (await seen.timeline()).status_code == 401, "a cookie that was copied opens nothing any more"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="nothing said"),
        pytest.param({"sec_fetch_site": "cross-site", "origin": "https://evil.example.org"}, id="another site"),
        pytest.param({"sec_fetch_site": "same-site"}, id="a neighbour of the same domain"),
        pytest.param({"sec_fetch_site": "none"}, id="an address typed in"),
        pytest.param({"origin": "https://evil.example.org"}, id="an old browser at another site"),
        pytest.param({"origin": "null"}, id="an old browser that does not say"),
        pytest.param({"origin": f"{BASE}.evil.org"}, id="a name that only begins like ours"),
    ],
)
async def test_no_other_page_signs_anybody_out(browser: Opened, ehr: Ehr, headers: dict[str, str]) -> None:
    seen = browser()
    await seen.sign_in()
    answer = await seen.post("/smart/logout", **headers)
    assert answer.status_code == 403
    assert "not asked by a page of ours" in told(answer)
    assert "Sertraline" in (await seen.timeline()).text


async def test_an_old_browser_that_names_our_origin_is_believed(browser: Opened, ehr: Ehr) -> None:
    ehr.redirect_uri = "https://proxy.example.org/trd/smart/callback"
    seen = browser(settings={"base_url": "https://proxy.example.org/trd"})
    answer = await seen.post("/smart/logout", origin="https://proxy.example.org")
    assert answer.status_code == 200


async def test_signing_out_by_get_is_not_possible(browser: Opened) -> None:
    assert (await browser().get("/smart/logout")).status_code == 405


async def test_who_is_not_signed_in_may_sign_out(browser: Opened, ehr: Ehr) -> None:
    answer = await browser().post("/smart/logout", **OURS)
    assert answer.status_code == 200
    assert ehr.asked == []


async def test_an_ehr_that_takes_no_tokens_back_keeps_nobody_signed_in(browser: Opened, ehr: Ehr) -> None:
    ehr.configured = {"revocation_endpoint": None}
    seen = browser()
    await seen.sign_in()
    assert (await seen.post("/smart/logout", **OURS)).status_code == 200
    assert seen.cookies == {}


async def test_the_page_has_a_button_for_it(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    await seen.sign_in()
    page = (await seen.timeline()).text
    assert '<form class="leave" method="post" action="/smart/logout">' in page
