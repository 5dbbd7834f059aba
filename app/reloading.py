"""The clients' file and the key files read again on SIGHUP, so that a client comes or goes without a pause."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace

from fastapi import FastAPI

from app.admission import admit, key_sets_of, signing_keys_of
from app.logs import log
from app.metrics import series
from app.settings import ConfigurationError
from app.shell import Shell

Hold = Callable[[FastAPI, Shell], None]


def reload_clients(app: FastAPI, hold: Hold) -> bool:
    """True when the new file is in force; a wrong one leaves the old one as it is, and the log says what is wrong.

    Calls under way keep the entry that they began with. Keys are fetched anew, so a key that its owner withdrew is
    gone at once; how much a client has called this minute, and which tokens were used, is remembered.
    """
    shell: Shell = app.state.shell
    try:
        clients = admit(shell.settings, insecure=shell.insecure, demo=shell.demo)
        keys, signing = key_sets_of(clients), signing_keys_of(clients)
    except ConfigurationError as error:
        series.RELOADS.labels("wrong").inc()
        log.error("the clients' file is wrong; the old one stays in force", faults=list(error.faults))
        return False
    hold(app, replace(shell, clients=clients, key_sets=keys, signing_keys=signing))
    series.RELOADS.labels("read").inc()
    log.info("the clients' file was read again", clients=[client.id for client in clients.listed])
    return True


def reloading(hold: Hold) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """The part of the application's life that listens for SIGHUP; only with a clients' file to read."""

    @asynccontextmanager
    async def listening(app: FastAPI) -> AsyncIterator[None]:
        shell: Shell = app.state.shell
        loop = asyncio.get_running_loop()
        if shell.settings.clients is not None:
            with suppress(NotImplementedError, RuntimeError, ValueError):  # not on Windows, not beside the main thread
                loop.add_signal_handler(signal.SIGHUP, reload_clients, app, hold)
        try:
            yield
        finally:
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(signal.SIGHUP)

    return listening
