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


def together(kind: TrialKind, first: Run, partner: Run, since: int, until: int | None, *notes: str) -> Trial:
    """The trial of two drugs between two days on which both were taken."""
    one, other = first.part(since, until), partner.part(since, until)
    assert one is not None
    assert other is not None
    certain, possible = one.certain & other.certain, one.possible & other.possible
    ongoing = until is None and one.ongoing and other.ongoing
    end, basis = (None, DateBasis.ONGOING) if ongoing else _earlier_end(one, other)
    return Trial(
        agents=(first.agent, partner.agent),
        kind=kind,
        certain=certain,
        possible=possible,
        start=_start(one, certain or possible),
        end=end,
        start_basis=one.start[1],
        end_basis=basis,
        ongoing=ongoing,
        exposures=one.exposures,
        partner_exposures=other.exposures,
        dose_periods=dose_periods(one.exposures),
        evidence=evidence((*one.exposures, *other.exposures)),
        notes=notes,
        join_gap=max(one.join_gap, other.join_gap),
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
    return TrialSupply(len(inside), inside.spans[-1][1] - handed_over[0] + 1, len(handed_over))


def evidence(exposures: Sequence[Exposure]) -> tuple[str, ...]:
    """Every record behind the exposures, once, in a fixed order."""
    return tuple(sorted({reference for exposure in exposures for reference in exposure.evidence}))


def _start(run: Run, days: Days) -> DayInterval:
    """The first day of both; as exactly as the first drug's start where that is the day."""
    start = run.start[0]
    return DayInterval(earliest=start.earliest, latest=max(start.latest, days.first or start.latest))


def _earlier_end(one: Run, other: Run) -> tuple[DayInterval | None, DateBasis]:
    """The end of whichever drug ended first."""
    ends = [run.end for run in (one, other)]
    known = [(end.earliest, end.latest, basis) for end, basis in ends if end is not None]
    earliest, latest, basis = min(known)
    return DayInterval(earliest=earliest, latest=latest), basis
