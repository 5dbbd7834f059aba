"""With which clients the service starts, and what the operator is told."""

from pathlib import Path

import pytest

from app.admission import admit, notices
from app.clients import Client, Clients
from app.settings import ConfigurationError, Settings

WITH_TOKEN = '[[client]]\nid = "north"\nissuer = "https://e.org"\njwks_uri = "https://e.org/jwks"\n'
WITHOUT = '[[client]]\nid = "sandbox"\n'


def settings(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "clients.toml"
    path.write_text(text)
    return Settings(clients=path, base_url="https://cds.example.org")


def refused(given: Settings, *, insecure: bool = False) -> str:
    with pytest.raises(ConfigurationError) as stopped:
        admit(given, insecure=insecure)
    return "\n".join(stopped.value.faults)


def test_without_a_file_there_are_no_clients() -> None:
    assert admit(Settings(), insecure=False) == Clients()


def test_clients_with_an_issuer_start_since_their_tokens_are_verified(tmp_path: Path) -> None:
    clients = admit(settings(tmp_path, WITH_TOKEN), insecure=False)
    assert [client.id for client in clients.with_tokens] == ["north"]


def test_an_entry_without_an_issuer_is_for_insecure_alone(tmp_path: Path) -> None:
    given = settings(tmp_path, WITHOUT)
    assert "client sandbox has no issuer, and is used only with --insecure" in refused(given)
    assert admit(given, insecure=True).without_token is not None


def test_clients_need_the_public_address(tmp_path: Path) -> None:
    path = tmp_path / "clients.toml"
    path.write_text(WITHOUT)
    assert "TRD_BASE_URL is needed" in refused(Settings(clients=path), insecure=True)


def test_the_demonstration_starts_with_any_file(tmp_path: Path) -> None:
    path = tmp_path / "clients.toml"
    path.write_text(WITH_TOKEN)
    assert admit(Settings(clients=path), insecure=False, demo=True).listed


def test_a_wrong_file_stops_the_demonstration_too(tmp_path: Path) -> None:
    path = tmp_path / "clients.toml"
    path.write_text("")
    with pytest.raises(ConfigurationError):
        admit(Settings(clients=path), insecure=False, demo=True)


@pytest.mark.parametrize(
    ("given", "clients", "told"),
    [
        pytest.param(Settings(), Clients(), ["Crisis text: the default for US"], id="default crisis text"),
        pytest.param(Settings(country="GB"), Clients(), ["Crisis text: the default for GB"], id="of the country"),
        pytest.param(Settings(), Clients((Client(id="a", crisis_text="x"),)), [], id="a crisis text of its own"),
        pytest.param(
            Settings(silent=True), Clients((Client(id="a", crisis_text="x"),)), ["TRD_SILENT"], id="a silent site"
        ),
        pytest.param(
            Settings(),
            Clients((Client(id="a", crisis_text="x", silent=True),)),
            ["client a is shown nothing"],
            id="silent",
        ),
    ],
)
def test_the_operator_is_told_what_to_verify(given: Settings, clients: Clients, told: list[str]) -> None:
    found = list(notices(given, clients))
    assert len(found) == len(told)
    assert all(words in notice for words, notice in zip(told, found, strict=True))
