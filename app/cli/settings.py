"""`trd-cds settings`: every setting in force, and where it came from; secrets masked."""

import os
from typing import Annotated, Any

import typer
from pydantic import SecretStr
from rich.table import Table

from app.cli.talk import configuration_faults, out, print_json
from app.settings import Settings, gather, read_settings, variable


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Say nothing when all is well; exit 4 when not.")] = False,
) -> None:
    """Print every setting in force, with its source. Example: trd-cds settings --json"""
    with configuration_faults():
        rows = rows_of(read_settings(), gather(os.environ)[1])
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


def _shown(value: Any) -> str | int | bool | None:
    if isinstance(value, SecretStr):
        return f"•••• ({len(value.get_secret_value())} characters)"
    if isinstance(value, tuple | frozenset):
        return ",".join(sorted(str(part) for part in value))
    return value if value is None or isinstance(value, bool | int) else str(value)
