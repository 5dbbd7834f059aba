"""How the drug that a switch leaves comes down, in words (N-S14)."""

from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, Slot
from cds_hooks.wording.telling import Telling
from trd.options import Option

LONGEST_LINE = 172
"""With its label the line stays within what a narrow panel shows (R-W2)."""


def taper_words(option: Option, telling: Telling) -> str | None:
    """ "venlafaxine XR by steps: 150, 75, 37.5 mg/day, 7 days or more each"; None: nothing special is known."""
    plan = option.plan
    taper = plan.taper if plan else None
    if plan is None or taper is None or plan.base_agent is None:
        return None
    old = telling.agent(plan.base_agent)
    unit = WORDS.word("units", old.dose_unit, old.dose_unit) if old else None
    steps = figures.listed(figures.number(step) for step in taper.steps)
    slots: dict[str, Slot] = {"agent": telling.running(plan.base_agent)}
    if taper.may_stop:
        return WORDS.say("switch.taper.may_stop", **slots)
    if steps:
        said = WORDS.say("switch.taper.steps", **slots, steps=f"{steps} {unit}", n=taper.step_days)
    else:
        said = WORDS.say("switch.taper.days", **slots, n=taper.days)
    return WORDS.say("switch.taper.slowly", text=said) if taper.long_use else said


def with_taper(change: str | None, option: Option, telling: Telling) -> str | None:
    """The change and the way down in one line; too long for one, the change alone (the draft's note has both)."""
    taper = taper_words(option, telling)
    if not change or not taper:
        return change or taper
    joined = WORDS.say("switch.taper.joined", text=change, taper=taper) or change
    return joined if len(joined) <= WORDS.room(LONGEST_LINE) else change
