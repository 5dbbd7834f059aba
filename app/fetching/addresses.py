"""Which FHIR server a call may be completed from: one that is listed, and nothing that merely looks like it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from app.addresses import is_loopback, is_server

PORTS = {"https": 443, "http": 80}
PLAIN_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
DEMO_PATH = "/demo/fhir"


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart, so that two spellings of one server are one."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def base(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if PORTS[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    def holds(self, other: "Place") -> bool:
        """True for an address on this origin, at this path or below it."""
        same = (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port)
        return same and (other.path == self.path or other.path.startswith(f"{self.path}/"))


def place_of(address: str) -> Place | None:
    """The parts of an http address; `None` for one with a user, a backslash, dots that climb, or no host."""
    if any(sign.isspace() or not sign.isprintable() for sign in address) or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc or parts.fragment:
        return None
    path = parts.path.rstrip("/")
    if not PLAIN_PATH.fullmatch(path) or any(unquote(part) in (".", "..") for part in path.split("/")):
        return None
    return Place(parts.scheme, parts.hostname.rstrip("."), port or PORTS[parts.scheme], path)


def trusted_server(address: str | None, listed: Iterable[str], *, demo_port: int | None = None) -> Place | None:
    """The listed server that `address` names; the demonstration trusts its own sample server (contract §5)."""
    if address is None or not is_server(address):
        return None
    asked = place_of(address)
    if asked is None:
        return None
    if any(place_of(server) == asked for server in listed):
        return asked
    own = demo_port is not None and is_loopback(asked.host) and (asked.port, asked.path) == (demo_port, DEMO_PATH)
    return asked if own else None


def next_page(base: Place, here: str, link: str) -> str | None:
    """The address of a further page, which must lie on the server itself: the token goes nowhere else."""
    address = urljoin(here, link)
    place = place_of(address)
    return address if place is not None and base.holds(place) else None
