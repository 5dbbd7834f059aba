"""One record read into days: from when, until when, and how surely (§2.3, §2.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trd.choices import Choices
from trd.history import DoseStep, MedicationRecord
from trd.intervals import DayInterval, Span
from trd.knowledge.types import Threshold
from trd.terms import DateBasis, Doubt, RecordKind, RecordStatus

DoseSpan = tuple[int, int, Decimal | None, Decimal | None]
"""First and last day, lowest and highest daily dose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """The days of one record; days as ordinals, both ends included, empty where last < first."""

    record: MedicationRecord
    start: DayInterval
    start_basis: DateBasis
    end: DayInterval | None
    """`None` while it is open."""
    end_basis: DateBasis
    certain: Span
    possible: Span
    stated_until: int
    """Certain days up to here rest on stated dates; later ones on supply or on an assumption."""
    doses: tuple[DoseSpan, ...]
    dated: int
    """When the instruction was given (R-E24)."""
    doubt: Doubt | None = None
    """Why all of it is only possible."""
    end_stated: bool = False
    open_end: bool = False
    stale: bool = False

    @property
    def surely(self) -> bool:
        return self.certain[0] <= self.certain[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading any record needs to know beside it."""

    choices: Choices
    figures: Mapping[str, Threshold]
    as_of: int

    def days(self, figure: str) -> int:
        """A length in days of the knowledge."""
        return int(self.figures[figure].value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    certain: int
    possible: int
    basis: DateBasis
    stated_until: int
    end: DayInterval | None = None
    end_stated: bool = False
    open_end: bool = False
    stale: bool = False


def spell(
    record: MedicationRecord,
    start: DayInterval,
    start_basis: DateBasis,
    reading: Reading,
    *,
    confirmed: int | None,
    next_start: int | None,
) -> Spell:
    """Read an order, a statement or an administration into days.

    `confirmed` is the agent's last dispense (§2.4), `next_start` the first day of the next counted
    antidepressant after this record (E16, E17).
    """
    ends = _ends(record, start, reading, confirmed=confirmed, next_start=next_start)
    first, sure = start.earliest.toordinal(), start.latest.toordinal()
    doubt = _doubt(record, start_basis)
    last_possible = min(ends.possible, reading.as_of)
    last_certain = min(ends.certain, last_possible) if doubt is None else sure - 1
    return Spell(
        record=record,
        start=_begun_by_its_end(record, start),
        start_basis=start_basis,
        end=ends.end,
        end_basis=ends.basis,
        certain=(sure, last_certain),
        possible=(first, last_possible),
        stated_until=ends.stated_until,
        doses=doses(record, start, last_possible),
        dated=_dated(record, start),
        doubt=doubt,
        end_stated=ends.end_stated,
        open_end=ends.open_end,
        stale=ends.stale,
    )


def _begun_by_its_end(record: MedicationRecord, start: DayInterval) -> DayInterval:
    """ "In October", over on the 8th: it began by the 8th, so it closes nothing that began after that (R-E23)."""
    if record.end is None or not start.earliest <= record.end.latest < start.latest:
        return start
    return DayInterval(earliest=start.earliest, latest=record.end.latest)


def stated_end(record: MedicationRecord, start: DayInterval) -> DayInterval | None:
    """The end that the record states: its own, or where its dose steps lead (E11, R-D10)."""
    if record.end is not None or not record.steps:
        return record.end
    if record.steps[-1].end is not None and all(step.end or step.days for step in record.steps[:-1]):
        return record.steps[-1].end
    if any(step.days is None or step.start is not None for step in record.steps):
        return None
    length = sum(step.days or 0 for step in record.steps)
    earliest, latest = (day.toordinal() + length - 1 for day in (start.earliest, start.latest))
    return DayInterval(earliest=date.fromordinal(earliest), latest=date.fromordinal(latest))


def doses(record: MedicationRecord, start: DayInterval, last: int) -> tuple[DoseSpan, ...]:
    """Lay the dose steps one after another (R-D10); of an as-needed order no lower dose is known (R-D9)."""
    first = start.earliest.toordinal()
    steps = [replace(step, low=None) for step in record.steps] if record.as_needed else list(record.steps)
    if not steps:
        return ((first, last, None, None),)
    if len(steps) == 1 and steps[0].start is None:
        return ((first, last, steps[0].low, steps[0].high),)
    if not start.exact:
        lows, highs = [step.low for step in steps], [step.high for step in steps]
        return ((first, last, lowest(lows), highest(highs)),)
    spans: list[DoseSpan] = []
    at = first
    for index, step in enumerate(steps):
        begins = at if step.start is None else max(at, step.start.latest.toordinal())
        if begins > at:
            spans.append((at, begins - 1, None, None))
        until = _step_end(step, begins, last if index == len(steps) - 1 else None)
        if until is None:  # a step of unknown length: from here on the dose is not known
            at = begins
            break
        spans.append((begins, min(until, last), step.low, step.high))
        at = until + 1
    if at <= last:
        spans.append((at, last, None, None))
    return tuple(span for span in spans if span[0] <= span[1])


def lowest(values: list[Decimal | None]) -> Decimal | None:
    """The smallest value; not known if any is not."""
    known = [value for value in values if value is not None]
    return min(known) if known and len(known) == len(values) else None


def highest(values: list[Decimal | None]) -> Decimal | None:
    """The largest value; not known if any is not."""
    known = [value for value in values if value is not None]
    return max(known) if known and len(known) == len(values) else None


def _step_end(step: DoseStep, begins: int, last: int | None) -> int | None:
    """`last`: the last possible day, of the last step. "Until October": to the end of it no other dose may follow."""
    if step.end is not None:
        return (step.end.earliest if last is None else step.end.latest).toordinal()
    return last if step.days is None else begins + step.days - 1


def _doubt(record: MedicationRecord, start_basis: DateBasis) -> Doubt | None:
    if record.as_needed:
        return Doubt.AS_NEEDED
    if record.only_possible or record.status is RecordStatus.UNKNOWN:
        return Doubt.TAKING
    if start_basis is DateBasis.ASSUMED and record.status is not RecordStatus.ACTIVE:
        return Doubt.START  # known only to be over on the day of the assertion (§2.3)
    return None


def _dated(record: MedicationRecord, start: DayInterval) -> int:
    told = record.authored if record.kind is RecordKind.ORDER else record.asserted
    return (told or start.latest).toordinal()


def _ends(
    record: MedicationRecord,
    start: DayInterval,
    reading: Reading,
    *,
    confirmed: int | None,
    next_start: int | None,
) -> _Ends:
    """The rows E11 … E19e, first that fits."""
    end = stated_end(record, start)
    if end is not None:
        return _stated(record, start, end, reading)
    if record.kind is RecordKind.ADMINISTRATION:
        return _stated(record, start, start, reading)
    if record.status in (RecordStatus.COMPLETED, RecordStatus.STOPPED):
        return _over(record, start, reading, next_start)
    if record.status is RecordStatus.ON_HOLD and record.hold is not None:
        return _stated(record, start, DayInterval.on(record.hold), reading)
    return _open(record, start, reading, confirmed)


def _stated(record: MedicationRecord, start: DayInterval, end: DayInterval, reading: Reading) -> _Ends:
    """E11, E18, E19e: until the stated day; a hold ends the day before."""
    earliest, latest = end.earliest.toordinal(), end.latest.toordinal()
    if record.status is RecordStatus.ON_HOLD and record.hold is not None:
        earliest = min(earliest, record.hold.toordinal() - 1)
        latest = min(latest, record.hold.toordinal() - 1)
    certain = earliest
    if record.kind is RecordKind.ORDER and record.status is RecordStatus.STOPPED and earliest > reading.as_of:
        certain = start.earliest.toordinal()  # the plan ran on, the order was stopped on a day that is not known
    closed = latest <= reading.as_of or certain < earliest
    return _Ends(
        certain=certain,
        possible=latest,
        basis=DateBasis.STATED if closed or earliest <= reading.as_of else DateBasis.ONGOING,
        stated_until=latest,
        end=_interval(certain, min(latest, reading.as_of)) if closed or earliest <= reading.as_of else None,
        end_stated=True,
    )


def _over(record: MedicationRecord, start: DayInterval, reading: Reading, next_start: int | None) -> _Ends:
    """E15, E16, E17: it is over, and the last day is known from supply or not at all."""
    first, sure = start.earliest.toordinal(), start.latest.toordinal()
    if record.supply_days is not None:
        until, possible, basis = first + record.supply_days - 1, sure + record.supply_days - 1, DateBasis.SUPPLY
        certain = until if record.status is RecordStatus.COMPLETED else first
        if record.status is RecordStatus.STOPPED and next_start is not None:
            possible = min(possible, next_start - 1)
    else:
        certain = first
        possible = next_start - 1 if next_start else sure + reading.days("unknown-end-days") - 1
        basis = DateBasis.UNTIL_NEXT if next_start else DateBasis.ASSUMED
        updated = record.last_updated.toordinal() if record.last_updated else None
        if updated is not None and sure <= updated < possible:
            possible, basis = updated, DateBasis.ASSUMED
        if record.status is RecordStatus.COMPLETED and record.validity_end is not None:
            possible = min(possible, max(record.validity_end.toordinal(), sure))
    possible = max(possible, certain, sure)
    return _Ends(
        certain=certain,
        possible=possible,
        basis=basis,
        stated_until=first,
        end=_interval(min(certain, reading.as_of), min(possible, reading.as_of)),
    )


def _open(record: MedicationRecord, start: DayInterval, reading: Reading, confirmed: int | None) -> _Ends:
    """E12, E13, E14, E19, E19d: nothing says that it ended; how long that is believed."""
    first, sure = start.earliest.toordinal(), start.latest.toordinal()
    told = [day.toordinal() for day in (record.authored, record.asserted) if day is not None]
    if record.start_assumed or record.start is None:
        told.append(sure)  # the day of the assertion, which is all that is known of the start
    heard = [day for day in (*told, confirmed) if day is not None and day <= reading.as_of]
    earliest_word, latest_word = max([first, *heard]), max([sure, *heard])
    possible = latest_word + reading.choices.stale_order_days - 1
    believed = earliest_word + reading.choices.open_order_days - 1
    if record.status is RecordStatus.ON_HOLD:
        certain, basis = first, DateBasis.ASSUMED
    elif record.supply_days is not None:
        certain, basis = min(first + record.supply_days - 1, believed), DateBasis.SUPPLY
    else:
        certain, basis = believed, DateBasis.ASSUMED
    stale = reading.as_of > possible
    return _Ends(
        certain=certain,
        possible=possible,
        basis=basis if stale else DateBasis.ONGOING,
        stated_until=earliest_word,
        end=_interval(certain, possible) if stale else None,
        open_end=True,
        stale=stale,
    )


def _interval(earliest: int, latest: int) -> DayInterval:
    return DayInterval(earliest=date.fromordinal(min(earliest, latest)), latest=date.fromordinal(latest))
