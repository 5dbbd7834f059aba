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


def of(spell: Spell, day: int) -> Dose:
    """The dose that one record tells for a day."""
    for first, last, low, high in spell.doses:
        if first <= day <= last:
            return Dose(low, high)
    return UNSTATED


def instructed(spells: Sequence[Spell], day: int) -> Dose:
    """The dose by orders and statements: certain ones first, the later instruction between sources (R-E24)."""
    extra = [spell for spell in spells if spell.doubt is Doubt.AS_NEEDED]
    told = [spell for spell in spells if spell.doubt is not Doubt.AS_NEEDED]
    if not told:
        return _plus([of(spell, day) for spell in extra])
    sure = [spell for spell in told if _sure(spell, day)]
    dose, dated = _between_sources(sure or told, day)
    for spell in told:
        if sure and not _sure(spell, day) and spell.dated >= dated and of(spell, day).stated:
            dose = _either(dose, of(spell, day))
    for spell in extra if dose.stated else ():
        more = of(spell, day).high
        dose = Dose(dose.low, None if dose.high is None or more is None else dose.high + more)
    return dose


def dispensed(fills: Sequence[Spell], instructions: Sequence[Spell], before: Dose, day: int) -> Dose:
    """The dose by what was handed over; a later instruction may have changed it, an earlier one fills its silence."""
    sure = [fill for fill in fills if _sure(fill, day)]
    told = [fill for fill in sure or fills if of(fill, day).stated]
    orders = instructed(instructions, day) if instructions else before
    if not told:
        return orders
    dose = _of_one_source(told, day)
    if sure:
        for fill in fills:  # surplus of another strength may be taken as well
            surplus = of(fill, day)
            if not _sure(fill, day) and surplus != dose and surplus.high is not None and dose.high is not None:
                dose = Dose(dose.low, dose.high + surplus.high)
    newest = max(fill.dated for fill in told)
    changed = [spell for spell in instructions if spell.dated > newest and of(spell, day).stated]
    return _either(dose, instructed(changed, day)) if changed else dose


def administered(given: Sequence[Spell], day: int) -> Dose:
    """What was given that day, added up."""
    return _plus([of(spell, day) for spell in given])


def _sure(spell: Spell, day: int) -> bool:
    return spell.certain[0] <= day <= spell.certain[1]


def _between_sources(spells: Sequence[Spell], day: int) -> tuple[Dose, int]:
    """The dose and the date of the instruction that gives it; one that states no dose says nothing."""
    stated = [spell for spell in spells if of(spell, day).stated]
    if not stated:
        return UNSTATED, max(spell.dated for spell in spells)
    newest: dict[RecordKind, int] = {}
    for spell in stated:
        newest[spell.record.kind] = max(spell.dated, newest.get(spell.record.kind, spell.dated))
    latest = max(newest.values())
    dose: Dose | None = None
    for kind in sorted(kind for kind, dated in newest.items() if dated == latest):
        one = _of_one_source([spell for spell in stated if spell.record.kind is kind], day)
        dose = one if dose is None else _either(dose, one)
    assert dose is not None
    return dose, latest


def _of_one_source(spells: Sequence[Spell], day: int) -> Dose:
    """Same source: one dose if they agree; else the newer or the larger alone, up to all together (R-E24)."""
    added = [spell for spell in spells if spell.record.in_addition]
    base = [spell for spell in spells if not spell.record.in_addition] or added
    if base is added:
        added = []
    newest = max(spell.start.latest.toordinal() for spell in base)
    together = [spell for spell in base if spell.start.latest.toordinal() >= newest - 1]
    earlier = {of(spell, day) for spell in base if spell not in together}
    strengths = {spell.record.unit_strength for spell in together} - {None}
    doses = {of(spell, day) for spell in together}
    if len(doses) == 1 and (len(strengths) < 2 or len(together) == 1):
        dose = next(iter(doses))
    else:
        all_doses = [of(spell, day) for spell in together]
        dose = Dose(_largest_low(all_doses), _plus(all_doses).high)
    earlier -= {dose}
    if earlier:
        dose = Dose(dose.low, _plus([dose, *earlier]).high)
    for spell in added:
        dose = _plus([dose, of(spell, day)])
    return dose


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
