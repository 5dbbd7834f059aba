"""A part of an exposure, a run or a trial: what remains between two days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trd.exposures import Exposure
from trd.intervals import DayInterval, Days
from trd.terms import DateBasis
from trd.trials.trial import DosePeriod

FIRST, LAST = date.min.toordinal(), date.max.toordinal()


def clip(exposures: Sequence[Exposure], first: int = FIRST, last: int = LAST) -> tuple[Exposure, ...]:
    """The exposures between two days, both included; a cut end is as sure as the last day that is left of it."""
    window = Days.span(first, last)
    return tuple(
        _clipped(exposure, window, first, last)
        for exposure in exposures
        if exposure.possible.spans[0][0] <= last and exposure.possible.spans[-1][1] >= first
        if exposure.possible & window
    )


def dose_periods(exposures: Sequence[Exposure]) -> tuple[DosePeriod, ...]:
    """The dose steps of a trial, without the days on which nothing is told of it."""
    periods: list[DosePeriod] = []
    for exposure in exposures:
        days = exposure.certain or exposure.possible
        first, last = days.first, days.last
        if first is None or last is None or not exposure.evidence:
            continue
        before = periods[-1] if periods else None
        if (
            before is not None
            and (before.low, before.high) == (exposure.low, exposure.high)
            and before.last.toordinal() + 1 == first.toordinal()
        ):
            periods[-1] = replace(before, last=last)
            continue
        periods.append(DosePeriod(first=first, last=last, low=exposure.low, high=exposure.high))
    return tuple(periods)


def _clipped(exposure: Exposure, window: Days, first: int, last: int) -> Exposure:
    begins, ends = exposure.possible.spans[0][0], exposure.possible.spans[-1][1]
    if begins >= first and ends <= last:
        return exposure
    possible = exposure.possible & window
    certain = exposure.certain & window
    changes: dict[str, object] = {
        "possible": possible,
        "certain": certain,
        "stated": exposure.stated & window,
        "assumed": exposure.assumed & window,
        "doubts": tuple((doubt, days & window) for doubt, days in exposure.doubts if days & window),
    }
    if begins < first:
        changes |= {"start": DayInterval.on(possible.first or date.min), "start_basis": DateBasis.STATED}
    if ends > last:
        latest = possible.last or date.max
        earliest = certain.last or latest
        changes |= {"end": DayInterval(earliest=earliest, latest=latest), "end_basis": DateBasis.UNTIL_NEXT}
        changes |= {"stop_reason": None, "stopped": False, "open_end": False, "stale": False}
    return replace(exposure, **changes)  # type: ignore[arg-type]
