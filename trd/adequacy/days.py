"""Which days of a trial count: at a certain dose, perhaps at dose, at any dose (R-Q4), levels included."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from trd.adequacy.levels import by_level, lithium_days
from trd.exposures import Exposure
from trd.history import Measurement
from trd.intervals import NO_DAYS, Days
from trd.knowledge.types import Agent, Knowledge, Threshold
from trd.terms import Doubt
from trd.trials import Trial
from trd.trials.minimum import Minimum, Taker, minimum

BY_LEVEL = "mmol/L"
"""The unit of agents that are rated by their serum level: lithium (R-A28)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedDays:
    """The days of one trial under one dose column."""

    certain: Days = NO_DAYS
    """c-days."""
    possible: Days = NO_DAYS
    """p-days."""
    any_dose: Days = NO_DAYS
    """t-days."""
    stated: Days = NO_DAYS
    """c-days on stated dates."""
    assumed: Days = NO_DAYS
    """c-days on an assumed end."""
    if_dose_known: Days = NO_DAYS
    """Certain days whose dose may suffice."""
    by_doubt: Mapping[Doubt, Days] = field(default_factory=dict)
    """Days at a sufficient dose that are only possible, by the fact that is missing."""
    dose_open: bool = False
    """On some possible day the dose may suffice, and is not certain to."""
    open_doubts: tuple[Doubt, ...] = ()
    """Why possible days at a dose that may suffice are not certain."""
    level_needed: bool = False
    """A serum level would have to say it (lithium)."""
    level_too_low: bool = False
    """A level below its range took days away (R-Q12)."""
    threshold: Threshold | None = None
    peak: Decimal | None = None


def counted_days(
    trial: Trial, column: str, levels: Sequence[Measurement], knowledge: Knowledge, taker: Taker
) -> CountedDays:
    """Count the days of a drug trial; of several drugs a day counts when all are at dose (R-Q9)."""
    counted = _of_one(trial.exposures, column, levels, knowledge, taker)
    for partner in trial.partners():
        counted = _both(counted, _of_one(partner, column, levels, knowledge, taker))
    return counted


def _of_one(
    exposures: Sequence[Exposure],
    column: str,
    levels: Sequence[Measurement],
    knowledge: Knowledge,
    taker: Taker,
) -> CountedDays:
    agent = knowledge.agents[exposures[0].agent]
    any_dose = Days.union(exposure.possible for exposure in exposures)
    if agent.dose_unit == BY_LEVEL:
        return _lithium(exposures, agent, levels, knowledge, taker.age, any_dose)
    forms = {exposure.form for exposure in exposures}
    minima = {form: minimum(agent, column, form=form, taker=taker) for form in forms}
    rated = list(by_level(exposures, agent, levels, knowledge))
    at_dose = [exposure for exposure, verdict in rated if _at_dose(exposure, minima[exposure.form], verdict)]
    perhaps = [exposure for exposure, verdict in rated if _perhaps(exposure, minima[exposure.form], verdict)]
    least = next((each for exposure in exposures if exposure.evidence and (each := minima[exposure.form])), None)
    return CountedDays(
        certain=Days.union(exposure.certain for exposure in at_dose),
        possible=Days.union(exposure.possible for exposure in perhaps),
        any_dose=any_dose,
        stated=Days.union(exposure.stated for exposure in at_dose),
        assumed=Days.union(exposure.assumed for exposure in at_dose),
        if_dose_known=Days.union(exposure.certain for exposure in perhaps),
        by_doubt=_by_doubt(at_dose),
        dose_open=len(perhaps) > len(at_dose),
        open_doubts=tuple(sorted({doubt for exposure in perhaps for doubt, _ in exposure.doubts})),
        level_too_low=any(verdict is False for _, verdict in rated),
        threshold=least.threshold if least is not None else None,
        peak=_peak(exposures),
    )


def _at_dose(exposure: Exposure, least: Minimum | None, by_level: bool | None) -> bool:
    """Is its dose certainly enough? A level overrules the milligrams."""
    if by_level is not None:
        return by_level
    return least is not None and exposure.low is not None and exposure.low >= least.certain


def _perhaps(exposure: Exposure, least: Minimum | None, by_level: bool | None) -> bool:
    """May its dose be enough?"""
    if by_level is not None:
        return by_level
    return least is not None and (exposure.high is None or exposure.high >= least.possible)


def _by_doubt(at_dose: Iterable[Exposure]) -> dict[Doubt, Days]:
    days: dict[Doubt, list[Days]] = {}
    for exposure in at_dose:
        for doubt, doubtful in exposure.doubts:
            days.setdefault(doubt, []).append(doubtful)
    return {doubt: Days.union(each) for doubt, each in sorted(days.items())}


def _peak(exposures: Iterable[Exposure]) -> Decimal | None:
    """The highest dose that is certain on a certain day (R-D18)."""
    doses = (exposure.low for exposure in exposures if exposure.certain)
    return max((dose for dose in doses if dose is not None), default=None)


def _lithium(
    exposures: Sequence[Exposure],
    agent: Agent,
    levels: Sequence[Measurement],
    knowledge: Knowledge,
    age: int | None,
    any_dose: Days,
) -> CountedDays:
    certain = lithium_days(exposures, agent, levels, knowledge, age)
    return CountedDays(
        certain=certain,
        possible=any_dose,
        any_dose=any_dose,
        stated=certain & Days.union(exposure.stated for exposure in exposures),
        assumed=certain & Days.union(exposure.assumed for exposure in exposures),
        if_dose_known=Days.union(exposure.certain for exposure in exposures),
        level_needed=True,
        threshold=agent.minimum,
        peak=_peak(exposures),
    )


def _both(one: CountedDays, other: CountedDays) -> CountedDays:
    certain = one.certain & other.certain
    doubts = {*one.by_doubt, *other.by_doubt}
    either = {
        doubt: (one.certain | one.by_doubt.get(doubt, NO_DAYS)) & (other.certain | other.by_doubt.get(doubt, NO_DAYS))
        for doubt in sorted(doubts)
    }
    return CountedDays(
        certain=certain,
        possible=one.possible & other.possible,
        any_dose=one.any_dose & other.any_dose,
        stated=one.stated & other.stated,
        assumed=certain & (one.assumed | other.assumed),
        if_dose_known=one.if_dose_known & other.if_dose_known,
        by_doubt=either,
        dose_open=one.dose_open or other.dose_open,
        open_doubts=tuple(sorted({*one.open_doubts, *other.open_doubts})),
        level_needed=one.level_needed or other.level_needed,
        level_too_low=one.level_too_low or other.level_too_low,
        threshold=one.threshold if one.threshold is not None and other.threshold is not None else None,
        peak=one.peak,
    )
