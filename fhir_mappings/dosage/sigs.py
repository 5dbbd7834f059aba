"""A free-text sig -> dose steps (R-D15): a number only where the whole text bears it, else nothing.

Its meaning is the table of samples under `tests/fhir_mappings/dosage/`.
"""

import re
from dataclasses import replace
from fractions import Fraction

from fhir_mappings.dosage.items import AMOUNTS, Item
from fhir_mappings.dosage.lexing import lex
from fhir_mappings.dosage.noise import DATED_CHANGE, FORBIDDEN, IN_ADDITION, NOT_TAKING, without_noise
from fhir_mappings.dosage.numbers import contradicts_itself, runs_together
from fhir_mappings.dosage.parsing import Parser
from fhir_mappings.dosage.reading import Amount, Instruction, Step
from fhir_mappings.dosage.sentences import Part, Sentence
from fhir_mappings.dosage.spelling import LONGEST, plain
from fhir_mappings.dosage.times import times_of
from fhir_mappings.dosage.tokens import Kind, SigDrug, Token, UnreadableSig
from fhir_mappings.dosage.weighing import Scales, Weighed
from fhir_mappings.drug_names import NameIndex
from fhir_mappings.remembering import Memory, digest

REMEMBERED = 20_000
"""Sigs: a few megabytes."""
_ZERO = Fraction(0)
_ONE_TIME = re.compile(r"1\s*x")


class SigReader:
    """Reads sigs; one that is met again for the same drug is not read again, in whichever record it stands.

    A few sigs are most of those that are written. What is remembered are doses under the digest of a text: the text
    itself, in which a name may stand, is forgotten with its request.
    """

    def __init__(self, names: NameIndex | None) -> None:
        self._names = names
        self._read: Memory[Instruction] = Memory(REMEMBERED)
        self._timed: Memory[Amount | None] = Memory(REMEMBERED)

    def read(self, text: str, drug: SigDrug, *, times: Amount | None = None) -> Instruction:
        """`read_sig`, remembered for each text and drug."""
        key = (digest(text), drug.key, times)
        return self._read.recall(key, lambda: read_sig(text, drug, self._names, times=times))

    def times(self, text: str, drug: SigDrug) -> Amount | None:
        """`times_in_sig`, remembered for each text and drug."""
        return self._timed.recall((digest(text), drug.key), lambda: times_in_sig(text, drug, self._names))


def read_sig(text: str, drug: SigDrug, names: NameIndex | None = None, *, times: Amount | None = None) -> Instruction:
    """Read one instruction; `problems` holds `dose-text` where a dose seems to stand and can't be read.

    `times`: how often a day, where elements beside the text say it and the text itself does not.
    """
    words = plain(text)
    nothing = Instruction(in_addition=bool(IN_ADDITION.search(words)), not_taken=bool(NOT_TAKING.search(words)))
    if not words or len(words) > LONGEST:
        return nothing
    if nothing.not_taken or DATED_CHANGE.search(words) or _unsafe(words):
        return replace(nothing, problems=("dose-text",))
    tokens: list[Token] = []
    try:
        tokens = _tokens(words, drug, names)
        said = Parser(_one_a_time(_ranges_of_times(tokens))).parse()
        return replace(_weigh(said, drug, times), in_addition=nothing.in_addition)
    except UnreadableSig:
        needed = any(token.kind is Kind.NEEDED for token in tokens)
        return replace(nothing, as_needed=needed, problems=("dose-text",))


def _tokens(words: str, drug: SigDrug, names: NameIndex | None) -> list[Token]:
    spoken = without_noise(words)
    if runs_together(spoken):
        raise UnreadableSig("a number of two readings")
    return lex(spoken, drug, names)


def _unsafe(words: str) -> bool:
    """An amount that is forbidden, or a number told twice and differently: no number is read (R-D15)."""
    return FORBIDDEN.search(words) is not None or contradicts_itself(words)


def _one_a_time(tokens: list[Token]) -> list[Token]:
    """ "1x daily" and nothing else: one, once a day, whichever of the two the figure means."""
    times = [place for place, token in enumerate(tokens) if token.kind is Kind.FREQUENCY]
    if (
        len(times) == 1
        and _ONE_TIME.match(tokens[times[0]].text)
        and not any(token.kind in AMOUNTS for token in tokens)
    ):
        return [*tokens[: times[0]], Token(Kind.NUMBER, Fraction(1), "1"), *tokens[times[0] :]]
    return tokens


def _ranges_of_times(tokens: list[Token]) -> list[Token]:
    """ "BID-TID", "daily or BID": two frequencies joined are a range."""
    joined: list[Token] = []
    place = 0
    while place < len(tokens):
        following = tokens[place : place + 3]
        if (
            len(following) == 3
            and following[0].kind is following[2].kind is Kind.FREQUENCY
            and following[1].kind in (Kind.DASH, Kind.TO, Kind.OR)
        ):
            ends = [end for token in (following[0], following[2]) for end in (token.amount.low, token.amount.high)]
            known = sorted(end for end in ends if end is not None)
            joined.append(Token(Kind.FREQUENCY, Amount(low=known[0], high=known[-1])))
            place += 3
        else:
            joined.append(tokens[place])
            place += 1
    return joined


def times_in_sig(text: str, drug: SigDrug, names: NameIndex | None = None) -> Amount | None:
    """How often a day a text says, whatever it says of the amount; None where it does not, or contradicts itself."""
    words = plain(text)
    if not words or len(words) > LONGEST or NOT_TAKING.search(words) or _unsafe(words):
        return None
    try:
        said = Parser(_ranges_of_times(_tokens(words, drug, names))).parse()
        if len(said.parts) != 1 or said.ramp is not None:
            return None
        return _shared_times(said.parts)
    except UnreadableSig:
        return None


def _weigh(said: Sentence, drug: SigDrug, times: Amount | None = None) -> Instruction:
    scales = Scales(said, drug)
    if said.ramp is not None:
        return _ramped(said, scales)
    if not said.parts:
        return Instruction(as_needed=said.needed)
    if said.needed:
        return _as_needed(said, scales, times)
    weighed = _weigh_parts(said.parts, scales, times)
    if len(said.parts) == 1:
        return _single(said, scales, weighed[0])
    return _steps(said.parts, weighed)


def _weigh_parts(parts: list[Part], scales: Scales, times: Amount | None = None) -> list[Weighed]:
    """Weigh each step; a frequency that stands in one step alone holds for those that leave it out."""
    shared = _shared_times(parts) if len(parts) > 1 else times
    found: list[Weighed] = []
    for part in parts:
        if part.stops and not part.items:
            found.append(Weighed(daily=Amount.of(_ZERO), timed=True))
        else:
            found.append(scales.part(part, found[-1] if found else None, shared))
    return found


def _shared_times(parts: list[Part]) -> Amount | None:
    stated = {times for part in parts for item in part.items if (times := _item_times(item)) is not None}
    return next(iter(stated)) if len(stated) == 1 else None


def _item_times(item: Item) -> Amount | None:
    return times_of(item) if item.has_timing and not item.other else None


def _single(said: Sentence, scales: Scales, weighed: Weighed) -> Instruction:
    if not weighed.timed:
        raise UnreadableSig("how often is not said")
    upper_only = weighed.daily.low is None and weighed.daily.high is not None
    if upper_only or (weighed.units.low is None and weighed.units.high is not None):
        raise UnreadableSig("an upper bound only")
    weighed = _within(weighed, scales.bound())
    part = said.parts[0]
    days = int(part.days) if part.days is not None else None
    step = Step(daily=weighed.daily, intake=weighed.intake, per_kg=weighed.per_kg)
    return Instruction(steps=(step,), supplied_days=days, units=weighed.units)


def _within(weighed: Weighed, bound: Weighed | None) -> Weighed:
    """A stated maximum must not be less than the dose; of a range it is the upper end."""
    if bound is None:
        return weighed
    for dose, most in ((weighed.daily, bound.daily), (weighed.units, bound.units)):
        if most.high is not None and dose.low is not None and most.high < dose.low:
            raise UnreadableSig("more than its own maximum")
    daily = Amount(low=weighed.daily.low, high=_least(weighed.daily.high, bound.daily.high))
    units = Amount(low=weighed.units.low, high=_least(weighed.units.high, bound.units.high))
    return replace(weighed, daily=daily if daily.low is not None else weighed.daily, units=units)


def _as_needed(said: Sentence, scales: Scales, times: Amount | None) -> Instruction:
    """Nothing is certain to be taken; the most that the text allows is the upper end (R-D9)."""
    bound = scales.bound()
    try:
        weighed = _weigh_parts(said.parts, scales, times)
    except UnreadableSig:
        weighed = []
    highest = [one.daily.high for one in weighed if one.timed]
    units = [one.units.high for one in weighed if one.timed]
    high = _least(highest[0] if len(highest) == 1 else None, bound.daily.high if bound is not None else None)
    most = _least(units[0] if len(units) == 1 else None, bound.units.high if bound is not None else None)
    step = Step(daily=Amount(low=None, high=high))
    return Instruction(steps=(step,), as_needed=True, units=Amount(low=None, high=most))


def _least(one: Fraction | None, two: Fraction | None) -> Fraction | None:
    return min(one, two) if one is not None and two is not None else one if one is not None else two


def _steps(parts: list[Part], weighed: list[Weighed]) -> Instruction:
    if not all(one.timed for one in weighed):
        raise UnreadableSig("how often is not said")
    if any(one.daily.low is None and one.units.low is None for one in weighed):
        raise UnreadableSig("a step without a dose")
    lengths = [_length(part, parts[place + 1] if place + 1 < len(parts) else None) for place, part in enumerate(parts)]
    if any(days is None for days in lengths[:-1]):
        return _order_unknown(weighed)
    steps = tuple(
        Step(daily=one.daily, intake=one.intake, days=int(days) if days is not None else None)
        for one, days in zip(weighed, lengths, strict=True)
    )
    return Instruction(steps=steps)


def _length(part: Part, following: Part | None) -> Fraction | None:
    if part.days is not None:
        return part.days
    if part.first_day is None:
        return None
    if part.last_day is not None and (following is not None or part.last_day % 7):
        return Fraction(part.last_day - part.first_day + 1)
    if following is not None and following.first_day is not None:
        return Fraction(following.first_day - part.first_day)
    return None


def _order_unknown(weighed: list[Weighed]) -> Instruction:
    """ "25 mg daily then 50 mg daily": lo is the lowest step, hi the highest (R-D10)."""
    lows = [one.daily.low for one in weighed if one.daily.low is not None]
    highs = [one.daily.high for one in weighed if one.daily.high is not None]
    if len(lows) != len(weighed) or len(highs) != len(weighed) or min(lows) == 0:
        raise UnreadableSig("steps without durations")
    return Instruction(steps=(Step(daily=Amount(low=min(lows), high=max(highs))),))


def _ramped(said: Sentence, scales: Scales) -> Instruction:
    """Equal steps at equal intervals, up to a target or down until off."""
    ramp = said.ramp
    if ramp is None or said.needed or len(said.parts) != 1:
        raise UnreadableSig("no ramp")
    start = scales.part(said.parts[0], None, None)
    shared = _shared_times(said.parts)
    by = scales.part(Part(items=[ramp.by]), None, shared).daily.single
    target = scales.part(Part(items=[ramp.target]), None, shared).daily.single if ramp.target is not None else _ZERO
    dose = start.daily.single
    if (
        not dose
        or not by
        or target is None
        or ramp.interval.denominator != 1
        or (not ramp.upward and not ramp.to_nothing)
    ):
        raise UnreadableSig("no ramp")
    distance = (target - dose) if ramp.upward else dose
    if distance <= 0 or (distance / by).denominator != 1 or distance / by > 20:
        raise UnreadableSig("no ramp")
    sign = 1 if ramp.upward else -1
    count = int(distance / by)
    steps = [Step(daily=Amount.of(dose + sign * by * place), days=int(ramp.interval)) for place in range(count)]
    return Instruction(steps=(*steps, Step(daily=Amount.of(target))))
