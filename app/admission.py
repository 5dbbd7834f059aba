"""What the clients' file lets the service start with: better no service than one that stands open by mistake."""

from collections.abc import Iterator

from app.clients import Clients
from app.clients_file import FILE, read_clients
from app.security.key_sets import KeySets
from app.security.private_keys import PrivateKeyError
from app.security.public_keys import KeySetError
from app.settings import ConfigurationError, Settings
from app.smart.registrations import SigningKeys


def admit(settings: Settings, *, insecure: bool, demo: bool = False) -> Clients:
    """The clients of the settings; raises `ConfigurationError` for what would promise more than is checked."""
    if settings.clients is None:
        return Clients()
    clients = read_clients(settings.clients)
    if not demo and (faults := list(_faults(clients, settings, insecure=insecure))):
        raise ConfigurationError(*faults)
    return clients


def _faults(clients: Clients, settings: Settings, *, insecure: bool) -> Iterator[str]:
    if settings.base_url is None:
        yield "TRD_BASE_URL is needed once clients are configured: tokens and links are made for it, never for Host"
    if insecure:
        return
    if clients.without_token is not None:
        yield f"{FILE}: client {clients.without_token.id} has no issuer, and is used only with --insecure"


def key_sets_of(clients: Clients) -> KeySets:
    """The keys of these clients: pinned ones are read now, the others when the first token comes."""
    sets = KeySets()
    faults = []
    for client in clients.with_tokens:
        try:
            sets.pin(client)
        except (OSError, KeySetError) as error:
            faults.append(f"{FILE}: client {client.id}: jwks_file: {getattr(error, 'strerror', None) or error}")
    if faults:
        raise ConfigurationError(*faults)
    return sets


def signing_keys_of(clients: Clients) -> SigningKeys:
    """The private keys of the SMART app, read now; raises `ConfigurationError` for one that went bad since."""
    try:
        return SigningKeys.of(clients)
    except (OSError, PrivateKeyError) as error:
        fault = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"{FILE}: smart.private_key_file: {fault}") from None


def notices(settings: Settings, clients: Clients) -> Iterator[str]:
    """What an operator is to know at the start, one sentence each (R-C9, §6.4)."""
    if settings.silent:
        yield "TRD_SILENT: everything is computed and nothing is shown, not even a suicide risk."
    for client in clients.listed:
        if client.silent:
            yield f"{FILE}: client {client.id} is shown nothing, not even a suicide risk."
    if clients.without_token is None or clients.without_token.crisis_text is None:
        yield f"Crisis text: the default for {settings.country}, from secondary sources; verify it, or set crisis_text."
    if settings.base_url is not None and settings.base_url.startswith("http:"):
        yield "TRD_BASE_URL is an http address: in production tokens and records travel over https alone."
