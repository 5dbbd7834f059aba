"""What the README shows is what happens."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import NotTested

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service as `make serve` starts it, on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRD_")}
    environment["TRD_STATE_DIR"] = str(tmp_path_factory.mktemp("state"))
    process = subprocess.Popen(
        [BIN / "trd-cds", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            try:
                httpx.get(f"{address}/health/live", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_the_curl_command_gives_cards(served: str, not_tested: NotTested) -> None:
    if shutil.which("curl") is None:
        not_tested("the README's curl command", "apt-get install curl, then make test")
        pytest.skip("curl is not there")
    (command,) = re.findall(r"(?s)<!-- curl:start -->\n```console\n\$ (.+?)\n```", README)
    command = command.replace("http://127.0.0.1:8000", served).replace(".venv/bin", str(BIN))
    answer = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False, timeout=60
    )
    assert answer.returncode == 0, answer.stderr
    assert "Sertraline" in answer.stdout
    assert "Venlafaxine" in answer.stdout


def test_the_first_screen_names_the_only_two_commands_a_newcomer_needs() -> None:
    first_screen = "\n".join(README.splitlines()[:30])
    assert re.findall(r"\$ make (\w+)", first_screen) == ["demo", "test"]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`(?:\$ )?trd-cds ([a-z]+)", README))))
def test_every_command_that_is_shown_exists(command: str) -> None:
    answer = subprocess.run([BIN / "trd-cds", command, "--help"], capture_output=True, check=False)
    assert answer.returncode == 0
