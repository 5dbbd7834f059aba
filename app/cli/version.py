"""`trd-cds --version`: the software and the knowledge that came with it, for every report of a fault."""

import sys
from typing import Annotated

import typer

from app.versions import package_version


def _say(wanted: bool) -> None:
    if not wanted:
        return
    from trd.knowledge.loading import load

    sys.stdout.write(f"trd-cds {package_version()}, knowledge {load().version}\n")
    raise typer.Exit


def version(
    _: Annotated[
        bool, typer.Option("--version", callback=_say, is_eager=True, help="Say the version, the knowledge's too.")
    ] = False,
) -> None:
    """Decision support for treatment-resistant depression. It informs a clinician; it never decides."""
