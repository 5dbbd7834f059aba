"""GET /: name, version, health and the ways on; in demo mode the playground."""

import re
from collections.abc import Callable

import httpx

from app.versions import package_version

Serving = Callable[..., httpx.AsyncClient]


async def test_home_names_version_and_health_and_every_link_is_answered(serving: Serving) -> None:
    service = serving()
    answer = await service.get("/")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f"trd-cds {package_version()}" in answer.text
    assert "✓ Healthy." in answer.text
    links = {link for link in re.findall(r'href="([^"]+)"', answer.text) if link.startswith("/")}
    assert {"/cds-services", "/knowledge", "/about", "/docs", "/openapi.json", "/health/ready", "/feedback"} <= links
    assert "/playground" not in links
    for link in links:
        expected = 401 if link == "/feedback" else 200
        assert (await service.get(link)).status_code == expected, link


async def test_the_playground_is_named_where_the_site_opened_it(serving: Serving) -> None:
    assert 'href="/playground"' in (await serving(playground=True).get("/")).text


async def test_demo_leads_on_to_the_playground_also_behind_a_proxy(serving: Serving) -> None:
    for base_url, target in ((None, "/playground"), ("https://ehr.example.org/cds", "/cds/playground")):
        answer = await serving(demo=True, base_url=base_url).get("/")
        assert (answer.status_code, answer.headers["location"]) == (307, target)


async def test_head_is_answered(serving: Serving) -> None:
    assert (await serving().head("/")).status_code == 200
