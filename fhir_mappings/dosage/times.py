"""How often the intakes of a sig are: moments, clocks, weekdays and frequencies together (R-D5, R-D7, R-D8)."""

from fractions import Fraction

from fhir_mappings.dosage.items import Item
from fhir_mappings.dosage.reading import Amount
from fhir_mappings.dosage.tokens import UnreadableSig

DAY = Amount.of(Fraction(1))


def times_of(item: Item) -> Amount | None:
    """Intakes a day by everything that the item says of its times; contradictions are not read."""
    stated = _one_frequency(item.frequencies)
    moments = max(len(item.slots), len(item.clocks))
    if item.scheme:
        if stated is not None and stated.single != 1:
            raise UnreadableSig("a scheme, and a frequency")
        return DAY
    if item.weekdays and item.weekdays != frozenset({"others"}):
        return _on_days(item, stated, moments)
    if item.excepted:
        return (stated or Amount.of(Fraction(moments or 1))).by(Fraction(7 - len(item.excepted), 7))
    if stated is None:
        return Amount.of(Fraction(moments)) if moments else (DAY if item.weekdays else None)
    if not moments or stated.single == moments:
        return stated
    rarely = stated.high is not None and stated.high < 1 and moments == 1
    if rarely:
        return stated
    raise UnreadableSig("two frequencies")


def _on_days(item: Item, stated: Amount | None, moments: int) -> Amount:
    days = Fraction(len(item.weekdays), 7)
    if stated is not None and stated.single is not None and stated.single < 1:
        if stated.single != days:
            raise UnreadableSig("two frequencies")
        return stated
    if stated is not None and moments and stated.single != moments:
        raise UnreadableSig("two frequencies")
    return (stated or Amount.of(Fraction(moments or 1))).by(days)


def _one_frequency(frequencies: list[Amount]) -> Amount | None:
    distinct = list(dict.fromkeys(frequencies))
    if not distinct:
        return None
    if len(distinct) > 1:
        raise UnreadableSig("two frequencies")
    return distinct[0]


def share_times(items: list[Item]) -> None:
    """ "20 mg and 40 mg on alternate days": the times stand once, for both."""
    for place in range(len(items) - 2, -1, -1):
        item, later = items[place], items[place + 1]
        if item.linked and item.has_amount and not item.has_timing and not item.needed:
            item.frequencies, item.slots = list(later.frequencies), list(later.slots)
            item.clocks, item.weekdays, item.excepted = list(later.clocks), later.weekdays, later.excepted


def weekday_weights(items: list[Item]) -> list[Fraction] | None:
    """Days of the week that differ: "50 mg daily, 75 mg on Sundays" is six days of one and one of the other."""
    named = [item.weekdays - {"others"} for item in items]
    if not any(item.weekdays for item in items):
        return None
    if sum(map(len, named)) != len(frozenset().union(*named)):
        raise UnreadableSig("a day named twice")
    rest = Fraction(7 - sum(map(len, named)), 7)
    others = [not days for days in named]
    if sum(others) > 1:
        raise UnreadableSig("which on the other days?")
    return [rest if other else Fraction(1) for other in others]


def may_add(items: list[Item]) -> bool:
    """Doses at different times of the day, on alternate days, or named together for one time."""
    slots = [frozenset(item.slots) | frozenset(item.clocks) for item in items]
    if all(slots) and sum(map(len, slots)) == len(frozenset().union(*slots)):
        return True
    if all((times_of(item) or DAY).single == Fraction(1, 2) for item in items):
        return True
    together = all(item.linked for item in items[:-1])
    return together and len({(tuple(item.frequencies), tuple(item.slots)) for item in items}) == 1
