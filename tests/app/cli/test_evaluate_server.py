"""`trd-cds evaluate --fhir-server URL --patient ID`: an open server read, and the exit codes of what can't be."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner, Result

from app.cli.main import cli
from tests.app.conftest import DAY
from tests.app.fetching.misbehaving import Ehr, Fault, response, serving_records

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(cli, ["evaluate", *words, "--as-of", DAY.isoformat()])


@contextmanager
def beside(fault: Fault | None = None) -> Iterator[Ehr]:
    """The server in a thread of its own, since the command has its own loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = serving_records(fault)
    ehr = asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    try:
        yield ehr
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.mark.parametrize("patient", ["two-failed-trials", "Patient/two-failed-trials"])
def test_an_open_server_is_read(run: Run, patient: str) -> None:
    with beside() as ehr:
        told = run("--fhir-server", ehr.base, "--patient", patient, "--json")
        assert not any("Authorization" in head for head in ehr.headers)
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["failedTrials"] == 2
    assert told.stderr == ""


def test_cards_are_drawn_too(run: Run) -> None:
    with beside() as ehr:
        told = run("--fhir-server", f"{ehr.base}/", "--patient", "two-failed-trials", "--cards")
    assert told.exit_code == 0, told.output
    assert "RESISTANCE" in told.stdout.upper()
    assert "2 adequate antidepressant trials failed" in told.stdout


def test_what_could_not_be_had_is_said(run: Run) -> None:
    async def without_scores(target: str, writer: asyncio.StreamWriter) -> bool:
        if not target.startswith("/fhir/Observation?"):
            return False
        writer.write(response(403, b"{}"))
        return True

    with beside(without_scores) as ehr:
        told = run("--fhir-server", ehr.base, "--patient", "two-failed-trials", "--json")
    assert told.exit_code == 0, told.output
    assert "Observations could not be had: the FHIR server refused to give them." in told.stderr
    assert "fetch-failed" in {gap["code"] for gap in json.loads(told.stdout)["gaps"]}


def test_an_unknown_patient_is_input_that_could_not_be_read(run: Run) -> None:
    with beside() as ehr:
        told = run("--fhir-server", ehr.base, "--patient", "nobody")
    assert told.exit_code == 3
    assert "has no patient nobody" in told.stderr


def test_a_server_that_is_closed_can_not_be_reached(run: Run) -> None:
    with beside() as ehr:
        base = ehr.base
    told = run("--fhir-server", base, "--patient", "a")
    assert told.exit_code == 5
    assert "can't be reached" in told.stderr


def test_a_server_that_refuses_can_not_be_reached(run: Run) -> None:
    async def refusing(target: str, writer: asyncio.StreamWriter) -> bool:
        writer.write(response(401, b"{}"))
        return True

    with beside(refusing) as ehr:
        told = run("--fhir-server", ehr.base, "--patient", "a")
    assert told.exit_code == 5
    assert "refused to give them" in told.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param([], "Name files, or a server", id="nothing"),
        pytest.param(["a.json", "--fhir-server", "https://e.org/fhir", "--patient", "1"], "Name files", id="both"),
        pytest.param(["--fhir-server", "https://e.org/fhir"], "belong together", id="no patient"),
        pytest.param(["a.json", "--patient", "1"], "belong together", id="no server"),
        pytest.param(["--fhir-server", "http://e.org/fhir", "--patient", "1"], "is no https address", id="open http"),
        pytest.param(["--fhir-server", "https://u:p@e.org/fhir", "--patient", "1"], "is no https", id="a password"),
        pytest.param(["--fhir-server", "e.org/fhir", "--patient", "1"], "is no https address", id="no scheme"),
        pytest.param(["--fhir-server", "https://e.org/fhir", "--patient", "1/../2"], "is no FHIR id", id="a path"),
        pytest.param(["--fhir-server", "https://e.org/fhir", "--patient", "1?x"], "is no FHIR id", id="a query"),
    ],
)
def test_wrong_use_is_said(run: Run, words: list[str], says: str) -> None:
    told = run(*words)
    assert told.exit_code == 2
    assert says in told.stderr
    assert told.stdout == ""
