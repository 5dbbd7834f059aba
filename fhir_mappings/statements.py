"""MedicationStatement -> what somebody says was taken: since when, until when, and whether it was.

https://hl7.org/fhir/R4/medicationstatement.html
"""

from fhir_mappings.dates import day, interval, span
from fhir_mappings.drug_records import Told
from fhir_mappings.reading.drug_resources import MedicationStatement
from fhir_mappings.reasons import stop_reason
from fhir_mappings.record_status import statement_standing
from trd.terms import RecordKind, RecordStatus


def read_statement(statement: MedicationStatement, *, stu3: bool = False) -> Told | None:
    """Read one statement; None: only intended, or entered in error (§2.1)."""
    standing = statement_standing(statement, stu3=stu3)
    if standing is None:
        return None
    period = span(statement.effective_period)
    start = period.start or interval(statement.effective_date_time)
    asserted = interval(statement.date_asserted)
    assumed = start is None and asserted is not None and standing.status is RecordStatus.ACTIVE
    adherence = statement.adherence
    reasons = (*statement.status_reason, *statement.reason_not_taken, adherence.reason if adherence else None)
    return Told(
        kind=RecordKind.STATEMENT,
        standing=standing,
        start=asserted if assumed else start,
        start_assumed=assumed,
        end=period.end,
        asserted=day(statement.date_asserted),
        stop_reason=stop_reason(reasons),
        dosages=statement.dosage,
        rendered=statement.rendered_dosage_instruction,
        dates=(
            statement.effective_date_time,
            statement.date_asserted,
            *((statement.effective_period.start, statement.effective_period.end) if statement.effective_period else ()),
        ),
    )
