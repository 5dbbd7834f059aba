"""What stands between brackets in a sig: the same dose said again, its times, a strength, or a remark."""

from collections.abc import Callable
from fractions import Fraction

from fhir_mappings.dosage.items import AMOUNTS, Cursor, Item, read_amount
from fhir_mappings.dosage.reading import Amount
from fhir_mappings.dosage.sentences import Sentence, only
from fhir_mappings.dosage.tokens import Kind, Token, UnreadableSig


def read_bracket(inner: list[Token], item: Item | None, said: Sentence, timing: Callable[[Token], None]) -> None:
    """Read what stands between brackets."""
    kinds = [token.kind for token in inner]
    if any(kind in (Kind.DOUBT, Kind.OTHER_UNIT) for kind in kinds):
        raise UnreadableSig("a bracket that can't be placed")
    if Kind.DROPS in kinds and Kind.EQUALS in kinds:
        _drops(inner, said)
        return
    if Kind.NEEDED in kinds:
        said.needed = True
    cursor, found = Cursor(inner), []
    kind_of_total = "total" if Kind.TOTAL in kinds else "each" if Kind.EACH in kinds else "mg"
    while not cursor.done:
        kind = cursor.peek()
        if kind is Kind.CONCENTRATION:
            said.per_ml = only(said.per_ml, cursor.take().number)
        elif kind in AMOUNTS:
            part = Item()
            read_amount(cursor, part)
            found.append(part)
        elif kind in (Kind.MOMENT, Kind.CLOCK, Kind.WEEKDAYS, Kind.FREQUENCY) and not found:
            timing(cursor.take())
        else:
            cursor.take()
    if not found:
        return
    if Kind.MOST in kinds:
        said.bounds.extend(found)
    elif Kind.CONTAINS in kinds:
        mg = found[0].mg
        said.strength = only(said.strength, mg.single) if mg is not None and mg.single is not None else said.strength
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
        item.each = only(item.each, first.mg.single)
    elif first.mg is not None:
        item.restated.append((kind, first.mg))
    else:
        restate(item, first)


def restate(item: Item, again: Item) -> None:
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
    elif again.ml is not None and item.mg is not None:
        item.restated.append(("ml", again.ml))
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
