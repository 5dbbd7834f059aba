"""The intakes of a sig -> mg a day; whatever contradicts itself, the product or the total is not read (R-D3, R-D15)."""

from dataclasses import dataclass, replace
from fractions import Fraction

from fhir_mappings.dosage.items import MOST_UNITS, Item
from fhir_mappings.dosage.reading import UNSTATED, Amount
from fhir_mappings.dosage.sentences import Part, Sentence
from fhir_mappings.dosage.times import DAY, may_add, share_times, times_of, weekday_weights
from fhir_mappings.dosage.tokens import SigDrug, UnreadableSig

_LEAST_QUANTITY = 14
_BARE_COUNT = 4
"""A bare number up to here is a count; above, only if no product has that strength."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A step in mg or, where no strength is known, in units a day."""

    daily: Amount = UNSTATED
    intake: Amount = UNSTATED
    units: Amount = UNSTATED
    timed: bool = False
    per_kg: bool = False


class Scales:
    """Weighs the items of one sentence for one drug."""

    def __init__(self, said: Sentence, drug: SigDrug) -> None:
        self._said = said
        self._drug = drug
        self._each = drug.per_unit
        if said.strength is not None:
            self._each = self._agree(self._each, said.strength)

    def part(self, part: Part, before: Weighed | None, shared: Amount | None) -> Weighed:
        """One step; an amount or a frequency that it leaves out is taken from the steps beside it."""
        items = self._settled(part.items)
        amounts = [item for item in items if item.has_amount]
        if not amounts:
            return self._repeated(items, before)
        found = [self._item(item, shared) for item in amounts]
        total = found[0] if len(found) == 1 else self._together(amounts, found)
        self._check_totals(total)
        return self._with_extras(part, self._with_options(part, total, amounts[0], shared), amounts[-1], shared)

    def bound(self) -> Weighed | None:
        """The most that may be taken in a day."""
        found = [self._item(item, DAY) for item in self._said.bounds]
        return found[0] if len(found) == 1 else None

    # ---- which items count

    def _settled(self, items: list[Item]) -> list[Item]:
        """Own items only; a strength and a quantity are told apart from what is taken."""
        share_times(items)
        own = [item for item in items if not item.other]
        if items and not own:
            raise UnreadableSig("only another drug")
        timed = [item for item in own if item.has_timing or item.scheme]
        kept: list[Item] = []
        for place, item in enumerate(own):
            later = next((other for other in own[place + 1 :] if other.has_amount), None)
            if item.has_timing or item.scheme or not item.has_amount:
                kept.append(item)
            elif later is not None and self._is_strength(item, later):
                self._take_strength(item, later)
            elif timed and _is_quantity(item):
                continue
            else:
                kept.append(item)
        bare = [item for item in kept if not item.has_amount]
        if bare and len(bare) != len(kept):
            raise UnreadableSig("a time without a dose")
        return kept

    def _is_strength(self, item: Item, later: Item) -> bool:
        said = item.mg is not None and item.mg.single is not None
        counted = later.count is not None and later.each is None
        return ((said and counted) or (item.rate is not None and counted)) and not item.linked

    def _take_strength(self, item: Item, later: Item) -> None:
        if item.rate is not None and (item.noun.startswith("patch") or later.noun.startswith("patch")):
            later.rate = item.rate
            return
        mg = item.rate if item.rate is not None else item.mg.single if item.mg is not None else None
        count = later.count.single if later.count is not None else None
        if mg is None:
            raise UnreadableSig("no strength")
        if not (item.solid or item.named) and self._each is not None and self._each != mg:
            later.restated.append(("total", Amount.of(mg)))  # "100 mg 2 tabs", tablets of 50
        elif item.solid or item.named or count == 1 or self._each == mg:
            self._each = self._agree(self._each, mg)
        else:
            raise UnreadableSig("each or together?")

    @staticmethod
    def _agree(known: Fraction | None, said: Fraction) -> Fraction:
        if known is not None and known != said:
            raise UnreadableSig("text and product disagree")
        return said

    # ---- one item

    def _item(self, item: Item, shared: Amount | None) -> Weighed:
        times = times_of(item)
        if item.per_kg is not None:
            return Weighed(intake=Amount.of(item.per_kg), per_kg=True, timed=times is not None)
        if item.rate is not None:
            return self._rated(item)
        times = times if times is not None else shared
        mg, units = self._amount(item)
        if times is None:
            return Weighed(intake=mg, units=units)
        per_day = DAY if item.divided or item.scheme else times
        if item.divided and times.single != 1:
            raise UnreadableSig("divided, and more than once")
        daily = mg.times(per_day)
        self._check_daily(item, daily)
        return Weighed(daily=daily, intake=mg, units=units.times(per_day), timed=True)

    def _rated(self, item: Item) -> Weighed:
        """mg in 24 hours: one patch gives it however long it is worn; two give twice as much (R-D12)."""
        count = item.count or DAY
        if self._is_patch(item):
            self._agree(self._drug.per_day, item.rate or Fraction(0))
        daily = count.by(item.rate or Fraction(0))
        units = count if self._is_patch(item) else UNSTATED
        return Weighed(daily=daily, intake=daily, units=units, timed=True)

    def _is_patch(self, item: Item) -> bool:
        return self._drug.noun == "patch" or item.noun.startswith("patch")

    def _amount(self, item: Item) -> tuple[Amount, Amount]:
        """mg and units of one intake."""
        mg, units = UNSTATED, UNSTATED
        if item.mg is not None:
            mg = self._content(item, item.mg)
        elif item.ml is not None:
            per_ml = self._said.per_ml if self._said.per_ml is not None else self._drug.per_ml
            mg = item.ml.by(per_ml) if per_ml is not None else UNSTATED
        elif item.drops is not None:
            mg = self._dropped(item.drops)
        elif item.count is not None:
            mg, units = self._counted(item, item.count)
        return self._restated(item, mg, units), units

    def _content(self, item: Item, mg: Amount) -> Amount:
        """What a patch holds is not what it gives: "20 mg/20 cm²" is 6 mg in 24 hours (R-A25)."""
        if self._drug.fixed:
            raise UnreadableSig("mg of which ingredient?")
        held = mg.single
        if self._is_patch(item) and held is not None and held in self._drug.contents:
            return Amount.of(self._drug.contents[held])
        return mg

    def _dropped(self, drops: Amount) -> Amount:
        per_drop = self._said.mg_per_drop if self._said.mg_per_drop is not None else self._drug.mg_per_drop
        if per_drop is not None:
            return drops.by(per_drop)
        per_ml = self._said.per_ml if self._said.per_ml is not None else self._drug.per_ml
        if self._said.drops_per_ml is not None and per_ml is not None:
            return drops.by(per_ml / self._said.drops_per_ml)
        raise UnreadableSig("mg of a drop not known")

    def _counted(self, item: Item, count: Amount) -> tuple[Amount, Amount]:
        if item.bare and self._is_mg(item, count):
            return count, UNSTATED
        if (count.high or 0) > MOST_UNITS or (self._drug.noun == "mL" and self._each is None):
            raise UnreadableSig("too many at once")
        if count.low == 0 or count.high == 0:
            raise UnreadableSig("none at all")
        if _family(item.noun) != _family(self._drug.noun) and item.noun and self._drug.noun:
            raise UnreadableSig("sprays of a tablet")
        if self._is_patch(item) and self._drug.per_day is not None:
            return count.by(self._drug.per_day), count
        if self._drug.fixed and item.each is not None:
            raise UnreadableSig("mg of which ingredient?")
        each = item.each if item.each is not None else self._each
        if item.each is not None and not self._said.beside_other and len(self._said.parts) == 1:
            self._check_each(item)
        return (count.by(each) if each is not None else UNSTATED), count

    def _check_each(self, item: Item) -> None:
        """A tablet named by its strength may be another tablet of the same drug ("one 20 and one 10 mg tablet")."""
        if self._each is not None and item.each != self._each and not item.linked:
            product = self._drug.per_unit
            if product is not None and item.each is not None and item.each != product:
                raise UnreadableSig("text and product disagree")

    def _is_mg(self, item: Item, count: Amount) -> bool:
        """The mg were left out: "cymbalta 60", "37.5 daily"."""
        value = count.single
        if value is None:
            if (count.high or 0) > MOST_UNITS:
                raise UnreadableSig("a range of what?")
            return False
        known = self._drug.strengths
        quarters = (value * 4).denominator == 1
        if value > MOST_UNITS or not quarters:
            fits = self._each is not None and (value / self._each * 2).denominator == 1 and value / self._each <= 8
            if value in known or fits:
                return True
            raise UnreadableSig("a number of what?")
        if item.named:
            if value in known and value >= 5:
                return True
            if value in known:
                raise UnreadableSig("a number of what?")
        if value > _BARE_COUNT and value in known:
            if value != self._each:
                raise UnreadableSig("a number of what?")
            return True
        return False

    # ---- what is said twice must be the same

    def _restated(self, item: Item, mg: Amount, units: Amount) -> Amount:
        for kind, again in item.restated:
            if kind == "daily" or self._drug.fixed:
                continue
            if kind == "units":
                mg = self._same_units(again, mg)
            elif kind == "ml":
                self._same_volume(again, mg)
            elif kind == "count":
                if item.count is not None and again != item.count and self._drug.noun != "patch" and not item.mg:
                    raise UnreadableSig("two counts")
            elif not mg.stated:
                mg = self._first_mg(item, kind, again)
            elif again != mg:
                raise UnreadableSig("each or together?" if kind == "mg" else "two totals")
            elif kind == "mg" and mg.single is None and item.count is None:
                raise UnreadableSig("two doses")
        return mg

    def _same_units(self, units: Amount, mg: Amount) -> Amount:
        """ "50 mg = 1 tab": the tablets, by the product, must weigh the same."""
        if self._each is not None and units.by(self._each) != mg:
            raise UnreadableSig("text and product disagree")
        return mg

    def _same_volume(self, ml: Amount, mg: Amount) -> None:
        """ "10 mg (2.5 mL)": the volume, by the concentration, must hold it (to the rounding of a syringe)."""
        per_ml = self._said.per_ml if self._said.per_ml is not None else self._drug.per_ml
        held, said = ml.single, mg.single
        if held is None or said is None or (per_ml is not None and abs(held * per_ml - said) > said / 20):
            raise UnreadableSig("text and product disagree")

    def _first_mg(self, item: Item, kind: str, again: Amount) -> Amount:
        count = item.count
        if kind == "total" or count is None or count.single == 1 or item.ml is not None:
            return again
        if count.single is None and again.single is None:
            return again
        raise UnreadableSig("each or together?")

    def _check_daily(self, item: Item, daily: Amount) -> None:
        for kind, again in item.restated:
            if kind == "daily" and daily.stated and again != daily:
                raise UnreadableSig("contradicts itself")

    def _check_totals(self, total: Weighed) -> None:
        if self._said.beside_other or len(self._said.parts) > 1:
            return
        if any(total.daily.stated and again != total.daily for again in self._said.daily_totals):
            raise UnreadableSig("contradicts itself")
        for again in self._said.totals:
            if total.daily.stated and again not in (total.daily, total.intake):
                raise UnreadableSig("contradicts itself")

    # ---- several items

    def _together(self, items: list[Item], found: list[Weighed]) -> Weighed:
        if not all(weighed.timed for weighed in found):
            raise UnreadableSig("a dose without a time")
        weights = weekday_weights(items)
        if weights is not None:
            found = [
                Weighed(daily=one.daily.by(weight), intake=one.intake, units=one.units.by(weight), timed=True)
                for one, weight in zip(found, weights, strict=True)
            ]
        elif not may_add(items):
            raise UnreadableSig("two doses")
        daily, units = found[0].daily, found[0].units
        for one in found[1:]:
            daily, units = daily.plus(one.daily), units.plus(one.units)
        return Weighed(daily=daily, units=units, timed=True)

    def _repeated(self, items: list[Item], before: Weighed | None) -> Weighed:
        """ "then once weekly": the amount of the step before, at its own times."""
        times = times_of(items[0]) if len(items) == 1 else None
        if before is None or times is None or not before.intake.stated:
            raise UnreadableSig("how much is not said")
        return Weighed(daily=before.intake.times(times), intake=before.intake, timed=True)

    def _with_options(self, part: Part, total: Weighed, first: Item, shared: Amount | None) -> Weighed:
        """A fixed dose with an optional rise is a range."""
        daily, units = total.daily, total.units
        options = [option for option in part.options if option.has_amount]
        weighed = [self._item(option, times_of(first) or shared or DAY) for option in options]
        beside = not part.rises and any(
            set(one.slots + one.clocks) - set(first.slots + first.clocks) for one in options
        )
        if weighed:
            more, count = weighed[0].daily, weighed[0].units
            for one in weighed[1:]:
                more, count = more.plus(one.daily), count.plus(one.units)
            daily, units = (_beside if beside else _raised)(daily, more), (_beside if beside else _raised)(units, count)
        for _ in range(part.seconds):
            single = first.count is not None and first.count.single == 1
            if not single:
                raise UnreadableSig("a second what?")
            daily = _raised(daily, daily.plus(total.intake))
            units = _raised(units, units.plus(Amount.of(Fraction(1))))
        return Weighed(daily=daily, intake=total.intake, units=units, timed=total.timed, per_kg=total.per_kg)

    def _with_extras(self, part: Part, total: Weighed, last: Item, shared: Amount | None) -> Weighed:
        """What may be taken beside it, or again, as needed: the upper end rises; it is open where none is said."""
        more = [self._item(extra, DAY if extra.extra == "once" else None) for extra in part.extras]
        if part.repeats:
            again = self._item(last, shared)
            more.append(again if part.repeats == "once" else Weighed())
        daily, units = total.daily, total.units
        for one in more:
            most = one.units.high if one.timed or one.daily.stated else None
            daily = Amount(low=daily.low, high=daily.plus(one.daily).high)
            units = Amount(low=units.low, high=units.plus(Amount(low=None, high=most)).high)
        return replace(total, daily=daily, units=units, intake=UNSTATED if more else total.intake)


def _beside(fixed: Amount, more: Amount) -> Amount:
    """An optional dose at a time of its own comes to the fixed one."""
    return Amount(low=fixed.low, high=fixed.plus(more).high)


def _raised(fixed: Amount, risen: Amount) -> Amount:
    if not fixed.stated and not risen.stated:
        return fixed
    if risen.high is None or fixed.low is None or risen.high < fixed.low:
        raise UnreadableSig("no rise")
    return Amount(low=fixed.low, high=max(risen.high, fixed.high or risen.high))


def _family(noun: str) -> str:
    """Tablets and capsules are counted alike; sprays and patches are not."""
    return next((word for word in ("spray", "puff", "device", "patch", "mL") if noun.startswith(word)), "solid")


def _is_quantity(item: Item) -> bool:
    count = item.count.single if item.count is not None else None
    return count is not None and count >= _LEAST_QUANTITY and not item.bare and item.mg is None and item.each is None
