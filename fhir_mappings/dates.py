"""Partial dates, dateTimes and Periods of FHIR -> days: the calendar date as it was sent, never shifted to UTC (R-E6).

https://hl7.org/fhir/R4/datatypes.html#dateTime
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from fhir_mappings.reading.elements import Period
from trd.intervals import DayInterval

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?$", re.DOTALL)
_PLAIN = re.compile(r"[1-8]\d{3}-[01]\d-[0-3]\d(?:$|T)", re.ASCII)
"""A whole day, with or without its time: nearly every date of a record."""
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4,})?$")


def interval(text: str | None) -> DayInterval | None:
    """`2026` is the whole year, `2026-03` the whole of March; words and impossible days are not read (R-E9)."""
    if not text:
        return None
    if _PLAIN.match(text):
        try:
            return DayInterval.on(date.fromisoformat(text[:10]))
        except ValueError:
            return None
    found = _DATE.match(text.strip()) or _COMPACT.match(text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if year is None or not 1 <= year <= 9998:
            return None
        if month is None:
            return DayInterval(earliest=date(year, 1, 1), latest=date(year, 12, 31))
        if day is None:
            return DayInterval(earliest=date(year, month, 1), latest=date(year, month, monthrange(year, month)[1]))
        return DayInterval.on(date(year, month, day))
    except ValueError:
        return None


def day(text: str | None) -> date | None:
    """A single day, only where the record is that exact."""
    found = interval(text)
    return found.earliest if found is not None and found.exact else None


def latest_day(text: str | None) -> date | None:
    """The last day that a date can mean: for upper bounds."""
    found = interval(text)
    return found.latest if found is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A Period: either end may be missing."""

    start: DayInterval | None = None
    end: DayInterval | None = None


def span(period: Period | None) -> Span:
    """Both ends of a Period; the end is a day of the period (R-E7)."""
    if period is None:
        return Span()
    return Span(start=interval(period.start), end=interval(period.end))


def unreadable(text: str | None) -> bool:
    """Something stands there, and it is no date: read as missing, and said (R-E1)."""
    return bool(text and text.strip()) and interval(text) is None
