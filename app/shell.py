"""What the running service holds: settings, knowledge, the secret, and how open it stands."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from starlette.requests import Request

from app.clients import Clients
from app.fetching.servers import FhirServers
from app.places import Places
from app.security.key_sets import KeySets
from app.security.rate_limits import RateLimits
from app.security.seen_tokens import RememberedTokens, SeenTokens
from app.settings import ConfigurationError, Settings
from app.smart.configuration import SmartConfigurations
from app.smart.registrations import SigningKeys
from app.store.store import Store
from trd.knowledge.types import Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Frozen for the life of the process; the routers find it in `request.app.state.shell`."""

    settings: Settings
    knowledge: Knowledge
    secret: bytes = field(repr=False)
    demo: bool = False
    open_to_callers: bool = True
    """It listens where no other machine reaches it: no token is asked for while no client could have one."""
    clients: Clients = field(default_factory=Clients)
    insecure: bool = False
    """The operator said so (or it is the demo): callers without a token have the entry without an issuer."""
    key_sets: KeySets = field(default_factory=KeySets)
    seen_tokens: SeenTokens = field(default_factory=RememberedTokens)
    """Where used tokens are remembered: a store that all workers share, or this process alone."""
    rate_limits: RateLimits = field(default_factory=RateLimits)
    places: Places = field(default_factory=Places)
    """How many calls this process works on; it outlives a new reading of the clients' file."""
    fhir_servers: FhirServers = field(default_factory=FhirServers)
    """Where what an EHR did not send along is fetched; it outlives a new reading of the clients' file."""
    signing_keys: SigningKeys = field(default_factory=SigningKeys)
    """With which our SMART app says who it is."""
    smart_configurations: SmartConfigurations = field(default_factory=SmartConfigurations)
    store: Store | None = None
    """Where feedback and decision records are kept; without one nothing is kept, and feedback is not acknowledged."""

    @property
    def asks_for_tokens(self) -> bool:
        """Every call needs a token, unless the operator said otherwise or nobody could have one on this machine."""
        return not (self.insecure or self.demo or (self.open_to_callers and not self.clients.with_tokens))

    @property
    def body_limit(self) -> int:
        return self.settings.max_body_mb * 1_048_576

    @property
    def shows_playground(self) -> bool:
        """The playground is open: in demo mode, or because the site said so."""
        return self.demo or self.settings.playground

    @property
    def honours_as_of(self) -> bool:
        return self.demo or self.settings.allow_as_of


def shell_of(request: Request) -> Shell:
    """The shell of the running application."""
    shell: Shell = request.app.state.shell
    return shell


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
