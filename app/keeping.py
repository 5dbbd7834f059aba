"""The store's part of the application's life: opened and migrated at the start, written out at the end."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from app.remembering import code_hash
from app.shell import Shell

Life = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def keeping(inner: Life) -> Life:
    """The store around the rest: it closes last, so that the last calls are recorded."""

    @asynccontextmanager
    async def kept(app: FastAPI) -> AsyncIterator[None]:
        shell: Shell = app.state.shell
        if shell.store is not None:
            code_hash()  # now, so that no call waits for it
            await shell.store.open()
        try:
            async with inner(app):
                yield
        finally:
            if shell.store is not None:
                await shell.store.close()

    return kept
