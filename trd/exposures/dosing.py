"""Which dose holds on a day that several records tell of (R-E20, R-E24, R-D19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trd.exposures.spells import Spell, highest, lowest
from trd.terms import Doubt, RecordKind


@dataclass(frozen=True, slots=True)
class Dose:
    """Lowest and highest reading of a daily dose; `None` = not stated."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def stated(self) -> bool:
        return self.low is not None or self.high is not None


UNSTATED = Dose()


Told = tuple[Spell, Dose]
"""A record and the dose that it tells for the day."""


def of(spell: Spell, day: int) -> Dose:
    """The dose that one record tells for a day."""
    if len(spell.doses) == 1:  # nearly every record
        return Dose(*spell.doses[0][2:])
    low, high = next((low, high) for first, last, low, high in spell.doses if first <= day <= last)
    return Dose(low, high)


def instructed(spells: Sequence[Spell], day: int) -> Dose:
    """The dose by orders and statements: certain ones first, the later instruction between sources (R-E24)."""
    agreed = _agreed(spells, day)
    if agreed is not None:
        return agreed
    every = [(spell, of(spell, day)) for spell in spells]
    extra = [dose for spell, dose in every if spell.doubt is Doubt.AS_NEEDED]
    told = [each for each in every if each[0].doubt is not Doubt.AS_NEEDED]
    if not told:
        return _plus(extra)
    sure = [each for each in told if _sure(each[0], day)]
    dose, dated = _between_sources(sure or told)
    for spell, own in told if len(sure) < len(told) and sure else ():
        if not _sure(spell, day) and spell.dated >= dated and own.stated:
            dose = _either(dose, own)
    for more in extra if dose.stated else ():
        dose = Dose(dose.low, None if dose.high is None or more.high is None else dose.high + more.high)
    return dose


def _agreed(spells: Sequence[Spell], day: int) -> Dose | None:
    """The one dose that all tell, for one strength and none of them on top of another: most days of most records."""
    strength = spells[0].record.unit_strength if spells else None
    agreed: Dose | None = None
    for spell in spells:
        record = spell.record
        if spell.doubt is Doubt.AS_NEEDED or record.in_addition or record.unit_strength != strength:
            return None
        own = of(spell, day)
        if agreed is None:
            agreed = own
        elif own != agreed:
            return None
    return agreed


def dispensed(fills: Sequence[Spell], instructions: Sequence[Spell], before: Dose, day: int) -> Dose:
    """The dose by what was handed over; a later instruction may have changed it, an earlier one fills its silence."""
    every = [(fill, of(fill, day)) for fill in fills]
    sure = [each for each in every if _sure(each[0], day)]
    told = [each for each in sure or every if each[1].stated]
    orders = instructed(instructions, day) if instructions else before
    if not told:
        return orders
    dose = _of_one_source(told)
    if sure:
        for fill, surplus in every:  # surplus of another strength may be taken as well
            if not _sure(fill, day) and surplus != dose and surplus.high is not None and dose.high is not None:
                dose = Dose(dose.low, dose.high + surplus.high)
    newest = max(fill.dated for fill, _ in told)
    changed = [spell for spell in instructions if spell.dated > newest and of(spell, day).stated]
    return _either(dose, instructed(changed, day)) if changed else dose


def administered(given: Sequence[Spell], day: int) -> Dose:
    """What was given that day, added up."""
    return _plus([of(spell, day) for spell in given])


def _sure(spell: Spell, day: int) -> bool:
    return spell.certain[0] <= day <= spell.certain[1]


def _between_sources(told: Sequence[Told]) -> tuple[Dose, int]:
    """The dose and the date of the instruction that gives it; one that states no dose says nothing."""
    stated = [each for each in told if each[1].stated]
    if not stated:
        return UNSTATED, max(spell.dated for spell, _ in told)
    newest: dict[RecordKind, int] = {}
    for spell, _ in stated:
        newest[spell.record.kind] = max(spell.dated, newest.get(spell.record.kind, spell.dated))
    latest = max(newest.values())
    dose: Dose | None = None
    for kind in sorted(kind for kind, dated in newest.items() if dated == latest):
        one = _of_one_source([each for each in stated if each[0].record.kind is kind])
        dose = one if dose is None else _either(dose, one)
    assert dose is not None
    return dose, latest


def _of_one_source(told: Sequence[Told]) -> Dose:
    """Same source: one dose if they agree; else the newer or the larger alone, up to all together (R-E24)."""
    added = [each for each in told if each[0].record.in_addition]
    base = [each for each in told if not each[0].record.in_addition]
    if not base:  # what it is added to is not on record that day
        base, added = added[:1], added[1:]
    newest = max(spell.start.latest for spell, _ in base).toordinal()
    together = [each for each in base if each[0].start.latest.toordinal() >= newest - 1]
    dose = _side_by_side(together)
    earlier = {own for spell, own in base if spell.start.latest.toordinal() < newest - 1 and own != dose}
    if earlier:
        dose = Dose(dose.low, _plus([dose, *earlier]).high)
    for _, own in added:
        dose = _plus([dose, own])
    return dose


def _side_by_side(together: Sequence[Told]) -> Dose:
    """Records that began together: one dose said several times, unless they are of several strengths."""
    first = together[0][1]
    if len(together) == 1:
        return first
    strengths = {spell.record.unit_strength for spell, _ in together} - {None}
    doses = [dose for _, dose in together]
    if len(strengths) < 2 and all(dose == first for dose in doses):
        return first
    return Dose(_largest_low(doses), _plus(doses).high)


def _largest_low(doses: Sequence[Dose]) -> Decimal | None:
    return max((dose.low for dose in doses if dose.low is not None), default=None)


def _either(one: Dose, other: Dose) -> Dose:
    return Dose(lowest([one.low, other.low]), highest([one.high, other.high]))


def _plus(doses: Sequence[Dose]) -> Dose:
    """All taken together; what is not stated adds nothing to the low end and leaves the high end open."""
    lows = [dose.low for dose in doses if dose.low is not None]
    highs = [dose.high for dose in doses]
    return Dose(
        sum(lows, Decimal(0)) if lows else None,
        None if None in highs else sum((high for high in highs if high is not None), Decimal(0)),
    )
