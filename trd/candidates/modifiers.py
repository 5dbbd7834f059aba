"""Which modifiers this patient's record sets off, and what it says when it does (§1.4.2)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from trd.history import ItemAnswer, Measurement, Score
from trd.intervals import Days, plus
from trd.knowledge.next_step_types import Circumstance, Modifier
from trd.safety import look_for
from trd.safety.facts import Facts
from trd.situation import Situation
from trd.terms import Verdict

SET_OFF = "modifiers"
PAIN_GROUPS = ("opioids", "nsaids")
LOW_DOSE_PLATELETS = frozenset({"acetylsalicylic-acid"})
"""Aspirin is rarely taken for pain."""
SLEEP_ITEMS = frozenset({"1", "2", "3", "4"})
SLEEP_SCALES = frozenset({"qids-sr16", "qids-c16", "ids-sr30", "ids-c30"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOff:
    """A modifier that the record sets off, with the value that did."""

    modifier: Modifier
    value: str | None = None

    @property
    def words(self) -> str:
        return self.value or self.modifier.words


def set_off(situation: Situation, stops: frozenset[str]) -> tuple[SetOff, ...]:
    """The modifiers that hold; a fact that is absent does nothing. Drugs that the plan stops are not counted."""
    kept = situation.facts.memory.get((SET_OFF, stops))
    if kept is None:
        kept = situation.facts.memory[SET_OFF, stops] = _found(situation, stops)
    known: tuple[SetOff, ...] = kept
    return known


def _found(situation: Situation, stops: frozenset[str]) -> tuple[SetOff, ...]:
    modifiers = situation.knowledge.modifiers
    found = []
    for modifier in modifiers.all if modifiers else ():
        value = _first(_looked(when, situation, stops) for when in modifier.when)
        if value is not None:
            found.append(SetOff(modifier=modifier, value=value or None))
    return tuple(found)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)


def _looked(when: Circumstance, situation: Situation, stops: frozenset[str]) -> str | None:
    """None: not on record; else the value to print, or an empty text."""
    facts = situation.facts
    if when.codes:
        finding = look_for(when.codes, when.test, when.days, facts, without=stops)
        if finding.verdict is not Verdict.HIT:
            return None
        return (finding.value or "") if "observation:" in when.codes else ""
    if when.answer:
        instrument, _, item = when.answer.partition(":")
        return _answered(facts, instrument, item, when)
    if when.score:
        return _scored(facts, when)
    return "" if NAMED[when.fact](situation) else None


def _answered(facts: Facts, instrument: str, item: str, when: Circumstance) -> str | None:
    answers = [known for known in facts.history.answers if known.instrument == instrument and known.item == item]
    recent = [known for known in answers if _in_window(known, facts, when.days)]
    last = max(recent, key=lambda known: (known.day, known.issued or "", known.value), default=None)
    return "" if last is not None and last.value >= when.at_least else None


def _scored(facts: Facts, when: Circumstance) -> str | None:
    scores = [known for known in facts.history.scores if known.instrument == when.score]
    recent = [known for known in scores if _in_window(known, facts, when.days)]
    last = max(recent, key=lambda known: (known.day, known.issued or "", known.value), default=None)
    return "" if last is not None and last.value >= when.at_least else None


def _in_window(known: ItemAnswer | Score, facts: Facts, days: int | None) -> bool:
    return known.day <= facts.as_of and (days is None or known.day >= plus(facts.as_of, -days))


def _two_pain_drugs(situation: Situation) -> bool:
    facts, groups = situation.facts, situation.knowledge.codes.groups
    pain = frozenset().union(*(groups.get(name, frozenset()) for name in PAIN_GROUPS)) - LOW_DOSE_PLATELETS
    return sum(facts.as_of in taken.certain for name, taken in facts.taken.items() if name in pain) >= 2


def _opioid_for_long(situation: Situation) -> bool:
    """An opioid that runs, on 90 certain days of the last half year."""
    facts = situation.facts
    opioids = situation.knowledge.codes.groups.get("opioids", frozenset())
    taken = [known for name, known in facts.taken.items() if name in opioids]
    window = Days.between(plus(facts.as_of, -facts.days("opioid-window-days")), facts.as_of)
    certain = Days.of(span for known in taken for span in (known.certain & window).spans)
    return facts.as_of in certain and len(certain) >= facts.days("opioid-days")


def _weight_gain(situation: Situation) -> bool:
    """Seven per cent more than when the running trial began."""
    current, weights = situation.current, situation.facts.measurements.get("weight", ())
    if current is None or len(weights) < 2:
        return False
    start = current.trial.trial.start.latest
    before = [weight for weight in weights if weight.day <= start]
    if not before or weights[-1].day <= start:
        return False
    first, last = _plain(before[-1]), _plain(weights[-1])
    gain = situation.knowledge.figures["weight-gain-share"].value
    return first is not None and last is not None and last >= first * (1 + gain)


def _plain(weight: Measurement) -> Decimal | None:
    return weight.low if weight.low == weight.high else None


def _sexual_dysfunction(situation: Situation) -> bool:
    return any("sexual-dysfunction" in entry.reactions for entry in situation.facts.allergies)


def _poor_sleep(situation: Situation) -> bool:
    facts = situation.facts
    first, worst = plus(facts.as_of, -facts.days("item-fresh-days")), facts.days("item-worst")
    return any(
        known.instrument in SLEEP_SCALES
        and known.item in SLEEP_ITEMS
        and known.value >= worst
        and first <= known.day <= facts.as_of
        for known in facts.history.answers
    )


def _recurrent_without_lithium(situation: Situation) -> bool:
    """M54: three episodes or more, and lithium was never added."""
    many = situation.past.episodes >= situation.days("many-episodes")
    return many and "lithium" not in situation.past.add_ons and "lithium" not in situation.facts.taken


NAMED: Mapping[str, Callable[[Situation], bool]] = {
    "two-pain-drugs": _two_pain_drugs,
    "opioid-90-days": _opioid_for_long,
    "weight-gain": _weight_gain,
    "sexual-dysfunction": _sexual_dysfunction,
    "qids-sleep": _poor_sleep,
    "recurrent-without-lithium": _recurrent_without_lithium,
}
"""Facts that are rules of their own; a name in `modifiers.toml` that is not here fails its test."""
