"""The clients' file, a TOML table a client, read whole: each fault stops the start, by client and key (contract §5)."""

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.clients import Client, Clients, SmartApp, Target
from app.security.private_keys import PrivateKeyError, read_private_keys
from app.security.public_keys import KeySetError, read_key_set
from app.settings import ConfigurationError

FILE = "TRD_CLIENTS"


def read_clients(path: Path) -> Clients:
    """Read the whole file; raises `ConfigurationError` with a line for every fault."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{FILE}: {path.name} can't be read: {error}") from None
    faults = [_unknown(f"{FILE}: {key}", key, ["client"]) for key in table if key != "client"]
    entries = table.get("client", [])
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigurationError(*faults, f"{FILE}: {path.name} holds no [[client]]")
    clients: list[Client] = []
    for place, entry in enumerate(entries, start=1):
        told = f"{FILE}: client {entry.get('id') or place}"
        try:
            client = Client.model_validate(_beside(entry, path.parent))
        except ValidationError as error:
            faults += [_fault(told, found) for found in error.errors(include_url=False)]
            continue
        clients.append(client)
        faults += [f"{told}: {fault}" for fault in _file_faults(client)]
    faults += _doubled(clients)
    if faults:
        raise ConfigurationError(*faults)
    return Clients(tuple(clients))


def _beside(entry: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Files are named from where the clients' file stands."""
    moved = dict(entry)
    if isinstance(moved.get("jwks_file"), str):
        moved["jwks_file"] = folder / moved["jwks_file"]
    smart = moved.get("smart")
    if isinstance(smart, dict) and isinstance(smart.get("private_key_file"), str):
        moved["smart"] = {**smart, "private_key_file": folder / smart["private_key_file"]}
    return moved


def _file_faults(client: Client) -> Iterator[str]:
    if client.jwks_file is not None and (fault := _key_set_fault(client.jwks_file)):
        yield f"jwks_file: {client.jwks_file.name} {fault}"
    key = client.smart.private_key_file if client.smart else None
    if key is not None and (fault := _private_key_fault(key)):
        yield f"smart.private_key_file: {key.name} {fault}"


def _key_set_fault(path: Path) -> str | None:
    """Public signature keys in a JSON Web Key Set; a private one has no place here."""
    try:
        read_key_set(path.read_bytes())
    except (OSError, KeySetError) as error:
        return str(error) if isinstance(error, KeySetError) else f"can't be read ({error.strerror})"
    return None


def _private_key_fault(path: Path) -> str | None:
    """A key to sign with by ES384 or RS384; nothing of it is told."""
    try:
        read_private_keys(path)
    except (OSError, PrivateKeyError) as error:
        return str(error) if isinstance(error, PrivateKeyError) else f"can't be read ({error.strerror})"
    return None


def _doubled(clients: list[Client]) -> Iterator[str]:
    for key in ("id", "issuer"):
        values = [getattr(client, key) for client in clients if getattr(client, key) is not None]
        yield from (
            f"{FILE}: {key} {value} stands twice" for value in sorted({v for v in values if values.count(v) > 1})
        )
    launching = [server for client in clients if client.smart for server in client.smart.fhir_servers]
    yield from (
        f"{FILE}: smart.fhir_servers: {server} stands in two entries, and a launch names no other thing"
        for server in sorted({one for one in launching if launching.count(one) > 1})
    )
    if sum(client.issuer is None for client in clients) > 1:
        yield f"{FILE}: only one client may have no issuer"


def _fault(told: str, error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        owner = SmartApp if error["loc"][0] == "smart" else Target if error["loc"][0] == "code_maps" else Client
        return _unknown(f"{told}: {place}", str(error["loc"][-1]), list(owner.model_fields))
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{told}: {place}: {message}" if place else f"{told}: {message}"


def _unknown(told: str, key: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(key, known, n=1)
    return f"{told} is no key" + (f": did you mean {nearest[0]}?" if nearest else "")
