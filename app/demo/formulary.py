"""What the sample screen can order beside the agents of the knowledge: drugs that its tables know by name."""

from trd.knowledge.types import Knowledge


def other_drugs(knowledge: Knowledge) -> list[tuple[str, str]]:
    """Name and RxNorm code of each ingredient that is no agent's own: what an order is checked against, and more."""
    agents = {agent.rxcui for agent in knowledge.agents.values()}
    named = knowledge.codes.ingredients.items()
    return sorted((name.replace("-", " "), code) for name, code in named if code is not None and code not in agents)
