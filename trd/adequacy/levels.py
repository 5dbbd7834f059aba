"""What serum levels say of the dose: tricyclics (R-A29, R-Q12) and lithium (R-A28)."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from trd.exposures import Exposure
from trd.history import Measurement
from trd.intervals import Days
from trd.knowledge.types import Agent, Knowledge


def by_level(
    exposures: Sequence[Exposure], agent: Agent, levels: Sequence[Measurement], knowledge: Knowledge
) -> Iterator[tuple[Exposure, bool | None]]:
    """Each exposure with what the last level on its dose says: high enough, too low, or nothing.

    A level holds from the last dose change to the next; it needs some days on the dose to be steady.
    """
    own = sorted((level for level in levels if level.concept == agent.level_concept), key=_newest)
    if agent.level_low is None or not own:
        yield from ((exposure, None) for exposure in exposures)
        return
    steady = int(knowledge.figures["level-steady-days"].value)
    for _, same_dose in groupby(_told(exposures), key=lambda pair: pair[0]):
        run = [exposure for _, exposure in same_dose]
        first, last = run[0].possible.spans[0][0], run[-1].possible.spans[-1][1]
        held = [level for level in own if first + steady <= level.day.toordinal() <= last]
        verdict = _enough(held[-1], agent) if held else None
        yield from ((exposure, verdict) for exposure in run)


def lithium_days(
    exposures: Sequence[Exposure],
    agent: Agent,
    levels: Sequence[Measurement],
    knowledge: Knowledge,
    age: int | None,
) -> Days:
    """The certain days between two sufficient levels, and for a while after one with the dose unchanged (R-A28)."""
    threshold = agent.level_low
    if age is not None and age > int(knowledge.figures["older-age"].value) and agent.level_low_older is not None:
        threshold = agent.level_low_older
    assert threshold is not None, "an agent that is rated by its level has a range"
    own = sorted((level for level in levels if level.concept == agent.level_concept), key=_newest)
    between = int(knowledge.figures["lithium-between-days"].value)
    after = int(knowledge.figures["lithium-after-days"].value)
    covered: list[tuple[int, int]] = []
    for index, level in enumerate(own):
        if level.low is None or level.low < threshold.value:
            continue
        day = level.day.toordinal()
        following = own[index + 1] if index + 1 < len(own) else None
        reach = min(day + after, _dose_held_until(exposures, day))
        if following is not None:
            next_day = following.day.toordinal()
            enough = following.low is not None and following.low >= threshold.value
            reach = next_day if enough and next_day - day <= between else min(reach, next_day - 1)
        covered.append((day, reach))
    return Days.of(covered) & Days.union(exposure.certain for exposure in exposures)


def _told(exposures: Sequence[Exposure]) -> Iterator[tuple[tuple[object, object], Exposure]]:
    """Each exposure with its dose; the days between two of one dose belong to that dose."""
    dose: tuple[object, object] | None = None
    for exposure in exposures:
        if exposure.evidence or dose is None:
            dose = (exposure.low, exposure.high)
        yield dose, exposure


def _enough(level: Measurement, agent: Agent) -> bool | None:
    """At or above the lower limit (and not above an upper one that the rule names): yes; below it: no."""
    assert agent.level_low is not None
    if level.high is not None and level.high < agent.level_low.value:
        return False
    if level.low is None or level.low < agent.level_low.value:
        return None
    above = agent.level_high is not None and (level.high is None or level.high > agent.level_high.value)
    return None if above else True


def _dose_held_until(exposures: Sequence[Exposure], day: int) -> int:
    """The last day of the dose that was taken on `day`."""
    until = day
    doses: set[tuple[object, object]] = set()
    for exposure in exposures:
        first, last = exposure.possible.spans[0][0], exposure.possible.spans[-1][1]
        if not exposure.evidence or last < day:
            continue
        if first <= day:
            doses.add((exposure.low, exposure.high))
        elif (exposure.low, exposure.high) not in doses:
            return until
        until = max(until, last)
    return until


def _newest(level: Measurement) -> tuple[object, ...]:
    return level.day, level.issued or "", level.evidence
