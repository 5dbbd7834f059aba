"""The release at work in an environment that holds nothing else, with an empty home: what a stranger meets."""

import re
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.ports import open_port
from tests.release.conftest import ROOT, UV, VERSION, Installed

FLOORS = ("app", "cds_hooks", "fhir_mappings", "trd")

pytestmark = pytest.mark.xdist_group("release")


class TestInstalled:
    def test_both_names_of_the_command_tell_the_version(self, installed: Installed) -> None:
        told = installed.run("trd-cds", "--version")
        assert told.startswith(f"trd-cds {VERSION}, knowledge 20")
        assert installed.run("python", "-m", "app", "--version") == told

    def test_the_doctor_finds_nothing_wrong(self, installed: Installed) -> None:
        assert "✗" not in installed.run("trd-cds", "doctor")

    def test_the_tables_are_made(self, installed: Installed) -> None:
        assert "from none to" in installed.run("trd-cds", "store", "migrate")

    def test_the_core_is_a_library_that_needs_nobody(self, installed: Installed) -> None:
        script = "import sys; from trd.knowledge.loading import load; print(load().version, 'pydantic' in sys.modules)"
        assert re.fullmatch(r"\d{4}\.\d\d False\n", installed.run("python", "-I", "-c", script))

    def test_what_the_library_page_shows_runs_beside_the_installed_packages(self, installed: Installed) -> None:
        page = (ROOT / "docs" / "developers" / "library.md").read_text(encoding="utf-8")
        shown = re.findall(r"(?s)```python\n(.*?)```\n\n```text\n(.*?)```", page)
        there = "import os, app; os.chdir(os.path.dirname(os.path.dirname(app.__file__)))\n"
        script = there + "".join(f"exec(compile({code!r}, 'library.md', 'exec'), {{}})\n" for code, _ in shown)
        assert len(shown) == 3
        assert installed.run("python", "-I", "-c", script) == "".join(printed for _, printed in shown)


@pytest.fixture(scope="module")
def service(installed: Installed) -> Iterator[httpx.Client]:
    port = open_port()
    process = subprocess.Popen(
        [installed.environment / "bin" / "trd-cds", "serve", "--port", str(port)],
        cwd=installed.home,
        env={**installed.variables, "TRD_PLAYGROUND": "true"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
            for _ in range(600):
                assert process.poll() is None, process.stderr and process.stderr.read().decode()
                try:
                    client.get("/health/live")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield client
    finally:
        process.terminate()
        process.communicate(timeout=30)


class TestServed:
    def test_a_sample_patient_is_answered_with_cards(self, service: httpx.Client, installed: Installed) -> None:
        request = installed.run("trd-cds", "demo", "--request", "two-failed-trials")
        answer = service.post(
            "/cds-services/trd-patient-view", content=request, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 200
        told = answer.json()["cards"][0]["detail"]
        assert "Sertraline" in told
        assert "Venlafaxine" in told
        assert "Two different antidepressants" in installed.run("trd-cds", "cards", "-", sent=answer.text)

    @pytest.mark.parametrize(
        ("address", "status", "told"),
        [
            ("/", 200, "treatment-resistant depression"),
            ("/knowledge", 200, "Sertraline"),
            ("/about", 200, "Intended use"),
            ("/playground", 200, "<form"),
            ("/smart/launch", 400, "Treatment history"),
            ("/timeline", 401, "Treatment history"),
        ],
    )
    def test_its_pages_are_drawn(self, address: str, status: int, told: str, service: httpx.Client) -> None:
        page = service.get(address, headers={"Accept": "text/html"})
        assert page.status_code == status
        assert told.lower() in page.text.lower()
        files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        assert files
        assert {file: service.get(file).status_code for file in files} == dict.fromkeys(files, 200)

    def test_it_is_ready_with_a_store_of_its_own(self, service: httpx.Client, installed: Installed) -> None:
        assert service.get("/health/ready").json()["degraded"] == []
        assert {"trd-cds.sqlite3", "site-secret"} <= {path.name for path in (installed.home / "state").iterdir()}


class TestUninstalled:
    def test_nothing_of_it_is_left(self, installed: Installed) -> None:
        """Last in the file: bytecode that a run left behind goes with it."""
        python = installed.environment / "bin" / "python"
        subprocess.run([*UV, "pip", "uninstall", "--python", python, "trd-cds"], check=True)
        (packages,) = installed.environment.glob("lib/python*/site-packages")
        left = [path for floor in FLOORS for path in (packages / floor).rglob("*") if path.is_file()]
        assert left == []
        assert not (installed.environment / "bin" / "trd-cds").exists()
