"""The manifest of a finished run: what was asked, of what, by which knowledge, what came out, and what was broken."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.cohort.columns import SCHEMA, TABLES
from app.cohort.done import Done
from app.cohort.lines import CUT_OFF, CUT_OFF_ZIP, UNREADABLE
from app.cohort.plan import Plan
from app.cohort.tally import Passage, Tally, added

MOST_NAMED = 100


def manifest_of(plan: Plan, read: Iterable[Tally], brought: Iterable[Tally], done: Sequence[Done]) -> dict[str, Any]:
    """All of it in a fixed order, and nothing that another run of the same plan would tell otherwise."""
    tally, joined = added(read), added(brought)
    return {
        "schema": SCHEMA,
        "asOf": plan.as_of,
        "definition": plan.definition,
        "knowledgeVersion": plan.knowledge_version,
        "knowledgeHash": plan.knowledge_hash,
        "package": plan.package,
        "codeHash": plan.code,
        "settings": {
            "choices": plan.choices,
            "client": plan.client,
            "silentBefore": plan.silent_before,
            "keys": plan.keys is not None,
            "results": plan.results,
            "replay": plan.replay,
        },
        "input": {
            "files": _files(plan, tally.passages),
            "bytes": sum(file.size for file in plan.files),
            "lines": tally.lines,
            "records": dict(sorted(tally.kinds.items())),
            "medications": tally.medications,
            "bundles": tally.bundles,
            "notRead": dict(sorted(tally.unread.items())),
        },
        "output": {
            "partitions": plan.partitions,
            "patients": sum(each.patients for each in done),
            "rows": {table: sum(each.rows.get(table, 0) for each in done) for table in TABLES},
            "mostRecords": max((each.largest for each in done), default=0),
        },
        "broken": {
            **_faults(plan, tally.passages),
            "withoutPatient": dict(sorted(tally.ownerless.items())),
            "ofOthers": dict(sorted(tally.others.items())),
            "operationOutcomes": tally.outcomes,
            "medicationsNotThere": joined.missing,
            "patientsTwice": _named(sum(each.twice for each in done), [n for each in done for n in each.twice_named]),
            "patientsWithoutRecord": sum(each.without_patient for each in done),
            "notJudged": _failed(done),
        },
    }


def _files(plan: Plan, passages: Iterable[Passage]) -> list[dict[str, Any]]:
    lines: dict[int, int] = {}
    for passage in passages:
        lines[passage.file] = lines.get(passage.file, 0) + passage.lines
    return [
        {"name": file.name, "bytes": file.size, "lines": lines.get(number, 0)} for number, file in enumerate(plan.files)
    ]


def _faults(plan: Plan, passages: Iterable[Passage]) -> dict[str, Any]:
    """Lines by their number in the file: the pieces before are counted in."""
    named: list[dict[str, Any]] = []
    before: dict[int, int] = {}
    faulty = 0
    for passage in sorted(passages, key=lambda each: (each.file, each.start)):
        earlier = before.get(passage.file, 0)
        before[passage.file] = earlier + passage.lines
        faulty += passage.faulty
        for fault in passage.faults:
            line = fault.line + earlier if fault.line else None
            named.append({"file": plan.files[fault.file].name, "line": line, "what": fault.what})
    named += [{"file": file.name, "line": None, "what": UNREADABLE} for file in plan.files if not file.readable]
    whole = {CUT_OFF, CUT_OFF_ZIP, UNREADABLE}
    files = sorted({fault["file"] for fault in named if fault["what"] in whole})
    count = faulty + sum(not file.readable for file in plan.files)
    return {"parts": _named(count, named), "filesCutOff": files}


def _named(count: int, named: list[Any]) -> dict[str, Any]:
    return {"count": count, "named": named[:MOST_NAMED]}


def _failed(done: Sequence[Done]) -> dict[str, Any]:
    failed = sorted((name, error) for each in done for name, error in each.failed.items())
    return _named(sum(each.not_judged for each in done), [{"patient": name, "error": error} for name, error in failed])
