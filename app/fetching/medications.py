"""Drugs that the record only points to (`medicationReference`): read in one search, else one by one.

A reference whose drug is gone is usual (athena): then the name beside it must do.
"""

import asyncio
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

import msgspec

from app.fetching.pages import Pages, resource_of, turn_pages
from app.fetching.questions import Asking, ask
from app.fetching.reasons import NotHad, Reason
from fhir_mappings.reading.searchsets import medications_pointed_to, read_searchset

AT_ONCE: Final = 40
"""Ids in one search: an address stays under the 2,000 characters that every server takes."""
READ_SINGLY: Final = 40
"""And so many single reads where a server has no such search."""
PLAIN: Final = b'"medication'
"""Looked for first: a plain search is many times as fast as a pattern."""
POINTER: Final = re.compile(rb'"medicationReference"|"medication"\s*:\s*\{\s*"reference"')
NAMED: Final = re.compile(
    rb'(?:"medicationReference"|"medication"\s*:\s*\{\s*"reference")\s*:\s*\{[^{}]*"display"\s*:\s*"\s*[^"\s]'
)
HELD: Final = re.compile(rb'"resourceType"\s*:\s*"Medication"')


def all_named(answers: Iterable[msgspec.Raw | bytes]) -> bool:
    """True when a name stands beside every pointer: told without decoding, since most calls lack nothing."""
    for answer in answers:
        data = bytes(answer)
        if PLAIN not in data:
            continue
        if (pointers := len(POINTER.findall(data))) and pointers != len(NAMED.findall(data)):
            return False
    return True


def pointed_to(answers: Iterable[msgspec.Raw | bytes]) -> dict[str, bool]:
    """Ids of the Medications that no answer holds -> whether a name stands beside every pointer to one.

    Only answers that point are decoded: most records name their drugs, and cost a search through their bytes.
    """
    every = list(answers)
    pointing = [answer for answer in every if PLAIN in bytes(answer) and POINTER.search(memoryview(answer))]
    if not pointing:
        return {}
    pointed = medications_pointed_to(raw for answer in pointing for raw in _records(answer))
    held = {
        found.id
        for answer in every
        if HELD.search(memoryview(answer))
        for found in map(read_searchset, _records(answer))
        if found is not None and found.resource_type == "Medication" and found.id
    }
    return {name: told for name, told in pointed.items() if name not in held}


def _records(answer: msgspec.Raw | bytes) -> Iterator[msgspec.Raw | bytes]:
    found = read_searchset(answer)
    if found is not None:
        yield from found.resources or (answer,)


async def read_medications(asking: Asking, names: Iterable[str], pages: Pages) -> None:
    """Fetch the Medications of these ids into `pages`; raises `NotHad` when the server failed."""
    wanted = sorted(names)
    for chunk in _chunks(wanted):
        ids = ",".join(quote(name, safe="") for name in chunk)
        before = pages.records
        try:
            await turn_pages(asking, f"{asking.server.base}/Medication?_id={ids}&_count={len(chunk)}", pages)
        except NotHad as error:
            if error.reason not in (Reason.NOT_OFFERED, Reason.REFUSED, Reason.NOT_FHIR):
                raise
        if pages.records == before:
            await _read_singly(asking, chunk, pages)


def _chunks(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), AT_ONCE):
        yield names[start : start + AT_ONCE]


async def _read_singly(asking: Asking, names: list[str], pages: Pages) -> None:
    async def read(name: str) -> None:
        try:
            body = await ask(asking, f"{asking.server.base}/Medication/{quote(name, safe='')}")
            found = resource_of(body, "Medication")
        except NotHad:
            return  # gone, or not ours to read: the name beside the reference must do
        pages.take(body, found)
        pages.records += 1

    async with asyncio.TaskGroup() as group:
        for name in names[:READ_SINGLY]:
            group.create_task(read(name))
