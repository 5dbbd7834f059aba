"""Tokens of a sig -> its steps, each with the intakes that it names, still unweighed."""

from dataclasses import dataclass, field
from fractions import Fraction

from fhir_mappings.dosage.items import AMOUNTS, Cursor, Item, read_amount
from fhir_mappings.dosage.lexing import UnreadableSig
from fhir_mappings.dosage.reading import Amount
from fhir_mappings.dosage.tokens import Kind, Token

_BREAKS = frozenset({Kind.COMMA, Kind.COLON, Kind.STOP_MARK, Kind.DASH})
_TIMINGS = frozenset({Kind.FREQUENCY, Kind.MOMENT, Kind.CLOCK, Kind.WEEKDAYS, Kind.EXCEPT, Kind.DIVIDED, Kind.ONCE})
_CLAUSE_ENDS = frozenset({Kind.COMMA, Kind.STOP_MARK, Kind.CLOSE})


@dataclass(slots=True)
class Part:
    """One step of a sig."""

    items: list[Item] = field(default_factory=list)
    days: Fraction | None = None
    first_day: int | None = None
    last_day: int | None = None
    options: list[Item] = field(default_factory=list)
    """ "may increase to": an upper end without a date."""
    seconds: int = 0
    stops: bool = False
    labelled: bool = False
    """Its days stand after its dose: what comes then is another step."""

    @property
    def empty(self) -> bool:
        return not self.items and not self.stops


@dataclass(slots=True)
class Ramp:
    """ "increase by 25 mg every week to 100 mg"."""

    by: Item
    interval: Fraction
    target: Item | None
    upward: bool
    to_nothing: bool = False


@dataclass(slots=True)
class Sentence:
    """All that a sig says."""

    parts: list[Part] = field(default_factory=list)
    needed: bool = False
    bounds: list[Item] = field(default_factory=list)
    totals: list[Amount] = field(default_factory=list)
    daily_totals: list[Amount] = field(default_factory=list)
    strength: Fraction | None = None
    per_ml: Fraction | None = None
    mg_per_drop: Fraction | None = None
    drops_per_ml: Fraction | None = None
    beside_other: bool = False
    """Taken with another product: a total counts both."""
    ramp: Ramp | None = None
    thens: int = 0


class Parser:
    """One pass over the tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self._at = Cursor(tokens)
        self._said = Sentence(parts=[Part()])
        self._item: Item | None = None
        self._link = ""
        self._other = self._named = self._optional = self._changing = False

    def parse(self) -> Sentence:
        while not self._at.done:
            self._step()
        self._push()
        self._said.parts = [part for part in self._said.parts if not part.empty]
        return self._said

    @property
    def _part(self) -> Part:
        return self._said.parts[-1]

    def _step(self) -> None:
        kind = self._at.peek()
        if kind in AMOUNTS:
            self._amount()
        elif kind in _TIMINGS:
            self._timing(self._at.take())
        elif kind in _BREAKS:
            self._break(self._at.take().kind)
        elif kind in _HANDLERS:
            token = self._at.take()
            _HANDLERS[kind](self, token)
        elif kind in (Kind.DOUBT, Kind.OTHER_UNIT):
            raise UnreadableSig(self._at.take().text)
        else:
            self._at.take()

    # ---- amounts and times

    def _amount(self) -> None:
        if self._is_advice():
            return
        if self._at.peek() is Kind.CONCENTRATION:
            self._said.per_ml = _only(self._said.per_ml, self._at.take().number)
            return
        item = self._item
        fresh = item is None or item.has_amount
        if fresh:
            if item is not None:
                item.linked = self._link == "and"
            closed = self._part.days is not None or self._part.labelled
            if closed and not self._optional and self._has_items():
                self._next_part()
            self._push()
            item = Item()
        assert item is not None
        item.other, item.named = self._other, self._named
        read_amount(self._at, item)
        self._named = False
        self._link = ""
        if fresh:
            self._item = item

    def _is_advice(self) -> bool:
        """ "4-6 weeks": a span to wait, no duration of the order."""
        if self._at.peek(1) in (Kind.DASH, Kind.TO) and self._at.peek(2) is Kind.DURATION:
            self._at.place += 3
            return True
        return False

    def _has_items(self) -> bool:
        return bool(self._part.items) or (self._item is not None and self._item.has_amount)

    def _push(self) -> None:
        if self._item is not None:
            (self._part.options if self._optional else self._part.items).append(self._item)
        self._item = None

    def _timing(self, token: Token) -> None:
        item = self._item
        if item is not None and item.timing_first and item.has_amount and item.broken:
            self._push()
            item = None
        if item is None:
            if self._part.days is not None and self._part.items and not self._optional:
                self._next_part()
            item = self._item = Item(timing_first=True)
        if token.kind is Kind.FREQUENCY:
            item.frequencies.append(token.amount)
        elif token.kind is Kind.MOMENT:
            _add_slot(item, token.name, self._link)
        elif token.kind is Kind.CLOCK:
            item.clocks.append(token.name)
        elif token.kind is Kind.DIVIDED:
            item.divided = True
        elif token.kind is Kind.EXCEPT:
            item.excepted = self._weekdays_after()
        elif token.kind is Kind.WEEKDAYS:
            item.weekdays = item.weekdays | token.days
        self._link = ""

    def _weekdays_after(self) -> frozenset[str]:
        if self._at.peek() is not Kind.WEEKDAYS:
            raise UnreadableSig("except what?")
        return self._at.take().days

    def _break(self, kind: Kind) -> None:
        if self._item is not None and self._item.has_amount:
            self._item.broken = True
        self._link = "comma" if kind is Kind.COMMA else "break"
        if kind is not Kind.DASH:
            self._other = False
        if kind is Kind.STOP_MARK and self._optional:
            self._push()
            self._optional = False

    # ---- steps

    def _then(self, _: Token) -> None:
        self._said.thens += 1
        self._next_part()

    def _next_part(self) -> None:
        self._push()
        self._optional = False
        if not self._part.empty:
            self._said.parts.append(Part())

    def _duration(self, token: Token) -> None:
        before = self._at.tokens[max(0, self._at.place - 4) : self._at.place - 1]
        words = {word.text for word in before if word.kind is Kind.WORD}
        if words & {"least", "see", "in", "after", "until", "every"} or self._optional:
            if "every" in words or ("after" in words and not self._optional):
                raise UnreadableSig(token.text)
            return
        if self._part.days is not None:
            raise UnreadableSig("two durations")
        if not self._has_items() and not (self._item is not None and self._item.has_timing):
            return
        self._part.days = token.number

    def _day_label(self, token: Token) -> None:
        first, last = token.value if isinstance(token.value, tuple) else (None, None)
        if self._has_items() and (self._part.first_day is not None or self._at.peek() is Kind.COLON):
            self._next_part()
        self._part.first_day, self._part.last_day = first, last
        self._part.labelled = self._has_items()

    def _stop(self, _: Token) -> None:
        if self._at.peek() is Kind.OTHER or (self._part.empty and self._item is None and len(self._said.parts) == 1):
            return
        if self._has_items():
            self._next_part()
        self._part.stops = True

    def _change_by(self, token: Token) -> None:
        """ "increase by 25 mg every week to 100 mg daily", "decrease by 25 mg every 2 weeks from 100 mg daily"."""
        self._push()
        by = self._plain_amount()
        interval = self._interval()
        target: Item | None = None
        if self._at.peek() in (Kind.TO, Kind.UP_TO, Kind.MOST):
            self._at.take()
            target = self._plain_amount()
        elif self._at.peek() is Kind.FROM:
            self._at.take()
            self._part.items.append(self._plain_amount())
        last = target if target is not None else (self._part.items[-1] if self._part.items else None)
        while self._at.peek() in _TIMINGS and last is not None:
            self._item = last
            self._timing(self._at.take())
            self._item = None
        off = self._at.peek() is Kind.UNTIL_OFF
        if off:
            self._at.take()
        self._said.ramp = Ramp(by=by, interval=interval, target=target, upward=token.value == "up", to_nothing=off)

    def _plain_amount(self) -> Item:
        if self._at.peek() not in AMOUNTS:
            raise UnreadableSig("how much?")
        item = Item()
        read_amount(self._at, item)
        return item

    def _interval(self) -> Fraction:
        if self._at.peek() is not Kind.FREQUENCY:
            raise UnreadableSig("how often?")
        rate = self._at.take().amount.single
        if not rate or rate > 1:
            raise UnreadableSig("no interval")
        return 1 / rate

    def _change(self, _: Token) -> None:
        if not self._optional and self._said.thens == 0 and self._complete():
            raise UnreadableSig("a change without a date")
        self._changing = True

    def _complete(self) -> bool:
        items = [*self._part.items, *([self._item] if self._item is not None else [])]
        return any(item.has_amount and item.has_timing for item in items)

    def _from(self, _: Token) -> None:
        """The old dose is not the dose: "from 50 mg to 100 mg"."""
        if self._at.peek() is Kind.NUMBER and self._at.peek(1) in (Kind.MASS, Kind.FORM, Kind.TO):
            self._at.take()
            if self._at.peek() is not Kind.TO:
                self._at.take()

    # ---- conditions, bounds, totals

    def _needed(self, _: Token) -> None:
        if not (self._optional or self._part.options or self._part.seconds):
            self._said.needed = True

    def _may(self, _: Token) -> None:
        if self._complete():
            self._push()
            self._optional = True

    def _second(self, _: Token) -> None:
        self._part.seconds += 1

    def _most(self, _: Token) -> None:
        found: Item | None = None
        while not self._at.done and self._at.peek() not in _CLAUSE_ENDS and self._at.peek() is not Kind.NEEDED:
            if self._at.peek() in AMOUNTS and found is None and self._at.peek() is not Kind.CONCENTRATION:
                found = self._plain_amount()
            else:
                token = self._at.take()
                if token.kind is Kind.FREQUENCY and token.amount.single is not None and token.amount.single < 1:
                    raise UnreadableSig("a limit over days")
        if found is not None:
            self._said.bounds.append(found)

    def _up_to(self, _: Token) -> None:
        """An upper bound: of the frequency, of the dose, or of an optional rise after a fixed dose."""
        if self._at.peek() is Kind.FREQUENCY:
            item = self._item or Item(timing_first=True)
            self._item = item
            item.frequencies.append(Amount(low=None, high=self._at.take().amount.high))
        elif self._at.peek() in AMOUNTS and self._complete():
            self._push()
            self._optional = True
        elif self._at.peek() in AMOUNTS:
            self._amount()
            item = self._item or Item()
            for name in ("count", "mg", "ml"):
                value: Amount | None = getattr(item, name)
                if value is not None:
                    setattr(item, name, Amount(low=None, high=value.high))
            if item.rate is not None:
                item.mg, item.rate = Amount(low=None, high=item.rate), None
                item.frequencies.append(Amount.of(Fraction(1)))

    def _tolerated(self, _: Token) -> None:
        if self._changing and not self._optional:
            raise UnreadableSig("pace left to tolerance")

    def _total(self, _: Token) -> None:
        if self._at.peek() in (Kind.EQUALS, Kind.COLON, Kind.OF):
            self._at.take()
        if self._at.peek() is Kind.RATE:
            self._said.daily_totals.append(Amount.of(self._at.take().number))
        elif self._at.peek() in AMOUNTS:
            found = self._plain_amount()
            if found.mg is not None:
                self._said.totals.append(found.mg)

    def _total_daily(self, _: Token) -> None:
        while self._at.peek() in (Kind.EQUALS, Kind.COLON, Kind.OF, Kind.WORD):
            self._at.take()
        if self._at.peek() not in AMOUNTS:
            return
        found = self._plain_amount()
        mg = found.mg or (Amount.of(found.rate) if found.rate is not None else None)
        if self._item is not None or self._part.items:
            if mg is not None:
                self._said.daily_totals.append(mg)
            if self._item is not None and not self._item.has_timing:
                self._item.frequencies.append(Amount.of(Fraction(1)))
        else:
            found.frequencies.append(Amount.of(Fraction(1)))
            self._item = found

    def _equals(self, _: Token) -> None:
        if self._item is None or not self._item.has_amount or self._at.peek() not in AMOUNTS:
            return
        _restate(self._item, self._plain_amount())

    def _with(self, _: Token) -> None:
        while self._at.peek() not in AMOUNTS and not self._at.done:
            self._at.take()
        if not self._at.done:
            self._plain_amount()
            self._said.beside_other = True

    def _contains(self, _: Token) -> None:
        while self._at.peek() in (Kind.OWN, Kind.WORD):
            self._at.take()
        if self._at.peek() in AMOUNTS:
            found = self._plain_amount()
            if found.mg is not None and found.mg.single is not None:
                self._said.strength = _only(self._said.strength, found.mg.single)

    # ---- names and brackets

    def _own(self, _: Token) -> None:
        self._other, self._named = False, True

    def _another(self, _: Token) -> None:
        self._other = True

    def _start(self, _: Token) -> None:
        self._other = False

    def _and(self, _: Token) -> None:
        self._link = "and"

    def _open(self, _: Token) -> None:
        """A bracket restates, specifies or remarks; its tokens never begin a step."""
        inner: list[Token] = []
        depth = 1
        while not self._at.done:
            token = self._at.take()
            depth += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(token.kind, 0)
            if depth == 0:
                break
            inner.append(token)
        read_bracket(inner, self._item, self._said, self)

    def note_timing(self, token: Token) -> None:
        self._timing(token)

    def note_needed(self) -> None:
        self._said.needed = True


def read_bracket(inner: list[Token], item: Item | None, said: Sentence, parser: Parser) -> None:
    """Read what stands between brackets."""
    kinds = [token.kind for token in inner]
    if any(kind in (Kind.DOUBT, Kind.OTHER_UNIT) for kind in kinds):
        raise UnreadableSig("a bracket that can't be placed")
    if Kind.DROPS in kinds and Kind.EQUALS in kinds:
        _drops(inner, said)
        return
    if Kind.NEEDED in kinds:
        parser.note_needed()
    cursor, found = Cursor(inner), []
    kind_of_total = "total" if Kind.TOTAL in kinds else "each" if Kind.EACH in kinds else "mg"
    while not cursor.done:
        kind = cursor.peek()
        if kind is Kind.CONCENTRATION:
            said.per_ml = _only(said.per_ml, cursor.take().number)
        elif kind in AMOUNTS:
            part = Item()
            read_amount(cursor, part)
            found.append(part)
        elif kind in (Kind.MOMENT, Kind.CLOCK, Kind.WEEKDAYS, Kind.FREQUENCY) and not found:
            parser.note_timing(cursor.take())
        else:
            cursor.take()
    if not found:
        return
    if Kind.MOST in kinds:
        said.bounds.extend(found)
    elif Kind.CONTAINS in kinds:
        mg = found[0].mg
        said.strength = _only(said.strength, mg.single) if mg is not None and mg.single is not None else said.strength
    elif item is not None and item.has_amount:
        _restate_all(item, found, kind_of_total, said)
    else:
        raise UnreadableSig("a bracket before its dose")


def _restate_all(item: Item, found: list[Item], kind: str, said: Sentence) -> None:
    before = said.parts[-1].items[-1:]
    after_linked = bool(before) and before[0].linked and not before[0].has_timing
    first = found[0]
    if len(found) > 1:
        total = Amount.of(Fraction(0))
        for part in found:
            mg = part.mg if part.mg is not None else None
            if mg is None:
                raise UnreadableSig("a bracket that can't be placed")
            total = total.plus(mg)
        item.restated.append(("total", total))
    elif first.rate is not None and item.noun.startswith("patch") and item.mg is None:
        item.rate = first.rate
    elif first.rate is not None:
        item.restated.append(("daily", Amount.of(first.rate)))
    elif kind == "total" and said.beside_other:
        return
    elif kind == "total" and first.mg is not None and after_linked:
        said.totals.append(first.mg)
    elif first.mg is not None and kind == "each" and first.mg.single is not None:
        item.each = _only(item.each, first.mg.single)
    elif first.mg is not None:
        item.restated.append((kind, first.mg))
    else:
        _restate(item, first)


def _restate(item: Item, again: Item) -> None:
    """The same dose said another way: "50 mg = 1 tab", "(25 mg x 2)", "(2 devices)"."""
    if again.rate is not None:
        item.restated.append(("daily", Amount.of(again.rate)))
    elif again.count is not None and again.each is not None:
        item.restated.append(("total", again.count.by(again.each)))
    elif again.count is not None and item.count is not None:
        item.restated.append(("count", again.count))
    elif again.count is not None:
        if item.mg is not None and not again.bare:
            item.restated.append(("units", again.count))
    elif again.mg is not None:
        item.restated.append(("mg", again.mg))
    else:
        raise UnreadableSig("a bracket that can't be placed")


def _drops(inner: list[Token], said: Sentence) -> None:
    """ "20 drops = 1 mL", "1 drop = 2 mg"."""
    numbers = [token.number for token in inner if token.kind is Kind.NUMBER]
    kinds = [token.kind for token in inner]
    if len(numbers) != 2 or kinds.index(Kind.DROPS) > kinds.index(Kind.EQUALS) or not numbers[0]:
        raise UnreadableSig("drops that can't be counted")
    factor = next((token.number for token in inner if token.kind in (Kind.VOLUME, Kind.MASS)), None)
    if factor is None or not numbers[1]:
        raise UnreadableSig("drops that can't be counted")
    if Kind.VOLUME in kinds:
        said.drops_per_ml = numbers[0] / (numbers[1] * factor)
    else:
        said.mg_per_drop = numbers[1] * factor / numbers[0]


def _only(known: Fraction | None, found: Fraction) -> Fraction:
    if known is not None and known != found:
        raise UnreadableSig("two strengths")
    return found


def _add_slot(item: Item, slot: str, link: str) -> None:
    """Evening and bedtime side by side are one time; with an "and" between them they are two."""
    if item.slots and not link and {item.slots[-1], slot} == {"evening", "night"}:
        return
    if slot not in item.slots:
        item.slots.append(slot)


_HANDLERS = {
    Kind.THEN: Parser._then,
    Kind.DURATION: Parser._duration,
    Kind.DAY_LABEL: Parser._day_label,
    Kind.STOP: Parser._stop,
    Kind.UNTIL_OFF: Parser._stop,
    Kind.CHANGE_BY: Parser._change_by,
    Kind.CHANGE: Parser._change,
    Kind.FROM: Parser._from,
    Kind.NEEDED: Parser._needed,
    Kind.MAY: Parser._may,
    Kind.SECOND: Parser._second,
    Kind.MOST: Parser._most,
    Kind.UP_TO: Parser._up_to,
    Kind.TOLERATED: Parser._tolerated,
    Kind.TOTAL: Parser._total,
    Kind.TOTAL_DAILY: Parser._total_daily,
    Kind.EQUALS: Parser._equals,
    Kind.WITH: Parser._with,
    Kind.CONTAINS: Parser._contains,
    Kind.OWN: Parser._own,
    Kind.OTHER: Parser._another,
    Kind.START: Parser._start,
    Kind.AND: Parser._and,
    Kind.ALTERNATING: Parser._and,
    Kind.OPEN: Parser._open,
}
