"""Tokens of a sig -> its steps, each with the intakes that it names (R-D15)."""

from fractions import Fraction

from fhir_mappings.dosage.brackets import read_bracket, restate
from fhir_mappings.dosage.changes import (
    change_follows,
    hangs_on,
    is_conditional,
    plain_amount,
    read_ramp,
    skip_old_dose,
    take_delay,
)
from fhir_mappings.dosage.extras import is_extra, needed_ahead
from fhir_mappings.dosage.items import AMOUNTS, Cursor, Item, add_slot, read_amount
from fhir_mappings.dosage.limits import read_most, without_lower_end
from fhir_mappings.dosage.reading import Amount
from fhir_mappings.dosage.sentences import Part, Sentence, only
from fhir_mappings.dosage.tokens import TIMINGS, Kind, Token, UnreadableSig

_BREAKS = frozenset({Kind.COMMA, Kind.COLON, Kind.STOP_MARK, Kind.DASH})


class Parser:
    """One pass over the tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self._at = Cursor(tokens)
        self._said = Sentence(parts=[Part()])
        self._item: Item | None = None
        self._link = ""
        self._extra = ""
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
        elif kind in TIMINGS:
            self._timing(self._at.take())
        elif kind in _BREAKS:
            self._break(self._at.take().kind)
        elif kind in _HANDLERS:
            token = self._at.take()
            _HANDLERS[kind](self, token)
        elif kind in (Kind.DOUBT, Kind.OTHER_UNIT):
            raise UnreadableSig(self._at.take().text)
        elif self._at.take().text == "scheduled" and self._item is not None:
            self._item.scheduled = True

    # ---- amounts and times

    def _amount(self) -> None:
        if self._at.peek(1) in (Kind.DASH, Kind.TO) and self._at.peek(2) is Kind.DURATION:
            self._at.place += 3  # "4-6 weeks": a span to wait, no duration of the order
            return
        if self._at.peek() is Kind.CONCENTRATION:
            self._said.per_ml = only(self._said.per_ml, self._at.take().number)
            return
        item = self._item
        fresh = item is None or item.has_amount
        if fresh:
            if item is not None:
                item.linked = self._link in ("and", "plus")
            closed = self._part.days is not None or self._part.labelled
            if closed and not self._optional and not self._extra and self._has_items():
                self._next_part()
            self._push()
            item = Item(joint=self._link)
        assert item is not None
        item.extra, self._extra = item.extra or self._extra, ""
        item.other, item.named = self._other, self._named
        read_amount(self._at, item)
        self._named = False
        self._link = ""
        if fresh:
            self._item = item

    def _has_items(self) -> bool:
        return bool(self._part.items) or (self._item is not None and self._item.has_amount)

    def _push(self) -> None:
        item = self._item
        if item is not None and item.extra:
            self._part.extras.append(item)
        elif item is not None:
            (self._part.options if self._optional else self._part.items).append(item)
        self._item = None

    def _timing(self, token: Token) -> None:
        item = self._item
        if item is not None and item.timing_first and item.has_amount and item.broken:
            self._push()
            item = None
        if item is None:
            if self._part.days is not None and self._part.items and not self._optional:
                self._next_part()
            item = self._item = Item(timing_first=True, joint=self._link)
        if token.kind is Kind.FREQUENCY:
            item.frequencies.append(token.amount)
        elif token.kind is Kind.MOMENT:
            add_slot(item, token.name, self._link)
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
            self._item.ended = self._item.ended or kind is Kind.STOP_MARK
        self._link = {Kind.COMMA: "comma", Kind.STOP_MARK: "stop"}.get(kind, "break")
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
        if words & {"in", "after"} and self._complete() and self._part.days is None and change_follows(self._at):
            self._part.days = token.number
            self._then(token)
            return
        if words & {"least", "see", "in", "after", "until", "every"} or self._optional:
            if "every" in words or ("after" in words and not self._optional):
                raise UnreadableSig(token.text)
            return
        if token.text.startswith("x") and token.text[-1].isdigit() and not self._complete():
            return  # "50 mg x 28": a quantity
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
        if Kind.OTHER in (self._at.peek(), self._at.peek(1)):
            return
        if Kind.WEEKDAYS in (self._at.peek(), self._at.peek(1)):
            raise UnreadableSig("off on some days")
        if self._part.empty and self._item is None and len(self._said.parts) == 1:
            raise UnreadableSig("stopped")
        if self._has_items():
            self._next_part()
        self._part.stops = True

    def _change_by(self, token: Token) -> None:
        self._push()
        self._said.ramp = read_ramp(self._at, self._part, token, self._time_of)

    def _time_of(self, item: Item, token: Token) -> None:
        """A time that belongs to an amount already read."""
        self._item = item
        self._timing(token)
        self._item = None

    def _change(self, _: Token) -> None:
        """A second dose needs its time: after the days of the first, or after the days told with the change."""
        if not self._optional and self._said.thens == 0 and self._complete():
            if self._part.days is None:
                self._part.days = take_delay(self._at)
            if self._part.days is None or is_conditional(self._at):
                raise UnreadableSig("a change without a date")
            self._then(_)
        self._changing = True
        self._part.rises = self._part.rises or self._optional

    def _complete(self) -> bool:
        items = [*self._part.items, *([self._item] if self._item is not None else [])]
        return any(item.has_amount and item.has_timing for item in items)

    def _from(self, _: Token) -> None:
        skip_old_dose(self._at)

    # ---- conditions, bounds, totals

    def _needed(self, _: Token) -> None:
        item = self._item
        repeated = self._part.repeats and self._link not in ("comma", "stop")
        if item is not None:
            item.needed = True
        if self._optional or self._part.options or self._part.seconds or repeated:
            return
        if item is not None and item.extra:
            return
        if item is not None and is_extra(item, self._said):
            item.extra = "needed"
        else:
            self._said.needed = True

    def _may(self, _: Token) -> None:
        if self._complete():
            self._push()
            self._optional = True

    def _second(self, _: Token) -> None:
        if self._at.peek() in AMOUNTS and self._complete():
            self._push()
            self._extra = "once"
        else:
            self._part.seconds += 1

    def _more(self, token: Token) -> None:
        """ "an extra tablet as needed"; an extra one that is not as needed has no certain place."""
        if not self._complete() or not (self._optional or needed_ahead(self._at)):
            raise UnreadableSig(token.text)
        self._push()
        self._optional = False
        if self._at.peek() is Kind.FORM:
            self._item = Item(count=Amount.of(Fraction(1)), noun=self._at.take().name, extra="once")
        elif self._at.peek() in AMOUNTS:
            self._extra = "once"
        else:
            raise UnreadableSig(token.text)

    def _repeat(self, token: Token) -> None:
        self._part.repeats = "more" if "every" in token.text else "once"
        self._link = ""

    def _most(self, _: Token) -> None:
        found = read_most(self._at)
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
            without_lower_end(self._item or Item())

    def _tolerated(self, _: Token) -> None:
        if not self._optional and (self._changing or (self._complete() and hangs_on(self._at))):
            raise UnreadableSig("pace left to tolerance")

    def _condition(self, token: Token) -> None:
        if not self._optional and not self._said.needed and hangs_on(self._at):
            raise UnreadableSig(token.text)

    def _total(self, _: Token) -> None:
        if self._at.peek() in (Kind.EQUALS, Kind.COLON, Kind.OF):
            self._at.take()
        if self._at.peek() is Kind.RATE:
            self._said.daily_totals.append(Amount.of(self._at.take().number))
        elif self._at.peek() in AMOUNTS:
            found = plain_amount(self._at)
            if found.mg is not None:
                self._said.totals.append(found.mg)

    def _total_daily(self, _: Token) -> None:
        while self._at.peek() in (Kind.EQUALS, Kind.COLON, Kind.OF, Kind.WORD):
            self._at.take()
        if self._at.peek() not in AMOUNTS:
            return
        found = plain_amount(self._at)
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
        again = plain_amount(self._at)
        if again.mg is not None and self._at.peek() is Kind.FREQUENCY:
            self._item.restated.append(("daily", again.mg.times(self._at.take().amount)))
        else:
            restate(self._item, again)

    def _with(self, _: Token) -> None:
        while self._at.peek() not in AMOUNTS and not self._at.done:
            self._at.take()
        if not self._at.done:
            plain_amount(self._at)
            self._said.beside_other = True

    def _contains(self, _: Token) -> None:
        while self._at.peek() in (Kind.OWN, Kind.WORD):
            self._at.take()
        if self._at.peek() in AMOUNTS:
            found = plain_amount(self._at)
            if found.mg is not None and found.mg.single is not None:
                self._said.strength = only(self._said.strength, found.mg.single)

    # ---- names and brackets

    def _own(self, _: Token) -> None:
        self._other, self._named = False, True

    def _another(self, _: Token) -> None:
        self._other = True

    def _start(self, _: Token) -> None:
        self._other = False

    def _and(self, token: Token) -> None:
        self._link = "plus" if token.text == "plus" else "and"

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
        read_bracket(inner, self._item, self._said, self._timing)


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
    Kind.EXTRA: Parser._more,
    Kind.REPEAT: Parser._repeat,
    Kind.MOST: Parser._most,
    Kind.UP_TO: Parser._up_to,
    Kind.CONDITION: Parser._condition,
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
