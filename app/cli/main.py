"""The command line: it only names the commands."""

import typer

from app.cli.cards import cards
from app.cli.demo import demo
from app.cli.evaluate import evaluate
from app.cli.health import health
from app.cli.serve import serve
from app.cli.settings import settings

cli = typer.Typer(
    name="trd-cds",
    help="Decision support for treatment-resistant depression. It informs a clinician; it never decides.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
for command in (demo, serve, evaluate, settings, cards, health):
    cli.command()(command)


def main() -> None:
    """Entry point of `trd-cds`."""
    cli()


if __name__ == "__main__":
    main()
