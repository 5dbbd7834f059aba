"""One intake of a sig: how much, and when; and how an amount is read from tokens."""

from dataclasses import dataclass, field
from fractions import Fraction

from fhir_mappings.dosage.reading import Amount
from fhir_mappings.dosage.tokens import Kind, Token, UnreadableSig

MOST_UNITS = 12
"""More tablets than this are a quantity handed out, no intake."""
_WIDEST_RANGE = 4
"""A range of doses whose ends are further apart is a count and a strength: "2-50 mg tabs"."""


@dataclass(slots=True)
class Item:
    """What is taken at one time, and its times."""

    count: Amount | None = None
    bare: bool = False
    """A number without a unit: a count, or mg left out."""
    noun: str = ""
    mg: Amount | None = None
    each: Fraction | None = None
    """mg of one unit, said in the text."""
    ml: Amount | None = None
    drops: Amount | None = None
    rate: Fraction | None = None
    """mg in 24 hours, of a patch or as a whole day's dose."""
    per_kg: Fraction | None = None
    scheme: bool = False
    solid: bool = False
    """A form word stands beside the mg: they are the strength of one unit."""
    named: bool = False
    other: bool = False
    linked: bool = False
    """An "and" leads on to the next item."""
    joint: str = ""
    """What stands before it: `and`, `plus`, `comma`, `stop`, `break`."""
    extra: str = ""
    """Taken beside the scheduled dose, if at all: `once`, or as often as `needed`."""
    needed: bool = False
    scheduled: bool = False
    """The word stands beside it: what is as needed is another dose."""
    frequencies: list[Amount] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)
    weekdays: frozenset[str] = frozenset()
    excepted: frozenset[str] = frozenset()
    divided: bool = False
    timing_first: bool = False
    broken: bool = False
    """A break followed the amount."""
    ended: bool = False
    """So did the end of a sentence."""
    restated: list[tuple[str, Amount]] = field(default_factory=list)
    """Notes that say the same again: `total`, `mg`, `daily`, `count`."""

    @property
    def has_amount(self) -> bool:
        parts = (self.count, self.mg, self.ml, self.drops, self.rate, self.per_kg)
        return any(part is not None for part in parts)

    @property
    def has_timing(self) -> bool:
        return bool(self.frequencies or self.slots or self.clocks or self.weekdays or self.excepted)


def add_slot(item: Item, slot: str, link: str) -> None:
    """Evening and bedtime side by side are one time; with an "and" between them they are two."""
    if item.slots and not link and {item.slots[-1], slot} == {"evening", "night"}:
        return
    if slot not in item.slots:
        item.slots.append(slot)


@dataclass(slots=True)
class Cursor:
    """A place in the tokens."""

    tokens: list[Token]
    place: int = 0

    def peek(self, ahead: int = 0) -> Kind | None:
        place = self.place + ahead
        return self.tokens[place].kind if place < len(self.tokens) else None

    def take(self) -> Token:
        token = self.tokens[self.place]
        self.place += 1
        return token

    @property
    def done(self) -> bool:
        return self.place >= len(self.tokens)


AMOUNTS = frozenset({Kind.NUMBER, Kind.RATE, Kind.CONCENTRATION, Kind.SCHEME, Kind.PER_KG})


def read_amount(cursor: Cursor, item: Item) -> None:
    """Read how much is taken into `item`; the cursor stands on one of `AMOUNTS`."""
    token = cursor.take()
    if token.kind is Kind.RATE:
        item.rate = token.number
    elif token.kind is Kind.PER_KG:
        item.per_kg = token.number
    elif token.kind is Kind.SCHEME:
        item.count, item.scheme = Amount.of(token.number), True
        _form(cursor, item)
    else:
        _from_number(cursor, item, _range(cursor, token.number))
    if item.mg is not None or item.rate is not None:
        _form_after(cursor, item)


def _range(cursor: Cursor, low: Fraction) -> Amount:
    """`1`, `1-2`, `1 or 2`, `one (1)`."""
    if cursor.peek() is Kind.OPEN and cursor.peek(1) is Kind.NUMBER and cursor.peek(2) is Kind.CLOSE:
        if cursor.tokens[cursor.place + 1].number != low:
            raise UnreadableSig("two numbers for one")
        cursor.place += 3
    if cursor.peek() in (Kind.DASH, Kind.TO, Kind.OR) and cursor.peek(1) is Kind.NUMBER:
        high = cursor.tokens[cursor.place + 1].number
        if high > low:
            cursor.place += 2
            return Amount(low=low, high=high)
    return Amount.of(low)


def _from_number(cursor: Cursor, item: Item, amount: Amount) -> None:
    kind = cursor.peek()
    if kind is Kind.MASS:
        _mass(cursor, item, amount)
    elif kind is Kind.FORM:
        item.count = amount
        _form(cursor, item)
        _strength_of(cursor, item)
    elif kind is Kind.VOLUME:
        item.ml = amount.by(cursor.take().number)
    elif kind is Kind.DROPS:
        cursor.take()
        item.drops = amount
    elif kind is Kind.TIMES and cursor.peek(1) is Kind.NUMBER and cursor.peek(2) is Kind.MASS:
        cursor.take()
        item.count, item.each = amount, _one_mass(cursor)
        _form(cursor, item)
    elif kind is Kind.DASH and cursor.peek(1) is Kind.NUMBER and cursor.peek(2) is Kind.DASH:
        raise UnreadableSig("a row of numbers")
    elif kind is Kind.NUMBER and cursor.peek(1) in (Kind.MASS, Kind.VOLUME):
        _number_of_units(cursor, item, amount)
    elif kind is Kind.RATE:
        item.count, item.rate = amount, cursor.take().number
        _form(cursor, item)
    else:
        item.count, item.bare = amount, True


def _mass(cursor: Cursor, item: Item, amount: Amount) -> None:
    factor = cursor.take().number
    item.mg = amount.by(factor)
    if cursor.peek() in (Kind.DASH, Kind.TO, Kind.OR) and cursor.peek(1) is Kind.NUMBER and cursor.peek(2) is Kind.MASS:
        cursor.take()
        high = _one_mass(cursor)
        if item.mg.single is None or high <= item.mg.single:
            raise UnreadableSig("no range of doses")
        item.mg = Amount(low=item.mg.low, high=high)
    if cursor.peek() is Kind.TIMES and cursor.peek(1) is Kind.NUMBER and cursor.peek(2) is not Kind.MOMENT:
        factor = cursor.tokens[cursor.place + 1].number
        if item.mg.single is None or factor > MOST_UNITS:
            raise UnreadableSig("times what?")
        cursor.place += 2
        item.count, item.each, item.mg = Amount.of(factor), item.mg.single, None
    if cursor.peek() is Kind.FORM and item.mg is not None and item.mg.single is None:
        _count_and_strength(item)


def _count_and_strength(item: Item) -> None:
    """ "2-50 mg tabs" are two of 50 mg, "25-50 mg tabs" a range."""
    low, high = (item.mg.low, item.mg.high) if item.mg is not None else (None, None)
    if low and high and high / low > _WIDEST_RANGE:
        if low > MOST_UNITS or low.denominator != 1:
            raise UnreadableSig("no range of doses")
        item.count, item.each, item.mg = Amount.of(low), high, None


def _one_mass(cursor: Cursor) -> Fraction:
    number = cursor.take().number
    return number * cursor.take().number


def _number_of_units(cursor: Cursor, item: Item, amount: Amount) -> None:
    """ "one 20 mg tablet", "two 5 mL spoonfuls"."""
    size = cursor.take().number
    unit = cursor.take()
    if cursor.peek() is Kind.DASH and cursor.peek(1) is Kind.FORM:
        cursor.take()  # "two 50-mg tablets" as "50 mg-tablets"
    if unit.kind is Kind.VOLUME:
        item.ml = amount.by(size * unit.number)
        return
    if amount.high is None or amount.high > MOST_UNITS or (cursor.peek() is not Kind.FORM and amount.single != 1):
        raise UnreadableSig("two numbers side by side")
    item.count, item.each = amount, size * unit.number
    _form(cursor, item)


def _strength_of(cursor: Cursor, item: Item) -> None:
    """ "1 tab of 50 mg", "1 tab 50 mg"."""
    ahead = 1 if cursor.peek() is Kind.OF else 0
    if cursor.peek(ahead) is Kind.NUMBER and cursor.peek(ahead + 1) is Kind.MASS:
        cursor.place += ahead
        mg = _one_mass(cursor)
        if ahead:
            item.each = mg
        else:
            item.restated.append(("mg", Amount.of(mg)))


def _form(cursor: Cursor, item: Item) -> None:
    while cursor.peek() is Kind.FORM:
        item.noun = cursor.take().name


def _form_after(cursor: Cursor, item: Item) -> None:
    """A form word after the mg, other words ("oral") between them allowed: a strength."""
    ahead = 0
    while cursor.peek(ahead) is Kind.WORD and ahead < 2:
        ahead += 1
    if cursor.peek(ahead) is Kind.FORM:
        cursor.place += ahead
        _form(cursor, item)
        item.solid = True
