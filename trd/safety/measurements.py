"""Laboratory values, vital signs and the ECG: comparisons with look-back, in the row's unit (§3.0, §3.2)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trd.history import Measurement
from trd.intervals import in_words, plus
from trd.knowledge.safety_grammar import Range, Term
from trd.safety.facts import Facts
from trd.safety.findings import CLEAR, Finding, all_of, exactly, hit, unknown
from trd.safety.questions import named, value_named
from trd.terms import Verdict

ENZYMES = frozenset({"alt", "ast"})
BY_TIME = frozenset({"bp-systolic", "bp-diastolic"})
"""Several readings of one day: the newest by its time; where a time is missing, the worse for the row (§3.2)."""
POSITIVE = frozenset({"positive", "LA6576-8", "10828004"})

Test = Callable[[Measurement], Verdict]


def usable(facts: Facts, concept: str, days: int | None) -> tuple[Measurement, ...]:
    """The values inside the look-back; an older value is no value (R-Z6)."""
    known = facts.measurements.get(concept, ())
    if days is None:
        return known
    first = plus(facts.as_of, -days)
    return tuple(value for value in known if value.day >= first)


def readable(values: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """Values with a number; one whose unit could not be read has none (R-Z6)."""
    return tuple(value for value in values if value.low is not None or value.high is not None)


def newest(values: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """All values of the newest day; of blood pressures with a time the newest alone."""
    if not values:
        return ()
    last = max(value.day for value in values)
    of_day = tuple(value for value in values if value.day == last)
    if of_day[0].concept in BY_TIME and all(value.issued for value in of_day):
        time = max(value.issued or "" for value in of_day)
        return tuple(value for value in of_day if value.issued == time)
    return of_day


def compared(facts: Facts, concept: str, term: Term, days: int | None) -> Finding:
    """Compare the newest value; two values of one day: the worse for this row (R-Z6)."""
    if term.word == "positive":
        return _positive(facts, concept, days)
    every = usable(facts, concept, days)
    found = newest(readable(every))
    if not found:
        return unknown(named(concept))
    unread = any(value.day > found[0].day for value in every)
    verdicts = [(_verdict(_in_row_unit(value, facts), term), value) for value in found]
    hits = [value for verdict, value in verdicts if verdict is Verdict.HIT]
    if hits:
        return hit(*hits[0].evidence, value=printed(hits[0]))
    if unread or any(verdict is Verdict.UNKNOWN for verdict, _ in verdicts):
        return unknown(named(concept))  # a newer value that could not be read is never clear (R-Z2)
    return CLEAR


def missing(facts: Facts, concept: str, days: int | None) -> Finding:
    """No usable value in the window: the row is the question itself."""
    coded = facts.findings.get(concept, ())
    first = None if days is None else plus(facts.as_of, -days)
    answered = any(found.day is not None and (first is None or found.day >= first) for found in coded)
    return exactly(not readable(usable(facts, concept, days)) and not answered)


def dropped(facts: Facts, concept: str, percent: Decimal, days: int | None) -> Finding:
    """(highest - newest) ÷ highest in the window, at least `percent`."""
    values = [value for value in usable(facts, concept, days) if value.low is not None and value.low == value.high]
    if len(values) < 2:
        return unknown(f"an earlier {named(concept)}" if values else named(concept))
    highest = max(value.low for value in values if value.low is not None)
    for last in newest(values):
        if last.low is not None and highest > 0 and (highest - last.low) * 100 >= percent * highest:
            return hit(*last.evidence, value=printed(last))
    return CLEAR


def printed(value: Measurement) -> str:
    """A value with its date, as a reason shows it."""
    number = value.low if value.low is not None else value.high
    return f"{value_named(value.concept)} {number} ({in_words(value.day)})"


def _positive(facts: Facts, concept: str, days: int | None) -> Finding:
    known = facts.findings.get(concept, ())
    first = None if days is None else plus(facts.as_of, -days)
    known = tuple(found for found in known if first is None or (found.day is not None and found.day >= first))
    if not known:
        return unknown(named(concept))
    last = max((found.day or date.min) for found in known)
    of_day = [found for found in known if (found.day or date.min) == last]
    positive = [found for found in of_day if found.value.casefold() in {word.casefold() for word in POSITIVE}]
    return hit(*positive[0].evidence) if positive else CLEAR


def _in_row_unit(value: Measurement, facts: Facts) -> Measurement:
    """ALT and AST as multiples of the upper limit (R-Z18); everything else comes in its row's unit."""
    if value.concept not in ENZYMES:
        return value
    limit = value.upper_limit or facts.knowledge.figures["assumed-upper-limit"].value
    return replace(
        value,
        low=None if value.low is None else value.low / limit,
        high=None if value.high is None else value.high / limit,
    )


def _verdict(value: Measurement, term: Term) -> Verdict:
    if term.range is not None:
        return all_of(_as_finding(_against(value, bound, limit)) for bound, limit in _bounds(term.range)).verdict
    if term.operator is None or term.number is None:
        raise ValueError(f"{term.id}: nothing to compare with")
    return _against(value, term.operator, term.number)


def _bounds(within: Range) -> tuple[tuple[str, Decimal], tuple[str, Decimal]]:
    return (">=" if within.low_in else ">", within.low), ("<=" if within.high_in else "<", within.high)


def _as_finding(verdict: Verdict) -> Finding:
    return Finding(verdict=verdict)


def _against(value: Measurement, operator: str, limit: Decimal) -> Verdict:
    """Hit or clear only when the whole interval says so; a comparator makes the value an interval (§3.2)."""
    above = _surely_above(value, limit, or_equal=operator in (">=", "<"))
    below = _surely_below(value, limit, or_equal=operator in ("<=", ">"))
    wanted, other = (above, below) if operator in (">", ">=") else (below, above)
    if wanted:
        return Verdict.HIT
    return Verdict.CLEAR if other else Verdict.UNKNOWN


def _surely_above(value: Measurement, limit: Decimal, *, or_equal: bool) -> bool:
    if value.low is None:
        return False
    return value.low > limit or (value.low == limit and (or_equal or value.low_open))


def _surely_below(value: Measurement, limit: Decimal, *, or_equal: bool) -> bool:
    if value.high is None:
        return False
    return value.high < limit or (value.high == limit and (or_equal or value.high_open))
