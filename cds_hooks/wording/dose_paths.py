"""The way from the first dose of a new drug to one that can be judged, in words (N-0.7, N-0.8)."""

from decimal import Decimal

from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import Slot
from trd.knowledge.types import Agent
from trd.options import DosePlan


def dose_path(plan: DosePlan | None, agent: Agent | None) -> dict[str, Slot]:
    """The steps up to the usual dose, at least to the minimum that a trial needs, and from which dose it is judged.

    Told where the first dose is below that minimum, or where more than one step leads to the usual dose: a score
    after six weeks at a starting dose would judge nothing.
    """
    if plan is None or not plan.titrates or agent is None or plan.start is None or not (agent.ladder and agent.minimum):
        return {}
    judged_from = _within(agent.minimum.value, plan.maximum)
    goal = max(_within(plan.target or plan.start, plan.maximum), judged_from)
    steps = [step for step in agent.ladder.steps if plan.start < step <= goal]
    if not steps or (plan.start >= judged_from and len(steps) < 2):
        return {}
    unit = plan.unit
    last = figures.dose(steps[-1], unit, agent)
    earlier = [figures.number(step) for step in steps[:-1]]
    return {
        "steps": ", ".join([*earlier, last]) if last else None,
        "step_days": agent.ladder.interval_days,
        "judged_from": figures.dose(judged_from, unit, agent),
    }


def _within(dose: Decimal, maximum: Decimal | None) -> Decimal:
    return dose if maximum is None else min(dose, maximum)
