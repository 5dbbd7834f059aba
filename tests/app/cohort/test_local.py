"""A whole run: each patient as one evaluation judges them, whatever the files look like, however often killed."""

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from app.cohort.columns import TABLES
from app.cohort.evaluation import evaluate_patient
from app.cohort.local import Run, run
from app.cohort.output import Refused
from tests.app.cohort.conftest import Lines, results_in, tables_in

Job = Callable[..., Run]
Evaluated = Callable[..., bytes]


def spread(lines: Lines, folder: Path, files: int = 3, seed: int = 1) -> Path:
    """All lines in any order over some files, one of them zipped."""
    folder.mkdir(exist_ok=True)
    mixed = [line for own in lines.values() for line in own]
    Random(seed).shuffle(mixed)
    for number in range(files):
        data = b"\n".join(mixed[number::files]) + b"\n"
        if number:
            (folder / f"part{number}.ndjson").write_bytes(data)
        else:
            (folder / "part0.ndjson.gz").write_bytes(gzip.compress(data))
    return folder


def test_the_result_of_every_patient_is_that_of_one_evaluation_byte_for_byte(
    lines: Lines, tmp_path: Path, job: Job, evaluated: Evaluated
) -> None:
    manifest = run(job(spread(lines, tmp_path / "in")))
    assert results_in(tmp_path / "out") == {patient: evaluated(own) for patient, own in lines.items()}
    assert manifest["output"]["patients"] == len(lines)
    assert manifest["broken"]["parts"]["count"] == 0


def test_files_order_pieces_and_processes_change_nothing(lines: Lines, tmp_path: Path, job: Job) -> None:
    run(job(spread(lines, tmp_path / "one", files=1), tmp_path / "out1"))
    run(job(spread(lines, tmp_path / "many", files=7, seed=2), tmp_path / "out2", piece_bytes=10_000, workers=2))
    one, many = (tables_in(tmp_path / out) for out in ("out1", "out2"))
    assert [name for name in one if one[name] != many[name]] == ["manifest.json"]


def test_one_patient_in_one_partition_of_many_turns_is_still_whole(
    lines: Lines, tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = spread(lines, tmp_path / "in")
    run(job(folder, tmp_path / "out1", partitions=1))
    monkeypatch.setattr("app.cohort.partition.HELD_BYTES", 5_000)
    monkeypatch.setattr("app.cohort.spill.BUFFER_BYTES", 2_000)
    run(job(folder, tmp_path / "out2", partitions=1))
    assert results_in(tmp_path / "out1") == results_in(tmp_path / "out2")


def test_a_medication_reaches_every_patient_who_is_prescribed_it_and_its_ingredients_too(
    tmp_path: Path, job: Job, evaluated: Evaluated
) -> None:
    part = {"resourceType": "Medication", "id": "part", "code": {"text": "sertraline"}}
    product = {
        "resourceType": "Medication",
        "id": "m",
        "ingredient": [{"itemReference": {"reference": "Medication/part"}}],
    }
    orders = {
        name: {
            "resourceType": "MedicationRequest",
            "id": f"o-{name}",
            "subject": {"reference": f"https://ehr.example.org/fhir/Patient/{name}/_history/2"},
            "medicationReference": {"reference": "https://ehr.example.org/fhir/Medication/m"},
            "authoredOn": "2026-09-01",
            "status": "active",
        }
        for name in ("a", "b")
    }
    (tmp_path / "in").mkdir()
    (tmp_path / "in/drugs.ndjson").write_bytes(b"\n".join(map(orjson.dumps, (*orders.values(), product, part))))
    manifest = run(job(tmp_path / "in"))
    want = {name: evaluated([orjson.dumps(each) for each in (order, product, part)]) for name, order in orders.items()}
    assert results_in(tmp_path / "out") == want
    assert b"sertraline" in want["a"]
    assert manifest["broken"]["medicationsNotThere"] == 0
    assert manifest["broken"]["patientsWithoutRecord"] == 2


def test_what_is_broken_is_counted_and_named_and_costs_nothing_else(
    lines: Lines, tmp_path: Path, job: Job, evaluated: Evaluated
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    patient, own = next(iter(lines.items()))
    nobody = orjson.dumps({"resourceType": "Observation", "id": "x", "status": "final"})
    group = orjson.dumps({"resourceType": "Observation", "id": "y", "subject": {"reference": "Group/1"}})
    outcome = orjson.dumps({"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]})
    person = next(line for line in own if b'"resourceType":"Patient"' in line)
    twin = orjson.dumps(orjson.loads(person) | {"meta": {"lastUpdated": "2020-01-01T00:00:00Z"}})
    (folder / "a.ndjson").write_bytes(b"\n".join([own[0], b"{no json", b"", *own[1:], nobody, group, outcome]))
    (folder / "b.ndjson").write_bytes(twin + b"\n" + own[1][:40])
    zipped = gzip.compress(b"\n".join(own * 50))
    (folder / "c.ndjson.gz").write_bytes(zipped[: len(zipped) // 2])
    broken = run(job(folder))["broken"]
    assert [(each["file"], each["line"]) for each in broken["parts"]["named"]][:2] == [("a.ndjson", 2), ("b.ndjson", 2)]
    assert broken["filesCutOff"] == ["b.ndjson", "c.ndjson.gz"]
    assert broken["withoutPatient"] == {"Observation": 1}
    assert broken["ofOthers"] == {"Observation": 1}
    assert broken["operationOutcomes"] == 1
    assert broken["patientsTwice"] == {"count": 1, "named": [patient]}
    assert results_in(tmp_path / "out") == {patient: evaluated([*own, twin])}


def test_a_patient_who_can_not_be_judged_is_named_and_the_others_are_judged(
    lines: Lines, tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = evaluate_patient

    def failing(patient: str, *rest: Any) -> Any:
        if patient == "p3-4":
            raise RecursionError
        return judged(patient, *rest)

    monkeypatch.setattr("app.cohort.partition.evaluate_patient", failing)
    manifest = run(job(spread(lines, tmp_path / "in")))
    named = [{"patient": "p3-4", "error": "RecursionError"}]
    assert manifest["broken"]["notJudged"] == {"count": 1, "named": named}
    assert manifest["output"]["patients"] == len(lines) - 1


def test_the_same_run_again_does_nothing_and_another_question_is_refused(
    lines: Lines, tmp_path: Path, job: Job
) -> None:
    folder = spread(lines, tmp_path / "in")
    first = run(job(folder))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("part-*")}
    assert run(job(folder)) == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("part-*")} == before
    with pytest.raises(Refused, match="the day changed"):
        run(job(folder, as_of=date(2026, 11, 1)))
    assert run(job(folder, as_of=date(2026, 11, 1)), anew=True)["asOf"] == "2026-11-01"
    (folder / "more.ndjson").write_bytes(b"{}")
    with pytest.raises(Refused, match="the input changed"):
        run(job(folder, as_of=date(2026, 11, 1)))


def test_a_folder_with_other_tables_is_left_alone(lines: Lines, tmp_path: Path, job: Job) -> None:
    (tmp_path / "out" / "patients").mkdir(parents=True)
    with pytest.raises(Refused, match="not ours"):
        run(job(spread(lines, tmp_path / "in")))


def test_a_run_that_was_killed_goes_on_and_ends_with_the_same_tables(lines: Lines, tmp_path: Path, job: Job) -> None:
    folder = spread(lines, tmp_path / "in", files=4)
    command = [sys.executable, "-m", "app.cli.main", "cohort", str(folder), "--as-of", "2026-11-23", "--workers", "2"]
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    subprocess.run([*command, "--out", str(whole), "--quiet"], check=True, capture_output=True)
    chance = Random(7)
    for _ in range(3):
        process = subprocess.Popen(
            [*command, "--out", str(killed), "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(1.0, 4.0))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    subprocess.run([*command, "--out", str(killed), "--quiet"], check=True, capture_output=True)
    told, want = tables_in(killed), tables_in(whole)
    assert [name for name in want if told.get(name) != want[name] and name != "manifest.json"] == []
    assert told.keys() == want.keys()
    first, last = (orjson.loads(found["manifest.json"]) | {"codeHash": ""} for found in (want, told))
    assert first == last  # the digest of the program apart: whoever edits it beside the test would fail it
    assert {path.name for path in killed.iterdir() if path.is_dir()} == set(TABLES)
