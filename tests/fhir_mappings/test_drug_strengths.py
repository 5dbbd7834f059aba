"""mg of one unit: from the product, the Medication, or one number in the name (R-D4)."""

from typing import Any

from tests.fhir_mappings.drug_orders import order, read, record
from tests.fhir_mappings.records import coded


def concept(*codes: str, text: str | None = None) -> dict[str, Any]:
    codings = [coding for code in codes for coding in coded(code)["coding"]]
    return {"medicationCodeableConcept": {"coding": codings} | ({"text": text} if text else {})}


def test_a_medication_is_known_by_its_ingredients_and_their_strength() -> None:
    product = {
        "resourceType": "Medication",
        "id": "m1",
        "code": coded(text="Hausmarke N2"),
        "ingredient": [
            {
                "itemCodeableConcept": coded("http://www.whocc.no/atc|N06AB06"),
                "strength": {
                    "numerator": {"value": 100, "unit": "mg", "code": "mg"},
                    "denominator": {"value": 1, "unit": "Stück"},
                },
            }
        ],
    }
    found = record(order({"medicationReference": {"reference": "Medication/m1"}}), product)
    assert (found.agent, str(found.unit_strength)) == ("sertraline", "100")


def test_the_parts_of_two_strengths_are_not_guessed() -> None:
    found = {one.agent: one for one in read(order(concept(text="PERPHENAZINE-AMITRIPTYLINE 2-25 MG PO TABS"))).records}
    assert found["amitriptyline"].unit_strength is None


def test_a_product_code_says_more_than_an_ingredient_code_beside_it() -> None:
    found = record(order(concept("rxnorm|36437", "rxnorm|312941")))
    assert str(found.unit_strength) == "50"
