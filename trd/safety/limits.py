"""How high a dose may go: the lowest of the limits that were hit (R-Z11)."""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal

from trd.knowledge.safety_grammar import NUMBER
from trd.knowledge.types import Agent
from trd.safety.facts import Facts
from trd.safety.results import RowResult

ONE_SIXTH = Decimal("0.167")
"""How the table writes the exact fraction 1/6."""


def lowest(hits: Iterable[RowResult], subject: str, facts: Facts) -> Decimal | None:
    """The lowest dose limit for this agent; limits met only by a drug that is stopped don't count (R-Z15)."""
    agent = facts.knowledge.agents.get(subject)
    if agent is None:
        return None
    limits = [limit_by(hit, agent, facts) for hit in hits if not hit.timing_only]
    return min((limit for limit in limits if limit is not None), default=None)


def limit_by(hit: RowResult, agent: Agent, facts: Facts) -> Decimal | None:
    """The highest dose that one row allows; None: it is no limit of the dose."""
    if hit.row.test == "max-dose":
        return _maximum(hit.row.threshold, agent)
    if hit.row.test == "max-factor":
        return _part(Decimal(hit.row.threshold), agent, facts)
    return None


def factor_of(hit: RowResult) -> Decimal:
    """By what a `max-factor` row multiplies the start, the step and the label's maximum (§3.0)."""
    factor = Decimal(hit.row.threshold)
    return Decimal(1) / 6 if factor == ONE_SIXTH else factor


def _maximum(threshold: str, agent: Agent) -> Decimal:
    """`45/105` is the pair of a fixed combination, in the order of its name."""
    parts = [Decimal(part) for part in threshold.split("/")]
    if len(parts) == 1:
        return parts[0]
    names = agent.id.split("-")
    return parts[names.index(agent.reference_ingredient)] if agent.reference_ingredient in names else parts[-1]


def _part(factor: Decimal, agent: Agent, facts: Facts) -> Decimal | None:
    """Factor × label maximum, rounded down to what the available strengths can give."""
    label = _label_maximum(agent, facts)
    if label is None:
        return None
    limit = label / 6 if factor == ONE_SIXTH else label * factor
    products = [strength for name, strength in facts.knowledge.codes.products if name == agent.id]
    strengths = [Decimal(strength) for strength in products if NUMBER.match(strength)]
    multiples = [(limit / strength).to_integral_value(rounding=ROUND_FLOOR) * strength for strength in strengths]
    return max((dose for dose in multiples if dose > 0), default=limit)


def _label_maximum(agent: Agent, facts: Facts) -> Decimal | None:
    """The maximum of the label here: the lower of the agent's and the country's (R-C5)."""
    countries = facts.knowledge.countries
    country = countries.get(facts.choices.country) or countries.get("other")
    here = country.doses.get(agent.id) if country else None
    label = agent.label_maximum or agent.usual_maximum
    known = (label.value if label else None, here.maximum if here else None)
    return min((maximum for maximum in known if maximum is not None), default=None)
