"""`trd-cds serve`: the service itself."""

import os
import signal
import socket
from contextlib import suppress
from typing import Annotated

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from app import logs
from app.addresses import is_loopback
from app.admission import notices
from app.cli.talk import Exit, configuration_faults, stop, talk
from app.connections import Connection
from app.main import INSECURE_STANDING, LOOPBACK_STANDING, STANDING, start
from app.metrics.exposition import shared_by_workers
from app.settings import read_settings

OPEN = "Standing open: anybody who reaches this address is answered."


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes.", min=1)] = 1,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Answer anybody who can reach this address, without a token.")
    ] = False,
) -> None:
    """Start the service. Example: trd-cds serve --host 127.0.0.1 --port 8000"""
    with configuration_faults():
        shell = start(read_settings(), insecure=insecure)
    logs.set_up(shell.settings.log_level, shell.settings.log_format)
    logs.take_libraries()
    if not insecure and not is_loopback(host) and not shell.clients.with_tokens:
        stop(
            Exit.CONFIGURATION,
            f"{host} can be reached from other machines, and no trusted client is configured.",
            "Name the clients in a file (TRD_CLIENTS), listen on 127.0.0.1, or give --insecure to stand open to all.",
        )
    for notice in (*((OPEN,) if insecure else ()), *notices(shell.settings, shell.clients)):
        if shell.settings.log_format == "json":
            logs.log.warning(notice)
        else:
            talk().print(notice, markup=False, style="yellow")
    refuse_taken(host, port)
    os.environ[STANDING] = INSECURE_STANDING if insecure else LOOPBACK_STANDING
    run(host, port, workers=workers)


def run(host: str, port: int, *, workers: int = 1, quiet: bool = False) -> None:
    """Serve until interrupted.

    uvicorn's own access log stays off: it prints addresses with their queries. Who calls is the other end of the
    connection, whatever a forwarded header says.
    """
    config = uvicorn.Config(
        "app.main:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http=Connection,
        ws="none",
        proxy_headers=False,
        access_log=False,
        log_config=None,  # its lines are told in our form: `logs.take_libraries`
        log_level="warning" if quiet else "info",
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_worker_healthcheck=60,  # a worker that reads the knowledge on a busy machine is not dead
    )
    if workers > 1:
        with configuration_faults(), shared_by_workers():
            Workers(config, [config.bind_socket()]).run()
        return
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):  # uvicorn hands it on once it has shut down
        server.run()
    if not server.started:
        raise typer.Exit(Exit.CONFIGURATION)


class Workers(Multiprocess):
    """uvicorn's supervisor, but that SIGHUP is handed on: each worker reads the clients' file, none is restarted."""

    def handle_hup(self) -> None:
        """A worker that is still starting reads the new file anyway."""
        for process in self.processes:
            if process.pid is not None and process.is_ready():
                os.kill(process.pid, signal.SIGHUP)


def refuse_taken(host: str, port: int) -> None:
    """One sentence instead of the server's own lines when somebody listens there, or nobody can."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        stop(
            Exit.UNREACHABLE, f"{host}:{port} can't be listened on ({error.strerror}). Choose another --port or --host."
        )


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next port that nobody listens on."""
    for port in range(wanted, min(wanted + 50, 65536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    stop(Exit.UNREACHABLE, f"No free port from {wanted} on.")
