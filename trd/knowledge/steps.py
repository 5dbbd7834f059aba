"""One step of a figure, down and up: how far it is moved to see what hangs on it.

| figure | one step |
| --- | --- |
| a dose | the next step of the drug's ladder; beyond it the smallest product; without either 5 mg, under 20 mg 1 mg |
| days from 14 on | one week; below that one day |
| points, answers, sessions, trials, failures, years, months | one |
| a share of one | 0.05 |
| a level of lithium | 0.1 mmol/L |
| QTc, blood pressure | 10 ms, 5 mm[Hg] |
| another measured value | about a tenth: 1, 2 or 5 of the place before its last |
"""

from decimal import Decimal
from typing import Any, Final

from trd.knowledge.entry_figures import Figure, Number
from trd.knowledge.moving import found_at, moved
from trd.knowledge.types import Knowledge

WEEK: Final = 7
DAYS_BY_THE_WEEK_FROM: Final = 14
FIXED: Final = {"ms": Decimal(10), "mm[Hg]": Decimal(5), "kg": Decimal(5)}
COUNTED: Final = frozenset(
    {"points", "sessions", "trials", "years", "a", "months", "mo", "items", "weeks", "episodes", "{score}", "h", "min"}
)
SMALL_DOSE: Final = 20
LARGE_STEP, SMALL_STEP = Decimal(5), Decimal(1)
SHARE: Final = Decimal("0.05")


def steps_of(knowledge: Knowledge, figure: Figure) -> tuple[Any, ...]:
    """The values one step below and above a figure; what would be nothing or less is left out."""
    if isinstance(figure.value, tuple):
        return (tuple(part - 1 for part in figure.value), tuple(part + 1 for part in figure.value))
    if figure.agent is not None:
        return _doses(knowledge, figure.agent, Decimal(figure.value))
    step = _step(figure.value, figure.unit)
    near = (Decimal(figure.value) - step, Decimal(figure.value) + step)
    kept = (value for value in near if value > 0)
    return tuple(int(value) if isinstance(figure.value, int) else value for value in kept)


def step_to(knowledge: Knowledge, figure: Figure, value: Any) -> Knowledge:
    """The knowledge with the figure at another value."""
    if figure.path[-1] == "risk_levels":
        return moved(knowledge, figure.path, _risk_from(knowledge, figure, Decimal(value)))
    return moved(knowledge, figure.path, figure.written(value))


def _risk_from(knowledge: Knowledge, figure: Figure, first: Decimal) -> dict[Decimal, str]:
    """The answers with one level beginning one answer later or earlier."""
    levels = dict(found_at(knowledge, figure.path))
    assert not isinstance(figure.value, tuple)
    began = Decimal(figure.value)
    level = levels[began]
    if first in levels and first < began:
        return {**levels, first: level}
    below = {answer: own for answer, own in levels.items() if answer < began}
    return {**levels, began: below[max(below)] if below else "none"}


def _doses(knowledge: Knowledge, name: str, value: Decimal) -> tuple[Decimal, ...]:
    agent, products = knowledge.agents[name], knowledge.orders.get(name)
    ladder = agent.ladder.steps if agent.ladder else ()
    smallest = min(products.products, default=None) if products and products.unit in agent.taken_unit else None
    plain = min(smallest, value) if smallest else LARGE_STEP if value >= SMALL_DOSE else SMALL_STEP
    below = max((step for step in ladder if step < value), default=value - plain)
    above = min((step for step in ladder if step > value), default=value + plain)
    return tuple(dose for dose in (below, above) if dose > 0)


def _step(value: Number, unit: str) -> Decimal:
    amount = Decimal(value)
    if unit == "d":
        return Decimal(WEEK if amount >= DAYS_BY_THE_WEEK_FROM else 1)
    if unit in FIXED:
        return FIXED[unit]
    if unit in COUNTED or unit.startswith("of item"):
        return Decimal(1)
    if unit in ("mg/d", "mg/session"):
        return LARGE_STEP if amount >= SMALL_DOSE else SMALL_STEP
    if amount < 1 and unit not in ("mmol/L",):
        return min(SHARE, amount / 2)
    if unit == "mmol/L" and amount < SMALL_STEP * 2:
        return Decimal("0.1")
    return _tenth(amount)


def _tenth(amount: Decimal) -> Decimal:
    """About a tenth, as a person would move it: 13 -> 10, 4.5 -> 0.5, 1.5 -> 0.1."""
    tenth = amount / 10
    power = Decimal(1).scaleb(tenth.adjusted())
    leading = tenth / power
    return power * (1 if leading < Decimal("1.5") else 2 if leading < Decimal("3.5") else 5 if leading < 8 else 10)
