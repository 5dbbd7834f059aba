"""The page of a treatment history: complete without a script, in the words of the cards; JSON for who asks for none."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import orjson
import pytest

from app.demo import TELLS, hook_request
from app.pages.frame import framed
from app.pages.view import read_view, view_values
from app.view.view import Banner
from cds_hooks.messages import json_bytes
from tests.viewed import AS_OF, EVERYTHING, judged

PAGE, JSON = "text/html", "application/json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


async def asked(client: httpx.AsyncClient, sample: str, accept: str | None, **query: Any) -> httpx.Response:
    headers = {"Content-Type": JSON} | ({"Accept": accept} if accept is not None else {})
    if accept is None:
        client.headers.pop("accept", None)
    body = orjson.dumps(hook_request(sample, AS_OF))
    return await client.post("/assessments", content=body, headers=headers, params={"asOf": str(AS_OF), **query})


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        pytest.param(BROWSER, PAGE, id="a browser"),
        pytest.param("text/html", PAGE, id="a page"),
        pytest.param("application/json;q=0.5, text/html", PAGE, id="a page rather"),
        pytest.param("*/*", JSON, id="anything"),
        pytest.param(None, JSON, id="nothing said"),
        pytest.param("application/json", JSON, id="JSON"),
        pytest.param("text/html, application/json", JSON, id="both alike"),
        pytest.param("text/html;q=0.5, application/json", JSON, id="JSON rather"),
    ],
)
async def test_a_page_is_sent_to_who_asks_for_it_more_than_for_json(
    client: httpx.AsyncClient, accept: str | None, answered: str
) -> None:
    answer = await asked(client, "two-failed-trials", accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == answered
    if answered == PAGE:
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_the_cards_stand_under_the_timeline_where_they_are_wanted(client: httpx.AsyncClient) -> None:
    without = (await asked(client, "two-failed-trials", PAGE)).text
    wanted = (await asked(client, "two-failed-trials", PAGE, cards="true")).text
    assert 'id="cards"' not in without
    assert wanted.index('id="view"') < wanted.index('id="cards"')


@pytest.mark.parametrize("sample", TELLS)
async def test_each_trial_its_reason_and_each_option_are_in_the_page_before_any_script_runs(
    client: httpx.AsyncClient, sample: str
) -> None:
    told = (await asked(client, sample, JSON)).json()
    page = unescape((await asked(client, sample, PAGE)).text)
    for trial in told["trials"]:
        assert f'id="trial-{trial["id"]}"' in page
        assert re.sub(r"mg/d\b", "mg/day", trial["because"]) in page
        assert all(reference in page for reference in trial["evidence"])
    for aside in told["setAside"]:
        assert aside["reason"].split(". ")[0].rstrip(".") in page
    for gap in told["gaps"]:
        assert gap["what"].lower().rstrip(".") in page.lower()
    assert "The chart needs JavaScript; the table below holds the same." in page


@pytest.mark.parametrize("sample", TELLS)
async def test_what_is_copied_are_the_sentences_of_the_summary_card(client: httpx.AsyncClient, sample: str) -> None:
    answer = (await asked(client, sample, JSON, cards="true")).json()
    summaries = [card for card in answer["cards"] if card["source"]["topic"]["code"] == "summary"]
    page = unescape((await asked(client, sample, PAGE)).text)
    copied = re.search(r'<pre id="plain-text" hidden>(.*?)</pre>', page, re.DOTALL)
    assert copied
    for card in summaries:
        own = [line.removeprefix("- ") for line in card["detail"].split("\n") if line]
        same = [line for line in own if line in copied[1]]
        assert card["summary"] in copied[1]
        assert [line for line in own if line not in same and not line.startswith(("Also considered", "Next:"))] == []


def test_the_data_of_the_chart_can_not_end_their_script(everything_page: str) -> None:
    data = re.search(r'<script type="application/json" id="view-data">(.*?)</script>', everything_page, re.DOTALL)
    assert data
    assert "<" not in data[1]
    assert json.loads(data[1])["today"] == AS_OF.isoformat()


@pytest.fixture(scope="module")
def everything_page() -> str:
    told = judged(*EVERYTHING)
    who = Banner(name="A. <b>Example</b>", born=None, record_number="MRN 123", read_at="23 Nov 2026 09:14")
    return framed(told.shell, "view_page.html", **view_values(told, who=who, notes=["Dispenses: 403."]))


def test_the_banner_names_the_patient_and_the_title_does_not(everything_page: str) -> None:
    assert "A. &lt;b&gt;Example&lt;/b&gt;" in everything_page
    title = re.search(r"<title>(.*?)</title>", everything_page)
    assert title
    assert title[1] == "Treatment history · trd-cds"


def test_what_failed_to_come_is_said_on_top(everything_page: str) -> None:
    assert everything_page.index("Dispenses: 403.") < everything_page.index('id="in-short"')


def test_every_source_and_rule_leads_to_its_place_on_the_knowledge_page(client: httpx.AsyncClient) -> None:
    told = judged(*EVERYTHING)
    view = read_view(told)
    knowledge = told.shell.knowledge
    cited = [source.id for group in view.options for row in (group.first, *group.others) for source in row.citations]
    assert set(cited) <= set(knowledge.sources)
    rows = {each.row for each in view.set_aside if each.row}
    assert rows <= {row.id for row in knowledge.safety}


def test_a_page_has_no_inline_style_and_no_inline_script(everything_page: str) -> None:
    assert not re.search(r"<[^>]+\sstyle=", everything_page)
    assert not re.search(r"<[^>]+\son\w+=", everything_page)
    scripts = re.findall(r"<script([^>]*)>", everything_page)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)


def test_the_same_record_gives_the_same_page() -> None:
    told: Callable[[], bytes] = lambda: json_bytes(view_values(judged(*EVERYTHING), who=None)["drawn"])  # noqa: E731
    assert told() == told()
