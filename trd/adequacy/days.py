"""Which days of a trial count: at a certain dose, perhaps at dose, at any dose (R-Q4), levels included."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from trd.adequacy.levels import by_level, lithium_days
from trd.exposures import Exposure
from trd.history import Measurement
from trd.intervals import NO_DAYS, Days
from trd.knowledge.types import Agent, Knowledge, Threshold
from trd.terms import Doubt, TrialKind
from trd.trials import Trial
from trd.trials.minimum import Minimum, days_at, days_perhaps_at, minimum

BY_LEVEL = "mmol/L"
"""The unit of agents that are rated by their serum level: lithium (R-A28)."""

TWO_DRUGS = (TrialKind.COMBINATION, TrialKind.AUGMENTATION)


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
    trial: Trial, column: str, levels: Sequence[Measurement], knowledge: Knowledge, age: int | None
) -> CountedDays:
    """Count the days of a drug trial; of two drugs a day counts when both are at dose (R-Q9)."""
    first = _of_one(trial.exposures, column, levels, knowledge, age)
    if trial.kind not in TWO_DRUGS:
        return first
    return _both(first, _of_one(trial.partner_exposures, column, levels, knowledge, age))


def _of_one(
    exposures: Sequence[Exposure],
    column: str,
    levels: Sequence[Measurement],
    knowledge: Knowledge,
    age: int | None,
) -> CountedDays:
    agent = knowledge.agents[exposures[0].agent]
    any_dose = Days.union(exposure.possible for exposure in exposures)
    if agent.dose_unit == BY_LEVEL:
        return _lithium(exposures, agent, levels, knowledge, age, any_dose)
    found = [
        (exposure, minimum(agent, column, form=exposure.form, age=age), verdict)
        for exposure, verdict in by_level(exposures, agent, levels, knowledge)
    ]
    least = next((each for exposure, each, _ in found if each is not None and exposure.evidence), None)
    return CountedDays(
        certain=Days.union(_certain(exposure, each, verdict) for exposure, each, verdict in found),
        possible=Days.union(_possible(exposure, each, verdict) for exposure, each, verdict in found),
        any_dose=any_dose,
        stated=Days.union(_certain(exposure, each, verdict) & exposure.stated for exposure, each, verdict in found),
        assumed=Days.union(_certain(exposure, each, verdict) & exposure.assumed for exposure, each, verdict in found),
        if_dose_known=Days.union(
            _possible(exposure, each, verdict) & exposure.certain for exposure, each, verdict in found
        ),
        by_doubt=_by_doubt(found),
        dose_open=any(
            _possible(exposure, each, verdict) and not _sure_dose(exposure, each) for exposure, each, verdict in found
        ),
        open_doubts=tuple(
            sorted(
                {
                    doubt
                    for exposure, each, verdict in found
                    if _possible(exposure, each, verdict)
                    for doubt, _ in exposure.doubts
                }
            )
        ),
        level_too_low=any(verdict is False for _, _, verdict in found),
        threshold=least.threshold if least is not None else None,
        peak=max(
            (exposure.low for exposure in exposures if exposure.certain and exposure.low is not None), default=None
        ),
    )


def _certain(exposure: Exposure, least: Minimum | None, by_level: bool | None) -> Days:
    if by_level is None:
        return days_at(exposure, least)
    return exposure.certain if by_level else NO_DAYS


def _possible(exposure: Exposure, least: Minimum | None, by_level: bool | None) -> Days:
    if by_level is None:
        return days_perhaps_at(exposure, least)
    return exposure.possible if by_level else NO_DAYS


def _by_doubt(found: Iterable[tuple[Exposure, Minimum | None, bool | None]]) -> dict[Doubt, Days]:
    days: dict[Doubt, list[Days]] = {}
    for exposure, least, verdict in found:
        if verdict or (verdict is None and _sure_dose(exposure, least)):
            for doubt, doubtful in exposure.doubts:
                days.setdefault(doubt, []).append(doubtful)
    return {doubt: Days.union(each) for doubt, each in sorted(days.items())}


def _sure_dose(exposure: Exposure, least: Minimum | None) -> bool:
    return least is not None and exposure.low is not None and exposure.low >= least.certain


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
        peak=max(
            (exposure.low for exposure in exposures if exposure.certain and exposure.low is not None), default=None
        ),
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
