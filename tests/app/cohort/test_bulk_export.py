"""Where records come from: a Bulk Data client that others keep brings an export, and the cohort reads it as it is."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cohort.local import Run, run
from tests.app.cohort.bulk_server import TOKEN, serving
from tests.app.cohort.conftest import Lines, results_in
from tests.conftest import ROOT, NotTested

SMART_FETCH = ROOT / ".cache" / "smart-fetch" / "bin" / "smart-fetch"


@pytest.fixture
def smart_fetch(not_tested: NotTested) -> Path:
    if not SMART_FETCH.exists():
        not_tested("a bulk export by smart-fetch", "scripts/smart_fetch.sh")
        pytest.skip("smart-fetch is not installed")
    return SMART_FETCH


NOT_BROUGHT = {"CarePlan", "Claim", "MedicationAdministration", "MedicationStatement", "QuestionnaireResponse"}
"""Types that smart-fetch does not know: docs/operators/bulk-export.md names those that rules read."""


def by_type(lines: Lines, folder: Path) -> Path:
    """A file a type, as a server exports."""
    folder.mkdir()
    for line in (line for own in lines.values() for line in own):
        kind = line.split(b'"resourceType":"', 1)[1].split(b'"', 1)[0].decode()
        with (folder / f"{kind}.000.ndjson").open("ab") as file:
            file.write(line + b"\n")
    return folder


def test_what_smart_fetch_brings_from_a_bulk_server_is_judged_as_the_served_files_are(
    lines: Lines, tmp_path: Path, job: Callable[..., Run], smart_fetch: Path
) -> None:
    served = by_type(lines, tmp_path / "served")
    (tmp_path / "token").write_text(TOKEN)
    with serving(served) as (address, asked):
        command: list[str | Path] = [
            smart_fetch,
            "bulk",
            tmp_path / "fetched",
            "--fhir-url",
            address,
            "--no-default-filters",
        ]
        command += ["--bearer-token", tmp_path / "token"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "DELETE /jobs/1" in asked
    brought = {path.name.split(".")[0] for path in (tmp_path / "fetched").glob("*.ndjson.gz")}
    missed = {path for path in served.iterdir() if path.name.split(".")[0] not in brought}
    assert {path.name.split(".")[0] for path in missed} <= NOT_BROUGHT
    for path in missed:
        path.unlink()
    run(job(served, tmp_path / "there"))
    manifest = run(job(tmp_path / "fetched", tmp_path / "here"))
    assert results_in(tmp_path / "here") == results_in(tmp_path / "there")
    assert manifest["broken"]["parts"]["count"] == 0
