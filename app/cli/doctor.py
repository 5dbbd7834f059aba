"""`trd-cds doctor`: every part of this installation looked at, a tick or a cure a line."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from app.checkup.addresses import check_addresses
from app.checkup.configuration import (
    check_knowledge,
    check_pinned_keys,
    check_public_address,
    check_secrets,
    clients_of,
)
from app.checkup.files import check_permissions, check_state_folder
from app.checkup.findings import Finding, State, misconfigured, well
from app.checkup.language import check_languages
from app.checkup.store import check_store
from app.cli.talk import Exit, out, print_json
from app.clients import Clients
from app.settings import ConfigurationError, Settings, read_settings

SIGNS = {
    State.WELL: ("✓", "green"),
    State.NOTE: ("·", "yellow"),
    State.WRONG: ("✗", "red"),
    State.UNREACHABLE: ("✗", "red"),
    State.MISCONFIGURED: ("✗", "red"),
}
EXITS = {State.MISCONFIGURED: Exit.CONFIGURATION, State.UNREACHABLE: Exit.UNREACHABLE, State.WRONG: Exit.NO}
"""The worst first."""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no address of a client.")] = False,
) -> None:
    """Check settings, store, knowledge, keys and addresses, a cure per line. Example: trd-cds doctor"""
    findings = examine(offline=offline)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            draw(finding)
    raise typer.Exit(verdict(findings))


def examine(*, offline: bool) -> list[Finding]:
    """Every part in turn; without settings that can be read there is nothing else to look at."""
    try:
        settings = read_settings()
    except ConfigurationError as error:
        cure = "Correct it in the environment; docs/settings.md tells every setting."
        return [misconfigured("settings", fault, cure) for fault in error.faults]
    clients, of_clients = clients_of(settings)
    return [
        well("settings", f"{len(settings.model_fields_set)} set, the others as by default"),
        *check_knowledge(settings),
        *check_public_address(settings),
        *check_secrets(settings),
        *of_clients,
        *check_pinned_keys(clients),
        *check_languages(settings, clients),
        *check_state_folder(settings),
        *check_permissions(settings, clients),
        *asyncio.run(_asked(settings, clients, offline=offline)),
    ]


async def _asked(settings: Settings, clients: Clients, *, offline: bool) -> list[Finding]:
    """What stands behind a network: the store, and the clients' addresses."""
    return [*await check_store(settings), *(await check_addresses(clients) if not offline else ())]


def draw(finding: Finding) -> None:
    """A sign, the part, what was found; below it the cure."""
    sign, style = SIGNS[finding.state]
    out().print(Text(f"{sign} ", style=style) + Text(f"{finding.part}: ", style="bold") + Text(finding.told))
    if finding.cure is not None:
        out().print(Text(f"    {finding.cure}", style="dim"))


def verdict(findings: list[Finding]) -> Exit:
    """4 when it would not start, 5 when something outside does not answer, 1 when something is to be mended, else 0."""
    states = {finding.state for finding in findings}
    return next((code for state, code in EXITS.items() if state in states), Exit.DONE)
