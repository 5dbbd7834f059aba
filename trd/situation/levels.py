"""The serum level of a running drug against its range: tricyclics and lithium are raised by it (N-O1, R-A28, R-A29)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.intervals import days_between
from trd.knowledge.types import Agent
from trd.safety import Facts
from trd.safety.measurements import newest, readable, usable
from trd.situation.ladder import is_older
from trd.situation.running import Running

BY_LEVEL_UNIT = "mmol/L"
"""Lithium: the rated quantity itself is the level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The newest level on the dose that runs now."""

    value: Decimal
    day: date
    unit: str
    low: Decimal
    high: Decimal | None

    @property
    def below(self) -> bool:
        return self.value < self.low


def read_level(running: Running, facts: Facts) -> Level | None:
    """The newest steady level since the last change of dose; None: none on record, or not drawn on this dose."""
    agent = facts.knowledge.agents[running.agent]
    if agent.level_concept is None or agent.level_low is None or running.since_change is None:
        return None
    good_for = facts.days("lithium-between-days") if agent.dose_unit == BY_LEVEL_UNIT else None
    values = newest(readable(usable(facts, agent.level_concept, good_for)))
    exact = [value for value in values if value.low is not None and value.low == value.high]
    if not exact or exact[0].low is None:
        return None
    on_dose = running.since_change - days_between(exact[0].day, facts.as_of)
    if on_dose < facts.days("level-steady-days"):
        return None
    low, high = _range(agent, facts)
    return Level(value=exact[0].low, day=exact[0].day, unit=agent.level_low.unit, low=low, high=high)


def _range(agent: Agent, facts: Facts) -> tuple[Decimal, Decimal | None]:
    """Older adults have a lower lithium range; an age that is not known counts as older."""
    assert agent.level_low is not None
    if agent.dose_unit == BY_LEVEL_UNIT:
        older = is_older(facts, facts.days("older-age") + 1) and agent.level_low_older is not None
        high = facts.knowledge.figures["lithium-target-high-older" if older else "lithium-target-high"].value
        low = agent.level_low_older if older and agent.level_low_older else agent.level_low
        return low.value, high
    return agent.level_low.value, agent.level_high.value if agent.level_high else None
