"""`trd-cds store`, `feedback` and `replay`: the database by hand, rates by topic, a request answered again."""

import asyncio
import csv
import json
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from typer.testing import CliRunner, Result

from app.cli.main import cli
from app.clock import now
from app.store.database import FILE, Database, sqlite_file
from app.store.feedback import keep_feedback
from app.store.migration import migrate
from app.store.records import write_records
from cds_hooks.feedback import Feedback
from tests.acceptance.charts import DEPRESSION, chart, checked, two_failures
from tests.app.store.recorded import card, record
from trd.knowledge.loading import PACKAGED

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("TRD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("TRD_SITE_SECRET", "a secret of the tests")
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*words: str, **settings: str) -> Result:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(cli, list(words))

    return invoke


def fill(folder: Path) -> None:
    """Twelve switch cards of which ten are answered, one record of long ago, one answer to nobody's card."""

    async def write() -> None:
        database = Database(sqlite_file(folder / FILE))
        await migrate(database)
        names = [str(uuid4()) for _ in range(12)]
        async with database.quick() as connection:
            await write_records(connection, [record(card(uuid=name), at=now()) for name in names])
            await write_records(connection, [record(card(uuid=str(uuid4())), at=now() - timedelta(days=400))])
        said = [Feedback(card=name, outcome="accepted") for name in names[:4]]
        said += [Feedback(card=name, outcome="overridden", reasons=("will-monitor",)) for name in names[4:10]]
        said.append(Feedback(card="?", outcome="accepted"))
        await keep_feedback(database, said, client="north", service="s", at=now())
        await database.close()

    asyncio.run(write())


def test_migrate_says_from_where_to_where_and_then_that_all_is_well(run: Run) -> None:
    assert "from none to 0001" in run("store", "migrate").stdout
    assert "up to date" in run("store", "migrate").stdout


def test_prune_deletes_what_is_too_old(run: Run, tmp_path: Path) -> None:
    fill(tmp_path / "state")
    assert "Deleted: 1 records" in run("store", "prune").stdout
    assert "Deleted: 0 records" in run("store", "prune", "--days", "1").stdout


def test_a_store_that_cannot_be_reached_is_exit_5(run: Run, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    told = run("store", "migrate")
    assert told.exit_code == 5
    assert "can't be used" in told.stderr


def test_a_database_address_that_is_none_is_exit_4(run: Run) -> None:
    assert run("store", "migrate", TRD_DATABASE_URL="mysql://here").exit_code == 4


def test_feedback_tells_rates_by_topic_by_the_last_word_on_each_card(run: Run, tmp_path: Path) -> None:
    fill(tmp_path / "state")
    told = json.loads(run("feedback", "--json").stdout)
    (topic,) = told["topics"]
    assert (topic["topic"], topic["shown"], topic["accepted"], topic["overridden"]) == ("switch", 12, 4, 6)
    assert topic["reasons"] == {"will-monitor": 6}
    assert (told["calls"], told["calls_with_a_card"], told["entries"], told["on_unknown_cards"]) == (12, 12, 11, 1)
    assert len(told["feedback"]) == 11
    drawn = run("feedback")
    assert "switch" in drawn.stdout
    assert "40" in drawn.stdout
    assert "too few" not in drawn.stdout


def test_every_answer_as_csv_has_the_columns_of_hti_1_and_no_user(run: Run, tmp_path: Path) -> None:
    fill(tmp_path / "state")
    head, *rows = csv.reader(run("feedback", "--csv").stdout.splitlines())
    assert head == ["intervention", "action", "feedback", "user", "date", "location"]
    assert len(rows) == 11
    assert {row[3] for row in rows} == {""}
    assert ["switch", "overridden", "will-monitor", ""] in [row[:4] for row in rows]
    assert [row[0] for row in rows].count("unknown card") == 1
    assert {row[5] for row in rows} == {"north"}


def test_feedback_of_one_service_alone_and_of_one_that_is_none(run: Run, tmp_path: Path) -> None:
    fill(tmp_path / "state")
    assert json.loads(run("feedback", "--json", "--service", "trd-order-select").stdout)["calls"] == 12
    assert json.loads(run("feedback", "--json", "--service", "trd-order-sign").stdout)["calls"] == 0
    none = run("feedback", "--service", "trd-nothing")
    assert none.exit_code == 2
    assert "There is no service trd-nothing" in none.stderr


def test_a_topic_is_told_whole_in_a_narrow_terminal(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "state")
    monkeypatch.setenv("COLUMNS", "80")
    told = run("feedback").stdout
    assert "overridden" in told
    assert "…" not in told


def test_nothing_is_said_of_an_empty_store(run: Run) -> None:
    told = run("feedback")
    assert told.exit_code == 0
    assert "Calls in 90 days: 0" in told.stderr


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    path = tmp_path / "request.json"
    path.write_bytes(orjson.dumps(chart(DEPRESSION, two_failures(), checked())))
    return path


@pytest.fixture
def changed(run: Run, tmp_path: Path) -> Path:
    """Knowledge by which no drug is augmented with."""
    folder = tmp_path / "changed"
    assert run("knowledge", "export", str(folder)).exit_code == 0
    path = folder / "definitions.toml"
    path.write_text(path.read_text() + "\n# another digest\n")
    return folder


def test_replay_answers_again_and_says_that_nothing_is_on_record(run: Run, request_file: Path) -> None:
    told = json.loads(run("replay", str(request_file), "--as-of", "2026-11-23", "--json").stdout)
    assert told["record"] is None
    assert told["cards"][0]["topic"] == "summary"
    drawn = run("replay", str(request_file), "--as-of", "2026-11-23")
    assert "no record of this request" in drawn.stderr


def test_replay_tells_whether_code_and_knowledge_are_those_of_the_record(
    run: Run, request_file: Path, changed: Path, tmp_path: Path
) -> None:
    from app.remembering import code_hash, digest_of_input
    from trd.knowledge.loading import digest

    body = request_file.read_bytes()
    made = {"input_digest": digest_of_input(b"a secret of the tests", body), "as_of": "2026-11-23"}
    run("store", "migrate")

    async def write(**more: str) -> None:
        database = Database(sqlite_file(tmp_path / "state" / FILE))
        async with database.quick() as connection:
            await write_records(connection, [record(at=now(), **made, **more)])
        await database.close()

    asyncio.run(write(code_hash=code_hash(), knowledge_hash=digest(PACKAGED)))
    same = json.loads(run("replay", str(request_file), "--json").stdout)
    assert (same["asOf"], same["record"]["sameCode"], same["record"]["sameKnowledge"]) == ("2026-11-23", True, True)
    other = json.loads(run("replay", str(request_file), "--json", "--knowledge", str(changed), "--diff").stdout)
    assert (other["record"]["sameKnowledge"], other["diff"]) == (False, [])
    asyncio.run(write(code_hash="another"))
    told = run("replay", str(request_file))
    assert "this is not the same answer" in told.stderr


def test_replay_answers_in_the_language_of_the_record(run: Run, request_file: Path, tmp_path: Path) -> None:
    from app.remembering import digest_of_input

    digest = digest_of_input(b"a secret of the tests", request_file.read_bytes())
    run("store", "migrate")

    async def write() -> None:
        database = Database(sqlite_file(tmp_path / "state" / FILE))
        async with database.quick() as connection:
            made = record(at=now(), input_digest=digest, as_of="2026-11-23", settings={"language": "de"})
            await write_records(connection, [made])
        await database.close()

    asyncio.run(write())
    told = json.loads(run("replay", str(request_file), "--json").stdout)
    assert "therapieresistente Depression" in told["cards"][0]["summary"]


def test_replay_takes_the_knowledge_of_a_wheel_and_says_what_changes(
    run: Run, request_file: Path, changed: Path, tmp_path: Path
) -> None:
    path = changed / "figures.toml"
    assert path.is_file()
    wheel = tmp_path / "trd_cds-0.0.9-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in changed.rglob("*"):
            if file.is_file():
                archive.write(file, f"trd/knowledge/{file.relative_to(changed).as_posix()}")
    told = run("replay", str(request_file), "--as-of", "2026-11-23", "--knowledge", str(wheel), "--diff")
    assert told.exit_code == 0, told.stderr
    assert "Nothing changes." in told.stdout


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"hook": "none"}', b'{"hook": "patient-view"}'])
def test_what_is_no_request_is_exit_3(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "request.json"
    path.write_bytes(content)
    assert run("replay", str(path)).exit_code == 3


def test_what_is_no_knowledge_is_exit_3(run: Run, request_file: Path, tmp_path: Path) -> None:
    assert run("replay", str(request_file), "--knowledge", str(request_file)).exit_code == 3
    (tmp_path / "empty").mkdir()
    assert run("replay", str(request_file), "--knowledge", str(tmp_path / "empty")).exit_code == 3


def test_a_diff_names_what_comes_goes_and_says_something_else() -> None:
    from app.cli.replay import differences

    def shown(topic: str, summary: str, detail: str = "d") -> dict[str, object]:
        extension = {"org.trd-cds.card": {"key": summary}}
        source = {"label": "x", "topic": {"code": topic}}
        return {"source": source, "indicator": "info", "summary": summary, "detail": detail, "extension": extension}

    before = [shown("switch", "a"), shown("summary", "s"), shown("measurement", "m")]
    after = [shown("switch", "b"), shown("summary", "s", "other"), shown("ectReferral", "e")]
    assert differences(before, after) == [
        "- measurement: m",
        "- switch (info): a",
        "+ switch (info): b",
        "+ ectReferral: e",
        "~ summary: the detail differs",
    ]


@pytest.mark.parametrize("words", [("store", "migrate"), ("store", "prune"), ("feedback",)], ids=" ".join)
def test_a_store_of_a_later_version_is_told_in_one_sentence(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    run("store", "migrate")
    with sqlite3.connect(tmp_path / "state" / FILE) as made:
        made.execute("UPDATE alembic_version SET version_num = '9999'")
    made.close()
    told = run(*words)
    assert told.exit_code == 5
    assert "version 9999" in told.stderr
    assert "Traceback" not in told.stderr
