"""One key after the other way round: every question of a call asked at once, each key with its own outcome."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial

import msgspec

from app.fetching.completed import Origin, Source
from app.fetching.medications import pointed_to, read_medications
from app.fetching.pages import Pages, follow, resource_of, turn_pages
from app.fetching.questions import Asking, ask
from app.fetching.reasons import NotHad, Reason
from app.fetching.scopes import covers
from app.fetching.searches import KINDS, NEED_NOT_EXIST, Search, everything_observed, searches_for
from app.fetching.versions import Version
from app.logs import fault, log

OF_DRUGS = frozenset(key for key, kind in KINDS.items() if kind.startswith("Medication"))
"""The keys whose records may only point to a drug."""
DSTU2_SECONDS = 1.0
"""How long an order's search waits for the version, once the server has said that it knows no MedicationRequest."""


@dataclass(slots=True)
class KeyAsked:
    """What becomes of one key; readable at any moment, since the deadline may come at any."""

    key: str
    started: float = field(default_factory=time.perf_counter)
    pages: Pages = field(default_factory=Pages)
    ended: float | None = None
    failed: Reason | None = Reason.DEADLINE
    """What holds while nothing has come."""
    needed: bool = True
    """False: the records tell as much without it."""

    @property
    def origin(self) -> Origin:
        ms = round(((self.ended or time.perf_counter()) - self.started) * 1000, 1)
        had = self.failed is None or bool(self.pages.bodies)
        usual = self.failed is Reason.NOT_OFFERED and self.key in NEED_NOT_EXIST
        if not had and (usual or not self.needed):
            return Origin(source=Source.ABSENT, reason=self.failed, ms=ms)
        if not had:
            return Origin(source=Source.FAILED, reason=self.failed, ms=ms)
        unfinished = (self.failed or self.pages.unfinished) if self.needed else None
        pages, count = len(self.pages.bodies), self.pages.records
        return Origin(source=Source.FETCHED, reason=unfinished, ms=ms, pages=pages, count=count)


@dataclass(slots=True)
class Gathering:
    """The questions of one call about one patient."""

    asking: Asking
    patient_id: str
    scope: str
    version: Version
    fhir_version: str | None
    sent: tuple[msgspec.Raw, ...] = field(default=(), repr=False)
    """What came along, and may point to drugs or hold them."""
    asked: dict[str, KeyAsked] = field(default_factory=dict)

    async def gather(self, keys: Iterable[str], begun: Iterable[tuple[str, str]]) -> None:
        """Ask for every missing key, and for what follows the first page of those that were begun."""
        drugs: list[asyncio.Task[None]] = []
        async with asyncio.TaskGroup() as group:
            asking = [(key, self._bring) for key in keys]
            asking += [(key, partial(self._continue, link=link)) for key, link in begun]
            for key, bring in asking:
                task = group.create_task(self._settle(key, bring))
                drugs += [task] if key in OF_DRUGS else []
            group.create_task(self._name_drugs(drugs))

    async def _settle(self, key: str, bring: Callable[[KeyAsked], Awaitable[None]]) -> None:
        """One key brought, and what came of it; a fault of our own costs this key alone."""
        one = self.asked.setdefault(key, KeyAsked(key))
        one.failed = Reason.DEADLINE
        try:
            await bring(one)
            one.failed = None
        except NotHad as error:
            one.failed = error.reason
        except Exception as error:
            log.error("fetching failed", key=key, **fault(error))
            one.failed = Reason.FAULT
        one.ended = time.perf_counter()

    async def _bring(self, one: KeyAsked) -> None:
        if not covers(self.scope, KINDS[one.key], search=one.key != "patient"):
            raise NotHad(Reason.NOT_PERMITTED)
        await self._try_in_turn(one)

    async def _continue(self, one: KeyAsked, *, link: str) -> None:
        one.failed = None  # its first page came along
        await follow(self.asking, f"{self.asking.server.base}/", link, one.pages)

    async def _name_drugs(self, coming: Collection[asyncio.Task[None]]) -> None:
        """Once the records of drugs are here; one of their lists that hangs keeps back the names of the others for
        half of the time only."""
        if coming:
            await asyncio.wait(coming, timeout=self.asking.seconds_left / 2)
        asked: set[str] = set()
        for last in (False, True):
            fetched = [body for one in self.asked.values() for body in one.pages.bodies]
            names = pointed_to((*self.sent, *fetched))
            if new := names.keys() - asked:
                self.asked.setdefault("medications", KeyAsked("medications")).needed = not all(names.values())
                await self._settle("medications", partial(self._read_drugs, names=new))
                asked |= new
            if last or all(task.done() for task in coming):
                return
            await asyncio.wait(coming)

    async def _read_drugs(self, one: KeyAsked, *, names: Collection[str]) -> None:
        await read_medications(self.asking, names, one.pages)

    async def _try_in_turn(self, one: KeyAsked) -> None:
        """The key's question, then plainer ones while the server does not take it."""
        version = self.fhir_version
        turns = list(searches_for(one.key, self.patient_id, fhir_version=version))
        while turns:
            try:
                await self._ask(one, turns[0])
            except NotHad as error:
                del turns[0]
                if error.status == 404 and version is None and KINDS[one.key] == "MedicationRequest":
                    version = "DSTU2" if await self._is_dstu2() else "R4"
                    turns = list(searches_for(one.key, self.patient_id, fhir_version=version))
                    if version == "DSTU2":
                        continue
                if error.status not in (400, 422) or not turns:
                    raise
                continue
            if one.key == "observations" and not one.pages.records and len(turns[0].addresses) == 1:
                await self._ask_everything_observed(one)
            return

    async def _is_dstu2(self) -> bool:
        return await self.version.told(min(DSTU2_SECONDS, self.asking.seconds_left)) == "DSTU2"

    async def _ask(self, one: KeyAsked, search: Search) -> None:
        base = self.asking.server.base
        if search.read:
            body = await ask(self.asking, f"{base}/{search.addresses[0]}")
            one.pages.take(body, resource_of(body, KINDS[one.key]))
            one.pages.records = 1
            return
        if len(search.addresses) == 1:
            await turn_pages(self.asking, f"{base}/{search.addresses[0]}", one.pages)
            return
        await self._ask_parts(one, [f"{base}/{address}" for address in search.addresses])

    async def _ask_parts(self, one: KeyAsked, addresses: list[str]) -> None:
        """Several searches that are one answer together; a part that is lacking leaves it unfinished."""
        parts = [Pages(seen=one.pages.seen) for _ in addresses]
        faults: list[NotHad] = []

        async def bring(address: str, part: Pages) -> None:
            try:
                await turn_pages(self.asking, address, part)
            except NotHad as error:
                faults.append(error)
            one.pages.bodies += part.bodies
            one.pages.records += part.records
            one.pages.unfinished = one.pages.unfinished or part.unfinished

        async with asyncio.TaskGroup() as group:
            for address, part in zip(addresses, parts, strict=True):
                group.create_task(bring(address, part))
        if len(faults) == len(addresses):
            raise faults[0]
        if faults:
            one.pages.unfinished = one.pages.unfinished or faults[0].reason

    async def _ask_everything_observed(self, one: KeyAsked) -> None:
        """An empty search by category may mean records without one; a refusal leaves it at "none"."""
        everything = Pages()
        try:
            await turn_pages(
                self.asking, f"{self.asking.server.base}/{everything_observed(self.patient_id)}", everything
            )
        except NotHad:
            return
        one.pages = everything
