"""Numbers, doses, dates and lists as a clinician reads them (R-W6, R-W7, R-W8)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from cds_hooks.wording.catalogue import WORDS, figured, translated
from trd.intervals import DayInterval, in_words, interval_in_words
from trd.knowledge.types import Agent


def number(value: Decimal | int) -> str:
    """A number without exponent and without idle zeros: 37.5, 150, 0.5."""
    text = format(Decimal(value), "f")
    if "." not in text:
        return text
    return text.rstrip("0").rstrip(".").replace(".", WORDS.word("numbers", "point") or ".")


def spelled(count: int) -> str:
    """A small number as a word, for the start of a sentence; a large one as figures."""
    small: Sequence[str] = WORDS.table("numbers").get("small", ())
    return small[count] if 0 <= count < len(small) else str(count)


def dose(value: Decimal | None, unit: str, agent: Agent | None = None) -> str | None:
    """A dose with its unit, "150 mg/day"; a fixed combination by its parts, "45/105 mg/day"."""
    if value is None:
        return None
    figure = _parts(value, agent) if agent and agent.dose_prefix else number(value)
    return f"{figure} {WORDS.word('units', unit, unit)}"


def taken(said: str | None, take: str | None) -> str | None:
    """A dose with how it is taken: "15 mg at night", not "15 mg/day at night"."""
    if said is None or take is None:
        return said
    daily = WORDS.table("daily")
    return f"{said.removesuffix(daily['suffix']) if take.startswith(tuple(daily['once'])) else said} {take}"


def _parts(value: Decimal, agent: Agent) -> str:
    """The parts of a fixed combination at `value` of its reference component."""
    parts = [Decimal(part) for part in (agent.dose_prefix or "").split("/")]
    names = agent.label.split("-")
    at = names.index(agent.reference_ingredient) if agent.reference_ingredient in names else -1
    return "/".join(number((part * value / parts[at]).normalize()) for part in parts)


def in_day_units(sentence: str) -> str:
    """A sentence of the core with units as cards spell them: `mg/d` -> `mg/day` (R-W6)."""
    if "µg" in sentence:
        sentence = sentence.replace("µg", WORDS.word("units", "ug") or "µg")
    if "/d" not in sentence:
        return sentence
    return A_DAY.sub(lambda found: WORDS.word("units", found[0], found[0]) or found[0], sentence)


A_DAY = re.compile(r"(?<![\w/])[a-z]+/d\b")


def day(on: date | None) -> str | None:
    """A date as "2 Nov 2026" (R-W7)."""
    return None if on is None else figured(in_words(on))


def day_of(when: str | None) -> str | None:
    """An ISO day in words; anything else as it was told."""
    if when is None:
        return None
    try:
        return day(date.fromisoformat(when))
    except ValueError:
        return translated(when)


def interval(when: DayInterval | None) -> str | None:
    """A date only as exactly as it is known: "2 Nov 2026", "Nov 2026", "2026"."""
    return None if when is None else translated(interval_in_words(when))


LONGEST_DATE = 3
"""Words of a date; an interval that is no month and no year takes more."""


def span(start: DayInterval, end: DayInterval) -> str:
    """Two dates, the year once where it is the same: "10 Jan–20 Apr 2026"."""
    first, last = interval(start) or "", interval(end) or ""
    if len(last.split()) > LONGEST_DATE:
        return WORDS.say("trial.dates_ended_by", start=first, end=day(end.latest)) or last
    year = f" {last[-4:]}"
    if first.endswith(year) and first != last and len(first) > len(year):
        first = first.removesuffix(year)
    return WORDS.say("trial.dates_ended", start=first, end=last) or f"{first}–{last}"


def percent(share: Fraction | Decimal | None) -> str | None:
    """A share in whole percent, without its sign; cut, so that 24.9 never reads as the 25 that decides."""
    if share is None:
        return None
    exact = Decimal(share.numerator) / Decimal(share.denominator) if isinstance(share, Fraction) else share
    return str((exact * 100).quantize(Decimal(1), rounding=ROUND_DOWN))


def weeks(days: int | None) -> int | None:
    """Days as whole weeks, at least one."""
    return None if days is None else max(days // 7, 1)


def continued(sentence: str) -> str:
    """A sentence of the rules as it stands after a colon or a semicolon, in the language that is spoken."""
    return translated(lowered(sentence))


def lowered(sentence: str) -> str:
    """The sentence without its capital; an abbreviation at its start keeps its capitals."""
    bare = sentence.strip().rstrip(".")
    kept = bare[1:2].isupper() or (bare[1:2] == " " and bare[:1] != "A")
    return bare if kept else bare[:1].lower() + bare[1:]


def listed(items: Iterable[str]) -> str:
    """Names in a list: "lithium, mirtazapine, ECT"."""
    return ", ".join(items)


def joined(items: Iterable[str]) -> str:
    """Clauses in a list, each by a semicolon."""
    return "; ".join(item.strip().rstrip(".") for item in items)
