"""The drug and the dose of a record, in each of the ways in which senders write them."""

from decimal import Decimal
from random import Random
from typing import Any

from tests.truth.formulary import Drug

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
OID = "urn:oid:2.16.840.1.113883.6.88"
UCUM = "http://unitsofmeasure.org"

Resource = dict[str, Any]


def product_for(drug: Drug, dose: Decimal) -> tuple[str, Decimal]:
    """The strength that makes the fewest tablets, and how many a day."""
    for strength in sorted(drug.products, key=Decimal, reverse=True):
        count = dose / Decimal(strength)
        if count >= 1 and count % Decimal("0.5") == 0:
            return strength, count
    strength = min(drug.products, key=Decimal)
    return strength, dose / Decimal(strength)


def medication(drug: Drug, strength: str, coding: str, number: int) -> tuple[Resource, list[Resource]]:
    """The element that names the drug (`concept` or `reference`), and the Medication beside it."""
    code, name = drug.products[strength]
    strong = f"{strength} MG"
    concepts: dict[str, Resource] = {
        "product": {"coding": [{"system": RXNORM, "code": code, "display": name}], "text": name},
        "ingredient": {"coding": [{"system": RXNORM, "code": drug.rxcui, "display": drug.name}], "text": drug.name},
        "brand": {
            "coding": [{"system": RXNORM, "code": code, "display": drug.brand}],
            "text": f"{drug.brand} {strong}",
        },
        "oid": {"coding": [{"system": OID, "code": code}]},
        "atc": {"coding": [{"system": ATC, "code": drug.atc}]},
        "text": {"text": f"{drug.name} {drug.salt} {strength} mg {drug.unit}".replace("  ", " ")},
        "brand-text": {"text": f"{drug.brand.upper()} {strength} mg {drug.unit}"},
    }
    if coding not in ("reference", "contained"):
        return {"concept": concepts[coding]}, []
    there = {"resourceType": "Medication", "id": f"med-{number}", "code": concepts["product"]}
    reference = f"#med-{number}" if coding == "contained" else f"Medication/med-{number}"
    return {"reference": {"reference": reference}}, [there]


def dosage(
    drug: Drug,
    dose: Decimal,
    strength: str,
    how: str,
    version: str,
    units: str,
    chance: Random,
    strength_is_known: bool,
) -> Resource:
    """One instruction for a daily dose; in words it tells milligrams where the product does not."""
    count = dose / Decimal(strength)
    if how == "sig":
        return {"text": chance.choice(sigs(drug, dose, count, strength_is_known))}
    daily: Resource = {
        "repeat": {"frequency": 1, "period": 1, "periodUnits" if version == "DSTU2" else "periodUnit": "d"}
    }
    amount = _milligrams(dose, units, chance)
    if how == "tablets":
        unit = drug.unit if units == "ucum" else chance.choice((f"{drug.unit}s", drug.unit.upper(), f"{drug.unit}(s)"))
        amount = {"value": plain(count), "unit": unit}
        if count % 2 == 0 and chance.random() < 0.5:
            amount["value"], daily["repeat"]["frequency"] = plain(count / 2), 2
    said: Resource = {"timing": daily}
    if version in ("STU3", "DSTU2"):
        return said | {"doseQuantity": amount}
    return said | {"doseAndRate": [{"doseQuantity": amount}]}


def _milligrams(dose: Decimal, units: str, chance: Random) -> Resource:
    """The dose with its unit as it should be, as it is often written, or without one."""
    if units == "missing":
        return {"value": plain(dose)}
    if units == "ucum" and dose >= Decimal("0.1"):
        return {"value": plain(dose), "unit": "mg", "system": UCUM, "code": "mg"}
    if units == "ucum":
        return {"value": plain(dose * 1000), "unit": "mcg", "system": UCUM, "code": "ug"}
    written: tuple[tuple[Decimal, Resource], ...] = (
        (dose, {"unit": "MG"}),
        (dose, {"unit": "Mg"}),
        (dose, {"unit": "milligrams"}),
        (dose, {"unit": "milligram(s)", "code": "mg"}),
        (dose, {"code": "mg"}),
        (dose / 1000, {"unit": "g", "system": UCUM, "code": "g"}),
        (dose / 1000, {"unit": "gram"}),
        (dose * 1000, {"unit": "mcg"}),
        (dose * 1000, {"unit": "microgram", "code": "ug"}),
    )
    value, unit = chance.choice(written)
    return {"value": plain(value), **unit}


def sigs(drug: Drug, dose: Decimal, count: Decimal, strength_is_known: bool) -> list[str]:
    """The ways in which clinicians type the instruction."""
    unit, total, number = drug.unit, plain(dose), plain(count)
    many, short = unit if count <= 1 else f"{unit}s", "tab" if unit == "tablet" else "cap"
    said = [
        f"Take {number} {many} ({total} mg total) by mouth daily.",
        f"{total} mg by mouth once daily",
        f"{total}mg od",
    ]
    if not strength_is_known:
        return said
    said += [
        f"Take {number} {many} by mouth every morning",
        f"{number} {short} PO QD",
        f"take {number} {many} at bedtime",
        f"{number} {many} daily with food" + ("" if drug.for_other_use else " for depression"),
    ]
    words = {1: "one", 2: "two", 3: "three", 4: "four"}
    if count in words:
        said.append(f"Take {words[int(count)]} {many} by mouth once a day.")
    if count % 2 == 0:
        half, each = plain(count / 2), unit if count == 2 else f"{unit}s"
        said += [f"Take {half} {each} by mouth twice daily", f"{half} {short} PO BID"]
    return said


def plain(value: Decimal) -> int | float:
    """As JSON writes it."""
    return int(value) if value == int(value) else float(value)
