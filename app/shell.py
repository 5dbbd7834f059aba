"""What the running service holds: settings, knowledge, the secret, and how open it stands."""

import hmac
import os
import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from starlette.requests import Request

from app.clients import UNNAMED, Client, Clients
from app.outcomes import ShellError
from app.settings import ConfigurationError, Settings
from trd.knowledge.types import Knowledge


class Unauthorized(ShellError):
    """A bare 401: it says nothing about why."""

    status, code = 401, "login"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Frozen for the life of the process; the routers find it in `request.app.state.shell`."""

    settings: Settings
    knowledge: Knowledge
    secret: bytes = field(repr=False)
    demo: bool = False
    open_to_callers: bool = True
    """No token is asked for: demo, `--insecure`, or loopback while no client is configured."""
    clients: Clients = field(default_factory=Clients)
    insecure: bool = False
    """The operator said so (or it is the demo): callers without a token have the entry without an issuer."""

    @property
    def body_limit(self) -> int:
        return self.settings.max_body_mb * 1_048_576

    @property
    def honours_as_of(self) -> bool:
        return self.demo or self.settings.allow_as_of


def shell_of(request: Request) -> Shell:
    """The shell of the running application."""
    shell: Shell = request.app.state.shell
    return shell


def client_for(request: Request) -> Client:
    """The entry that holds for this call, and never one that the caller merely claims.

    Tokens are not verified yet, so whoever calls is a caller without a token.
    """
    shell = shell_of(request)
    found = shell.clients.without_token if shell.insecure else None
    return found or UNNAMED


def require_caller(request: Request) -> None:
    """Let in whoever may ask for an assessment: everybody while open, else who holds the operator's token."""
    if not shell_of(request).open_to_callers and not holds_operator_token(request):
        raise Unauthorized("Unauthorized.")


def holds_operator_token(request: Request) -> bool:
    """True when the operator's token was sent, as Bearer or as the password of Basic."""
    token = shell_of(request).settings.operator_token
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if token is None or not credential:
        return False
    if scheme.lower() == "basic":
        try:
            credential = b64decode(credential, validate=True).decode().partition(":")[2]
        except (NotBase64, UnicodeDecodeError):
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(credential.encode(), token.get_secret_value().encode())


def site_secret(settings: Settings, *, throw_away: bool) -> bytes:
    """The site's secret: given, or made once and kept in the state folder (mode 0600); demo makes one for the run."""
    if settings.site_secret is not None:
        return settings.site_secret.get_secret_value().encode()
    if throw_away:
        return secrets.token_bytes(32)
    database = settings.database_url.get_secret_value() if settings.database_url else ""
    if database.startswith("postgres"):
        raise ConfigurationError("TRD_SITE_SECRET is needed with PostgreSQL: every worker needs the same one")
    return _kept_secret(settings.state_dir / "site-secret")


def _kept_secret(path: Path) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _keep(path, secrets.token_hex(32))
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"TRD_STATE_DIR: the site secret can't be kept in {path.parent} ({error.strerror}); "
            "give TRD_SITE_SECRET or a folder that can be written"
        ) from None


def _keep(path: Path, secret: str) -> None:
    """Written whole or not at all: of workers that start together, each reads the one that was first."""
    with NamedTemporaryFile("w", dir=path.parent) as new:  # mode 0600
        new.write(secret)
        new.flush()
        with suppress(FileExistsError):
            os.link(new.name, path)
