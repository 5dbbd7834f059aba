"""The folder we write to, and who else may read or write what we trust."""

import os
import shutil
from collections.abc import Iterator
from errno import EACCES, EIO, ENOSPC
from pathlib import Path
from tempfile import TemporaryFile

from app.checkup.findings import Finding, misconfigured, note, well, wrong
from app.clients import Clients
from app.settings import Settings

LEAST_FREE_BYTES = 200 << 20


def check_state_folder(settings: Settings) -> Iterator[Finding]:
    """It is there, it can be written, and there is room."""
    folder = settings.state_dir
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    refused = None if os.access(there, os.W_OK | os.X_OK) else EACCES
    refused = refused or _refused(there)
    if refused not in (None, ENOSPC):
        cure = "Give the service's user a folder that it can write, by TRD_STATE_DIR or a volume."
        yield misconfigured("state folder", f"{folder} can't be written", cure)
        return
    free = shutil.disk_usage(there).free
    if refused == ENOSPC or free < LEAST_FREE_BYTES:
        yield wrong(
            "state folder", f"only {free >> 20} MB are free", "Make room, or lower TRD_RETENTION_DAYS and prune."
        )
        return
    yield well("state folder", f"{folder} can be written, {free >> 30} GB free")


def _refused(folder: Path) -> int | None:
    """The superuser may write where it can't: a read-only file system, or a full one, shows only when it is tried."""
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        return error.errno or EIO
    return None


def check_permissions(settings: Settings, clients: Clients) -> Iterator[Finding]:
    """What decides whom we trust is written by nobody else; what is secret is read by nobody else."""
    private = [settings.state_dir / "site-secret"]
    private += [
        client.smart.private_key_file for client in clients.listed if client.smart and client.smart.private_key_file
    ]
    trusted = [settings.clients] if settings.clients else []
    trusted += [client.jwks_file for client in clients.listed if client.jwks_file]
    found = [*(_readable(path) for path in private), *(_writable(path) for path in trusted)]
    faults = [fault for fault in found if fault is not None]
    yield from faults or [well("permissions", "nobody else reads our secrets or writes what we trust")]


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return 0


def _readable(path: Path) -> Finding | None:
    if _mode(path) & 0o077:
        return wrong("permissions", f"{path.name} can be read by others", f"chmod 600 {path}")
    return None


def _writable(path: Path) -> Finding | None:
    if _mode(path) & 0o002:
        return wrong("permissions", f"{path.name} can be written by anybody", f"chmod o-w {path}")
    if _mode(path) & 0o020:
        return note(
            "permissions", f"{path.name} can be written by its group", f"chmod g-w {path}, unless it is meant so"
        )
    return None
