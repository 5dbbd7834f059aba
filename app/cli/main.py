"""The command line: it only names the commands."""

import io
import sys

import typer

from app.cli.cards import cards
from app.cli.cohort import cohort
from app.cli.demo import demo
from app.cli.doctor import doctor
from app.cli.evaluate import evaluate
from app.cli.feedback import feedback
from app.cli.health import health
from app.cli.knowledge import knowledge
from app.cli.replay import replay
from app.cli.serve import serve
from app.cli.settings import settings
from app.cli.store import store
from app.cli.version import version

cli = typer.Typer(
    name="trd-cds",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
cli.callback()(version)
for command in (demo, serve, evaluate, cohort, settings, cards, health, doctor, replay, feedback):
    cli.command()(command)
cli.add_typer(knowledge, name="knowledge")
cli.add_typer(store, name="store")


def main() -> None:
    """Entry point of `trd-cds`: a full disk is one sentence, and a terminal without our letters shows others."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        cli()
    except OSError as error:
        sys.stderr.write(f"The result could not be written ({error.strerror}).\n")
        raise SystemExit(5) from None


if __name__ == "__main__":
    main()
