"""Which drug is it? By code of any form, through any reference, else by the words that EHRs print."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import order, read, record, statement
from tests.fhir_mappings.records import SYSTEMS, WORDS, coded
from trd.terms import GapCode, ReleaseForm, Route

SERTRALINE = {"resourceType": "Medication", "id": "m1", "code": coded("rxnorm|312941")}
RXNORM_OID = "urn:oid:2.16.840.1.113883.6.88"


def agents(medication: dict[str, Any], *beside: dict[str, Any]) -> list[str]:
    return [found.agent for found in read(order(medication), *beside).records]


def concept(*codes: str, text: str | None = None) -> dict[str, Any]:
    codings = [coding for code in codes for coding in coded(code)["coding"]]
    return {"medicationCodeableConcept": {"coding": codings} | ({"text": text} if text else {})}


@pytest.mark.parametrize(
    "medication",
    [
        pytest.param(concept("rxnorm|36437"), id="ingredient"),
        pytest.param(concept("rxnorm|312941"), id="clinical drug"),
        pytest.param(concept("rxnorm|82728"), id="brand"),
        pytest.param(concept(f"{RXNORM_OID}|312941"), id="RxNorm as OID"),
        pytest.param(concept("http://www.whocc.no/atc|N06AB06"), id="ATC"),
        pytest.param(concept("http://fhir.de/CodeSystem/bfarm/atc|N06AB06"), id="ATC, German edition"),
        pytest.param(concept("urn:oid:1.2.3|4711", text="SERTRALINE HCL 50 MG PO TABS"), id="local code, Epic's words"),
        pytest.param(
            concept("rxnorm|99999999", text="Zoloft 50 mg tablet"), id="a code that no table has, and a brand"
        ),
        pytest.param({"medicationCodeableConcept": {"coding": [{"display": "Sertralin 50 mg"}]}}, id="display only"),
        pytest.param({"medicationCodeableConcept": "Sertraline 50 MG"}, id="plain text in place of a concept"),
        pytest.param(
            {"medicationReference": {"reference": "Medication/gone", "display": "ZOLOFT 50 MG PO TABS"}}, id="orphan"
        ),
        pytest.param({"medication": {"concept": coded("rxnorm|312941")}}, id="R5 concept"),
        pytest.param({"medication": {"reference": {"display": "sertraline"}}}, id="R5 reference with words only"),
    ],
)
def test_sertraline_is_recognised_however_it_is_named(medication: dict[str, Any]) -> None:
    assert agents(medication) == ["sertraline"]


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param({"medicationReference": {"reference": "Medication/m1"}}, id="sibling"),
        pytest.param({"medicationReference": {"reference": "https://ehr.example/fhir/Medication/m1"}}, id="absolute"),
        pytest.param({"medicationReference": {"reference": "Medication/m1/_history/3"}}, id="of a version"),
        pytest.param({"medicationReference": "Medication/m1"}, id="a bare reference"),
        pytest.param({"medication": {"reference": {"reference": "Medication/m1"}}}, id="R5"),
    ],
)
def test_a_medication_that_was_sent_along_is_found(reference: dict[str, Any]) -> None:
    assert agents(reference, SERTRALINE) == ["sertraline"]


def test_a_contained_medication_is_found() -> None:
    contained = {"contained": [SERTRALINE | {"id": "c"}], "medicationReference": {"reference": "#c"}}
    assert agents(contained) == ["sertraline"]


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


def test_words_count_like_a_code_and_say_that_they_are_words() -> None:
    assert record(order(concept(text="Zoloft 50 mg tablet"))).by_text
    assert not record(order(concept("rxnorm|312941"))).by_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Effexor XR 150mg caps", "venlafaxine"),
        ("DESVENLAFAXINE SUCCINATE ER 50 MG PO TB24", "desvenlafaxine"),
        ("escitalopram oxalate 10 mg", "escitalopram"),
        ("Cipralex", "escitalopram"),
        ("St. John's Wort 300 mg", "st-johns-wort"),
        ("buPROPion XL 150 mg/24 hours oral tablet, extended release", "bupropion"),
        ("ESKETAMINE 28 MG NASAL SPRAY", "esketamine"),
        ("lithium carbonate ER 450 mg", "lithium"),
        ("nortriptyline", "nortriptyline"),
    ],
)
def test_a_name_is_found_as_a_whole_word_and_the_longest_wins(text: str, expected: str) -> None:
    assert agents(concept(text=text)) == [expected]


@pytest.mark.parametrize("text", ["Amoxicillin 500 mg", "desertraline", "sertralinex", "Vitamin C", "lithiumgrease"])
def test_a_name_inside_another_word_is_no_name(text: str) -> None:
    assert agents(concept(text=text)) == []
    assert not read(order(concept(text=text))).gaps


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


@pytest.mark.parametrize("text", ["sertraline 50 mg (replaces citalopram)", "Sertraline, switched from escitalopram"])
def test_the_drug_that_was_replaced_is_not_taken(text: str) -> None:
    assert agents(concept(text=text)) == ["sertraline"]


def test_the_parts_of_two_strengths_are_not_guessed() -> None:
    found = {one.agent: one for one in read(order(concept(text="PERPHENAZINE-AMITRIPTYLINE 2-25 MG PO TABS"))).records}
    assert found["amitriptyline"].unit_strength is None


def test_a_product_code_says_more_than_an_ingredient_code_beside_it() -> None:
    found = record(order(concept("rxnorm|36437", "rxnorm|312941")))
    assert str(found.unit_strength) == "50"


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


def test_the_route_of_the_dosage_comes_before_that_of_the_product() -> None:
    nasal = {"route": coded("snomed|46713006")}
    assert record(order(concept(text="ketamine"), nasal)).route is Route.NASAL
    assert record(order(concept(text="doxepin topical cream"))).route is Route.TOPICAL
    assert record(order(concept("rxnorm|312941"))).route is Route.ORAL


@pytest.mark.parametrize(
    "medication",
    [
        pytest.param(concept(text="SSRI, name not known"), id="a class"),
        pytest.param(concept(text="antidepressant"), id="the word"),
        pytest.param(
            concept("http://www.whocc.no/atc|N06AX99"), id="an ATC code of an antidepressant that no table has"
        ),
        pytest.param({"medicationReference": {"reference": "Medication/gone"}}, id="a reference to nowhere"),
        pytest.param({"medicationReference": {}}, id="no drug at all"),
        pytest.param(
            concept("http://hl7.org/fhir/sid/ndc|12345-678-90"), id="a code alone, of a system without tables"
        ),
    ],
)
def test_an_antidepressant_that_we_cannot_tell_is_a_gap_and_not_silence(medication: dict[str, Any]) -> None:
    found = read(order(medication))
    assert found.records == ()
    assert [gap.code for gap in found.gaps] == [GapCode.UNKNOWN_DRUG]
    assert found.gaps[0].evidence == ("MedicationRequest/o",)


def test_a_code_alone_that_no_table_has_may_be_an_antidepressant() -> None:
    assert [gap.code for gap in read(order(concept("rxnorm|99999999"))).gaps] == [GapCode.UNKNOWN_DRUG]


def test_an_atc_code_of_another_class_is_another_drug() -> None:
    assert read(order(concept("http://www.whocc.no/atc|A10BA02"))).gaps == ()


def test_another_drug_is_counted_and_not_named() -> None:
    found = read(order(concept("rxnorm|723", text="amoxicillin")), statement(concept(text="paracetamol")))
    assert found.unread == {"MedicationRequest": 1, "MedicationStatement": 1}
    assert not found.gaps


def test_a_drug_of_an_interaction_group_is_our_business() -> None:
    found = record(order(concept(text="WARFARIN SODIUM 5 MG PO TABS")))
    assert (found.agent, found.ingredients) == ("warfarin", ("warfarin",))


def test_a_label_is_one_short_line_without_markup() -> None:
    long = "<b>sertraline</b>\n50 mg  tablet " + "x" * 90
    label = record(order(concept(text=long))).label
    assert label.startswith("sertraline 50 mg tablet")
    assert len(label) <= 60


def test_names_in_any_text_for_allergies_and_reasons() -> None:
    assert "sertraline" in WORDS.drugs.named_in("rash on Zoloft")
    assert WORDS.drugs.named_in("rash on penicillin") == frozenset()
    assert SYSTEMS["rxnorm"].startswith("http")
