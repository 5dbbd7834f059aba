"""How a drafted drug is taken, in words that stand alone: an EHR may show nothing else (R-F4)."""

from decimal import Decimal
from typing import Final

from fhir_mappings.writing.drafts import DraftDrug, Form, Intake, TimeOfDay

TIMES_A_DAY: Final = {1: "once daily", 2: "twice daily", 3: "three times daily", 4: "four times daily"}
WHEN: Final[dict[TimeOfDay, str]] = {"morning": "in the morning", "evening": "in the evening", "night": "at night"}


def printed(amount: Decimal) -> str:
    """A number as it is read aloud: no exponent, no trailing zero (37.5, not 37.50; 20, not 2E+1)."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def dose_of(intake: Intake) -> str:
    """The dose at once in words; micrograms are spelled out, since "ug" and "mg" are mistaken for each other."""
    if intake.dose_words is not None:
        return intake.dose_words
    assert intake.dose is not None  # an Intake has one or the other
    return f"{printed(intake.dose)} {'micrograms' if intake.unit == 'ug' else intake.unit}"


def direction(intake: Intake, drug: DraftDrug, *, follows: bool = False, ends: bool = False) -> str:
    """One dosage instruction as a sentence: "Take 1 tablet (2 mg) by mouth once daily in the morning."""
    verb = "apply" if drug.transdermal else "take"
    amount = dose_of(intake)
    if drug.form is not None and drug.is_product:
        amount = f"{intake.units} {counted(drug.form, intake.units)} ({amount})"
    parts = [
        f"Then {verb}" if follows else verb.capitalize(),
        amount,
        "to the skin" if drug.transdermal else "by mouth",
        TIMES_A_DAY[intake.times_a_day],
        WHEN[intake.when] if intake.when else "",
        "with food" if intake.with_food else "",
        f"for {intake.days} days" if ends and intake.days else "",
    ]
    return " ".join(part for part in parts if part) + "."


def in_brief(drug: DraftDrug) -> str:
    """The whole order on one line, for a suggestion's description (R-F4).

    "Mirtazapine 15 mg oral tablet, 1 at night, 28 days, no repeats". The dose stands in the name of a
    product; where only an ingredient is coded it is written out.
    """
    steps = "; then ".join(_step(intake, drug, alone=len(drug.intakes) == 1) for intake in drug.intakes)
    return f"{drug.name}, {steps}, {drug.supply_days} days, no repeats"


def counted(form: Form, number: int) -> str:
    """The unit, in agreement with its number."""
    if form == "patch":
        return "patch" if number == 1 else "patches"
    return form if number == 1 else f"{form}s"


def _step(intake: Intake, drug: DraftDrug, *, alone: bool) -> str:
    often = "daily" if intake.times_a_day == 1 else TIMES_A_DAY[intake.times_a_day]
    when = f"{WHEN[intake.when]}" if intake.when else ""
    amount = f"{intake.units}" if drug.is_product else dose_of(intake)
    parts = [
        amount,
        when if when and intake.times_a_day == 1 else often,
        "with food" if intake.with_food else "",
        "" if alone or not intake.days else f"for {intake.days} days",
    ]
    return " ".join(part for part in parts if part)
