"""docs/reference/commands.md: every command with its options, and the exit codes, read off the command line."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.cli.talk import Exit
from scripts.tables import row, table

HEAD = """\
# Commands

Made from the code (`make fix`). After `make setup` the command is `.venv/bin/trd-cds`; installed, `trd-cds`.
Results go to standard output, talk to standard error. `--help` tells the same, and `trd-cds --install-completion`
completes names in your shell. [Exit codes](#exit-codes) stand at the end."""

EXITS: Mapping[Exit, str] = {
    Exit.DONE: "done",
    Exit.NO: "the answer is no: a check failed",
    Exit.WRONG_USE: "wrong use: an unknown option, a missing argument",
    Exit.UNREADABLE: "the input can't be read",
    Exit.CONFIGURATION: "wrong configuration; each fault is named",
    Exit.UNREACHABLE: "something outside can't be reached or written: port, store, FHIR server, service, disk",
}

BY_TYPER = ("help", "install_completion", "show_completion")
"""Options that every program of its kind has."""


def commands_page(_: str) -> str:
    """Every command with its options, then the exit codes."""
    import typer

    from app.cli.main import cli

    top = typer.main.get_command(cli)
    lines = [HEAD, *_parameters(top)]
    for name, command in commands(top):
        lines += ["", f"## {name}", "", *_told(command.help or ""), *_parameters(command)]
    lines += ["", "## Exit codes", "", *table("code", "meaning")]
    lines += [row(f"`{int(code)}`", meaning) for code, meaning in EXITS.items()]
    return "\n".join([*lines, "", "What to do: [troubleshooting](../operators/troubleshooting.md#by-exit-code).", ""])


def commands(group: Any, path: str = "trd-cds") -> Iterator[tuple[str, Any]]:
    """Each command by its whole name; a group that does something by itself stands before its own."""
    for name, command in group.commands.items():
        is_group = hasattr(command, "commands")
        if not is_group or command.invoke_without_command:
            yield f"{path} {name}", command
        if is_group:
            yield from commands(command, f"{path} {name}")


def _told(text: str) -> list[str]:
    """The sentence, and the example as something to copy."""
    said, _, example = text.partition("Example: ")
    return [said.strip(), *(["", f"Example: `{example.strip()}`"] if example else [])]


def _parameters(command: Any) -> list[str]:
    shown = [parameter for parameter in command.params if parameter.name not in BY_TYPER]
    if not shown:
        return []
    return ["", *table("argument or option", "meaning"), *(row(_name(one), _meaning(one)) for one in shown)]


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}{'…' if parameter.nargs == -1 else ''}`"
    kind = f" `{parameter.metavar}`" if parameter.metavar else ""
    return ", ".join(f"`{name}`" for name in parameter.opts) + kind


def _meaning(parameter: Any) -> str:
    default = parameter.default
    told = f" Default `{default}`." if isinstance(default, str | int | float) and default not in ("", False) else ""
    return f"{parameter.help or ''}{told}{' Required.' if parameter.required else ''}"
