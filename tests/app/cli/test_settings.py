"""`trd-cds settings` with a clients' file; `serve` with one."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import serve as serve_module
from app.cli.main import cli
from app.main import INSECURE_STANDING, LOOPBACK_STANDING, STANDING
from tests.app.security.signing import pem

ENTRY = """\
[[client]]
id = "north"
max_cards = 2
crisis_text = "Call the desk."
smart = { client_id = "timeline-of-north", private_key_file = "north.pem", fhir_servers = ["https://e.org/fhir"] }
[client.code_maps]
"http://loinc.org|*" = { system = "urn:oid:2.16.840.1.113883.6.1" }
"""
WITH_TOKEN = '[[client]]\nid = "south"\nissuer = "https://e.org"\njwks_uri = "https://e.org/jwks"\n'


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    def invoke(*words: str, text: str = ENTRY, **settings: str) -> Result:
        (tmp_path / "north.pem").write_bytes(pem())
        path = tmp_path / "clients.toml"
        path.write_text(text)
        given = {"TRD_CLIENTS": str(path), "TRD_STATE_DIR": str(tmp_path), "COLUMNS": "400", **settings}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(cli, list(words))

    return invoke


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What `serve` would have listened on."""
    served: list[tuple[str, int]] = []
    monkeypatch.setattr(serve_module, "run", lambda host, port, **_: served.append((host, port)))
    monkeypatch.setattr(serve_module, "refuse_taken", lambda host, port: None)
    monkeypatch.setenv(STANDING, "unset")
    return served


def test_every_key_of_every_client_stands_with_its_source(run: Callable[..., Result]) -> None:
    rows = {row["name"]: row for row in json.loads(run("settings", "--json").stdout)}
    assert (rows["client.north.max_cards"]["value"], rows["client.north.max_cards"]["source"]) == (2, "clients' file")
    assert (rows["client.north.max_token_seconds"]["value"], rows["client.north.max_token_seconds"]["source"]) == (
        *(3600, "default"),
    )
    assert rows["client.north.code_maps"]["value"] == "http://loinc.org|* -> urn:oid:2.16.840.1.113883.6.1|*"


@pytest.mark.parametrize("words", [("settings",), ("settings", "--json")])
def test_what_is_secret_in_an_entry_is_masked(run: Callable[..., Result], words: tuple[str, ...]) -> None:
    told = run(*words)
    assert told.exit_code == 0
    for secret in ("timeline-of-north", "north.pem", pem().decode().splitlines()[1]):
        assert secret not in told.output
    assert "client_id •••• (17 characters)" in told.stdout


def test_a_fault_of_the_file_is_exit_4_by_name(run: Callable[..., Result]) -> None:
    for words in (("settings", "--check"), ("serve",)):
        told = run(*words, text='[[client]]\nid = "north"\nmax_card = 2\n')
        assert told.exit_code == 4
        assert "TRD_CLIENTS: client north: max_card is no key: did you mean max_cards?" in told.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_with_clients_whose_tokens_are_verified_it_serves_anywhere(
    run: Callable[..., Result], started: list[tuple[str, int]], host: str
) -> None:
    told = run("serve", "--host", host, text=WITH_TOKEN, TRD_BASE_URL="https://cds.example.org")
    assert told.exit_code == 0, told.stderr
    assert started == [(host, 8000)]
    assert os.environ[STANDING] == LOOPBACK_STANDING


def test_with_insecure_it_serves_and_says_that_it_stands_open(
    run: Callable[..., Result], started: list[tuple[str, int]]
) -> None:
    told = run("serve", "--insecure", text=ENTRY + WITH_TOKEN, TRD_BASE_URL="https://cds.example.org")
    assert told.exit_code == 0, told.stderr
    assert started == [("127.0.0.1", 8000)]
    assert "Standing open" in told.stderr
    assert "Crisis text" not in told.stderr, "north has one of its own"
    assert os.environ[STANDING] == INSECURE_STANDING


def test_on_loopback_without_clients_nothing_stands_insecure(
    run: Callable[..., Result], started: list[tuple[str, int]]
) -> None:
    told = run("serve", TRD_CLIENTS="")
    assert told.exit_code == 0, told.stderr
    assert os.environ[STANDING] == LOOPBACK_STANDING
    assert "Crisis text: the default for US" in told.stderr
