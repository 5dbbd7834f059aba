"""A dose is replaced wherever it stands, exactly or not at all (R-F20, R-F21)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import mg, repeat
from tests.fhir_mappings.records import coded
from tests.fhir_mappings.writing.drafted_changes import CITALOPRAM_20, RXNORM, changed, ordered, resource

TABLETS = {"value": 2, "unit": "tablet", "system": "http://unitsofmeasure.org", "code": "{tbl}"}


def typed(kind: str, quantity: dict[str, Any]) -> dict[str, Any]:
    system = "http://epic.com/CodeSystem/dose-rate-type"
    return {"type": {"coding": [{"system": system, "code": kind}]}, "doseQuantity": quantity}


def instruction_of(sent: dict[str, Any], daily: str) -> dict[str, Any]:
    told: dict[str, Any] = resource(changed(sent, daily_dose=Decimal(daily)))["dosageInstruction"][0]
    return told


def test_the_ordered_dose_and_the_tablets_are_replaced_together() -> None:
    entries = [typed("admin-amount", TABLETS), typed("ordered", mg(40))]
    found = instruction_of(ordered(CITALOPRAM_20, {"timing": repeat(), "doseAndRate": entries}), "20")
    assert [entry["doseQuantity"]["value"] for entry in found["doseAndRate"]] == [1, 20]
    assert found["doseAndRate"][0]["type"] == entries[0]["type"]


def test_a_calculated_dose_is_the_clients_own_to_make() -> None:
    entries = [typed("calculated", mg(40)), typed("ordered", mg(40))]
    sent = ordered(CITALOPRAM_20, {"timing": repeat(), "doseAndRate": entries})
    assert changed(sent, daily_dose=Decimal(20)) is None


@pytest.mark.parametrize(
    ("instruction", "daily", "value"),
    [
        pytest.param({"timing": repeat(), "doseQuantity": mg(40)}, "20", 20, id="the dose in the dosage"),
        pytest.param(
            {"timing": repeat(), "doseAndRate": {"doseQuantity": mg(40)}}, "20", 20, id="an object for a list"
        ),
        pytest.param({"timing": repeat(2), "doseAndRate": [{"doseQuantity": mg(20)}]}, "20", 10, id="twice daily"),
        pytest.param(
            {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg("0.04", "g") | {"value": 0.04}}]},
            "20",
            0.02,
            id="in grams",
        ),
    ],
)
def test_the_amount_at_once_is_told_in_the_unit_that_was_sent(
    instruction: dict[str, Any], daily: str, value: float
) -> None:
    concept = coded("rxnorm|2556", "citalopram")
    found = instruction_of(ordered(concept, instruction), daily)
    doses = found.get("doseAndRate") or found
    dose = doses[0] if isinstance(doses, list) else doses
    assert dose["doseQuantity"]["value"] == value
    assert isinstance(found.get("doseAndRate"), type(instruction.get("doseAndRate")))


@pytest.mark.parametrize(
    ("timing", "text"),
    [
        pytest.param(repeat(), "Take 1 tablet (20 mg) by mouth once daily.", id="once daily"),
        pytest.param(repeat(when=["HS"]), "Take 1 tablet (20 mg) by mouth once daily at night.", id="at night"),
    ],
)
def test_the_words_tell_the_new_dose(timing: dict[str, Any], text: str) -> None:
    given = {"text": "Take 2 tablets daily", "timing": timing, "doseAndRate": [{"doseQuantity": mg(40)}]}
    found = instruction_of(ordered(CITALOPRAM_20, given), "20")
    assert found["text"] == text


def test_no_words_are_added_where_there_were_none() -> None:
    assert "text" not in instruction_of(ordered(CITALOPRAM_20), "20")


def test_the_rendered_instruction_of_r5_is_told_anew() -> None:
    found = resource(changed(ordered(CITALOPRAM_20, renderedDosageInstruction="40 mg daily"), daily_dose=Decimal(20)))
    assert found["renderedDosageInstruction"] == "Take 1 tablet (20 mg) by mouth once daily."


def test_another_strength_is_another_product_in_the_clients_own_system() -> None:
    oid = {
        "coding": [{"system": "urn:oid:2.16.840.1.113883.6.88", "code": "309314"}],
        "text": "CITALOPRAM 40 MG PO TABS",
    }
    found = resource(changed(ordered(oid), daily_dose=Decimal(20)))["medicationCodeableConcept"]
    assert found["coding"] == [
        {"system": "urn:oid:2.16.840.1.113883.6.88", "code": "200371", "display": "citalopram 20 MG Oral Tablet"}
    ]
    assert found["text"] == "Citalopram 20 mg oral tablet"


def test_the_product_stays_where_whole_units_make_the_dose() -> None:
    found = changed(ordered(CITALOPRAM_20), daily_dose=Decimal(20))
    assert found is not None
    assert found.product is None
    assert resource(found)["medicationCodeableConcept"] == CITALOPRAM_20


def test_one_release_form_is_never_changed_for_another() -> None:
    sustained = {"coding": [{"system": RXNORM, "code": "993518", "display": "12 HR bupropion hydrochloride 150 MG"}]}
    given = {"timing": repeat(2), "doseAndRate": [{"doseQuantity": mg(200)}]}
    assert changed(ordered(sustained, given), daily_dose=Decimal(450)) is None


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(
            ordered(None, {"timing": repeat(), "doseAndRate": [{"doseRange": {"low": mg(20), "high": mg(40)}}]}),
            id="a range",
        ),
        pytest.param(
            ordered(None, {"asNeededBoolean": True, "timing": repeat(), "doseAndRate": [{"doseQuantity": mg(40)}]}),
            id="as needed",
        ),
        pytest.param(ordered(None, {"text": "as directed"}), id="unreadable"),
        pytest.param(ordered(None, {"text": "40 mg once daily"}), id="words alone"),
        pytest.param(ordered(dosageInstruction=None), id="none"),
        pytest.param(
            ordered(None, {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg(40)}, {"rateQuantity": mg(1)}]}),
            id="a rate beside the dose",
        ),
        pytest.param(
            ordered(
                CITALOPRAM_20,
                {
                    "timing": repeat(),
                    "doseAndRate": [{"doseQuantity": mg(40)}, {"doseQuantity": TABLETS | {"value": 3}}],
                },
            ),
            id="tablets and mg that do not agree",
        ),
        pytest.param(
            ordered(None, {"timing": repeat(5), "doseAndRate": [{"doseQuantity": mg(8)}]}), id="five times a day"
        ),
        pytest.param(
            ordered(None, {"text": "40 mg daily", "route": "po?", "timing": repeat(), "doseQuantity": mg(40)}),
            id="a route that is no concept",
        ),
        pytest.param(
            ordered(
                dosageInstruction=[
                    {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg(20)}]},
                    {"timing": repeat(), "doseAndRate": [{"doseQuantity": mg(40)}]},
                ]
            ),
            id="two instructions",
        ),
        pytest.param(
            ordered(
                None,
                {"patientInstruction": "2 tablets", "timing": repeat(), "doseAndRate": [{"doseQuantity": mg(40)}]},
            ),
            id="other words with a figure",
        ),
        pytest.param(
            ordered(
                None,
                {
                    "text": "40 mg daily",
                    "route": {"text": "through the tube"},
                    "timing": repeat(),
                    "doseAndRate": [{"doseQuantity": mg(40)}],
                },
            ),
            id="words, and a route that we can't word",
        ),
        pytest.param(
            ordered(
                medicationCodeableConcept=None,
                medicationReference={"display": "citalopram 40 mg tablet"},
            ),
            id="another product would be needed and it is a reference",
        ),
    ],
)
def test_what_can_not_be_made_exactly_is_left_to_words(sent: dict[str, Any]) -> None:
    assert changed(sent, daily_dose=Decimal(20)) is None


def test_a_dose_that_no_whole_tablet_makes_is_left_to_words() -> None:
    assert changed(ordered(), daily_dose=Decimal(15)) is None


@pytest.mark.parametrize(
    ("code", "name", "dose"),
    [
        pytest.param("903697", "liothyronine sodium 0.025 MG Oral Tablet", mg(25, "ug"), id="micrograms"),
        pytest.param("403969", "olanzapine 6 MG / fluoxetine 25 MG Oral Capsule", {"value": 1}, id="a combination"),
    ],
)
def test_doses_in_other_figures_are_left_to_words(code: str, name: str, dose: dict[str, Any]) -> None:
    concept = {"coding": [{"system": RXNORM, "code": code, "display": name}]}
    given = {"timing": repeat(), "doseAndRate": [{"doseQuantity": dose}]}
    assert changed(ordered(concept, given), daily_dose=Decimal(50)) is None
