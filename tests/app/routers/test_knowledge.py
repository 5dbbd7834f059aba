"""GET /knowledge: every passage that a card or a result points to is there, for people and for programs."""

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any

import httpx
import orjson
import pytest

from app.demo import REFERENCE_DAY, TELLS, hook_request
from app.pages.knowledge import KnowledgePage
from app.settings import Settings
from app.shell import Shell
from tests.signed import signed
from trd.knowledge.types import Knowledge

PUBLIC = "https://cds.example.org"


class Page(HTMLParser):
    """Ids, links and everything that a browser would load or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.inline += [name for name in found if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in found) else []
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.add(found["href"])
        if tag in ("script", "link", "img"):
            self.loaded.add(found.get("src") or found.get("href", ""))


@pytest.fixture
async def page(client: httpx.AsyncClient) -> Page:
    return Page((await client.get("/knowledge")).text)


async def test_the_page_is_html_under_a_strict_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/knowledge")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "img-src", "connect-src")} == {"'self'"}
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client: httpx.AsyncClient, page: Page) -> None:
    assert page.inline == []
    assert page.loaded
    for address in page.loaded:
        assert address.startswith("/static/")
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert not re.search(rb"https?://(?!www\.w3\.org/2000/svg)", answer.content), "no third party in a file either"


async def test_every_id_is_there_once(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))


async def test_every_link_inside_the_page_lands(page: Page) -> None:
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


async def test_every_agent_row_source_and_definition_has_its_passage(page: Page, knowledge: Knowledge) -> None:
    ids = set(page.ids)
    assert {f"agent-{name}" for name in knowledge.agents} <= ids
    assert {row.id for row in knowledge.safety} <= ids
    assert set(knowledge.sources) <= ids
    assert set(knowledge.main_rows) <= ids
    assert {f"definition-{name}" for name in knowledge.definitions} <= ids
    assert {f"scale-{name}" for name in knowledge.scales} <= ids
    assert {f"explanation-{name}" for name in knowledge.explanations} <= ids
    assert {f"country-{name}" for name in knowledge.countries} <= ids


async def test_the_page_says_what_nobody_has_signed(client: httpx.AsyncClient, knowledge: Knowledge) -> None:
    text = (await client.get("/knowledge")).text
    assert f"{len(knowledge.drafts)} of {len(knowledge.reviews.of)} entries have not been signed by a clinician" in text
    assert knowledge.hash in text
    assert knowledge.version in text


async def test_json_by_accept_holds_every_citation(client: httpx.AsyncClient, knowledge: Knowledge) -> None:
    answer = await client.get("/knowledge", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert told["version"] == knowledge.version
    assert set(told["sources"]) == set(knowledge.sources)
    assert told["agents"]["sertraline"]["minimum"]["value"] == 50
    assert told["safetyRows"]["S001"]["effect"] == "contraindicated"


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_who_holds_it_already_is_told_so(client: httpx.AsyncClient, accept: str) -> None:
    first = await client.get("/knowledge", headers={"Accept": accept})
    again = await client.get("/knowledge", headers={"Accept": accept, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_head_and_a_trailing_slash_are_answered(client: httpx.AsyncClient) -> None:
    assert (await client.head("/knowledge")).status_code == 200
    assert (await client.get("/knowledge/")).status_code == 200
    assert (await client.post("/knowledge")).status_code == 405


async def test_behind_a_proxy_the_files_are_asked_for_under_its_path(serving: Callable[..., httpx.AsyncClient]) -> None:
    page = Page((await serving(base_url="https://ehr.example.org/cds").get("/knowledge")).text)
    assert {address for address in page.loaded if not address.startswith("/cds/static/")} == set()


async def test_there_is_no_other_file(client: httpx.AsyncClient) -> None:
    for name in ("nothing.css", "..%2Fknowledge.py", "__init__.py"):
        assert (await client.get(f"/static/{name}")).status_code == 404


async def cards_of(public: httpx.AsyncClient, name: str) -> list[dict[str, Any]]:
    request = hook_request(name, REFERENCE_DAY)
    request["extension"] = {"org.trd-cds.configuration": {"asOf": REFERENCE_DAY.isoformat(), "maxCards": 20}}
    answer = await public.post("/cds-services/trd-patient-view", content=orjson.dumps(request))
    found: list[dict[str, Any]] = answer.json()["cards"]
    return found


@pytest.mark.parametrize("country", ["US", "GB", "DE", "other"])
async def test_every_link_on_the_demo_patients_cards_lands_on_its_passage(
    serving: Callable[..., httpx.AsyncClient], country: str
) -> None:
    public = serving(demo=True, base_url=PUBLIC, country=country)
    ids = set(Page((await public.get("/knowledge")).text).ids)
    followed = 0
    for name in TELLS:
        for card in await cards_of(public, name):
            for link in card.get("links", ()):
                address, _, passage = link["url"].partition("#")
                assert address == f"{PUBLIC}/knowledge", link
                assert passage in ids, link
                followed += 1
    assert followed >= 10


async def test_every_citation_row_and_agent_of_the_demo_patients_lands(
    serving: Callable[..., httpx.AsyncClient], knowledge: Knowledge
) -> None:
    public = serving(demo=True, base_url=PUBLIC)
    ids = set(Page((await public.get("/knowledge")).text).ids)
    named: set[str] = set()
    for name in TELLS:
        for card in await cards_of(public, name):
            for told in card["extension"].values():
                named |= set(told.get("citations", ()))
                named |= {found["row"] for found in told.get("cautions", ()) if found.get("row")}
                for option in [*told.get("recommendations", ()), *told.get("setAside", ())]:
                    named |= set(option.get("citations", ()))
                    named |= {option["row"]} if option.get("row") else set()
    assert len(named) > 5
    assert named <= ids


async def test_one_trial_is_judged_before_the_readers_eyes(client: httpx.AsyncClient, knowledge: Knowledge) -> None:
    text = " ".join((await client.get("/knowledge")).text.split())
    least = knowledge.agents["sertraline"].minimum
    assert least is not None
    assert f'<a href="#agent-sertraline">{least.value} mg/d</a>' in text
    assert "<em>adequate</em>" in text
    assert "<em>non-response</em>" in text
    assert "Sertraline: adequate. 101 days at 50 mg/d or more; 42 needed." in text


async def test_the_example_is_judged_by_the_knowledge_in_force(knowledge: Knowledge) -> None:
    from dataclasses import replace

    from app.pages.knowledge import worked_example

    sertraline = knowledge.agents["sertraline"]
    assert sertraline.minimum is not None
    dearer = replace(sertraline, minimum=replace(sertraline.minimum, value=sertraline.minimum.value * 4))
    changed = replace(knowledge, agents={**knowledge.agents, "sertraline": dearer})
    example = worked_example(Shell(settings=Settings(), knowledge=changed, secret=b"x"))
    assert example is not None
    assert example["trial"]["adequacy"] == "inadequate-dose"


def test_what_the_version_in_force_changed_is_written_down(knowledge: Knowledge) -> None:
    from app.pages.knowledge import change_to

    assert change_to(knowledge.version) is not None, "see app/pages/knowledge_changes.toml"
    assert change_to("a site's own") is None


@pytest.mark.parametrize(
    ("version", "says"),
    [
        pytest.param("2026.11", "2026.11 is the first version", id="the first"),
        pytest.param("2026.11-north", "is this site’s own version", id="a site's own"),
    ],
)
async def test_what_changed_since_the_last_version_is_said(knowledge: Knowledge, version: str, says: str) -> None:
    from dataclasses import replace

    from app.pages.knowledge import KnowledgePage
    from app.settings import Settings
    from app.shell import Shell

    changed = replace(knowledge, version=version)
    page = KnowledgePage(Shell(settings=Settings(), knowledge=changed, secret=b"x")).html.body.decode()
    assert says in page


def test_what_is_old_is_said_from_the_day_on_and_not_before(knowledge: Knowledge) -> None:
    """A signature of 20 November 2026 is good for 24 months."""
    mine = signed(knowledge, ["agent lithium"])
    page = KnowledgePage(Shell(settings=Settings(), knowledge=mine, secret=b"test"))
    assert "▲ Old." not in page.html.body.decode()
    old = page.on(date(2028, 11, 21)).html.body.decode()
    assert "agent lithium was signed on 2026-11-20, more than 24 months ago: to be reviewed again" in old
    assert f"{len(mine.drafts)} of {len(mine.reviews.of)} entries have not been signed" in old
    assert '<a href="#section-reviews">' in old
    assert 'id="section-reviews"' in old
