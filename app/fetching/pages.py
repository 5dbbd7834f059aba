"""All pages of one search: followed on the same server only, bounded, and never in a circle."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from app.fetching.addresses import next_page
from app.fetching.questions import Asking, ask
from app.fetching.reasons import NotHad, Reason
from fhir_mappings.reading.searchsets import Searchset, read_searchset

MOST_PAGES: Final = 60


@dataclass(slots=True)
class Pages:
    """What came of a search so far; it stays usable when the deadline ends the rest."""

    bodies: list[bytes] = field(default_factory=list)
    records: int = 0
    unfinished: Reason | None = None
    """Why there is more than came; `None`: all of it is here, or nothing has come yet."""
    seen: set[bytes] = field(default_factory=set)

    def take(self, body: bytes, found: Searchset) -> None:
        """Keep one page; raises `NotHad` for a page that was here before under another address."""
        digest = blake2b(digest_size=16)
        for resource in found.resources:
            digest.update(memoryview(resource))
        if found.resources and digest.digest() in self.seen:
            raise NotHad(Reason.LOOP)
        self.seen.add(digest.digest())
        self.bodies.append(body)
        self.records += len(found.resources)


async def turn_pages(asking: Asking, first: str, pages: Pages) -> None:
    """Fetch a search from its first page on; raises `NotHad` when not even that can be had."""
    body = await ask(asking, first)
    found = searchset(body)
    pages.take(body, found)
    await follow(asking, first, found.next_page, pages)


async def follow(asking: Asking, here: str, link: str | None, pages: Pages) -> None:
    """Fetch the pages after this one; what stops that is written down in `pages`."""
    visited = {here}
    while link is not None:
        pages.unfinished = Reason.DEADLINE  # what holds if the deadline ends this very question
        try:
            here = _next(asking, here, link, visited, pages)
            body = await ask(asking, here)
            found = searchset(body)
            pages.take(body, found)
        except NotHad as error:
            pages.unfinished = error.reason
            return
        link = found.next_page
    pages.unfinished = None


def _next(asking: Asking, here: str, link: str, visited: set[str], pages: Pages) -> str:
    address = next_page(asking.server, here, link)
    if address is None:
        raise NotHad(Reason.STRAY_PAGE)
    if address in visited:
        raise NotHad(Reason.LOOP)
    if len(pages.bodies) >= MOST_PAGES:
        raise NotHad(Reason.TOO_MANY_PAGES)
    visited.add(address)
    return address


def searchset(body: bytes) -> Searchset:
    """The Bundle that a search is answered with; raises `NotHad` for anything else."""
    return _checked(body, lambda found: found.resource_type == "Bundle")


def resource_of(body: bytes, kind: str) -> Searchset:
    """The resource that a read is answered with; raises `NotHad` for anything else."""
    return _checked(body, lambda found: found.resource_type == kind)


def _checked(body: bytes, fits: Callable[[Searchset], bool]) -> Searchset:
    found = read_searchset(body)
    if found is None:
        raise NotHad(Reason.NOT_FHIR)
    if found.failed:
        raise NotHad(Reason.REFUSED)
    if not fits(found):
        raise NotHad(Reason.NOT_FHIR)
    return found
