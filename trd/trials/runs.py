"""Exposures of one agent joined into runs: short gaps do not end a trial (R-T2, R-T3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.choices import Choices
from trd.exposures import Exposure
from trd.intervals import NO_DAYS, DayInterval, Days
from trd.knowledge.types import Knowledge
from trd.terms import DateBasis, Doubt
from trd.trials.cutting import clip


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Joined exposures of one agent, ascending, with the possible days between them."""

    agent: str
    exposures: tuple[Exposure, ...]
    certain: Days
    possible: Days
    as_of: date
    join_gap: int
    """The longest free interval that does not end it (R-T2)."""

    @classmethod
    def of(cls, exposures: Sequence[Exposure], as_of: date, join_gap: int) -> "Run":
        """A run of these exposures of one agent."""
        return cls(
            agent=exposures[0].agent,
            exposures=tuple(exposures),
            certain=Days.union(exposure.certain for exposure in exposures),
            possible=Days.union(exposure.possible for exposure in exposures),
            as_of=as_of,
            join_gap=join_gap,
        )

    @property
    def ending(self) -> Exposure:
        """The exposure that reaches furthest."""
        return max(self.exposures, key=lambda exposure: exposure.possible.spans[-1][1])

    @property
    def ongoing(self) -> bool:
        """`as_of` is a certain or possible day, and no stop is stated (R-T36)."""
        return self.ending.end is None and self.as_of in self.ending.possible

    @property
    def start(self) -> tuple[DayInterval, DateBasis]:
        """The first certain day, or the first possible one where none is certain (C4)."""
        for exposure in self.exposures:
            first = exposure.certain.first
            if first is not None:
                same = exposure.start.latest == first
                return (exposure.start, exposure.start_basis) if same else (DayInterval.on(first), DateBasis.STATED)
        return self.exposures[0].start, self.exposures[0].start_basis

    @property
    def end(self) -> tuple[DayInterval | None, DateBasis]:
        """The last day as exactly as it is known; `None` while ongoing."""
        ending, last = self.ending, self.certain.last
        if self.ongoing:
            return None, DateBasis.ONGOING
        end = ending.end or DayInterval.on(ending.possible.last or self.as_of)
        earliest = end.earliest if last is None else max(end.earliest, last)
        return DayInterval(earliest=min(earliest, end.latest), latest=end.latest), ending.end_basis

    def part(self, first: int | None = None, last: int | None = None) -> "Run | None":
        """The run between two days; `None` where nothing remains."""
        limits = {name: day for name, day in (("first", first), ("last", last)) if day is not None}
        exposures = clip(self.exposures, **limits)
        if not any(exposure.evidence for exposure in exposures):
            return None
        return Run.of(exposures, self.as_of, self.join_gap)


def runs(exposures: Iterable[Exposure], knowledge: Knowledge, choices: Choices, *, as_of: date) -> tuple[Run, ...]:
    """Join the exposures of each agent, in the order of their start, then agent."""
    by_agent: dict[str, list[Exposure]] = {}
    for exposure in exposures:
        by_agent.setdefault(exposure.agent, []).append(exposure)
    found: list[Run] = []
    for own in by_agent.values():
        own.sort(key=lambda exposure: (exposure.possible.spans[0], exposure.possible.spans[-1], exposure.evidence))
        found.extend(_joined(own, knowledge, choices, as_of))
    return tuple(sorted(found, key=lambda run: (run.start[0].latest, run.start[0].earliest, run.agent)))


def _joined(exposures: Sequence[Exposure], knowledge: Knowledge, choices: Choices, as_of: date) -> Iterable[Run]:
    current = [exposures[0]]
    before = exposures[0]
    longest = choices.join_gap_days
    for exposure in exposures[1:]:
        free = exposure.possible.spans[0][0] - _last_day(before) - 1
        allowed = _longest_gap(before, knowledge, choices)
        if free > allowed:
            yield Run.of(current, as_of, longest)
            current, before, longest = [exposure], exposure, choices.join_gap_days
            continue
        longest = max(longest, allowed)
        current.extend((*_between(before, exposure), exposure))
        before = exposure
    yield Run.of(current, as_of, longest)


def _last_day(exposure: Exposure) -> int:
    """The last certain day, or the last possible one where the end is not stated (R-T2).

    A stated end holds for days that are not certain for another reason, too: "in July until the 24th".
    """
    if exposure.end_basis is not DateBasis.STATED:
        return exposure.possible.spans[-1][1]
    certain = exposure.certain.spans[-1][1] if exposure.certain else None
    if exposure.end is None:
        return certain or exposure.possible.spans[-1][1]
    stated = min(exposure.end.earliest.toordinal(), exposure.possible.spans[-1][1])
    return max(stated, certain or stated)


def _longest_gap(before: Exposure, knowledge: Knowledge, choices: Choices) -> int:
    """30 days; after a long supply half of it, at most 45 (R-T2)."""
    supply = before.supply_days or 0
    if supply > int(knowledge.figures["join-long-supply-days"].value):
        return min(supply // 2, int(knowledge.figures["join-longest-gap-days"].value))
    return choices.join_gap_days


def _between(before: Exposure, after: Exposure) -> Iterable[Exposure]:
    """The days between two joined exposures: possible, but for those between two stated dates (R-T3)."""
    first, last = before.possible.spans[-1][1] + 1, after.possible.spans[0][0] - 1
    stated = before.end_basis is DateBasis.STATED and after.start_basis is DateBasis.STATED
    exact = before.end is not None and before.end.exact and after.start.exact
    if first > last or (stated and exact):
        return ()
    days = Days.span(first, last)
    start, end = DayInterval.on(date.fromordinal(first)), DayInterval.on(date.fromordinal(last))
    gap = Exposure(
        agent=before.agent,
        ingredients=before.ingredients,
        label=before.label,
        certain=NO_DAYS,
        possible=days,
        low=None,
        high=_higher(before.high, after.high),
        start=start,
        end=end,
        start_basis=DateBasis.ASSUMED,
        end_basis=DateBasis.ASSUMED,
        evidence=(),
        doubts=((Doubt.TAKING, days),),
        counts=before.counts,
        form=before.form,
        route=before.route,
    )
    return (gap,)


def _higher(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else max(one, other)
