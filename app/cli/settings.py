"""`trd-cds settings`: every setting in force, and where it came from; secrets masked."""

import os
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from pydantic import BaseModel, SecretStr
from rich.table import Table

from app.cli.talk import configuration_faults, out, print_json
from app.clients import Client
from app.clients_file import read_clients
from app.settings import Settings, gather, read_settings, variable


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Say nothing when all is well; exit 4 when not.")] = False,
) -> None:
    """Print every setting in force, with its source. Example: trd-cds settings --json"""
    with configuration_faults():
        read = read_settings()
        rows = rows_of(read, gather(os.environ)[1])
        if read.clients is not None:
            rows += [row for client in read_clients(read.clients).listed for row in client_rows(client)]
    if check:
        return
    if as_json:
        print_json(rows)
        return
    table = Table("setting", "value", "source", "meaning", show_edge=False, header_style="bold")
    for row in rows:
        table.add_row(row["name"], "" if row["value"] is None else str(row["value"]), row["source"], row["meaning"])
    out().print(table)


def rows_of(settings: Settings, origins: dict[str, str]) -> list[dict[str, Any]]:
    """One row a setting: name, value as text (a secret as dots and its length), source, meaning."""
    return [
        {
            "name": variable(name),
            "value": _shown(getattr(settings, name)),
            "source": origins.get(name, "default"),
            "meaning": field.description or "",
        }
        for name, field in Settings.model_fields.items()
    ]


CLIENTS_FILE = "clients' file"
MASKED_KEYS = frozenset({"private_key_file", "client_id"})
"""Where the timeline's key lies, and as whom it is registered: nobody's business who reads over a shoulder."""


def client_rows(client: Client) -> list[dict[str, Any]]:
    """One row a key of an entry; what the file does not set is the default."""
    rows = []
    for key in Client.model_fields:
        value = getattr(client, key)
        if isinstance(value, BaseModel):
            parts = {name: _masked(part) if name in MASKED_KEYS else part for name, part in value}
            value = "; ".join(f"{name} {_shown(part)}" for name, part in parts.items() if part is not None)
        elif isinstance(value, Mapping):
            value = "; ".join(f"{coding} -> {target.system}|{target.code or '*'}" for coding, target in value.items())
        rows.append(
            {
                "name": f"client.{client.id}.{key}",
                "value": _shown(value),
                "source": CLIENTS_FILE if key in client.model_fields_set else "default",
                "meaning": "",
            }
        )
    return rows


def _masked(value: Any) -> str | None:
    return None if value is None else f"•••• ({len(str(value))} characters)"


def _shown(value: Any) -> str | int | bool | None:
    if isinstance(value, SecretStr):
        return _masked(value.get_secret_value())
    if isinstance(value, tuple | frozenset):
        return ",".join(sorted(str(part) for part in value))
    return value if value is None or isinstance(value, bool | int) else str(value)
