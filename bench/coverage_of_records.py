"""What becomes of every resource of a folder of records, by type: `python -m bench.coverage_of_records FOLDER`.

Nothing may be lost in silence: a resource is a fact, a gap, left out by its status, recognised as none of our business,
or of a type that no rule reads. No record of a drug and no depression may stand in the last column.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path

from rich.console import Console
from rich.table import Table

from fhir_mappings.codings import local_codes
from fhir_mappings.history import read_history
from fhir_mappings.reading.clinical_resources import AllergyIntolerance, Condition
from fhir_mappings.reading.drug_resources import DrugRecord, Medication, MedicationStatement
from fhir_mappings.reading.messages import UnreadableMessage
from fhir_mappings.reading.reader import read_any
from fhir_mappings.reading.resource import Resource
from fhir_mappings.reading.resources import Resources
from trd.history import TreatmentHistory
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge


class Became(StrEnum):
    """What a resource became."""

    FACT = "fact"
    GAP = "gap"
    LEFT_OUT = "left out"
    """Entered in error, cancelled, drafted, refuted, not done: it never was (§2.1)."""
    NOT_OURS = "not ours"
    """Read and recognised: another drug, another diagnosis, another test."""
    IRRELEVANT = "irrelevant"
    """Of a type that no rule reads."""


NEVER_WAS = frozenset(
    {
        *("entered-in-error", "cancelled", "draft", "not-done", "intended", "declined", "preparation", "planned"),
        *("revoked", "proposed", "refuted", "preliminary", "registered", "unknown", "aborted", "noshow", "rejected"),
    }
)


@dataclass(slots=True)
class Coverage:
    """Resources by type, and what became of them."""

    counts: dict[str, Counter[Became]] = field(default_factory=dict)
    records: int = 0
    not_fhir: list[str] = field(default_factory=list)
    names: dict[tuple[str, Became], list[str]] = field(default_factory=dict)
    """`file: Type/id` of each, for a look."""

    def add(self, kind: str, became: Became, name: str, count: int = 1) -> None:
        self.counts.setdefault(kind, Counter())[became] += count
        self.names.setdefault((kind, became), []).append(name)


def coverage(folder: Path, knowledge: Knowledge) -> Coverage:
    """Read every file of a folder as one record, and count what became of each of its resources."""
    found = Coverage()
    for path in sorted(folder.rglob("*.*json")):
        name = path.relative_to(folder).as_posix()
        try:
            resources = read_any(path.read_bytes())
        except UnreadableMessage:
            found.not_fhir.append(name)
            continue
        found.records += 1
        for kind, became, which in _became(resources, knowledge):
            found.add(kind, became, f"{name}: {which}")
        for kind, count in resources.unread.items():
            found.add(kind, Became.IRRELEVANT, name, count)
    return found


def _became(resources: Resources, knowledge: Knowledge) -> Iterator[tuple[str, Became, str]]:
    history = read_history(resources, knowledge)
    facts = _evidence(history)
    gaps = {reference for gap in history.gaps for reference in gap.evidence}
    meant = _medications_meant(resources)
    for item in resources.items:
        if item.evidence in facts or item.evidence in meant:
            became = Became.FACT
        elif item.evidence in gaps:
            became = Became.GAP
        elif _never_was(item):
            became = Became.LEFT_OUT
        else:
            became = Became.NOT_OURS
        yield item.resource_type, became, item.evidence


def _evidence(history: TreatmentHistory) -> set[str]:
    """Every record behind any fact."""
    found: set[str] = set(history.patient.evidence)
    for each in fields(history):
        listed = getattr(history, each.name)
        if each.name != "gaps" and isinstance(listed, tuple):
            found.update(reference for fact in listed for reference in getattr(fact, "evidence", ()))
    return found


def _medications_meant(resources: Resources) -> set[str]:
    """Medications that a record of a drug refers to: they are read with it."""
    found = set()
    for record in resources.of(DrugRecord):
        reference = record.medication_reference or (record.medication.reference if record.medication else None)
        medication = resources.find(reference, Medication, record)
        if medication is not None:
            found.add(medication.evidence)
    return found


def _never_was(item: Resource) -> bool:
    words = {str(getattr(item, "status", None) or "").lower()}
    if isinstance(item, Condition | AllergyIntolerance):
        status = item.verification_status
        words |= {status} if isinstance(status, str) else set(local_codes(status))
    if isinstance(item, MedicationStatement):
        words |= {"not-done"} if item.taken == "na" else set()
    return not words.isdisjoint(NEVER_WAS)


def show(found: Coverage, console: Console) -> None:
    """The table, a row a type, and the sum."""
    table = Table("type", *(became.value for became in Became), "all", show_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    whole: Counter[Became] = Counter()
    for kind, counts in sorted(found.counts.items()):
        whole += counts
        table.add_row(kind, *(str(counts[became] or "") for became in Became), str(counts.total()))
    table.add_section()
    table.add_row("all", *(str(whole[became]) for became in Became), str(whole.total()))
    console.print(table)
    console.print(f"{found.records} records; no FHIR in {len(found.not_fhir)} files")


def main() -> int:
    """Print the table; with `--list TYPE WORD` the resources behind one of its cells."""
    parser = argparse.ArgumentParser(prog="bench.coverage_of_records")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", nargs=2, metavar=("TYPE", "WORD"), help='such as: --list Condition "not ours"')
    options = parser.parse_args()
    found = coverage(options.folder, load())
    if options.list:
        kind, word = options.list
        print("\n".join(found.names.get((kind, Became(word)), [])))
    else:
        show(found, Console())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
