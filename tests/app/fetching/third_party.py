"""A FHIR R4 server that nobody here wrote, as a process of its own, with the sample patients in its store."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.demo import TELLS, sample
from tests.app.conftest import DAY
from tests.conftest import ROOT, NotTested
from tests.ports import open_port

MODULES = ROOT / ".cache" / "fhir-server"
LAUNCHER = ROOT / "tests" / "npm" / "server" / "serve.mjs"


def need_server(not_tested: NotTested) -> str:
    """The command that runs the server; without it the test is not run, and it is said."""
    node = shutil.which("node")
    if node is None or not (MODULES / "complete").exists():
        not_tested("fetching from a FHIR server nobody here wrote", "scripts/third_party_data.sh (it needs npm)")
        pytest.skip("the third-party FHIR server is not installed")
    return node


@contextmanager
def serving_third_party(node: str, folder: Path, *words: str) -> Iterator[str]:
    """The address of the running server."""
    port = open_port()
    command = [node, str(LAUNCHER), str(folder), "--port", str(port), "--modules", str(MODULES), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            ready = process.stdout.readline()
            assert ready.startswith("http://"), process.stderr.read()
            yield ready.split()[0]
        finally:
            process.terminate()
            process.wait(20)


def write_store(folder: Path, *, by_reference: bool = False) -> Path:
    """Every sample patient as a Bundle; by reference: each drug is a Medication of its own, and no name beside it."""
    for name in TELLS:
        resources = sample(name, DAY).resources
        if by_reference:
            resources = [part for resource in resources for part in _by_reference(resource)]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
        (folder / f"{name}.json").write_text(json.dumps(bundle))
    return folder


def _by_reference(resource: dict[str, Any]) -> list[dict[str, Any]]:
    if "medicationCodeableConcept" not in resource:
        return [resource]
    drug = {"resourceType": "Medication", "id": f"drug-of-{resource['id']}"}
    rest = {name: value for name, value in resource.items() if name != "medicationCodeableConcept"}
    return [
        {**drug, "code": resource["medicationCodeableConcept"]},
        {**rest, "medicationReference": {"reference": f"Medication/{drug['id']}"}},
    ]
