"""Which addresses a configuration may name: https, and http on this machine alone."""

import ipaddress
from urllib.parse import urlsplit

PORTS = range(1, 65536)


def is_loopback(host: str) -> bool:
    """True for an address that no other machine reaches."""
    try:
        found = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host == "localhost"
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def is_server(address: str) -> bool:
    """An address that may be asked: a host, perhaps a path; no user, no query, no fragment."""
    if any(character.isspace() for character in address):
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if not host or "@" in parts.netloc or "?" in address or "#" in address or (port is not None and port not in PORTS):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_origin(address: str) -> bool:
    """Scheme, host and port alone."""
    return is_server(address) and not urlsplit(address).path
