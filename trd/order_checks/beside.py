"""The other drugs of the record and of the call, by name: what is taken now, what goes on, since when."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.order_checks.orders import Order, called, unbroken
from trd.safety import Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One other ingredient."""

    ingredient: str
    agent: str
    """The agent of which it was taken: an agent id, or the ingredient itself."""
    name: str
    """As it stands inside a sentence."""
    taken: Taken
    certain: bool
    """Certainly taken today."""
    goes_on: bool
    """No draft of the call ends it."""
    drafted: bool
    """Only a draft of the call starts it."""
    days: int
    """For how long without a free day it is certainly taken until today."""

    @property
    def runs(self) -> bool:
        """Certainly taken, and goes on beside the draft."""
        return self.certain and self.goes_on

    def dose(self, as_of: date) -> Decimal | None:
        """The dose of today, upper reading; None: not stated."""
        now = [each.high for each in self.taken.exposures if as_of in each.certain]
        known = [high for high in now if high is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(now) else None


def other_drugs(order: Order) -> tuple[Beside, ...]:
    """Every other drug that is, or may be, taken today, the drafted ones too."""
    as_of = order.call.as_of
    names = sorted(name for name in order.facts.taken if name not in order.ingredients)
    return tuple(beside(name, order) for name in names if as_of in order.facts.taken[name].possible)


def beside(ingredient: str, order: Order) -> Beside:
    """One other ingredient of the record or of the call."""
    as_of = order.call.as_of
    taken = order.facts.taken[ingredient]
    now = [each for each in taken.exposures if as_of in each.possible] or list(taken.exposures)
    agent = order.call.knowledge.agents.get(now[-1].agent)
    recorded = order.call.facts.taken.get(ingredient)
    return Beside(
        ingredient=ingredient,
        agent=now[-1].agent,
        name=called(agent, ingredient),
        taken=taken,
        certain=as_of in taken.certain,
        goes_on=ingredient not in order.call.gone,
        drafted=recorded is None or as_of not in recorded.possible,
        days=unbroken(taken, as_of),
    )
