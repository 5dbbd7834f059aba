"""Where a draft can't give the very dose that a strategy plans (R-F12a): told to whoever keeps the knowledge."""

from collections.abc import Iterator
from decimal import Decimal

from fhir_mappings.writing.drafts import NEVER_DRAFTED
from fhir_mappings.writing.first_orders import FirstOrder, first_order
from trd.knowledge.types import Knowledge


def dose_differences(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """Strategy, agent and a sentence, for each candidate whose start no product makes exactly."""
    for strategy in knowledge.strategies.values():
        for found in strategy.candidates:
            if found.text_only or found.start is None or found.agent in NEVER_DRAFTED:
                continue
            order = first_order(found.agent, found.start, knowledge)
            if order is None:
                yield strategy.id, found.agent, f"no product makes the start of {found.start:f}; words alone tell it"
            elif (drafted := daily_dose(order)) is not None and drafted != found.start:
                yield strategy.id, found.agent, f"starts at {found.start:f}, and the draft gives {drafted:f} a day"


def daily_dose(order: FirstOrder) -> Decimal | None:
    """What the first step gives in one day; `None`: it is counted in units of a fixed combination or by patch."""
    first = order.intakes[0]
    return None if first.dose is None or order.transdermal else first.dose * first.times_a_day
