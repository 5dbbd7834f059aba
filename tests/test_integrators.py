"""The guides for integrators: what is to be pasted is read by the real readers, and nothing a guide owes is missing."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from app.clients_file import read_clients
from app.fetching.searches import KINDS
from app.fetching.states import State, sent_in
from app.main import create_app, start
from app.settings import read_settings
from tests.app.security.signing import key_set, pem

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "integrators"
GUIDES = sorted(path.stem for path in FOLDER.glob("*.md") if path.stem not in ("README", "codes", "assessments"))
SHOWN = [*(FOLDER / f"{name}.md" for name in ("README", *GUIDES)), ROOT / "docs" / "smart.md"]
CLIENTS = ["athenahealth", "epic", "hapi", "medplum", "openemr", "oracle-health", "sandbox", "wintehr"]
SECTIONS = ("prefetch", "scopes", "keys", "entry", "what it ignores", "how you know it works", "if not")
MARK = re.compile(r"\*\*[VDCT]\*\*")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"))


def prefetch_of(name: str) -> dict[str, str]:
    (shown,) = [json.loads(one) for one in blocks(FOLDER / f"{name}.md", "json") if "prefetch" in one]
    found: dict[str, str] = shown["prefetch"]
    return found


@pytest.fixture(scope="module")
def discovered() -> dict[str, str]:
    async def ask() -> Any:
        transport = httpx.ASGITransport(create_app(start(read_settings({}), demo=True)))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.get("/cds-services")).json()

    found: dict[str, str] = asyncio.run(ask())["services"][0]["prefetch"]
    return found


def test_every_client_has_its_guide_and_the_quick_start_leads_to_it() -> None:
    assert GUIDES == CLIENTS
    start_page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in [*GUIDES, "codes"] if f"({name}.md)" not in start_page] == []


@pytest.mark.parametrize("name", CLIENTS)
def test_a_guide_has_all_that_it_owes(name: str) -> None:
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    headings = " ".join(re.findall(r"(?m)^## (.+)$", text)).lower()
    assert [section for section in SECTIONS if section not in headings] == []
    assert blocks(FOLDER / f"{name}.md", "toml"), "an entry to paste"
    assert "| symptom | cause | cure |" in text
    assert MARK.search(text) or name == "hapi", "facts about a client bear their mark"


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.stem)
def test_an_entry_that_is_shown_is_one_that_the_service_reads(page: Path, tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_bytes(pem())
    (tmp_path / "medplum-bot.jwks.json").write_text(json.dumps(key_set()))
    shown = blocks(page, "toml")
    assert shown
    for number, text in enumerate(shown):
        path = tmp_path / f"{number}.toml"
        path.write_text(text, encoding="utf-8")
        (client,) = read_clients(path).listed
        if client.issuer is None:
            assert "--insecure" in page.read_text(encoding="utf-8"), "without it such an entry stops the start"


@pytest.mark.parametrize("name", ["README", *CLIENTS])
def test_the_prefetch_of_a_guide_is_that_of_discovery(name: str, discovered: dict[str, str]) -> None:
    shown = prefetch_of(name)
    if name == "epic":
        shown = {key: query for key, query in shown.items() if not key.startswith("observations")}
        discovered = {key: query for key, query in discovered.items() if key != "observations"}
    left_out = {"medicationStatements"} if name in ("epic", "oracle-health") else set()
    assert shown == {key: query for key, query in discovered.items() if key not in left_out}


def test_epic_is_asked_one_category_of_observations_a_search(discovered: dict[str, str]) -> None:
    asked = [query for key, query in prefetch_of("epic").items() if key.startswith("observations")]
    categories = [part for query in asked for part in re.findall(r"category=([^&]+)", query)]
    assert ",".join(categories) in discovered["observations"]
    assert len(categories) == len(asked)


def test_what_epic_sends_by_these_keys_leaves_statements_alone_to_be_fetched() -> None:
    nothing = msgspec.Raw(b'{"resourceType": "Bundle", "type": "searchset", "total": 0}')
    found = sent_in(dict.fromkeys(prefetch_of("epic"), nothing))
    assert [key for key in KINDS if found[key].state is State.ABSENT] == ["medicationStatements"]


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.stem)
def test_every_json_block_of_the_pages_is_json(page: Path) -> None:
    for text in blocks(page, "json"):
        json.loads(text)
