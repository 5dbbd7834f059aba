"""The commands as a newcomer types them: what comes out, and the exit codes of the contract."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.addresses import is_loopback
from app.cli.demo import command_name
from app.cli.main import cli
from app.cli.serve import free_port
from app.demo import REFERENCE_DAY, TELLS, hook_request, sample
from app.versions import package_version
from tests.ports import open_port
from trd.knowledge.loading import load


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`run("settings", "--json")`, with an environment that holds no setting but those given."""

    def invoke(*words: str, sent: bytes | None = None, **settings: str) -> Result:
        monkeypatch.setenv("COLUMNS", "120")
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(cli, list(words), input=sent)

    return invoke


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    path = tmp_path / "alma.json"
    path.write_text(json.dumps(sample("two-failed-trials", REFERENCE_DAY).bundle))
    return str(path)


class TestVersion:
    def test_software_and_knowledge_are_told_apart(self, run: Callable[..., Result]) -> None:
        told = run("--version")
        assert told.exit_code == 0, told.output
        assert told.stdout == f"trd-cds {package_version()}, knowledge {load().version}\n"

    def test_without_a_command_those_there_are_are_listed(self, run: Callable[..., Result]) -> None:
        told = run()
        assert told.exit_code == 2
        assert "it never decides" in " ".join(told.output.split())
        assert "doctor" in told.output


class TestDemo:
    def test_once_tells_every_sample_and_stops(self, run: Callable[..., Result]) -> None:
        told = run("demo", "--once")
        assert told.exit_code == 0, told.output
        assert all(name in told.stdout for name in TELLS)
        assert "sertraline" in told.stdout.lower()
        assert "venlafaxine" in told.stdout.lower()
        assert "invented patients, not for care" in told.stdout

    def test_a_request_is_one_that_the_service_takes(self, run: Callable[..., Result]) -> None:
        told = run("demo", "--request", "two-failed-trials")
        assert told.exit_code == 0
        assert json.loads(told.stdout)["hook"] == "patient-view"

    def test_an_unknown_sample_lists_those_there_are(self, run: Callable[..., Result]) -> None:
        told = run("demo", "--request", "nobody")
        assert told.exit_code == 2
        assert all(name in told.stderr for name in TELLS)
        assert told.stdout == ""


class TestEvaluate:
    def test_a_record_is_told_line_by_line(self, run: Callable[..., Result], bundle: str) -> None:
        told = run("evaluate", bundle, "--as-of", "2026-11-23")
        assert told.exit_code == 0, told.output
        assert "Resistance    resistant · 2 failed" in told.stdout
        assert "MedicationStatement/a-sertraline-150" in told.stdout

    def test_the_history_reads_at_100_columns(
        self, run: Callable[..., Result], bundle: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("rich.console.Console.width", 100)
        lines = run("evaluate", bundle, "--history", "--as-of", "2026-11-23").stdout.splitlines()
        assert max(len(line) for line in lines) <= 100
        lanes = {line.split()[0]: line for line in lines if "█" in line or "▒" in line}
        assert list(lanes)[:3] == ["sertraline", "trazodone", "venlafaxine"]
        assert "▒" in lanes["trazodone"], "a hypnotic dose is no trial"
        assert lanes["sertraline"].rindex("█") < lanes["venlafaxine"].index("█")
        scores = next(line for line in lines if line.startswith("PHQ-9"))
        assert scores.split()[1:] == ["21", "19", "18"]

    def test_json_is_the_published_result(self, run: Callable[..., Result], bundle: str) -> None:
        told = json.loads(run("evaluate", bundle, "--as-of", "2026-11-23", "--json").stdout)
        assert told["failedTrials"] == 2
        assert "cards" not in told

    def test_cards_come_along_when_asked(self, run: Callable[..., Result], bundle: str) -> None:
        told = json.loads(run("evaluate", bundle, "--as-of", "2026-11-23", "--json", "--cards").stdout)
        assert told["cards"][0]["summary"]
        drawn = run("evaluate", bundle, "--as-of", "2026-11-23", "--cards").stdout
        assert "topic: summary" in drawn

    def test_the_definition_decides(self, run: Callable[..., Result], bundle: str) -> None:
        told = json.loads(run("evaluate", bundle, "--definition", "ema", "--json").stdout)
        assert told["definition"] == "ema"

    def test_several_files_are_one_list(self, run: Callable[..., Result], bundle: str) -> None:
        told = json.loads(run("evaluate", bundle, bundle, "--json", "--as-of", "2026-11-23").stdout)
        assert [entry["failedTrials"] for entry in told] == [2, 2]

    def test_a_hook_request_from_standard_input(self, run: Callable[..., Result]) -> None:
        request = json.dumps(hook_request("two-failed-trials", REFERENCE_DAY)).encode()
        told = run("evaluate", "-", "--as-of", "2026-11-23", "--json", sent=request)
        assert json.loads(told.stdout)["failedTrials"] == 2

    def test_an_unknown_definition_is_wrong_use(self, run: Callable[..., Result], bundle: str) -> None:
        told = run("evaluate", bundle, "--definition", "mine")
        assert told.exit_code == 2
        assert "athf-sf" in told.stderr

    @pytest.mark.parametrize("content", [b"no json", b"{", b"[]", b""])
    def test_what_can_not_be_read_is_exit_3(self, run: Callable[..., Result], content: bytes) -> None:
        told = run("evaluate", "-", sent=content)
        assert told.exit_code == 3, told.output
        assert "Traceback" not in told.output

    def test_a_file_that_is_not_there_is_exit_3(self, run: Callable[..., Result], tmp_path: Path) -> None:
        told = run("evaluate", str(tmp_path / "nowhere.json"))
        assert told.exit_code == 3
        assert "nowhere.json" in told.stderr


class TestInvitation:
    def test_what_is_to_be_typed_is_found_where_it_is_typed(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        installed = tmp_path / "trd-cds"
        installed.write_text("")
        installed.chmod(0o755)
        monkeypatch.setattr("sys.argv", [str(installed), "demo"])
        monkeypatch.setenv("PATH", "/nowhere")
        assert command_name() == str(installed)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert command_name() == "trd-cds"

    def test_started_as_a_module_it_is_asked_as_a_module(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.argv", ["/packages/app/__main__.py", "demo"])
        assert command_name().endswith(" -m app")


class TestSettings:
    def test_each_setting_stands_with_its_source(self, run: Callable[..., Result]) -> None:
        told = json.loads(run("settings", "--json", TRD_MAX_CARDS="3").stdout)
        by_name = {row["name"]: row for row in told}
        assert (by_name["TRD_MAX_CARDS"]["value"], by_name["TRD_MAX_CARDS"]["source"]) == (3, "environment")
        assert by_name["TRD_COUNTRY"]["source"] == "default"

    def test_a_secret_is_never_shown(self, run: Callable[..., Result]) -> None:
        for words in (("settings",), ("settings", "--json")):
            told = run(*words, TRD_OPERATOR_TOKEN="s3cret-of-north")
            assert told.exit_code == 0
            assert "s3cret" not in told.output
            assert "••••" in told.stdout

    def test_a_wrong_setting_is_exit_4_by_name(self, run: Callable[..., Result]) -> None:
        told = run("settings", TRD_MAX_CARD="3")
        assert told.exit_code == 4
        assert "did you mean TRD_MAX_CARDS" in told.stderr


class TestServe:
    def test_it_refuses_to_stand_open_to_the_world(self, run: Callable[..., Result]) -> None:
        told = run("serve", "--host", "0.0.0.0")
        assert told.exit_code == 4
        assert "--insecure" in told.stderr

    def test_it_refuses_a_clients_file_that_it_can_not_honour(self, run: Callable[..., Result], bundle: str) -> None:
        told = run("serve", TRD_CLIENTS=bundle)
        assert told.exit_code == 4
        assert "TRD_CLIENTS" in told.stderr

    @pytest.mark.parametrize(
        ("host", "alone"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("ehr", False)]
    )
    def test_loopback_is_what_no_other_machine_reaches(self, host: str, alone: bool) -> None:
        assert is_loopback(host) is alone

    def test_knowledge_that_can_not_be_used_is_exit_4(self, run: Callable[..., Result], tmp_path: Path) -> None:
        told = run("serve", TRD_KNOWLEDGE=str(tmp_path), TRD_STATE_DIR=str(tmp_path))
        assert told.exit_code == 4
        assert "knowledge" in told.stderr

    def test_a_taken_port_is_exit_5_in_one_sentence(self, run: Callable[..., Result], tmp_path: Path) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            told = run("serve", "--port", port, TRD_STATE_DIR=str(tmp_path))
        assert told.exit_code == 5
        assert port in told.stderr

    def test_a_taken_port_gives_the_next_free_one(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            assert free_port("127.0.0.1", port) > port


class TestCards:
    def test_an_answer_is_drawn(self, run: Callable[..., Result]) -> None:
        card = {"summary": "Two trials failed", "indicator": "warning", "source": {"label": "CANMAT"}}
        told = run("cards", "-", sent=json.dumps({"cards": [card]}).encode())
        assert told.exit_code == 0
        assert "Two trials failed" in told.stdout
        assert "WARNING" in told.stdout

    def test_nothing_in_an_answer_steers_the_terminal(self, run: Callable[..., Result]) -> None:
        evil = "\x1b[31mred\x1b]0;title\x07 \u202egnol"
        card = {"summary": evil, "detail": evil, "indicator": evil, "source": {"label": evil}}
        outcome = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": evil}]}
        for answer in ({"cards": [card]}, outcome):
            told = run("cards", "-", sent=json.dumps(answer).encode())
            assert "[31mred" in told.output
            assert not {"\x1b", "\x07", "\u202e"} & set(told.output)

    def test_nothing_at_all_is_told_as_a_service_that_does_not_answer(self, run: Callable[..., Result]) -> None:
        told = run("cards", "-", sent=b"")
        assert told.exit_code == 3
        assert "nothing came" in told.stderr

    def test_silence_is_said(self, run: Callable[..., Result]) -> None:
        assert "No card" in run("cards", "-", sent=b'{"cards": []}').stdout

    def test_an_operation_outcome_is_told_as_what_it_is(self, run: Callable[..., Result]) -> None:
        outcome = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": "No conditions came along."}]}
        told = run("cards", "-", sent=json.dumps(outcome).encode())
        assert told.exit_code == 1
        assert "No conditions came along." in told.stderr

    @pytest.mark.parametrize(
        "content",
        [b"{", b"[]", b"{}", b'{"cards": [null]}', b'{"cards": [{"source": 5}]}', b'{"cards": [{"links": [1]}]}'],
    )
    def test_anything_else_is_exit_3(self, run: Callable[..., Result], content: bytes) -> None:
        assert run("cards", "-", sent=content).exit_code == 3


def test_health_of_nobody_is_exit_5(run: Callable[..., Result]) -> None:
    told = run("health", "--url", f"http://127.0.0.1:{open_port()}")
    assert told.exit_code == 5
    assert "does not answer" in told.stderr
