"""Combinations are each of their agents; products that are never a trial are marked (§1.3)."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import dosage, order, read, record, shown
from tests.fhir_mappings.records import coded


def agents(medication: dict[str, Any], *beside: dict[str, Any]) -> list[str]:
    return [found.agent for found in read(order(medication), *beside).records]


def concept(*codes: str, text: str | None = None) -> dict[str, Any]:
    codings = [coding for code in codes for coding in coded(code)["coding"]]
    return {"medicationCodeableConcept": {"coding": codings} | ({"text": text} if text else {})}


@pytest.mark.parametrize(
    ("medication", "expected"),
    [
        pytest.param(concept("rxnorm|403969"), ["olanzapine-fluoxetine"], id="olanzapine-fluoxetine: its own row"),
        pytest.param(concept(text="Symbyax 6-25 mg"), ["olanzapine-fluoxetine"], id="by its brand"),
        pytest.param(concept("rxnorm|2611260"), ["dextromethorphan-bupropion"], id="dextromethorphan-bupropion"),
        pytest.param(
            concept(text="PERPHENAZINE-AMITRIPTYLINE 2-25 MG PO TABS"),
            ["amitriptyline", "perphenazine"],
            id="two drugs",
        ),
        pytest.param(concept("rxnorm|1551468"), ["bupropion", "naltrexone"], id="naltrexone-bupropion"),
        pytest.param(concept("rxnorm|4493", "rxnorm|61381"), ["olanzapine-fluoxetine"], id="one code an ingredient"),
    ],
)
def test_a_combination_is_each_of_its_agents(medication: dict[str, Any], expected: list[str]) -> None:
    assert sorted(agents(medication)) == expected


@pytest.mark.parametrize(
    ("text", "sig", "daily"),
    [
        ("PERPHENAZINE-AMITRIPTYLINE 4-25 MG PO TABS", "2 tablets at bedtime", {"amitriptyline": "50"}),
        ("perphenazine 2 mg-amitriptyline 10 mg tablet", "1 tablet nightly", {"amitriptyline": "10"}),
        ("chlordiazepoxide-amitriptyline 5-12.5 mg tab", "2 tablets at bedtime", {"amitriptyline": "25"}),
        ("Olanzapine-fluoxetine 6-25 MG capsule", "1 capsule daily", {"olanzapine-fluoxetine": "25"}),
        ("Symbyax 6-25 mg (olanzapine 6 MG / fluoxetine 25 MG)", "1 capsule", {"olanzapine-fluoxetine": None}),
        ("Symbyax 12-50 mg capsule", "1 capsule nightly", {"olanzapine-fluoxetine": "50"}),
        ("Auvelity 45-105 MG TBCR", "1 tablet twice daily", {"dextromethorphan-bupropion": "210"}),
        ("Contrave ER 8-90 mg", "2 tabs BID", {"bupropion": "360"}),
        ("amitriptyline-perphenazine 3-33 mg", "1 tablet daily", {"amitriptyline": None}),
        ("amitriptyline-perphenazine 4-25 mg, 2-10 mg", "1 tablet daily", {"amitriptyline": None}),
        ("Olanzapine-fluoxetine 6-25 MG capsule", "Take 25 mg daily", {"olanzapine-fluoxetine": None}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_of_a_combination_the_antidepressant_part_is_read_by_its_own_mg(
    text: str, sig: str, daily: dict[str, str | None]
) -> None:
    found = read(order(concept(text=text), dosage(text=sig))).records
    doses = {one.agent: shown(one.steps[0].low) if one.steps else None for one in found}
    assert doses.items() >= daily.items()


@pytest.mark.parametrize(
    "text",
    [
        "Silenor 6 mg tablet",
        "doxepin 3 mg tablet",
        "doxepin 5 % topical cream",
        "Zyban 150 mg SR",
        "Savella 50 mg tablet",
        "Qelbree 200 mg ER capsule",
        "paroxetine 7.5 mg capsule",
        "Sarafem 20 mg",
        "Eldepryl 5 mg capsule",
    ],
)
def test_a_product_that_is_never_an_antidepressant_trial_is_marked(text: str) -> None:
    assert record(order(concept(text=text))).always_trap


@pytest.mark.parametrize(
    "text", ["doxepin 25 mg capsule", "doxepin 6 mg/mL", "bupropion SR 150 mg", "milnacipran 50 mg"]
)
def test_the_same_agent_in_another_product_is_not(text: str) -> None:
    assert not record(order(concept(text=text))).always_trap


def test_naltrexone_makes_bupropion_a_weight_product() -> None:
    found = {one.agent: one for one in read(order(concept("rxnorm|1551468"))).records}
    assert found["bupropion"].always_trap
