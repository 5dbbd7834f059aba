"""Dates and doses as the page says them: as exactly as they are known, and how they are known."""

from datetime import date
from decimal import Decimal

from app.view.words import on, view
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS
from trd.intervals import DayInterval, interval_in_words
from trd.knowledge.types import Agent
from trd.terms import DateBasis


def basis(known: DateBasis) -> str:
    """How a date is known, where the record does not state it."""
    return view(f"bases.{known}")


def about(when: DayInterval) -> str:
    """ "2 Nov 2026", "about Nov 2026", "between 2 and 9 Nov 2026": never more exact than the record."""
    told = figures.interval(when) or ""
    if when.exact:
        return told
    if " to " in interval_in_words(when):
        return view("dates.between", first=on(when.earliest), last=on(when.latest))
    return view("dates.about", date=told)


def span(first: date, last: date) -> str:
    """ "1 Jan 2026 to 28 Jan 2026"; one day once."""
    return on(first) if first == last else view("to", first=on(first), last=on(last))


def dose_range(low: Decimal | None, high: Decimal | None, agent: Agent) -> tuple[str, str]:
    """A daily dose with and without its unit: ("50–100 mg/day", "50–100"); not stated is said, never guessed."""
    if low is None and high is None:
        return view("dates.not_stated"), "?"
    unit = WORDS.word("units", agent.taken_unit) or agent.taken_unit
    ends = ["?" if each is None else _figure(each, unit, agent) for each in (low, high)]
    label = ends[0] if ends[0] == ends[1] else "–".join(ends)
    return f"{label} {unit}", label


def _figure(value: Decimal, unit: str, agent: Agent) -> str:
    return (figures.dose(value, agent.taken_unit, agent) or "").removesuffix(f" {unit}")
