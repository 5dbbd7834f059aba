"""The connection to FHIR servers: one shared client, whose every connection is checked at the resolved address."""

import ipaddress
import socket
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.util import find_spec
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
CONNECT_SECONDS = 1.5
"""TCP and TLS together; over a wide-area line the first packet may be lost and sent again after a second."""
ACCEPT = "application/fhir+json, application/json;q=0.9, application/json+fhir;q=0.8"
"""The last is DSTU2's."""

if "sniffio" not in sys.modules and find_spec("sniffio") is None:
    # httpcore tries this import at every lock, a hundred times a call: where it isn't installed, each is a walk through
    # the path. The same ImportError, told at once.
    sys.modules["sniffio"] = None  # type: ignore[assignment]

listed_hosts: ContextVar[frozenset[str] | None] = ContextVar("listed_hosts", default=frozenset())
"""Hosts of the servers that the caller's entry lists; an address among them is allowed as it stands.

`None`: a person at this machine named the server, and may reach from it what this machine reaches.
"""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
"""RFC 1918 and RFC 4193: a hospital's own machines, whose names its own DNS knows."""

RESERVED = tuple(
    map(ipaddress.ip_network, ("168.63.129.16/32", "192.0.0.0/24", "64:ff9b:1::/48", "fd00:ec2::/32", "fd20:ce::/32"))
)
"""Where clouds serve secrets to their machines, outside the link-local range; some of them look public or private."""

CARRIES_IPV4 = tuple(map(ipaddress.IPv6Network, ("::/96", "64:ff9b::/96")))
"""IPv4-compatible and NAT64: their last 32 bits are where the connection goes in the end."""


def allowed(host: str, address: Address) -> bool:
    """May a connection to `host` go to `address`? The resolved address counts, whatever the name looked like.

    A listed name may lead into the hospital's own network: it is https (http is for this machine alone), so the
    certificate proves it. No name leads to this machine, to a link-local address or to a cloud's metadata.
    """
    if address.is_multicast or address.is_unspecified:
        return False
    if is_loopback(host):
        return address.is_loopback
    listed = listed_hosts.get()
    if listed is None or str(address) in listed:
        return True
    return _is_public(address) or (host.lower() in listed and _is_private(address))


def _is_public(address: Address) -> bool:
    inner = _carried(address)
    if inner is not None:
        return _is_public(inner)
    site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not address.is_multicast and not site_local and not _within(address, RESERVED)


def _is_private(address: Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return _within(mapped or address, PRIVATE) and not _within(address, RESERVED)


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in CARRIES_IPV4):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _within(address: Address, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


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
        headers={"Accept": ACCEPT, "Accept-Encoding": "gzip"},
    )
