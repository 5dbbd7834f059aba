"""Dates as intervals, and sets of days: what is certain and what is only possible (R-E6, R-E7)."""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from operator import itemgetter


@dataclass(frozen=True, slots=True, kw_only=True)
class DayInterval:
    """A day known to lie between two days, both included; "in March" is the 1st to the 31st."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError(f"no day lies from {self.earliest} to {self.latest}")

    @classmethod
    def on(cls, day: date) -> "DayInterval":
        return cls(earliest=day, latest=day)

    @property
    def exact(self) -> bool:
        return self.earliest == self.latest


Span = tuple[int, int]
"""First and last day as proleptic ordinals (`date.toordinal`), both included."""

_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_last_of = itemgetter(1)


@dataclass(frozen=True, slots=True)
class Days:
    """A set of days, kept as sorted spans that neither overlap nor touch."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def between(cls, first: date, last: date) -> "Days":
        """All days from `first` to `last`, both included; none if `last` comes before."""
        return cls(((first.toordinal(), last.toordinal()),)) if first <= last else cls()

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "Days":
        """The union of any spans, in any order."""
        merged: list[Span] = []
        for start, end in sorted([span for span in spans if span[0] <= span[1]]):
            if merged and start <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            else:
                merged.append((start, end))
        return cls(tuple(merged))

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __len__(self) -> int:
        return sum(end - start + 1 for start, end in self.spans)

    def __contains__(self, day: date) -> bool:
        return self.holds(day.toordinal())

    def holds(self, ordinal: int) -> bool:
        """Whether a day, as its ordinal, is one of these."""
        at = bisect_right(self.spans, (ordinal, _LAST))
        return at > 0 and self.spans[at - 1][1] >= ordinal

    def __or__(self, other: "Days") -> "Days":
        if not self.spans or not other.spans:
            return self if self.spans else other
        return Days.of((*self.spans, *other.spans))

    def __and__(self, other: "Days") -> "Days":
        if not self._meets(other):
            return NO_DAYS
        found: list[Span] = []
        mine, theirs = iter(self.spans), iter(other.spans)
        one, two = next(mine, None), next(theirs, None)
        while one and two:
            start, end = max(one[0], two[0]), min(one[1], two[1])
            if start <= end:
                found.append((start, end))
            if one[1] < two[1]:
                one = next(mine, None)
            else:
                two = next(theirs, None)
        return Days(tuple(found))

    def _meets(self, other: "Days") -> bool:
        """Neither lies wholly before the other: most that are compared are years apart."""
        mine, theirs = self.spans, other.spans
        return bool(mine and theirs) and mine[0][0] <= theirs[-1][1] and theirs[0][0] <= mine[-1][1]

    def __sub__(self, other: "Days") -> "Days":
        return self & other._others() if self.spans and other.spans else self

    def _others(self) -> "Days":
        """Every day of the calendar that is not one of these."""
        left: list[Span] = []
        start = _FIRST
        for cut_start, cut_end in self.spans:
            if start < cut_start:
                left.append((start, cut_start - 1))
            start = cut_end + 1
        if start <= _LAST:
            left.append((start, _LAST))
        return Days(tuple(left))

    @property
    def first(self) -> date | None:
        return date.fromordinal(self.spans[0][0]) if self.spans else None

    @property
    def last(self) -> date | None:
        return date.fromordinal(self.spans[-1][1]) if self.spans else None

    def from_day(self, day: date) -> "Days":
        """The days on or after `day`."""
        first = day.toordinal()
        at = bisect_left(self.spans, first, key=_last_of)
        left = self.spans[at:]
        return Days(((first, left[0][1]), *left[1:])) if left and left[0][0] < first else Days(left)

    def until(self, day: date) -> "Days":
        """The days up to and including `day`."""
        last = day.toordinal()
        left = self.spans[: bisect_right(self.spans, (last, _LAST))]
        return Days((*left[:-1], (left[-1][0], last))) if left and left[-1][1] > last else Days(left)

    @classmethod
    def span(cls, first: int, last: int) -> "Days":
        """The days of one span of ordinals; none if it is empty."""
        return cls(((first, last),)) if first <= last else cls()

    @classmethod
    def union(cls, sets: Iterable["Days"]) -> "Days":
        """All days of any of `sets`."""
        return cls.of(span for days in sets for span in days.spans)

    def gaps(self) -> tuple[Span, ...]:
        """The free spans between the days of this set."""
        return tuple((end + 1, start - 1) for (_, end), (start, _) in pairwise(self.spans))

    def most_within(self, length: int) -> int:
        """The greatest number of these days in any `length` consecutive calendar days (R-Q4).

        A best window starts on the first day of a span or ends on the last day of one.
        """
        count = self._counter()
        starts = [start for start, _ in self.spans] + [end - length + 1 for _, end in self.spans]
        return max((count(start + length - 1) - count(start - 1) for start in starts), default=0)

    def nth_within(self, count: int, length: int) -> date | None:
        """The first day on which `count` of these days lie within the `length` days that end on it."""
        if count <= 0:
            return None
        up_to = self._counter()
        for first, last in self.spans:
            last_worth = min(last, first + length - 1)  # inside one span the count no longer grows after that
            days = range(first, last_worth + 1)
            at = bisect_left(days, count, key=lambda day: up_to(day) - up_to(day - length))
            if at < len(days):
                return date.fromordinal(days[at])
        return None

    def _counter(self) -> Callable[[int], int]:
        """How many of these days lie on or before a day, found without walking through all spans."""
        firsts = [first for first, _ in self.spans]
        before = [0, *accumulate(end - start + 1 for start, end in self.spans)]

        def count(day: int) -> int:
            at = bisect_right(firsts, day)
            return before[at] - max(0, self.spans[at - 1][1] - day) if at else 0

        return count


NO_DAYS = Days()


def plus(day: date, days: int) -> date:
    """`day` moved by `days`, kept inside the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, _FIRST), _LAST))


def completed_years(birth: date, on: date) -> int:
    """Age in completed years; someone born on 29 February has the birthday on 1 March."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def completed_months(since: date, on: date) -> int:
    """Whole calendar months from `since` to `on`."""
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


def days_between(earlier: date, later: date) -> int:
    """Days from one date to a later one, the first not counted."""
    return (later - earlier).days


def day_before(day: date) -> date:
    """The last day of what ends when something else begins."""
    return day - timedelta(days=1)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_words(day: date) -> str:
    """A day as clinicians read it, the same in every country: "2 Nov 2026" (R-W7)."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def interval_in_words(day: DayInterval) -> str:
    """Only as exact as the record: "2 Nov 2026", "Nov 2026", "2026" (R-W7); else both ends."""
    first, last = day.earliest, day.latest
    if first == last:
        return in_words(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    whole_month = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_month and (first.year, first.month) == (last.year, last.month):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    return f"{in_words(first)} to {in_words(last)}"
