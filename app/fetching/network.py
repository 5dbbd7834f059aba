"""The connection to FHIR servers: one shared client, whose every connection is checked at the resolved address."""

import ipaddress
import socket
from collections.abc import Iterable
from contextvars import ContextVar
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import anyio
import httpcore
import httpx
import stamina.instrumentation

from app.addresses import is_loopback
from app.fetching.reasons import NotHad, Reason
from app.security.tls import trusted_authorities

MOST_CONNECTIONS = 200
MOST_KEPT = 40
CONNECT_SECONDS = 1.0

listed_hosts: ContextVar[frozenset[str] | None] = ContextVar("listed_hosts", default=frozenset())
"""Hosts of the servers that the caller's entry lists: an address among them is allowed as it stands.

`None`: a person at this machine named the server, and may reach from it what this machine reaches.
"""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: Address) -> bool:
    """False for private, link-local, loopback and other addresses that a name from outside must not lead to."""
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return is_public(inner) if inner is not None else address.is_global and not address.is_multicast


def allowed(host: str, address: Address) -> bool:
    """May a connection to `host` go to `address`? The resolved address counts, whatever the name looked like."""
    if is_public(address):
        return True
    if is_loopback(host):
        return address.is_loopback
    listed = listed_hosts.get()
    return (listed is None or str(address) in listed) and not (address.is_multicast or address.is_unspecified)


class Guarded(httpcore.AsyncNetworkBackend):
    """Resolves a name once, judges every address, and connects to the very address that was judged."""

    def __init__(self) -> None:
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to an allowed address of `host`; raises `NotHad` when it has none."""
        found = [address for address in await _resolved(host, port, timeout) if allowed(host, address)]
        if not found:
            raise NotHad(Reason.ADDRESS)
        for address in found[:-1]:
            try:
                return await self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return await self._inner.connect_tcp(str(found[-1]), port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait, as the pool asks."""
        await self._inner.sleep(seconds)


async def _resolved(host: str, port: int, timeout: float | None) -> list[Address]:
    try:
        return [ipaddress.ip_address(host.strip("[]"))]
    except ValueError:
        pass
    try:
        with anyio.fail_after(timeout):
            found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise httpcore.ConnectTimeout from None
    except OSError:
        raise httpcore.ConnectError from None
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over our connections; httpx itself offers no place for a network of one's own."""

    def __init__(self) -> None:
        super().__init__(verify=trusted_authorities(), trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trusted_authorities(),
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_KEPT,
            keepalive_expiry=30,
            network_backend=Guarded(),
        )


def http_client(seconds: float) -> httpx.AsyncClient:
    """The one client of a process: no proxy of the environment, no redirects, and no cookie outlives its answer."""
    stamina.instrumentation.set_on_retry_hooks([])  # its own log line would quote what was asked
    return httpx.AsyncClient(
        transport=GuardedTransport(),
        trust_env=False,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
        headers={"Accept": "application/fhir+json, application/json;q=0.9", "Accept-Encoding": "identity"},
    )
