"""Upper bounds in a sig: "max 3 tablets a day", "up to 100 mg" (R-D9: a maximum is never the dose)."""

from fractions import Fraction

from fhir_mappings.dosage.changes import plain_amount
from fhir_mappings.dosage.items import AMOUNTS, Cursor, Item
from fhir_mappings.dosage.reading import Amount
from fhir_mappings.dosage.tokens import Kind, UnreadableSig

_CLAUSE_ENDS = frozenset({Kind.COMMA, Kind.STOP_MARK, Kind.CLOSE, Kind.NEEDED})


def read_most(cursor: Cursor) -> Item | None:
    """The amount of a maximum, to the end of its clause; one over several days is not read."""
    found: Item | None = None
    while not cursor.done and cursor.peek() not in _CLAUSE_ENDS:
        if cursor.peek() in AMOUNTS and found is None and cursor.peek() is not Kind.CONCENTRATION:
            found = plain_amount(cursor)
        else:
            token = cursor.take()
            if token.kind is Kind.FREQUENCY and token.amount.single is not None and token.amount.single < 1:
                raise UnreadableSig("a limit over days")
    return found


def without_lower_end(item: Item) -> None:
    """ "up to 2 tablets": nothing is certain to be taken."""
    for name in ("count", "mg", "ml"):
        value: Amount | None = getattr(item, name)
        if value is not None:
            setattr(item, name, Amount(low=None, high=value.high))
    if item.rate is not None:
        item.mg, item.rate = Amount(low=None, high=item.rate), None
        item.frequencies.append(Amount.of(Fraction(1)))
