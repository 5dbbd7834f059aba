"""The entry of `trd-cds`: the health check, which a container asks twice a minute, loads nothing of the others."""

import sys

import typer


def main() -> None:
    """One command of many; `health` by itself, since reading the knowledge's and FHIR's modules costs seconds."""
    if sys.argv[1:2] != ["health"]:
        from app.cli.main import main as every

        every()
        return
    from app.cli.health import health

    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command()(health)
    alone(args=sys.argv[2:], prog_name="trd-cds health")
