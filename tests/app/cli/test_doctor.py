"""`trd-cds doctor`: what is wrong is named with its cure, and the exit code is that of the worst."""

import asyncio
import errno
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from typer.testing import CliRunner, Result

from app.checkup.configuration import check_knowledge
from app.cli.main import cli
from app.fetching.reasons import NotHad, Reason
from app.settings import Settings
from app.store.database import FILE, Database, sqlite_file
from app.store.migration import migrate
from tests.app.security.signing import ISSUER, KEYS_AT, key, key_set, pem
from trd.knowledge.entries import digest_of, entries
from trd.knowledge.loading import load

FHIR = "https://ehr.example.org/fhir/R4"
ENTRY = f'[[client]]\nid = "north"\nissuer = "{ISSUER}"\njwks_uri = "{KEYS_AT}"\nfhir_servers = ["{FHIR}"]\n'


@pytest.fixture
def ehr() -> Iterator[respx.MockRouter]:
    """An EHR that is well: its keys, its server, and its clock."""
    with respx.mock(assert_all_called=False) as router:
        date = {"Date": formatdate(time.time(), usegmt=True)}
        router.get(KEYS_AT).respond(json=key_set(), headers=date)
        router.get(f"{FHIR}/metadata").respond(json={"fhirVersion": "4.0.1"}, headers=date)
        yield router


@pytest.fixture
def examine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ehr: respx.MockRouter
) -> Callable[..., tuple[Result, Any]]:
    """`examine(entry, TRD_…=…)`: the result, and the findings by part."""

    def run(entry: str | None = ENTRY, *words: str, **settings: str) -> tuple[Result, Any]:
        for name in [name for name in os.environ if name.startswith("TRD_")]:
            monkeypatch.delenv(name)
        given = {
            "TRD_BASE_URL": "https://cds.example.org",
            "TRD_STATE_DIR": str(tmp_path / "state"),
            "TRD_SITE_SECRET": "s" * 32,
            "TRD_OPERATOR_TOKEN": "t" * 32,
        }
        if entry is not None:
            file = tmp_path / "clients.toml"
            file.write_text(entry)
            file.chmod(0o644)
            given["TRD_CLIENTS"] = str(file)
        for name, value in (given | settings).items():
            monkeypatch.setenv(name, value)
        told = CliRunner().invoke(cli, ["doctor", "--json", *words])
        return told, {finding["part"]: finding for finding in json.loads(told.stdout)}

    return run


def test_a_service_that_is_well_is_told_so_part_by_part(examine: Callable[..., Any]) -> None:
    told, parts = examine()
    assert told.exit_code == 0, told.output
    assert parts.pop("store")["cure"] == "The first start makes it."
    assert {part["state"] for part in parts.values()} == {"well"}
    assert {"settings", "knowledge", "clients", "keys of north", "FHIR server of north", "clock"} <= set(parts)


@pytest.mark.parametrize(
    ("settings", "part", "code"),
    [
        ({"TRD_MAX_CARDS": "many"}, "settings", 4),
        ({"TRD_MAX_CARD": "2"}, "settings", 4),
        ({"TRD_KNOWLEDGE": "tests"}, "knowledge", 4),
        ({"TRD_SITE_SECRET": "short"}, "site secret", 1),
        ({"TRD_OPERATOR_TOKEN": "short"}, "operator's token", 1),
        ({"TRD_STATE_DIR": "/proc/nowhere"}, "state folder", 4),
        ({"TRD_DATABASE_URL": "sqlite:///pyproject.toml/all.db"}, "store", 4),
        ({"TRD_DATABASE_URL": "postgresql://trd:hush@127.0.0.1:1/trd"}, "store", 5),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else str(value),
)
def test_each_fault_has_its_part_its_cure_and_its_exit_code(
    examine: Callable[..., Any], settings: dict[str, str], part: str, code: int
) -> None:
    told, parts = examine(**settings)
    assert told.exit_code == code, told.output
    assert parts[part]["state"] not in ("well", "note")
    assert parts[part]["cure"]
    assert "hush" not in told.output


def test_a_full_disk_asks_for_room_and_not_for_another_folder(
    examine: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.checkup.files.TemporaryFile", full)
    told, parts = examine()
    assert told.exit_code == 1, told.output
    assert parts["state folder"]["cure"].startswith("Make room")


@pytest.mark.parametrize(
    "entry",
    [
        "[[client]]\n",
        '[[client]]\nid = "x"\n',
        ENTRY.replace("jwks_uri", "jwks_url"),
        ENTRY + 'jwks_file = "no.json"\n',
    ],
    ids=["bare", "no issuer", "misspelt", "no key file"],
)
def test_a_clients_file_that_would_stop_the_start_is_exit_4(examine: Callable[..., Any], entry: str) -> None:
    told, parts = examine(entry)
    assert told.exit_code == 4
    assert parts["clients"]["told"].startswith("TRD_CLIENTS")


def test_without_clients_it_is_well_and_says_what_that_means(examine: Callable[..., Any]) -> None:
    told, parts = examine(None)
    assert told.exit_code == 0
    assert parts["clients"]["state"] == "note"
    assert "loopback" in parts["clients"]["told"]


@pytest.mark.parametrize(
    ("address", "part"), [(KEYS_AT, "keys of north"), (f"{FHIR}/metadata", "FHIR server of north")]
)
@pytest.mark.parametrize(
    "answer", [httpx.ConnectError("no"), httpx.Response(503), httpx.Response(302, headers={"Location": "/"})], ids=str
)
def test_an_address_that_does_not_answer_is_exit_5(
    examine: Callable[..., Any], ehr: respx.MockRouter, address: str, part: str, answer: Any
) -> None:
    ehr.get(address).mock(**({"side_effect": answer} if isinstance(answer, Exception) else {"return_value": answer}))
    told, parts = examine()
    assert told.exit_code == 5
    assert parts[part]["state"] == "unreachable"


def test_a_server_whose_name_leads_to_a_link_local_address_is_told_as_a_call_would_find_it(
    examine: Callable[..., Any], ehr: respx.MockRouter
) -> None:
    ehr.get(f"{FHIR}/metadata").mock(side_effect=NotHad(Reason.ADDRESS))
    told, parts = examine()
    assert told.exit_code == 1
    assert "fhir_servers" in parts["FHIR server of north"]["cure"]


def test_offline_no_address_is_asked(examine: Callable[..., Any], ehr: respx.MockRouter) -> None:
    told, parts = examine(ENTRY, "--offline")
    assert told.exit_code == 0
    assert "clock" not in parts
    assert not ehr.calls


def test_keys_of_an_algorithm_that_is_not_listed_are_no_help(
    examine: Callable[..., Any], ehr: respx.MockRouter
) -> None:
    ehr.get(KEYS_AT).respond(json=key_set(key("ES256")))
    told, parts = examine()
    assert told.exit_code == 1
    assert "algorithms" in parts["keys of north"]["cure"]


@pytest.mark.parametrize(("seconds", "state"), [(25, "well"), (35, "wrong"), (-35, "wrong")])
def test_a_clock_that_is_off_is_told(
    examine: Callable[..., Any], ehr: respx.MockRouter, seconds: int, state: str
) -> None:
    date = {"Date": formatdate(time.time() + seconds, usegmt=True)}
    ehr.get(KEYS_AT).respond(json=key_set(), headers=date)
    ehr.get(f"{FHIR}/metadata").respond(json={}, headers=date)
    told, parts = examine()
    assert parts["clock"]["state"] == state
    assert told.exit_code == (0 if state == "well" else 1)


def test_a_store_that_was_made_is_told_to_be_up_to_date(examine: Callable[..., Any], tmp_path: Path) -> None:
    async def make() -> None:
        database = Database(sqlite_file(tmp_path / "state" / FILE))
        await migrate(database)
        await database.close()

    asyncio.run(make())
    told, parts = examine()
    assert told.exit_code == 0
    assert parts["store"]["state"] == "well"
    assert "up to date" in parts["store"]["told"]


def test_a_store_of_a_later_version_is_told_with_the_way_back(examine: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    with sqlite3.connect(tmp_path / "state" / FILE) as made:
        made.execute("CREATE TABLE alembic_version (version_num TEXT)")
        made.execute("INSERT INTO alembic_version VALUES ('9999')")
    made.close()
    told, parts = examine()
    assert told.exit_code == 1
    assert "9999" in parts["store"]["told"]
    assert "backup" in parts["store"]["cure"]


def test_a_store_without_tables_says_who_makes_them(examine: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    sqlite3.connect(tmp_path / "state" / FILE).close()
    (tmp_path / "state" / FILE).touch()
    told, parts = examine()
    assert told.exit_code == 0
    assert "store migrate" in parts["store"]["cure"]


def test_a_store_that_is_no_database_is_exit_5(examine: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE).write_bytes(b"something else altogether" * 100)
    told, parts = examine()
    assert told.exit_code == 5
    assert parts["store"]["state"] == "unreachable"


def test_what_others_can_read_or_write_is_told(examine: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(pem())
    (tmp_path / "key.pem").chmod(0o640)
    smart = f'smart = {{ client_id = "x", private_key_file = "key.pem", fhir_servers = ["{FHIR}"] }}\n'
    told, parts = examine(ENTRY + smart)
    assert told.exit_code == 1
    assert "chmod 600" in parts["permissions"]["cure"]


def test_for_people_every_line_has_a_sign_and_every_fault_its_cure(
    examine: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    examine(TRD_SITE_SECRET="short")
    monkeypatch.setenv("COLUMNS", "200")
    told = CliRunner().invoke(cli, ["doctor", "--offline"])
    lines = told.stdout.splitlines()
    (at,) = [place for place, line in enumerate(lines) if line.startswith("✗ site secret")]
    assert "openssl rand -hex 32" in lines[at + 1]
    assert "short" not in lines[at].replace("characters", "")


def test_a_signature_that_no_longer_holds_and_one_that_is_old_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    CliRunner().invoke(cli, ["knowledge", "export", str(folder)])
    found = entries(load())
    told = [("agent lithium", "0" * 64), ("agent sertraline", digest_of(found["agent sertraline"])[7:])]
    days = {"agent lithium": "2026-11-01", "agent sertraline": "2020-01-01"}
    blocks = [
        f'[[signature]]\nentry = "{name}"\ndecision = "accept"\nreviewer = "A"\non = {days[name]}\n'
        f'figures = "sha256:{digest}"\n'
        for name, digest in told
    ]
    (folder / "reviews.toml").write_text("\n".join(blocks), encoding="utf-8")
    notes = [each.told for each in check_knowledge(Settings(knowledge=folder)) if each.part == "signatures"]
    assert notes == [
        "1 signed entry has changed since: agent lithium",
        "1 signatures or sources are older than 24 months: agent sertraline",
    ]
    assert not [each for each in check_knowledge(Settings()) if each.part == "signatures"]
