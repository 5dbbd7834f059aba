"""Draft -> FHIR resource: MedicationRequest, ServiceRequest (STU3: ProcedureRequest), never signed (R-F5).

The same draft gives the same resource, byte for byte (R-F10); no element is null or empty (R-F7).
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from fhir_mappings.reading.references import UNNAMED
from fhir_mappings.writing.code_maps import CodeMaps, apply_code_maps
from fhir_mappings.writing.directions import direction
from fhir_mappings.writing.drafts import (
    MOST_SUPPORTING,
    AnyDraft,
    Coded,
    Draft,
    DraftDrug,
    DraftMeasurement,
    DraftReferral,
    FhirVersion,
    Intake,
)
from fhir_mappings.writing.referrals import REFERRALS
from fhir_mappings.writing.templates import UCUM, days, template
from fhir_mappings.writing.tests_offered import TESTS
from fhir_mappings.writing.versions import Resource, translate

FIRST_SENTENCE: Final = "Suggested by decision support; not reviewed until signed."
MOST_NOTE: Final = 400
WHEN_CODES: Final = {"morning": "MORN", "evening": "EVE", "night": "HS"}
RECORD: Final = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}")
UNIT_CODES: Final = {"tablet": "{tbl}", "capsule": "{cap}", "patch": "{patch}"}


def write_draft(draft: AnyDraft, *, fhir_version: FhirVersion = "R4", code_maps: CodeMaps | None = None) -> Resource:
    """The resource of a `create` suggestion, valid in the version that the client speaks (R-F11)."""
    match draft:
        case DraftDrug():
            resource = _medication_request(draft)
        case DraftReferral():
            resource = _referral(draft)
        case DraftMeasurement():
            resource = _measurement(draft)
    return translate(apply_code_maps(resource, code_maps or {}), fhir_version)


def _medication_request(drug: DraftDrug) -> Resource:
    order = template("MedicationRequest")
    order["medicationCodeableConcept"] = {"coding": [_coding(drug.coding)], "text": drug.name}
    _fill(order, drug, supporting="supportingInformation")
    order["dosageInstruction"] = [_instruction(drug, number) for number in range(len(drug.intakes))]
    dispense = order["dispenseRequest"]
    dispense["expectedSupplyDuration"] = days(drug.supply_days)
    if drug.is_product and drug.form is not None:
        dispense["quantity"] = _quantity(units_in(drug), drug.form, UNIT_CODES[drug.form])
    else:
        del dispense["quantity"]
    return order


def units_in(drug: DraftDrug) -> int:
    """Whole units that the supply holds: the first step for its days, the last for the rest."""
    left, units = drug.supply_days, 0
    for number, intake in enumerate(drug.intakes):
        last = number == len(drug.intakes) - 1
        length = left if last or intake.days is None else min(intake.days, left)
        units += length * intake.units * intake.times_a_day
        left -= length
    return units


def _instruction(drug: DraftDrug, number: int) -> dict[str, Any]:
    intake, several = drug.intakes[number], len(drug.intakes) > 1
    step = template("instruction")
    step["sequence"] = number + 1
    step["text"] = direction(intake, drug, follows=number > 0, ends=several)
    repeat = step["timing"]["repeat"]
    repeat["frequency"] = intake.times_a_day
    _set_or_drop(repeat, "boundsDuration", days(intake.days) if intake.days else None)
    _set_or_drop(repeat, "when", [WHEN_CODES[intake.when]] if intake.when else None)
    if drug.transdermal:
        step["route"] = template("transdermal")
    step["doseAndRate"][0]["doseQuantity"] = _dose(intake, drug)
    return step


def _dose(intake: Intake, drug: DraftDrug) -> dict[str, Any]:
    """The dose at once: mg or micrograms; of a patch and of a fixed combination, units (R-F13)."""
    if drug.form is not None and (intake.dose is None or drug.form == "patch"):
        return _quantity(intake.units, drug.form, UNIT_CODES[drug.form])
    if intake.dose is None:
        raise ValueError(f"{drug.agent}: neither a number nor a unit to dose by")
    return _quantity(_number(intake.dose), intake.unit, intake.unit)


def _referral(referral: DraftReferral) -> Resource:
    kind = REFERRALS[referral.kind]
    request = template("ServiceRequest")
    request["priority"] = referral.priority
    request["code"] = _concept(kind.coding, kind.text)
    _fill(request, referral, supporting="supportingInfo")
    return request


def _measurement(measurement: DraftMeasurement) -> Resource:
    test = TESTS[measurement.test]
    request = template("ServiceRequest")
    request["category"] = [{"coding": [_coding(test.category)]}]
    request["priority"] = measurement.priority
    coding = test.coding_si if measurement.si_units and test.coding_si else test.coding
    request["code"] = _concept(coding, test.text)
    _fill(request, measurement, supporting="supportingInfo")
    return request


def _fill(resource: Resource, draft: Draft, *, supporting: str) -> None:
    resource["subject"]["reference"] = f"Patient/{draft.patient}"
    _set_or_drop(resource, "encounter", _reference(f"Encounter/{draft.encounter}") if draft.encounter else None)
    _set_or_drop(resource, "reasonReference", _references([draft.condition or ""]) or None)
    _set_or_drop(resource, supporting, _references(draft.supporting)[:MOST_SUPPORTING] or None)
    resource["note"][0]["text"] = note_of(draft)


def note_of(draft: Draft) -> str:
    """The annotation of a draft (R-F9)."""
    return note_of_text(draft.note)


def note_of_text(said: str) -> str:
    """An annotation: what made it, then its own sentences, cut at a sentence's end (R-F9)."""
    text = f"{FIRST_SENTENCE} {' '.join(said.split())}".strip()
    if len(text) <= MOST_NOTE:
        return text
    cut = text[:MOST_NOTE]
    return cut[: max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? ")) + 1]


def _concept(coding: Coded | None, text: str) -> dict[str, Any]:
    return {"coding": [_coding(coding)], "text": text} if coding else {"text": text}


def _coding(coding: Coded) -> dict[str, str]:
    sent = {"system": coding.system, "code": coding.code}
    return sent | {"display": coding.display} if coding.display else sent


def _references(names: Iterable[str]) -> list[dict[str, str]]:
    """Only records that the EHR can find: an id that FHIR does not allow, or that is of our making, is left out."""
    return [_reference(name) for name in dict.fromkeys(names) if RECORD.fullmatch(name) and UNNAMED not in name]


def _reference(name: str) -> dict[str, str]:
    return {"reference": name}


def _quantity(value: int | Decimal, unit: str, code: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": code}


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value.normalize()


def _set_or_drop(target: dict[str, Any], name: str, value: object) -> None:
    if value is None:
        target.pop(name, None)
    else:
        target[name] = value


def codes_emitted(products: Mapping[str, Coded]) -> tuple[Coded, ...]:
    """Every coding that a draft may carry, for an analyst's code map (R-F62, R-F63)."""
    referrals = [referral.coding for referral in REFERRALS.values() if referral.coding]
    tests = [coding for test in TESTS.values() for coding in (test.coding, test.coding_si) if coding]
    return tuple(dict.fromkeys([*products.values(), *referrals, *tests]))
