"""A draft's dose, replaced wherever it stands: amounts, tablets, words, and the product where it has to be another.

Nothing is rounded and no tablet is split; what can't be told exactly is left to words (R-F21).
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from fhir_mappings.codings import system_of
from fhir_mappings.quantities import Measure, amount, unit
from fhir_mappings.writing.directions import TIMES_A_DAY, WHEN, counted, printed
from fhir_mappings.writing.drafts import MOST_TIMES_A_DAY, MOST_UNITS, Form, TimeOfDay
from fhir_mappings.writing.members import Members, number_in, only_object, plain, put, quantity_of, several
from trd.codes import Code, CodeSystem
from trd.drafts import DraftedDrug
from trd.knowledge.code_types import DrugCode
from trd.knowledge.order_types import OrderRow
from trd.knowledge.types import Knowledge

DOSED_IN: Final = "mg/d"
"""Patches, combinations and micrograms are told in words: their figure is not what stands in the draft."""
REPLACED: Final = frozenset({"", "ordered", "admin-amount"})
"""Kinds of dose that are replaced; a calculated one is the client's own to make."""
TIMES_OF_DAY: Final[dict[str, TimeOfDay]] = {"MORN": "morning", "EVE": "evening", "HS": "night"}
FORMS: Final[tuple[Form, ...]] = ("tablet", "capsule")
ORAL: Final = re.compile(r"\b(oral|mouth|po|per os)\b", re.IGNORECASE)
ORAL_CODES: Final = frozenset({"26643006", "po"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseChange:
    """What was changed, for the words beside it."""

    direction: str | None
    product: str | None = None
    units_a_day: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """How the draft is taken: so many times a day, in this product."""

    times: int
    strength: Fraction | None
    form: Form | None
    product: "_Product | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Product:
    """Another strength of the same product."""

    rxcui: str
    name: str
    display: str


@dataclass(slots=True)
class _Doses:
    """Every place in an instruction where an amount at once stands."""

    amounts: list[Fraction] = field(default_factory=list)
    units: list[Fraction] = field(default_factory=list)
    unclear: bool = False

    def take(self, value: object) -> None:
        quantity = quantity_of(value)
        found = unit(quantity)
        if quantity is None or quantity.value is None or found is None:
            self.unclear = True
        elif found.measure is Measure.MASS and (mg := amount(quantity, Measure.MASS)) is not None:
            self.amounts.append(mg)
        elif found.measure is Measure.UNITS:
            self.units.append(Fraction(quantity.value))
        else:
            self.unclear = True


def change_dose(order: Members, daily: Decimal, drug: DraftedDrug, knowledge: Knowledge) -> DoseChange | None:
    """Replace the dose by `daily`; `None`, and nothing replaced, where it can't be made exactly (R-F21)."""
    instructions = several(order.get("dosageInstruction"))
    if len(drug.records) != 1 or len(instructions) != 1 or drug.records[0].as_needed:
        return None
    record = drug.records[0]
    agent, instruction = knowledge.agents.get(record.agent), only_object(instructions[0])
    step = record.steps[0] if len(record.steps) == 1 else None
    if agent is None or agent.taken_unit != DOSED_IN or agent.dose_prefix or instruction is None or step is None:
        return None
    if step.low is None or step.low != step.high or step.per_kg:
        return None
    doses = _doses(instruction)
    strength = Fraction(record.unit_strength) if record.unit_strength else None
    times = _times(Fraction(step.low), doses, strength)
    if times is None or _says_more(instruction):
        return None
    at_once = Fraction(daily) / times
    taken = _in_product(order, at_once, _Taken(times=times, strength=strength, form=None), record.agent, knowledge)
    if taken is None:
        return None
    return _replace(order, instruction, at_once, taken, doses)


def _replace(
    order: Members, instruction: Members, at_once: Fraction, taken: _Taken, doses: _Doses
) -> DoseChange | None:
    units = at_once / taken.strength if taken.strength else None
    if doses.units and units is None:
        return None
    direction = _direction(instruction, at_once, units, taken)
    if direction is None and ("text" in instruction or "renderedDosageInstruction" in order):
        return None
    changed = _with_doses(instruction, at_once, units)
    if changed is None:
        return None
    if "text" in changed:
        changed["text"] = direction
    if taken.product is not None:
        _name(order, taken.product)
    put(order, "dosageInstruction", changed, like=order["dosageInstruction"])
    if "renderedDosageInstruction" in order:
        order["renderedDosageInstruction"] = direction
    return DoseChange(
        direction=direction,
        product=taken.product.name if taken.product else None,
        units_a_day=units * taken.times if units else None,
    )


# ---- what stands there


def _doses(instruction: Members) -> _Doses:
    found = _Doses()
    for entry in several(instruction.get("doseAndRate")):
        given = only_object(entry)
        if given is None or _kind(given) not in REPLACED or "doseQuantity" not in given:
            found.unclear = True
        else:
            found.take(given["doseQuantity"])
    if "doseQuantity" in instruction:
        found.take(instruction["doseQuantity"])
    found.unclear = found.unclear or any(name.startswith(("doseRange", "rate")) for name in instruction)
    return found


def _kind(entry: Members) -> str:
    """`ordered`, `calculated`, `admin-amount`; empty where no kind is said."""
    told = plain(entry.get("type"))
    if not isinstance(told, dict):
        return ""
    codings = [coding for coding in (told.get("coding") or ()) if isinstance(coding, dict)]
    said = next((str(coding["code"]) for coding in codings if coding.get("code")), str(told.get("text") or ""))
    return said.strip().lower()


def _times(daily: Fraction, doses: _Doses, strength: Fraction | None) -> int | None:
    """How often a day: the daily dose over what is taken at once, which has to be a whole number."""
    if doses.unclear or len(set(doses.amounts)) > 1 or len(set(doses.units)) > 1:
        return None
    at_once = doses.amounts[0] if doses.amounts else None
    if doses.units and strength:
        by_units = doses.units[0] * strength
        if at_once is not None and by_units != at_once:
            return None
        at_once = by_units
    if not at_once:
        return None
    times = daily / at_once
    return int(times) if times.denominator == 1 and 1 <= times <= MOST_TIMES_A_DAY else None


def _says_more(instruction: Members) -> bool:
    """Other words with a figure in them might tell the old dose."""
    words = [plain(instruction.get(name)) for name in ("patientInstruction", "additionalInstruction")]
    return any(re.search(r"\d", str(said)) for said in words if said)


# ---- in which product


def _in_product(order: Members, at_once: Fraction, taken: _Taken, agent: str, knowledge: Knowledge) -> _Taken | None:
    """Whole units of the product that was drafted, else of another strength of the same product."""
    row, sent = knowledge.orders.get(agent), _drafted(order, knowledge)
    form = _form(sent)
    if taken.strength is None or _whole(at_once / taken.strength):
        return _Taken(times=taken.times, strength=taken.strength, form=form)
    if row is None or sent is None:
        return None
    fitting = [
        (amount_of_unit, rxcui)
        for amount_of_unit, rxcui in row.products.items()
        if _whole(at_once / Fraction(amount_of_unit)) and _same_product(sent, rxcui, knowledge)
    ]
    if not fitting:
        return None
    strength, rxcui = max(fitting)
    return _Taken(
        times=taken.times, strength=Fraction(strength), form=form, product=_product(row, strength, rxcui, knowledge)
    )


def _whole(units: Fraction) -> bool:
    return units.denominator == 1 and 1 <= units <= MOST_UNITS


def _product(row: OrderRow, strength: Decimal, rxcui: str, knowledge: Knowledge) -> _Product:
    code = knowledge.codes.drugs[Code(CodeSystem.RXNORM, rxcui)]
    return _Product(rxcui=rxcui, name=row.name.format(printed(strength)), display=code.name)


def _drafted(order: Members, knowledge: Knowledge) -> DrugCode | None:
    """The product that the draft names by RxNorm, in the place of its concept."""
    for coding in _codings(order):
        if system_of(coding.get("system")) is CodeSystem.RXNORM:
            found = knowledge.codes.drugs.get(Code(CodeSystem.RXNORM, str(coding.get("code") or "").strip()))
            if found is not None and found.dose_form:
                return found
    return None


def _codings(order: Members) -> list[dict[str, Any]]:
    told = plain(order.get("medicationCodeableConcept"))
    medication = plain(order.get("medication"))
    if told is None and isinstance(medication, dict):
        told = medication.get("concept")
    codings = told.get("coding") if isinstance(told, dict) else None
    return [coding for coding in codings or () if isinstance(coding, dict)] if isinstance(codings, list) else []


def _same_product(sent: DrugCode, rxcui: str, knowledge: Knowledge) -> bool:
    """The same ingredients in the same form: never SR for XL."""
    other = knowledge.codes.drugs[Code(CodeSystem.RXNORM, rxcui)]
    return (sent.ingredients, sent.dose_form, sent.quantity_factor) == (
        other.ingredients,
        other.dose_form,
        other.quantity_factor,
    )


def _form(sent: DrugCode | None) -> Form | None:
    words = sent.dose_form.lower() if sent is not None else ""
    return next((form for form in FORMS if form in words), None)


# ---- what is put there


def _with_doses(instruction: Members, at_once: Fraction, units: Fraction | None) -> Members | None:
    changed = dict(instruction)
    if "doseQuantity" in changed:
        changed["doseQuantity"] = _with_amount(changed["doseQuantity"], at_once, units)
    if "doseAndRate" in changed:
        entries = [only_object(entry) or {} for entry in several(changed["doseAndRate"])]
        dosed = [{**entry, "doseQuantity": _with_amount(entry["doseQuantity"], at_once, units)} for entry in entries]
        if any(entry["doseQuantity"] is None for entry in dosed):
            return None
        if len(dosed) == 1:
            put(changed, "doseAndRate", dosed[0], like=changed["doseAndRate"])
        else:
            changed["doseAndRate"] = dosed
    return None if "doseQuantity" in changed and changed["doseQuantity"] is None else changed


def _with_amount(sent: object, at_once: Fraction, units: Fraction | None) -> Members | None:
    """The same quantity in the same unit, another number."""
    members, found = only_object(sent), unit(quantity_of(sent))
    if members is None or found is None:
        return None
    value = units if found.measure is Measure.UNITS else at_once / found.factor
    told = number_in(value) if value is not None else None
    return None if told is None else {**members, "value": told}


def _name(order: Members, product: _Product) -> None:
    """The other product, in the code system as the client writes it."""
    system = next(
        coding["system"] for coding in _codings(order) if system_of(coding.get("system")) is CodeSystem.RXNORM
    )
    concept = {
        "coding": [{"system": system, "code": product.rxcui, "display": product.display}],
        "text": product.name,
    }
    if "medicationCodeableConcept" in order:
        order["medicationCodeableConcept"] = concept
    else:
        order["medication"] = {"concept": concept}


def _direction(instruction: Members, at_once: Fraction, units: Fraction | None, taken: _Taken) -> str | None:
    """The new instruction in words; `None` where its route or its times can't be told."""
    mg, number = number_in(at_once), number_in(units) if units is not None else None
    if mg is None or not _is_oral(instruction):
        return None
    dose = f"{printed(Decimal(mg))} mg"
    if taken.form is not None and isinstance(number, int):
        dose = f"{number} {counted(taken.form, number)} ({dose})"
    when = _when(instruction) if taken.times == 1 else None
    parts = ["Take", dose, "by mouth", TIMES_A_DAY[taken.times], WHEN[when] if when else ""]
    return " ".join(part for part in parts if part) + "."


def _is_oral(instruction: Members) -> bool:
    if "route" not in instruction:
        return True
    told = plain(instruction["route"])
    if not isinstance(told, dict):
        return False
    codings = [coding for coding in (told.get("coding") or ()) if isinstance(coding, dict)]
    words = [told.get("text"), *(coding.get("display") for coding in codings)]
    coded = any(str(coding.get("code") or "").lower() in ORAL_CODES for coding in codings)
    return coded or any(ORAL.search(text) for text in words if isinstance(text, str))


def _when(instruction: Members) -> TimeOfDay | None:
    timing = plain(instruction.get("timing"))
    repeat = timing.get("repeat") if isinstance(timing, dict) else None
    when = repeat.get("when") if isinstance(repeat, dict) else None
    named = when[0] if isinstance(when, list) and len(when) == 1 else when
    return TIMES_OF_DAY.get(named) if isinstance(named, str) else None
