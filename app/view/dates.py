"""Dates and doses as the page says them: as exactly as they are known, and how they are known."""

from datetime import date
from decimal import Decimal

from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS
from trd.intervals import DayInterval, in_words
from trd.knowledge.types import Agent
from trd.terms import DateBasis

BASES = {
    DateBasis.STATED: "",
    DateBasis.SUPPLY: "from supply",
    DateBasis.UNTIL_NEXT: "until the next treatment",
    DateBasis.ASSUMED: "assumed",
    DateBasis.ONGOING: "",
}
"""How a date is known, where the record does not state it."""


def about(when: DayInterval) -> str:
    """ "2 Nov 2026", "about Nov 2026", "between 2 and 9 Nov 2026": never more exact than the record."""
    told = figures.interval(when) or ""
    if when.exact:
        return told
    return f"between {told.replace(' to ', ' and ')}" if " to " in told else f"about {told}"


def span(first: date, last: date) -> str:
    """ "1 Jan 2026 to 28 Jan 2026"; one day once."""
    return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"


def dose_range(low: Decimal | None, high: Decimal | None, agent: Agent) -> tuple[str, str]:
    """A daily dose with and without its unit: ("50–100 mg/day", "50–100"); not stated is said, never guessed."""
    if low is None and high is None:
        return NOT_STATED, "?"
    unit = WORDS.word("units", agent.taken_unit) or agent.taken_unit
    ends = ["?" if each is None else _figure(each, unit, agent) for each in (low, high)]
    label = ends[0] if ends[0] == ends[1] else "–".join(ends)
    return f"{label} {unit}", label


NOT_STATED = "dose not stated"


def _figure(value: Decimal, unit: str, agent: Agent) -> str:
    return (figures.dose(value, agent.taken_unit, agent) or "").removesuffix(f" {unit}")
