"""Answered suicide items and screens: which one counts, and for how long (R-K1, R-K2, R-K5)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.choices import Choices
from trd.history import ItemAnswer
from trd.intervals import days_between
from trd.knowledge.types import Knowledge
from trd.suicide_risk.findings import LATER_LOWER, OLD, SCREEN, RiskFinding
from trd.terms import RiskLevel

QUESTIONS = frozenset({"", "1", "2", "3", "4", "5", "6", "6a"})
"""Of a screen; what asks about thoughts in the whole life says nothing of today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What one instrument said on one day; how much it still weighs is decided later."""

    instrument: str
    item: str | None
    answer: int | None
    day: date
    age: int
    level: RiskLevel
    evidence: tuple[str, ...]
    complete: bool = True
    """False: a screen of which only a part is on record."""


def read_answers(
    answers: Iterable[ItemAnswer], knowledge: Knowledge, choices: Choices, *, as_of: date
) -> tuple[RiskFinding, ...]:
    """The newest usable answer of each instrument; a complete C-SSRS replaces the single items before it (R-K2)."""
    answers = tuple(answer for answer in answers if answer.day <= as_of)
    oldest = int(knowledge.figures["suicide-item-old-days"].value)
    fresh = choices.risk_fresh_days
    screens = [screen for screen in _screens(answers, as_of) if _usable(screen, fresh, oldest)]
    whole = max((screen for screen in screens if screen.complete), key=lambda screen: screen.day, default=None)
    since = whole.day if whole else date.min
    found = [_finding(whole, fresh)] if whole else []
    found += [_finding(screen, fresh) for screen in screens if not screen.complete and screen.day >= since]
    by_instrument: dict[str, list[_Answer]] = defaultdict(list)
    for item in _items(answers, knowledge, as_of):
        if _usable(item, fresh, oldest) and item.day >= since:
            by_instrument[item.instrument].append(item)
    found += [_newest(items, knowledge, fresh) for items in by_instrument.values()]
    return tuple(found)


def _usable(answer: _Answer, fresh: int, oldest: int) -> bool:
    """A positive answer is heard for 90 days, a negative one for 30 (R-K1)."""
    return answer.age <= (fresh if answer.level is RiskLevel.NONE else oldest)


def _newest(answers: list[_Answer], knowledge: Knowledge, fresh: int) -> RiskFinding:
    """The newest answer; a lower self-report soon after a `high` one does not clear it (R-K2)."""
    *before, newest = sorted(answers, key=lambda answer: answer.day)
    within = knowledge.figures["later-answer-lower-days"].value
    worst = [
        answer for answer in before if answer.level is RiskLevel.HIGH and days_between(answer.day, newest.day) <= within
    ]
    if not worst or newest.level is RiskLevel.HIGH or knowledge.scales[newest.instrument].clinician_rated:
        return _finding(newest, fresh)
    return _finding(newest, fresh, lowered=worst[-1])


def _finding(answer: _Answer, fresh: int, lowered: _Answer | None = None) -> RiskFinding:
    old = answer.age > fresh
    notes = ((OLD,) if old else ()) + ((LATER_LOWER,) if lowered else ())
    return RiskFinding(
        source="screen" if answer.instrument == SCREEN else "item",
        instrument=answer.instrument,
        item=answer.item,
        answer=answer.answer,
        day=answer.day,
        age_days=answer.age,
        level=RiskLevel.PRESENT if notes else answer.level,
        evidence=tuple(sorted({*answer.evidence, *(lowered.evidence if lowered else ())})),
        notes=notes,
    )


def _items(answers: Iterable[ItemAnswer], knowledge: Knowledge, as_of: date) -> Iterator[_Answer]:
    """Answered suicide items; of several on one day the higher (R-K5)."""
    same_day: dict[tuple[str, date], list[ItemAnswer]] = defaultdict(list)
    for answer in answers:
        scale = knowledge.scales.get(answer.instrument)
        if scale is None or scale.risk_item is None or answer.item not in scale.risk_item.split():
            continue
        if answer.value in scale.risk_levels:
            same_day[answer.instrument, answer.day].append(answer)
    for (instrument, day), found in same_day.items():
        worst = max(found, key=lambda answer: (answer.value, answer.item))
        yield _Answer(
            instrument=instrument,
            item=worst.item,
            answer=int(worst.value),
            day=day,
            age=days_between(day, as_of),
            level=RiskLevel(knowledge.scales[instrument].risk_levels[worst.value]),
            evidence=_evidence(answer for answer in found if answer.value == worst.value),
        )


def _screens(answers: Iterable[ItemAnswer], as_of: date) -> Iterator[_Answer]:
    """Each day's C-SSRS; it says "no" only when thoughts and behaviour were both asked about."""
    same_day: dict[date, list[ItemAnswer]] = defaultdict(list)
    for answer in answers:
        if answer.instrument == SCREEN and answer.item in QUESTIONS:
            same_day[answer.day].append(answer)
    for day, found in same_day.items():
        said: dict[str, Decimal] = {}
        for answer in found:
            said[answer.item] = max(answer.value, said.get(answer.item, Decimal(0)))
        level, complete = _screened(said)
        if complete or level is not RiskLevel.NONE:
            yield _Answer(
                instrument=SCREEN,
                item=None,
                answer=None,
                day=day,
                age=days_between(day, as_of),
                level=level,
                evidence=_evidence(found),
                complete=complete,
            )


def _screened(said: dict[str, Decimal]) -> tuple[RiskLevel, bool]:
    """Level of one screen, and whether it was complete (questions 3 to 5 are asked only after a yes to 2)."""
    worst = said.get("", Decimal(0))
    thoughts = {item for item in "12345" if said.get(item, 0) > 0 or worst >= int(item)}
    thoughts_asked = "" in said or (
        {"1", "2"} <= said.keys() and ("2" not in thoughts or {"3", "4", "5"} <= said.keys())
    )
    complete = thoughts_asked and not said.keys().isdisjoint({"6", "6a"})
    if thoughts & {"4", "5"} or said.get("6a", 0) > 0:
        return RiskLevel.HIGH, complete
    if thoughts or said.get("6", 0) > 0:
        return RiskLevel.PRESENT, complete
    return RiskLevel.NONE, complete


def _evidence(answers: Iterable[ItemAnswer]) -> tuple[str, ...]:
    return tuple(sorted({reference for answer in answers for reference in answer.evidence}))
