"""GET /about: a page and JSON, open to all; every link to the knowledge lands."""

import re
from collections.abc import Callable

import httpx

from trd.knowledge.types import Knowledge


async def test_the_page_says_what_it_is_for_and_what_it_must_not_be_used_for(client: httpx.AsyncClient) -> None:
    answer = await client.get("/about")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for heading in ("Intended use", "must not be used for", "four criteria", "13 source attributes", "Accessibility"):
        assert heading in answer.text
    assert "▲ Draft." in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_json_by_accept_says_the_same(client: httpx.AsyncClient, knowledge: Knowledge) -> None:
    told = (await client.get("/about", headers={"Accept": "application/json"})).json()
    assert told["knowledge"] == {"version": knowledge.version, "hash": knowledge.hash, "draft": knowledge.draft}
    assert len(told["sourceAttributes"]) == 13
    assert len(told["fda"]) == 4
    page = (await client.get("/about")).text
    assert told["version"] in page
    assert told["code"] in page
    assert told["knowledge"]["hash"] in page


async def test_every_use_that_names_a_row_leads_to_it(client: httpx.AsyncClient) -> None:
    page = (await client.get("/about")).text
    ids = set(re.findall(r'id="([^"]+)"', (await client.get("/knowledge")).text))
    named = set(re.findall(r'href="/knowledge#([^"]+)"', page))
    assert len(named) > 100
    assert named <= ids


async def test_who_holds_it_already_is_told_so(client: httpx.AsyncClient) -> None:
    first = await client.get("/about")
    again = await client.get("/about", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_behind_a_proxy_links_stay_under_its_path(serving: Callable[..., httpx.AsyncClient]) -> None:
    page = (await serving(base_url="https://ehr.example.org/cds").get("/about")).text
    assert all(link.startswith(("/cds/", "#")) for link in re.findall(r'(?:href|src)="([^"]+)"', page))
