"""Runs made into trials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trd.exposures import Exposure, Supplied
from trd.intervals import DayInterval, Days
from trd.terms import DateBasis, TrialKind
from trd.trials.cutting import dose_periods
from trd.trials.runs import Run
from trd.trials.trial import Trial


@dataclass(frozen=True, slots=True)
class TrialSupply:
    """Supply of one trial (R-Q5)."""

    days: int | None = None
    span: int | None = None
    dispenses: int = 0


def monotherapy(run: Run, supplied: Mapping[str, Supplied]) -> Trial:
    """The trial of one agent."""
    start, start_basis = run.start
    end, end_basis = run.end
    handed_over = supply(supplied.get(run.agent), run.possible)
    return Trial(
        agents=(run.agent,),
        kind=TrialKind.MONOTHERAPY,
        certain=run.certain,
        possible=run.possible,
        start=start,
        end=end,
        start_basis=start_basis,
        end_basis=end_basis,
        ongoing=run.ongoing,
        exposures=run.exposures,
        dose_periods=dose_periods(run.exposures),
        evidence=evidence(run.exposures),
        supplied_days=handed_over.days,
        supply_span=handed_over.span,
        dispenses=handed_over.dispenses,
        join_gap=run.join_gap,
    )


def together(kind: TrialKind, runs: Sequence[Run], since: int, until: int | None, *notes: str) -> Trial:
    """The trial of several drugs between two days on which all were taken."""
    one, *others = parts = [part for run in runs if (part := run.part(since, until)) is not None]
    assert len(parts) == len(runs), "each was taken between the two days"
    certain, possible = one.certain, one.possible
    for other in others:
        certain, possible = certain & other.certain, possible & other.possible
    ongoing = until is None and all(part.ongoing for part in parts)
    end, basis = (None, DateBasis.ONGOING) if ongoing else _earliest_end(parts)
    partner_exposures = tuple(exposure for other in others for exposure in other.exposures)
    return Trial(
        agents=tuple(run.agent for run in runs),
        kind=kind,
        certain=certain,
        possible=possible,
        start=_start(one, certain or possible),
        end=end,
        start_basis=one.start[1],
        end_basis=basis,
        ongoing=ongoing,
        exposures=one.exposures,
        partner_exposures=partner_exposures,
        dose_periods=dose_periods(one.exposures),
        evidence=evidence((*one.exposures, *partner_exposures)),
        notes=notes,
        join_gap=max(part.join_gap for part in parts),
    )


def supply(supplied: Supplied | None, days: Days) -> TrialSupply:
    """What was handed over inside the trial: supplied days, their span, hand-overs."""
    if supplied is None or not days:
        return TrialSupply()
    first, last = days.spans[0][0], days.spans[-1][1]
    handed_over = [day.toordinal() for day in supplied.handed_over if first <= day.toordinal() <= last]
    inside = supplied.days & days
    if not handed_over or not inside:
        return TrialSupply()
    span = Days.span(handed_over[0], inside.spans[-1][1])
    return TrialSupply(len(inside & span), len(span) - len(supplied.unseen & span), len(handed_over))


def evidence(exposures: Sequence[Exposure]) -> tuple[str, ...]:
    """Every record behind the exposures, once, in a fixed order."""
    return tuple(sorted({reference for exposure in exposures for reference in exposure.evidence}))


def _start(run: Run, days: Days) -> DayInterval:
    """The first day of all; as exactly as the first drug's start where that is the day."""
    start = run.start[0]
    return DayInterval(earliest=start.earliest, latest=max(start.latest, days.first or start.latest))


def _earliest_end(parts: Sequence[Run]) -> tuple[DayInterval | None, DateBasis]:
    """The end of whichever drug ended first."""
    ends = [run.end for run in parts]
    known = [(end.earliest, end.latest, basis) for end, basis in ends if end is not None]
    earliest, latest, basis = min(known)
    return DayInterval(earliest=earliest, latest=latest), basis
