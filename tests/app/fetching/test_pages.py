"""Further pages: on the same server only, each once, to their end or to a named stop."""

import asyncio
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fetching.network import http_client
from app.fetching.pages import MOST_PAGES, Pages, turn_pages
from app.fetching.questions import Asking
from app.fetching.reasons import NotHad, Reason
from tests.app.fetching.conftest import BASE, bundle, condition, place

FIRST = f"{BASE}/Condition?patient=p1"


def fetched(pages: dict[str, Any], *, most_bytes: int = 10_000_000, first: str = FIRST) -> tuple[Pages, list[str]]:
    """Turn the pages of a server that holds these."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        found = pages.get(str(request.url))
        return httpx.Response(404) if found is None else httpx.Response(200, json=found)

    async def turn() -> Pages:
        http = http_client(1.0)
        http._transport = httpx.MockTransport(answer)
        until = asyncio.get_running_loop().time() + 10
        asking = Asking(http=http, server=place(), until=until, bytes_left=most_bytes, token="t")
        turned = Pages()
        await turn_pages(asking, first, turned)
        return turned

    return asyncio.run(turn()), asked


def page(number: int) -> str:
    return FIRST if number == 0 else f"{BASE}?_getpages=x&_page={number}"


@given(sizes=st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_every_record_of_every_page_comes_once(sizes: list[int]) -> None:
    total = sum(sizes)
    server, at = {}, 0
    for number, size in enumerate(sizes):
        records = [condition(f"c{index}") for index in range(at, at + size)]
        following = page(number + 1) if number + 1 < len(sizes) else None
        server[page(number)] = bundle(*records, following=following, total=total)
        at += size
    pages, asked = fetched(server)
    assert (pages.records, pages.unfinished, len(asked)) == (total, None, len(sizes))


@given(stop=st.integers(1, 6), back=st.integers(0, 5))
def test_a_circle_ends_where_it_closes(stop: int, back: int) -> None:
    back = min(back, stop - 1)
    server = {
        page(number): bundle(condition(f"c{number}"), following=page(number + 1 if number + 1 < stop else back))
        for number in range(stop)
    }
    pages, asked = fetched(server)
    assert (pages.unfinished, pages.records, len(asked)) == (Reason.LOOP, stop, stop)


def test_the_same_page_under_ever_new_addresses_is_a_circle_too() -> None:
    same = {page(number): bundle(condition("c1"), following=page(number + 1)) for number in range(100)}
    pages, asked = fetched(same)
    assert (pages.unfinished, pages.records, len(asked)) == (Reason.LOOP, 1, 2)


def test_endless_pages_are_cut() -> None:
    endless = {page(number): bundle(condition(f"c{number}"), following=page(number + 1)) for number in range(100)}
    pages, asked = fetched(endless)
    assert (pages.unfinished, len(asked)) == (Reason.TOO_MANY_PAGES, MOST_PAGES)


def test_the_bytes_of_all_pages_together_are_limited() -> None:
    server = {page(number): bundle(condition(f"c{number}"), following=page(number + 1)) for number in range(50)}
    pages, _ = fetched(server, most_bytes=3_000)
    assert pages.unfinished is Reason.TOO_LARGE
    assert 0 < pages.records < 50


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example.org/fhir/R4/Condition?page=2",
        "http://ehr.example.org/fhir/R4/Condition?page=2",
        "https://ehr.example.org:8443/fhir/R4/Condition?page=2",
        "https://ehr.example.org/admin?page=2",
        "https://ehr.example.org/fhir/R4x/Condition",
        "https://ehr.example.org/fhir/R4/../../admin",
        "https://ehr.example.org/fhir/R4/%2e%2e/admin",
        "https://user:pass@ehr.example.org/fhir/R4/Condition",
        "https://ehr.example.org@evil.org/fhir/R4/Condition",
        "//evil.example.org/fhir/R4/Condition",
        "/admin",
        "file:///etc/passwd",
        "https://ehr.example.org/fhir/R4\\@evil.org/",
    ],
)
def test_a_page_elsewhere_is_not_fetched(link: str) -> None:
    pages, asked = fetched({FIRST: bundle(condition("c1"), following=link)})
    assert (pages.unfinished, pages.records, asked) == (Reason.STRAY_PAGE, 1, [FIRST])


@pytest.mark.parametrize("link", ["?page=2", "Condition?page=2", "/fhir/R4/Condition?page=2"])
def test_a_relative_link_is_followed(link: str) -> None:
    server = {FIRST: bundle(condition("c1"), following=link), f"{BASE}/Condition?page=2": bundle(condition("c2"))}
    pages, _ = fetched(server)
    assert (pages.unfinished, pages.records) == (None, 2)


def test_a_broken_second_page_leaves_the_first() -> None:
    pages, _ = fetched({FIRST: bundle(condition("c1"), following=page(1)), page(1): {"resourceType": "Patient"}})
    assert (pages.unfinished, pages.records) == (Reason.NOT_FHIR, 1)


def test_a_first_page_that_is_missing_is_no_answer() -> None:
    with pytest.raises(NotHad):
        fetched({})
