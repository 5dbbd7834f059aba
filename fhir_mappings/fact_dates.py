"""The days that the facts of a record mention, from which `dataUpTo` is taken."""

from collections.abc import Iterator
from datetime import date

from trd.history import TreatmentHistory
from trd.intervals import DayInterval


def dates_of(history: TreatmentHistory) -> tuple[date, ...]:
    """The distinct days that the facts mention, ascending (for `dataUpTo`)."""
    return tuple(sorted(set(_days(history))))


def _days(history: TreatmentHistory) -> Iterator[date]:
    yield from (score.day for score in history.scores)
    yield from (answer.day for answer in history.answers)
    yield from (measurement.day for measurement in history.measurements)
    yield from (finding.day for finding in history.findings if finding.day is not None)
    yield from (phenotype.day for phenotype in history.phenotypes if phenotype.day is not None)
    for condition in history.conditions:
        yield from _known(condition.onset, condition.recorded)
    for session in history.sessions:
        yield from _known(session.start, None)
        yield from _known(session.end, None)
    for request in history.requested:
        yield from _known(None, request.day)
    for encounter in history.encounters:
        yield from _known(encounter.start, None)
        yield from _known(encounter.end, None)
    for record in history.medications:
        yield from _known(record.start, record.authored)
        yield from _known(record.end, record.asserted)


def _known(interval: DayInterval | None, day: date | None) -> Iterator[date]:
    """A day that the record states exactly; a partial date mentions none."""
    if interval is not None and interval.exact:
        yield interval.earliest
    if day is not None:
        yield day
