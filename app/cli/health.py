"""`trd-cds health`: exit 0 when the service is ready; the container has no curl."""

from typing import Annotated

import httpx
import typer

from app.cli.talk import Exit, out, stop


def health(
    url: Annotated[str, typer.Option(help="Address of the service.")] = "http://127.0.0.1:8000",
    timeout: Annotated[float, typer.Option(help="Seconds to wait.")] = 3.0,
) -> None:
    """Ask a running service whether it is ready. Example: trd-cds health --url http://127.0.0.1:8000"""
    try:
        answer = httpx.get(f"{url.rstrip('/')}/health/ready", timeout=timeout, trust_env=False)
    except httpx.HTTPError as error:
        stop(Exit.UNREACHABLE, f"{url} does not answer ({type(error).__name__})")
    if answer.status_code != 200:
        stop(Exit.UNREACHABLE, f"{url} answers {answer.status_code}: not ready")
    out().print(answer.text, markup=False)
