"""MedicationRequest, -Statement, -Dispense, -Administration -> `MedicationRecord`s, before any rule of days."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fhir_mappings.administrations import read_administration
from fhir_mappings.dates import day
from fhir_mappings.dispenses import read_dispense
from fhir_mappings.drug_records import DrugReader, Told
from fhir_mappings.known_drugs import KnownDrugs
from fhir_mappings.orders import read_order
from fhir_mappings.reading.drug_resources import (
    DrugRecord,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
)
from fhir_mappings.reading.resources import Resources
from fhir_mappings.reasons import Indications
from fhir_mappings.record_status import dispense_standing
from fhir_mappings.statements import read_statement
from fhir_mappings.vocabulary import vocabulary
from trd.history import Gap, MedicationRecord
from trd.knowledge.types import Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Medications:
    """All records of drugs."""

    records: tuple[MedicationRecord, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """Drugs that we can't tell, and what could not be read of those that we can (it stands on its record too)."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """Records of drugs that are none of our business, by type."""
    dispensed_on: tuple[date, ...] = ()
    """Hand-over days of every drug, ours or not (R-E26)."""


def read_medications(resources: Resources, knowledge: Knowledge) -> Medications:
    """Read every record of a drug; the order in which they were sent changes nothing."""
    reader = drug_reader(resources, knowledge)
    records: list[MedicationRecord] = []
    gaps: list[Gap] = []
    unread: Counter[str] = Counter()
    for record, told in _told(resources):
        found = reader.records(record, told)
        if found is None:
            unread[record.resource_type] += 1
        elif isinstance(found, Gap):
            gaps.append(found)
        else:
            records.extend(found)
            gaps.extend(gap for fact in found for gap in fact.gaps)
    return Medications(
        records=tuple(sorted(records, key=_order)),
        gaps=tuple(sorted(set(gaps), key=lambda gap: (gap.code, gap.what, gap.evidence))),
        unread=dict(sorted(unread.items())),
        dispensed_on=_handed_over(resources),
    )


def drug_reader(resources: Resources, knowledge: Knowledge) -> DrugReader:
    """What reads the records of drugs of one request."""
    words = vocabulary(knowledge)
    known = KnownDrugs(knowledge, words.drugs, resources, words.sigs)
    return DrugReader(knowledge, _indications(knowledge), resources, known)


def _told(resources: Resources) -> Iterator[tuple[DrugRecord, Told]]:
    """Every record that counts, with what it says; those that never were a treatment are left out (§2.1)."""
    for request in resources.of(MedicationRequest):
        if (order := read_order(request)) is not None:
            yield request, order
    for statement in resources.of(MedicationStatement):
        if (said := read_statement(statement, stu3=resources.fhir_version == "STU3")) is not None:
            yield statement, said
    for dispense in resources.of(MedicationDispense):
        if (handed := read_dispense(dispense, resources)) is not None:
            yield dispense, handed
    for administration in resources.of(MedicationAdministration):
        if (given := read_administration(administration)) is not None:
            yield administration, given


def _handed_over(resources: Resources) -> tuple[date, ...]:
    days = {
        found
        for dispense in resources.of(MedicationDispense)
        if dispense_standing(dispense) is not None and (found := day(dispense.when_handed_over)) is not None
    }
    return tuple(sorted(days))


def _order(record: MedicationRecord) -> tuple[str, str, tuple[str, ...]]:
    first = record.start.earliest.isoformat() if record.start is not None else ""
    return record.agent, first, record.evidence


def _indications(knowledge: Knowledge) -> Indications:
    """The words of reasons, made ready once for a version of the knowledge."""
    kept = _KEPT.get("last")
    if kept is None or kept[0] is not knowledge:
        kept = (knowledge, Indications(knowledge))
        _KEPT["last"] = kept
    return kept[1]


_KEPT: Final[dict[str, tuple[Knowledge, Indications]]] = {}
