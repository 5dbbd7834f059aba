"""What a finished run tells a person, in a few lines: what came out, and everything that was broken."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

NAMED = 5


def told(manifest: Mapping[str, Any], out: Path, report: Path | None = None) -> Iterator[str]:
    """One sentence a line."""
    rows, source = manifest["output"]["rows"], manifest["input"]
    yield (
        f"{manifest['output']['patients']:,} patients, {rows['trials']:,} trials, {rows['recommendations']:,} "
        f"recommendations, {rows['gaps']:,} gaps, as of {manifest['asOf']}, "
        f"from {source['lines']:,} lines of {len(source['files'])} files: {out}"
    )
    yield from _broken(manifest["broken"])
    if report is not None:
        yield f"The report on the burden of cards, to be opened in a browser: {report / 'report.html'}"


def _broken(broken: Mapping[str, Any]) -> Iterator[str]:
    parts = broken["parts"]
    if parts["count"]:
        yield f"{parts['count']:,} lines or files could not be read:"
        for fault in parts["named"][:NAMED]:
            line = "" if fault["line"] is None else f", line {fault['line']}"
            yield f"  {fault['file']}{line}: {fault['what']}"
        if parts["count"] > NAMED:
            yield "  … the manifest names more."
    if lost := sum(broken["withoutPatient"].values()):
        yield f"{lost:,} records name no patient and were left out."
    if others := sum(broken["ofOthers"].values()):
        yield f"{others:,} records are of a group, a device or the like, and were left out."
    if broken["operationOutcomes"]:
        yield f"{broken['operationOutcomes']:,} OperationOutcomes: the server says that a part of the export failed."
    if broken["medicationsNotThere"]:
        yield f"{broken['medicationsNotThere']:,} references lead to a Medication that is not in the export."
    if broken["patientsWithoutRecord"]:
        yield f"{broken['patientsWithoutRecord']:,} patients have no Patient record: their age and sex are unknown."
    if broken["patientsTwice"]["count"]:
        yield f"{broken['patientsTwice']['count']:,} patients have several Patient records that differ."
    if broken["notJudged"]["count"]:
        yield f"{broken['notJudged']['count']:,} patients could not be judged; the manifest names them."
