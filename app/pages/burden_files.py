"""The report of a finished run as two files: JSON for programs, one HTML page for people."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from app.cohort.burden.blurring import USUAL
from app.cohort.burden.counts import BURDEN
from app.cohort.burden.report import Kept, report_of
from app.pages.burden import page_of
from cds_hooks.responses import json_bytes
from trd.knowledge.types import Knowledge

JSON, HTML = "report.json", "report.html"
_DECODER: Final = msgspec.json.Decoder(Kept)


def write_report(
    out: Path, into: Path, manifest: Mapping[str, Any], knowledge: Knowledge, *, blur_under: int = USUAL
) -> dict[str, Any]:
    """Tell what the run counted; the same run gives the same bytes, and can be told anew with another blur."""
    kept = _DECODER.decode((out / BURDEN).read_bytes())
    report = report_of(kept, manifest, knowledge, blur_under=blur_under)
    into.mkdir(parents=True, exist_ok=True)
    for name, data in ((JSON, json_bytes(report, indent=True) + b"\n"), (HTML, page_of(report, knowledge).encode())):
        draft = into / f".{name}.draft"
        draft.write_bytes(data)
        draft.replace(into / name)
    return report
