"""How the commands speak: results on standard output, talk on standard error, exit codes of the contract."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import typer
from rich.console import Console

from app.settings import ConfigurationError
from cds_hooks.messages import json_bytes


class Exit(IntEnum):
    """Exit codes (`contract.md` §3)."""

    DONE = 0
    NO = 1
    WRONG_USE = 2
    UNREADABLE = 3
    CONFIGURATION = 4
    UNREACHABLE = 5


def out() -> Console:
    """For results. Made anew, so that it sees the standard output of the moment."""
    return Console(soft_wrap=False, highlight=False)


def talk() -> Console:
    """For progress, warnings and faults: standard error."""
    return Console(stderr=True, highlight=False)


def stop(code: Exit, *lines: str) -> NoReturn:
    """One plain sentence a line on standard error, then the exit code."""
    for line in lines:
        talk().print(line, markup=False, style="red" if code is not Exit.DONE else None)
    raise typer.Exit(code)


@contextmanager
def configuration_faults() -> Iterator[None]:
    """A wrong configuration ends the command with its faults by name, never with a trace."""
    try:
        yield
    except ConfigurationError as error:
        stop(Exit.CONFIGURATION, *error.faults)


def read_input(file: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; ends the command when it can't be read."""
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        stop(Exit.UNREADABLE, f"{file}: {error.strerror or 'can not be read'}")


def print_json(value: Any) -> None:
    """One JSON document, readable, on standard output; Decimals as JSON numbers."""
    sys.stdout.write(msgspec.json.format(json_bytes(value), indent=2).decode() + "\n")
