"""The owners of the codes are named where the knowledge is shown, in the words that they ask for."""

from pathlib import Path

import httpx
from markupsafe import escape

from app.main import create_app, start
from app.pages.notices import notices, read_notices
from app.settings import read_settings

ROOT = Path(__file__).parents[3]


def test_the_package_holds_what_notice_says() -> None:
    assert notices() == read_notices((ROOT / "NOTICE").read_text(encoding="utf-8"))


def test_a_paragraph_is_read_as_one_sentence_with_its_owner() -> None:
    (found,) = read_notices("UCUM (units)\n  UCUM is copyright\n  Regenstrief.\n\nNot shipped: CPT\n")
    assert (found.of, found.what, found.text) == ("UCUM", "units", "UCUM is copyright Regenstrief.")


async def test_the_knowledge_page_says_it() -> None:
    transport = httpx.ASGITransport(create_app(start(read_settings({}), demo=True)))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        page = (await client.get("/knowledge", headers={"Accept": "text/html"})).text
    assert {notice.of for notice in notices()} >= {"RxNorm", "LOINC", "SNOMED CT", "PHQ-9"}
    assert [notice.of for notice in notices() if escape(notice.text) not in page] == []
