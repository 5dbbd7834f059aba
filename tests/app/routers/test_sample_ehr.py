"""/sample-ehr as a browser gets it: in the demonstration alone, with what the screen needs of the server."""

import re
from collections.abc import Callable
from html import unescape

import httpx
import orjson
import pytest

from app.clock import today
from app.demo import TELLS
from app.demo.formulary import other_drugs
from app.pages.static_files import static_files
from trd.knowledge.types import Knowledge

PAGE = "/sample-ehr"
SCRIPTS = sorted(name for name in static_files() if name.startswith("sample_ehr") and name.endswith(".js"))


async def page(client: httpx.AsyncClient) -> str:
    answer = await client.get(PAGE)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    return answer.text


async def test_the_screen_is_served_under_the_policy_of_all_pages(client: httpx.AsyncClient) -> None:
    answer = await client.get(PAGE)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "trusted-types 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


async def test_every_sample_patient_can_be_chosen_by_name_and_story(client: httpx.AsyncClient) -> None:
    found = dict(re.findall(r'<option value="([a-z-]+)">([^<]+)</option>', await page(client)))
    assert list(found) == list(TELLS)
    assert all(tells in unescape(found[name]) for name, tells in TELLS.items())
    assert found["two-failed-trials"].startswith("Alma Sample: ")


async def test_the_day_and_the_record_are_the_servers(client: httpx.AsyncClient) -> None:
    text = await page(client)
    assert f'data-today="{today().isoformat()}"' in text
    assert 'data-fhir="http://test/demo/fhir"' in text


async def test_the_address_of_the_record_is_the_public_one(serving: Callable[..., httpx.AsyncClient]) -> None:
    text = await page(serving(demo=True, base_url="https://cds.example.org/trd"))
    assert 'data-fhir="https://cds.example.org/trd/demo/fhir"' in text
    assert 'src="/trd/static/sample_ehr.js"' in text


async def test_drugs_beside_the_agents_can_be_ordered_too(client: httpx.AsyncClient, knowledge: Knowledge) -> None:
    held = re.search(r'id="other-drugs">(.*?)</script>', await page(client), re.DOTALL)
    assert held is not None
    found = dict(orjson.loads(held[1]))
    assert found["linezolid"] == "190376"
    assert "sertraline" not in found
    assert len(found) == len(other_drugs(knowledge)) > 300


async def test_without_a_script_it_says_what_is_missing(client: httpx.AsyncClient) -> None:
    assert "This screen needs JavaScript" in await page(client)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_module_neither_asks_the_browsers_clock_nor_builds_markup(script: str) -> None:
    told = static_files()[script].body.decode()
    for never in ("Date.now", "new Date()", "innerHTML", "insertAdjacentHTML", "document.write", "eval(", ".style"):
        assert never not in told
    assert len(told.splitlines()) <= 250


def test_every_module_that_is_imported_is_served() -> None:
    for script in SCRIPTS:
        for name in re.findall(r'from "\./([^"]+)"', static_files()[script].body.decode()):
            assert name in static_files(), f"{script} imports {name}"


async def test_outside_the_demonstration_there_is_no_such_screen(serving: Callable[..., httpx.AsyncClient]) -> None:
    for service in (serving(insecure=True), serving(playground=True)):
        answer = await service.get(PAGE)
        assert answer.status_code == 404
        assert answer.json()["resourceType"] == "OperationOutcome"
