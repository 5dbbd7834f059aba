"""What of a record could have been known on an earlier day: what came later is left out, what ended later still runs.

The core reads a record as of a day by itself; here goes what only hindsight tells. It can't be undone what the record
overwrites without a trace: a status or an entry that was changed, deleted or put in late without its own date.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from trd.history import (
    AllergyFact,
    ConditionFact,
    EncounterFact,
    MedicationRecord,
    PatientFact,
    RefusedProcedure,
    Requested,
    Session,
    TreatmentHistory,
)
from trd.intervals import DayInterval
from trd.terms import RecordKind, RecordStatus, RequestStatus

Dated = TypeVar("Dated", bound=ConditionFact | AllergyFact | RefusedProcedure | Requested | Session)


def known_by(history: TreatmentHistory, day: date) -> TreatmentHistory:
    """The history as the same record could have told it on that day; what has no date at all is taken as known."""
    dates = tuple(each for each in history.dates if each <= day)
    return replace(
        history,
        patient=_alive(history.patient, history.dates, day),
        medications=tuple(_running(each, day) for each in history.medications if not _later(told_on(each), day)),
        conditions=tuple(each for each in history.conditions if not _later(each.recorded or _first(each.onset), day)),
        scores=tuple(each for each in history.scores if each.day <= day),
        answers=tuple(each for each in history.answers if each.day <= day),
        measurements=tuple(each for each in history.measurements if each.day <= day),
        findings=tuple(each for each in history.findings if not _later(each.day, day)),
        phenotypes=tuple(each for each in history.phenotypes if not _later(each.day, day)),
        allergies=tuple(each for each in history.allergies if not _later(each.recorded or _first(each.onset), day)),
        sessions=tuple(each for each in history.sessions if not _later(_first(each.start), day)),
        refused=tuple(each for each in history.refused if not _later(each.day, day)),
        requested=tuple(_asked(history.requested, day)),
        encounters=tuple(_open(each, day) for each in history.encounters if not _later(_first(each.start), day)),
        dispensed_on=tuple(each for each in history.dispensed_on if each <= day),
        data_up_to=None,
        dates=dates,
    )


def told_on(record: MedicationRecord) -> date | None:
    """The day since when a record of a drug is there: written, asserted, or handed over; `None`: not stated."""
    if record.kind is RecordKind.ORDER:
        return record.authored or _first(record.start)
    if record.kind is RecordKind.STATEMENT:
        return record.asserted or _first(record.start)
    return _first(record.start)


def _running(record: MedicationRecord, day: date) -> MedicationRecord:
    """What ended or was held later was still active, and nobody knew why it would be stopped."""
    over = record.end is not None and record.end.earliest > day
    held = record.hold is not None and record.hold > day
    if not over and not held:
        return record
    closed = record.status in (RecordStatus.STOPPED, RecordStatus.COMPLETED, RecordStatus.ON_HOLD)
    return replace(
        record,
        status=RecordStatus.ACTIVE if closed else record.status,
        stop_reason=None,
        hold=None if held else record.hold,
    )


def _asked(requested: Iterable[Requested], day: date) -> Iterable[Requested]:
    """What was due later had not been done."""
    for each in requested:
        if not _later(each.day, day):
            waits = each.due is not None and each.due.earliest > day and each.status is RequestStatus.COMPLETED
            yield replace(each, status=RequestStatus.OPEN) if waits else each


def _open(visit: EncounterFact, day: date) -> EncounterFact:
    under_way = visit.end is not None and visit.end.earliest > day
    return replace(visit, in_progress=True) if under_way else visit


def _alive(patient: PatientFact, dates: tuple[date, ...], day: date) -> PatientFact:
    """Who is dead without a day was alive while facts were still recorded."""
    if patient.deceased is True and dates and day < dates[-1]:
        return replace(patient, deceased=None)
    return patient


def _first(interval: DayInterval | None) -> date | None:
    return None if interval is None else interval.earliest


def _later(stated: date | None, day: date) -> bool:
    return stated is not None and stated > day
