"""The clients' own addresses: do their keys and FHIR servers answer from here, and do our clocks agree?"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from app.checkup.findings import Finding, note, unreachable, well, wrong
from app.clients import Client, Clients
from app.clock import now
from app.fetching.network import http_client, listed_hosts
from app.fetching.permission import hosts_of
from app.fetching.reasons import NotHad
from app.security.key_sets import fetch_key_set
from app.security.public_keys import KeySetError
from app.security.tls import trusted_authorities
from app.security.tokens import LEEWAY_SECONDS

SECONDS = 5.0
MOST_SKEW_SECONDS = LEEWAY_SECONDS // 2
"""Half of what a token's times may be off: the other half is the client's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One address asked, and what its clock said."""

    finding: Finding
    skew_seconds: float | None = None


async def check_addresses(clients: Clients) -> list[Finding]:
    """All asked at once; the clock by the most trustworthy of their answers, which is the one that differs least."""
    questions = [_keys(client) for client in clients.with_tokens if client.jwks_uri and not client.jwks_file]
    questions += [_fhir(client, server) for client in clients.listed for server in client.fhir_servers]
    answers = await asyncio.gather(*questions)
    return [*(answer.finding for answer in answers), clock_finding([answer.skew_seconds for answer in answers])]


async def _keys(client: Client) -> Asked:
    part, address = f"keys of {client.id}", client.jwks_uri or ""
    try:
        keys = await fetch_key_set(address)
    except KeySetError as error:
        cure = "Let this machine reach it (TLS, proxy, firewall), or pin the keys by jwks_file."
        return Asked(unreachable(part, f"{address} {error}", cure))
    fit = [key for key in keys if key.algorithms & set(client.algorithms)]
    if not fit:
        told = f"{address} holds no key for {', '.join(client.algorithms)}"
        return Asked(wrong(part, told, "List the algorithm that it signs with (algorithms in its entry)."))
    return Asked(well(part, f"{len(fit)} at {address}"), await _skew(address))


async def _fhir(client: Client, server: str) -> Asked:
    """Asked as a call would ask it, so a name that leads where none may is told before a card stays away."""
    part = f"FHIR server of {client.id}"
    listed_hosts.set(hosts_of(client.fhir_servers))
    try:
        answer = await _head_of(http_client(SECONDS), f"{server}/metadata")
    except NotHad:
        cure = (
            "Correct the name in DNS; if that is meant, list the address itself in fhir_servers too, beside the name."
        )
        told = f"{server} leads to this machine, a link-local or a reserved address, and is not asked"
        return Asked(wrong(part, told, cure))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
        cure = "Let this machine reach it (TLS, proxy, firewall), or correct fhir_servers."
        return Asked(unreachable(part, f"{server} can't be reached ({type(error).__name__})", cure))
    if answer.status_code >= 500 or answer.is_redirect:
        cure = "Ask who runs it; a redirect is not followed, so give the address it leads to."
        return Asked(unreachable(part, f"{server} answers {answer.status_code}", cure))
    return Asked(well(part, f"{server} answers {answer.status_code}"), _skew_of(answer))


async def _head_of(asking: httpx.AsyncClient, address: str) -> httpx.Response:
    """The head of the answer alone: a CapabilityStatement can be large."""
    async with asyncio.timeout(SECONDS), asking, asking.stream("GET", address) as answer:
        return answer


async def _skew(address: str) -> float | None:
    asking = httpx.AsyncClient(verify=trusted_authorities(), trust_env=False, follow_redirects=False, timeout=SECONDS)
    try:
        return _skew_of(await _head_of(asking, address))
    except (httpx.HTTPError, OSError, TimeoutError):
        return None


def _skew_of(answer: httpx.Response) -> float | None:
    """Seconds by which their clock is ahead of ours; None where it says nothing."""
    try:
        theirs: datetime = parsedate_to_datetime(answer.headers["date"])
        return (theirs - now()).total_seconds()
    except (KeyError, ValueError, TypeError):
        return None


def clock_finding(skews: Sequence[float | None]) -> Finding:
    """A clock that is off refuses every token, or believes one that is over."""
    known = sorted((skew for skew in skews if skew is not None), key=abs)
    if not known:
        cure = "Keep it right by NTP: tokens allow a minute."
        return note("clock", f"{now():%Y-%m-%d %H:%M:%S} UTC; no address to compare it with", cure)
    if abs(known[0]) > MOST_SKEW_SECONDS:
        told = f"{abs(known[0]):.0f} s {'behind' if known[0] > 0 else 'ahead'} of the clients' clocks"
        return wrong("clock", told, "Set it right by NTP: a token's times may be off by a minute.")
    return well("clock", f"within {MOST_SKEW_SECONDS} s of the clients' clocks")
