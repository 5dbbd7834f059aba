"""Where our app is registered: which entry of the clients' file stands for the FHIR server that launches it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.clients import Client, Clients, SmartApp
from app.fetching.addresses import Place, place_of, trusted_server
from app.fetching.permission import hosts_of
from app.security.private_keys import SigningKey, read_private_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One EHR that may launch the app."""

    client: Client
    app: SmartApp
    iss: str
    """The FHIR server's address as it was sent: `aud` is compared by the letter."""
    server: Place

    @property
    def hosts(self) -> frozenset[str]:
        """What of the network we may be led to beside the public addresses."""
        return hosts_of(self.app.fhir_servers)


def registration_for(clients: Clients, iss: str) -> Registration | None:
    """The entry whose `smart.fhir_servers` lists this server; nothing else is ever asked or believed."""
    for client in clients.listed:
        server = None if client.smart is None else trusted_server(iss, client.smart.fhir_servers)
        if client.smart is not None and server is not None:
            return Registration(client=client, app=client.smart, iss=iss, server=server)
    return None


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The private keys of every entry, read with the clients' file and held for its life."""

    by_client: Mapping[str, tuple[SigningKey, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, clients: Clients) -> "SigningKeys":
        """Read them all; raises `OSError`, `PrivateKeyError`: reading the clients' file has told of that before."""
        files = {
            client.id: client.smart.private_key_file
            for client in clients.listed
            if client.smart is not None and client.smart.private_key_file is not None
        }
        return cls({client: read_private_keys(path) for client, path in files.items()})

    @property
    def public(self) -> list[dict[str, object]]:
        """Our key set, each key once."""
        found = {key.kid: key.public for keys in self.by_client.values() for key in keys}
        return [found[kid] for kid in sorted(found)]


def is_one_server(first: str, second: str) -> bool:
    """True for two spellings of one server."""
    place = place_of(first)
    return place is not None and place == place_of(second)
