"""Changes of the dose inside a sig: equal steps ("by 25 mg every week"), and one change at a told time (R-D10)."""

from collections.abc import Callable
from fractions import Fraction

from fhir_mappings.dosage.items import AMOUNTS, Cursor, Item, read_amount
from fhir_mappings.dosage.sentences import Part, Ramp
from fhir_mappings.dosage.tokens import TIMINGS, Kind, Token, UnreadableSig

_WHEN = frozenset({"after", "in"})
_CONDITIONS = frozenset({"assuming", "provided"})
_OPEN = frozenset({Kind.TOLERATED, Kind.NEEDED, Kind.MAY, Kind.CONDITION})


def plain_amount(cursor: Cursor) -> Item:
    """The amount at the cursor."""
    if cursor.peek() not in AMOUNTS:
        raise UnreadableSig("how much?")
    item = Item()
    read_amount(cursor, item)
    return item


def read_ramp(cursor: Cursor, part: Part, token: Token, timing: Callable[[Item, Token], None]) -> Ramp:
    """ "increase by 25 mg every week to 100 mg daily", "decrease by 25 mg every 2 weeks from 100 mg daily"."""
    by = plain_amount(cursor)
    interval = _interval(cursor)
    target: Item | None = None
    if cursor.peek() in (Kind.TO, Kind.UP_TO, Kind.MOST):
        cursor.take()
        target = plain_amount(cursor)
    elif cursor.peek() is Kind.FROM:
        cursor.take()
        part.items.append(plain_amount(cursor))
    last = target if target is not None else (part.items[-1] if part.items else None)
    while cursor.peek() in TIMINGS and last is not None:
        timing(last, cursor.take())
    off = cursor.peek() is Kind.UNTIL_OFF
    if off:
        cursor.take()
    return Ramp(by=by, interval=interval, target=target, upward=token.value == "up", to_nothing=off)


def _interval(cursor: Cursor) -> Fraction:
    if cursor.peek() is not Kind.FREQUENCY:
        raise UnreadableSig("how often?")
    rate = cursor.take().amount.single
    if not rate or rate > 1:
        raise UnreadableSig("no interval")
    return 1 / rate


def take_delay(cursor: Cursor) -> Fraction | None:
    """ "increase to 100 mg after 2 weeks": the days before the change, taken out of its sentence; None: not told."""
    found: int | None = None
    for place, token in _sentence(cursor):
        if place < cursor.place:
            continue
        if token.kind in (Kind.CHANGE, Kind.THEN):
            return None
        if token.kind is Kind.DURATION:
            if found is not None or cursor.tokens[place - 1].text not in _WHEN:
                return None
            found = place
    if found is None:
        return None
    days = cursor.tokens[found].number
    del cursor.tokens[found - 1 : found + 1]
    return days


def is_conditional(cursor: Cursor) -> bool:
    """Does the sentence of a change leave it to tolerance, need or choice?"""
    return any(
        token.kind in _OPEN or (token.kind is Kind.WORD and token.text in _CONDITIONS) for _, token in _sentence(cursor)
    )


def _sentence(cursor: Cursor) -> list[tuple[int, Token]]:
    """The tokens, with their places, of the sentence in which the cursor stands."""
    stops = [place for place, token in enumerate(cursor.tokens) if token.kind is Kind.STOP_MARK]
    first = max((place + 1 for place in stops if place < cursor.place), default=0)
    last = min((place for place in stops if place >= cursor.place), default=len(cursor.tokens))
    return list(enumerate(cursor.tokens))[first:last]


def change_follows(cursor: Cursor) -> bool:
    """ "after 2 weeks increase to 100 mg": does a new dose follow the time that was told, without a condition?"""
    before = cursor.tokens[cursor.place - 3].kind if cursor.place > 2 else None
    if before is Kind.WORD:
        return False  # "recheck after 2 weeks"
    ahead = 0
    while cursor.peek(ahead) in (Kind.COMMA, Kind.CHANGE, Kind.TO) or (
        cursor.peek(ahead) is Kind.WORD and cursor.tokens[cursor.place + ahead].text == "take"
    ):
        ahead += 1
    if cursor.peek(ahead) not in AMOUNTS or is_conditional(cursor):
        return False
    cursor.place += ahead
    return True


def hangs_on(cursor: Cursor) -> bool:
    """Does an "if" or "when" just read make a dose conditional, or is it advice ("call if a rash appears")?"""
    sentence = _sentence(cursor)
    own = cursor.place - 1
    ahead = [token.kind for place, token in sentence if place > own]
    if any(kind in (Kind.MAY, Kind.SECOND, Kind.REPEAT) for kind in ahead):
        return False
    if any(kind in AMOUNTS or kind in TIMINGS for kind in ahead):
        return True
    clause: list[Kind] = []
    for place, token in sentence:
        if place < own:
            clause = [] if token.kind in (Kind.COMMA, Kind.DASH, Kind.COLON, Kind.OPEN) else [*clause, token.kind]
    return any(kind in AMOUNTS or kind in TIMINGS for kind in clause)


def skip_old_dose(cursor: Cursor) -> None:
    """The old dose is not the dose: "from 50 mg to 100 mg"."""
    if cursor.peek() is Kind.NUMBER and cursor.peek(1) in (Kind.MASS, Kind.FORM, Kind.TO):
        cursor.take()
        if cursor.peek() is not Kind.TO:
            cursor.take()
