"""The FHIR servers of this process: the one http client, and of each server its circuit and its version."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx
import msgspec

from app.fetching.addresses import Place
from app.fetching.circuits import Circuit
from app.fetching.completed import Completed, Origin, Source
from app.fetching.gathering import Gathering
from app.fetching.medications import all_named, pointed_to
from app.fetching.network import http_client, listed_hosts
from app.fetching.questions import AT_ONCE, Asking
from app.fetching.reasons import NO_ANSWER, Reason
from app.fetching.states import Sent, State, sent_in
from app.fetching.versions import Version
from app.metrics.fetching import count_circuit
from fhir_mappings.reading.searchsets import read_searchset

VERSION_SECONDS: Final = 0.25
"""How long a finished call still waits for the version of a server that is asked for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one call lacks, and how its server may be asked."""

    server: Place
    patient_id: str = field(repr=False)
    prefetch: Mapping[str, msgspec.Raw] = field(repr=False)
    drafts: tuple[msgspec.Raw, ...] = field(default=(), repr=False)
    token: str | None = field(default=None, repr=False)
    scope: str = ""
    fhir_version: str | None = None
    client: str = ""
    """Id of the entry, for the metrics."""
    seconds: float
    most_bytes: int
    listed: frozenset[str] | None = frozenset()
    """Hosts of the servers that the client's entry lists; `None`: whoever waits for the answer named the server."""


@dataclass(slots=True)
class _Known:
    circuit: Circuit
    version: Version
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    opened_by: str | None = None
    """The client whose call found the server out of order, while it is left alone."""

    def tell_circuit(self, client: str) -> None:
        """The circuit has opened or closed: counted under the client whose call opened it."""
        if self.circuit.is_open and self.opened_by is None:
            self.opened_by = client
            count_circuit(client, opened=True)
        elif not self.circuit.is_open and self.opened_by is not None:
            count_circuit(self.opened_by, opened=False)
            self.opened_by = None


class FhirServers:
    """For the life of the process; nothing of a patient and no token outlives its call here."""

    def __init__(
        self,
        *,
        connect: Callable[[float], httpx.AsyncClient] = http_client,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._clock = clock
        self._http: httpx.AsyncClient | None = None
        self._known: dict[Place, _Known] = {}

    def open(self) -> httpx.AsyncClient:
        """The shared client; made before the first call, since its certificates take longer than a call may."""
        if self._http is None or self._http.is_closed:
            self._http = self._connect(30.0)
        return self._http

    async def close(self) -> None:
        """Close every connection, at the end of the process."""
        for known in self._known.values():
            known.version.stop_asking()
        if self._http is not None:
            await self._http.aclose()

    async def complete(self, wanted: Wanted) -> Completed:
        """Fetch what is missing; never raises for what the server does or fails to do."""
        sent = sent_in(wanted.prefetch)
        missing = [key for key, one in sent.items() if not one.state.is_answer]
        begun = _begun(sent, wanted)
        if not missing and not begun and _all_told(wanted):
            return Completed(origins=_origins_of(sent), fhir_version=self._version_known(wanted.server))
        known = self._known.setdefault(wanted.server, _Known(Circuit(self._clock), Version(self._clock)))
        if not known.circuit.admits():
            return Completed(origins=_origins_of(sent), refused=Reason.RESTING)
        listed_hosts.set(wanted.listed)
        return await self._fetch(wanted, known, sent, missing, begun)

    def _version_known(self, server: Place) -> str | None:
        known = self._known.get(server)
        return known.version.known if known else None

    async def _fetch(
        self, wanted: Wanted, known: _Known, sent: dict[str, Sent], missing: list[str], begun: dict[str, str]
    ) -> Completed:
        started = time.perf_counter()
        asking = Asking(
            http=self.open(),
            server=wanted.server,
            until=asyncio.get_running_loop().time() + wanted.seconds,
            bytes_left=wanted.most_bytes,
            token=wanted.token,
            client=wanted.client,
            turns=known.turns,
        )
        if wanted.fhir_version is None:
            known.version.ask_along(asking)
        version = wanted.fhir_version or known.version.known
        sent_along = (*wanted.prefetch.values(), *wanted.drafts)
        gathering = Gathering(asking, wanted.patient_id, wanted.scope, known.version, version, sent_along)
        try:
            async with asyncio.timeout(wanted.seconds):
                await gathering.gather(missing, begun.items())
                if version is None:
                    await known.version.told(VERSION_SECONDS)
        except TimeoutError:
            pass  # what came in time is used
        except BaseException:
            known.circuit.given_up()
            raise
        _judge(known.circuit, asking, gathering)
        known.tell_circuit(wanted.client)
        return _completed(wanted, sent, gathering, known.version.known, started)


def _all_told(wanted: Wanted) -> bool:
    """No drug is lacking its name: a complete prefetch is not decoded to learn that."""
    sent = (*wanted.prefetch.values(), *wanted.drafts)
    return all_named(sent) or all(pointed_to(sent).values())


def _begun(sent: dict[str, Sent], wanted: Wanted) -> dict[str, str]:
    """The keys whose Bundle has a next page -> that page; one Bundle under one name counts once."""
    found: dict[str, str] = {}
    names: set[str] = set()
    for key, one in sent.items():
        if one.state is not State.BEGUN or one.name in names:
            continue
        names.add(one.name)
        searchset = read_searchset(wanted.prefetch[one.name])
        if searchset is not None and searchset.next_page is not None:
            found[key] = searchset.next_page
    return found


def _judge(circuit: Circuit, asking: Asking, gathering: Gathering) -> None:
    """A call counts as the server's failure when not one question got an answer."""
    reasons = [one.origin.reason for one in gathering.asked.values()]
    if asking.answered:
        circuit.answered()
    elif reasons and all(reason in NO_ANSWER for reason in reasons):
        circuit.failed()
    else:
        circuit.given_up()


def _origins_of(sent: dict[str, Sent]) -> dict[str, Origin]:
    return {key: _PREFETCHED if one.state.is_answer else _ABSENT for key, one in sent.items()}


_PREFETCHED: Final = Origin(source=Source.PREFETCH)
_ABSENT: Final = Origin(source=Source.ABSENT)


def _completed(
    wanted: Wanted,
    sent: dict[str, Sent],
    gathering: Gathering,
    version: str | None,
    started: float,
) -> Completed:
    origins = _origins_of(sent) | {key: one.origin for key, one in gathering.asked.items()}
    answers: dict[str, list[bytes]] = {}
    for key, one in gathering.asked.items():
        name = sent[key].name if key in sent else key
        stands = sent[key].state is State.BEGUN if key in sent else name in wanted.prefetch  # drugs are no key of ours
        before = [bytes(wanted.prefetch[name])] if stands else []
        if one.pages.bodies:
            answers[name] = [*before, *one.pages.bodies]
    return Completed(
        answers=answers,
        origins=origins,
        fhir_version=wanted.fhir_version or version,
        ms=round((time.perf_counter() - started) * 1000, 1),
    )
