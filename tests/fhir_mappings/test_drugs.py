"""Which drug is it? By code of any form, through any reference, else by the words that EHRs print."""

from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import order, read, record, statement
from tests.fhir_mappings.records import coded
from trd.terms import GapCode

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
        pytest.param(concept("rxnorm|208161"), id="branded drug"),
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
    ("medication", "agent"),
    [
        pytest.param(concept("rxnorm|203204"), "bupropion", id="precise ingredient"),
        pytest.param(concept("rxnorm|683693"), "desvenlafaxine", id="precise ingredient of a drug named by its salt"),
        pytest.param(concept("rxnorm|1086789"), "vilazodone", id="pack"),
        pytest.param(concept("rxnorm|1433249"), "levomilnacipran", id="titration pack"),
        pytest.param(concept(f"{RXNORM_OID}|203204"), "bupropion", id="precise ingredient, as OID"),
    ],
)
def test_salts_and_packs_are_the_drug_that_they_hold(medication: dict[str, Any], agent: str) -> None:
    found = record(order(medication))
    assert (found.agent, found.by_text) == (agent, False)


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


def test_words_count_like_a_code_and_say_that_they_are_words() -> None:
    assert record(order(concept(text="Zoloft 50 mg tablet"))).by_text
    assert not record(order(concept("rxnorm|312941"))).by_text


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
