"""What a container asks twice a minute is cheap, and is the same command as the one among the others."""

import subprocess
import sys

import pytest
import typer

from app.cli.entry import main
from app.cli.main import cli
from tests.ports import open_port

HEAVY = ("fastapi", "sqlalchemy", "fhir.resources", "trd.knowledge.loading", "app.main")


def test_the_health_check_loads_nothing_of_the_service() -> None:
    script = (
        "import sys; sys.argv = ['trd-cds', 'health', '--url', 'http://127.0.0.1:1']\n"
        "from app.cli.entry import main\n"
        "try: main()\n"
        f"except SystemExit as end: print(end.code, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == "5 []\n"


def test_it_is_the_command_that_stands_among_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["trd-cds", "health", "--url", f"http://127.0.0.1:{open_port()}"])
    with pytest.raises(SystemExit) as alone:
        main()
    with pytest.raises(SystemExit) as among:
        cli(args=["health", "--url", f"http://127.0.0.1:{open_port()}"])
    assert alone.value.code == among.value.code == 5
    assert capsys.readouterr().err.count("does not answer") == 2
    assert "health" in typer.main.get_command(cli).commands  # type: ignore[attr-defined]


def test_every_other_command_is_found(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["trd-cds", "settings", "--json"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    assert "TRD_MAX_CARDS" in capsys.readouterr().out
