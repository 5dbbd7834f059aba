"""mg of one unit: from the product, the Medication, or one number in the name (R-D4)."""

from typing import Any

import pytest

from fhir_mappings.drug_products import NamedDrug
from fhir_mappings.reading.drug_resources import MedicationRequest
from tests.fhir_mappings.drug_orders import order, read, record
from tests.fhir_mappings.records import WORDS, bundle, coded


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


def test_the_parts_of_two_strengths_are_those_of_a_product_that_exists_and_never_guessed() -> None:
    for text, mg in (
        ("PERPHENAZINE-AMITRIPTYLINE 2-25 MG PO TABS", "25"),
        ("Perphenazine-Amitriptyline 2-33 MG", "None"),
    ):
        found = {one.agent: one for one in read(order(concept(text=text))).records}
        assert str(found["amitriptyline"].unit_strength) == mg


def test_a_product_code_says_more_than_an_ingredient_code_beside_it() -> None:
    found = record(order(concept("rxnorm|36437", "rxnorm|312941")))
    assert str(found.unit_strength) == "50"


def strength(**elements: Any) -> dict[str, Any]:
    return {"itemCodeableConcept": coded("http://www.whocc.no/atc|N06AB06")} | elements


def ratio(mg: Any, below: dict[str, Any] | None, unit: str = "mg") -> dict[str, Any]:
    numerator = {"value": mg, "unit": unit, "code": unit}
    return {"numerator": numerator} | ({"denominator": below} if below is not None else {})


def of(ingredient: dict[str, Any], *beside: dict[str, Any], text: str = "Hausmarke", **product: Any) -> Any:
    medication = {
        "resourceType": "Medication",
        "id": "m1",
        "code": coded(text=text),
        "ingredient": [ingredient],
    } | product
    found = WORDS.drugs.named_by(
        bundle(order({"medicationReference": {"reference": "Medication/m1"}})).of(MedicationRequest)[0],
        bundle(medication, *beside),
    )
    assert isinstance(found, NamedDrug)
    return found.components[0].strength


@pytest.mark.parametrize(
    ("ingredient", "expected"),
    [
        pytest.param(strength(strength=ratio(100, {"value": 1, "unit": "tablet"})), ("100", None), id="per tablet"),
        pytest.param(strength(strength=ratio(200, {"value": 2, "unit": "tablet"})), ("100", None), id="per two"),
        pytest.param(strength(strength=ratio(100, None)), ("100", None), id="of nothing in particular"),
        pytest.param(strength(strength=ratio(100, {"value": 5, "unit": "mL"})), (None, "20"), id="per 5 mL"),
        pytest.param(strength(strength=ratio("0.1", {"value": 1, "unit": "1"}, "g")), ("100", None), id="in grams"),
        pytest.param(strength(amount=ratio(100, {"value": 1, "unit": "tablet"})), ("100", None), id="STU3 amount"),
        pytest.param(strength(strengthRatio=ratio(100, {"value": 1, "unit": "tablet"})), ("100", None), id="R5 ratio"),
        pytest.param(strength(strengthQuantity={"value": 100, "unit": "mg"}), ("100", None), id="R5 quantity"),
        pytest.param(strength(strength=ratio(100, {"value": 3, "unit": "furlong"})), (None, None), id="of what?"),
        pytest.param(strength(strength=ratio(100, {"value": 0, "unit": "mL"})), (None, None), id="of nothing"),
        pytest.param(strength(strength=ratio(8, {"value": 1, "unit": "tablet"}, "mmol")), (None, None), id="no mass"),
        pytest.param(strength(strength=ratio(100, {"value": 1, "unit": "h"})), (None, None), id="per hour, no patch"),
    ],
)
def test_a_medication_states_its_strength_in_every_version(
    ingredient: dict[str, Any], expected: tuple[str | None, str | None]
) -> None:
    found = of(ingredient)
    assert tuple(None if value is None else str(value) for value in (found.per_unit, found.per_ml)) == expected


def test_a_patch_states_what_it_gives_in_a_day() -> None:
    patch = {"itemCodeableConcept": coded("rxnorm|9639")}
    day = of(patch | {"strength": ratio(9, {"value": 24, "unit": "h"})}, text="transdermal patch")
    assert str(day.per_day) == "9"
    piece = of(patch | {"strength": ratio(9, {"value": 1, "unit": "patch"})}, text="transdermal patch")
    assert str(piece.per_day) == "9"


def test_an_ingredient_may_be_a_medication_of_its_own() -> None:
    substance = {"resourceType": "Medication", "id": "s", "code": coded("rxnorm|36437")}
    dose = {"strength": ratio(100, {"value": 1, "unit": "tablet"})}
    assert str(of({"itemReference": {"reference": "Medication/s"}} | dose, substance).per_unit) == "100"
    assert str(of({"itemReference": {"display": "sertraline"}} | dose).per_unit) == "100"
    assert str(of({"item": {"concept": coded("rxnorm|36437")}} | dose).per_unit) == "100"


def test_dstu2_puts_the_ingredients_into_a_product() -> None:
    inner = {"item": coded("rxnorm|36437"), "amount": ratio(50, {"value": 1, "unit": "tablet"})}
    medication = {
        "resourceType": "Medication",
        "id": "m1",
        "product": {"form": coded(text="tablet"), "ingredient": [inner]},
    }
    found = record(order({"medicationReference": {"reference": "Medication/m1"}}), medication)
    assert (found.agent, str(found.unit_strength)) == ("sertraline", "50")
