"""The words beside a drafted dose stand alone."""

from decimal import Decimal

import pytest

from fhir_mappings.writing.directions import counted, direction, in_brief, printed
from fhir_mappings.writing.drafts import Coded, DraftDrug, Form, Intake

CODING = Coded(system="s", code="1")


def drug(*intakes: Intake, form: Form | None = "tablet", name: str = "Mirtazapine 15 mg oral tablet") -> DraftDrug:
    return DraftDrug(
        patient="p",
        agent="x",
        name=name,
        coding=CODING,
        intakes=intakes,
        supply_days=28,
        form=form,
        is_product=form is not None,
        transdermal=form == "patch",
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [("37.50", "37.5"), ("20", "20"), ("2E+1", "20"), ("0.125", "0.125"), ("100", "100"), ("18.20", "18.2")],
)
def test_a_number_has_no_exponent_and_no_trailing_zero(number: str, text: str) -> None:
    assert printed(Decimal(number)) == text


@pytest.mark.parametrize(
    ("intake", "form", "sentence"),
    [
        pytest.param(
            Intake(dose=Decimal(15), when="night"),
            "tablet",
            "Take 1 tablet (15 mg) by mouth once daily at night.",
            id="one at night",
        ),
        pytest.param(
            Intake(dose=Decimal("37.5"), with_food=True, days=7),
            "capsule",
            "Take 1 capsule (37.5 mg) by mouth once daily with food.",
            id="with food",
        ),
        pytest.param(
            Intake(dose=Decimal(5), times_a_day=3),
            "tablet",
            "Take 1 tablet (5 mg) by mouth three times daily.",
            id="three times",
        ),
        pytest.param(
            Intake(dose=None, dose_words="6 mg/24 h"),
            "patch",
            "Apply 1 patch (6 mg/24 h) to the skin once daily.",
            id="patch",
        ),
        pytest.param(
            Intake(dose=Decimal(25), unit="ug"),
            "tablet",
            "Take 1 tablet (25 micrograms) by mouth once daily.",
            id="micrograms are spelled out",
        ),
    ],
)
def test_a_direction_is_a_sentence_with_its_dose(intake: Intake, form: Form, sentence: str) -> None:
    assert direction(intake, drug(intake, form=form)) == sentence


def test_the_order_in_brief_says_dose_time_and_supply() -> None:
    assert (
        in_brief(drug(Intake(dose=Decimal(15), when="night")))
        == "Mirtazapine 15 mg oral tablet, 1 at night, 28 days, no repeats"
    )
    two = drug(
        Intake(dose=Decimal(20), days=2, with_food=True),
        Intake(dose=Decimal(40), units=2, times_a_day=2, when="morning"),
        name="X 20 mg capsule",
    )
    assert in_brief(two) == "X 20 mg capsule, 1 daily with food for 2 days; then 2 twice daily, 28 days, no repeats"
    uncoded = drug(Intake(dose=Decimal(25), when="night"), form=None, name="Agomelatine")
    assert in_brief(uncoded) == "Agomelatine, 25 mg at night, 28 days, no repeats"


@pytest.mark.parametrize(
    ("form", "number", "word"),
    [("patch", 1, "patch"), ("patch", 2, "patches"), ("capsule", 1, "capsule"), ("tablet", 3, "tablets")],
)
def test_a_unit_agrees_with_its_number(form: Form, number: int, word: str) -> None:
    assert counted(form, number) == word
