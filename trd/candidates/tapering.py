"""How the drug that a switch leaves comes down: its ladder, not faster than a step a week (N-S14)."""

from decimal import Decimal

from trd.options import Taper
from trd.situation import Situation
from trd.situation.running import Running

DIRECT = "direct"


def taper_of(running: Running, method: str | None, situation: Situation) -> Taper | None:
    """The way down of a drug with withdrawal trouble after six weeks of use; None: nothing special is known."""
    switching = situation.knowledge.switching
    if switching is None or method == DIRECT:
        return None
    days, stop = _days_taken(running, situation), switching.may_stop.get(running.agent)
    if stop is not None:
        may_stop = running.dose is not None and running.dose <= stop
        return Taper(may_stop=True) if may_stop else None
    if running.agent not in switching.tapered or days < situation.days("taper-after-days"):
        return None
    steps, least = _steps_down(running, situation), situation.days("taper-days")
    each = max(situation.days("taper-step-days"), -(-least // len(steps))) if steps else least
    return Taper(
        steps=steps,
        step_days=each,
        days=max(each * len(steps), least),
        long_use=days >= situation.days("taper-long-use-days"),
    )


def _days_taken(running: Running, situation: Situation) -> int:
    """For how long it may have been taken without a break, whatever the episode: the longer reading is the safe one."""
    today, longest = situation.as_of.toordinal(), 0
    for name in situation.knowledge.agents[running.agent].ingredients:
        taken = situation.facts.taken.get(name)
        for first, last in taken.possible.spans if taken is not None else ():
            longest = max(longest, today - first + 1 if first <= today <= last else 0)
    return longest


def _steps_down(running: Running, situation: Situation) -> tuple[Decimal, ...]:
    """The numbers of the ladder below the dose, and the low first dose; none where the dose is not stated."""
    room, switching = situation.room, situation.knowledge.switching
    if running.dose is None or room is None or room.ladder is None or switching is None:
        return ()
    low = switching.low_starts.get(running.agent)
    below = {step for step in (*room.ladder.steps, low) if step is not None and step < running.dose}
    return tuple(sorted(below, reverse=True))
