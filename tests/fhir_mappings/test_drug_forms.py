"""Release form and route, by the table or the words (R-A4, R-A20)."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import order, record
from tests.fhir_mappings.records import coded
from trd.terms import ReleaseForm, Route


def concept(*codes: str, text: str | None = None) -> dict[str, Any]:
    codings = [coding for code in codes for coding in coded(code)["coding"]]
    return {"medicationCodeableConcept": {"coding": codings} | ({"text": text} if text else {})}


@pytest.mark.parametrize(
    ("medication", "form"),
    [
        (concept("rxnorm|993541"), ReleaseForm.EXTENDED),
        (concept("rxnorm|993518"), ReleaseForm.SUSTAINED),
        (concept(text="paroxetine CR 25 mg tablet"), ReleaseForm.CONTROLLED),
        (concept(text="PAROXETINE HCL ER 25 MG PO TB24"), ReleaseForm.CONTROLLED),
        (concept(text="PAROXETINE HCL 20 MG PO TABS"), ReleaseForm.IMMEDIATE),
        (concept(text="paroxetine"), None),
        (concept(text="venlafaxine MR 75mg"), ReleaseForm.EXTENDED),
        (concept(text="EMSAM 6 mg/24h patch"), ReleaseForm.PATCH),
        (concept(text="fluoxetine 20 mg/5 mL oral solution"), ReleaseForm.SOLUTION),
        (concept(text="aripiprazole LAI 400 mg"), ReleaseForm.LONG_ACTING_INJECTION),
        (concept("rxnorm|312941"), ReleaseForm.IMMEDIATE),
    ],
)
def test_the_release_form_is_told_by_the_table_or_the_words(
    medication: dict[str, Any], form: ReleaseForm | None
) -> None:
    assert record(order(medication)).form is form


def test_the_route_of_the_dosage_comes_before_that_of_the_product() -> None:
    nasal = {"route": coded("snomed|46713006")}
    assert record(order(concept(text="ketamine"), nasal)).route is Route.NASAL
    assert record(order(concept(text="doxepin topical cream"))).route is Route.TOPICAL
    assert record(order(concept("rxnorm|312941"))).route is Route.ORAL
