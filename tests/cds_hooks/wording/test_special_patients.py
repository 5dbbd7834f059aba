"""Which facts of a patient change the suicide risk card (§8.5)."""

import pytest

from cds_hooks.wording.special_patients import age_of, already_cared_for, overdose_drugs
from tests.cds_hooks.patient_a import assessment, exposure, telling
from trd.diagnosis import Person
from trd.history import EncounterFact, TreatmentHistory


def test_an_age_known_in_part_is_an_interval() -> None:
    person = Person(age=None, age_low=17, age_high=18, sex=None)
    assert age_of(telling(assessment(person=person))) == (17, 18)
    exact = Person(age=30, age_low=None, age_high=None, sex=None)
    assert age_of(telling(assessment(person=exact))) == (30, 30)


@pytest.mark.parametrize(
    ("name", "ingredients", "dangerous"),
    [
        ("amitriptyline", ("amitriptyline",), True),
        ("phenelzine", ("phenelzine",), True),
        ("lithium", ("lithium",), True),
        ("venlafaxine", ("venlafaxine",), True),
        ("morphine", ("morphine",), True),
        ("diazepam", ("diazepam",), True),
        ("sertraline", ("sertraline",), False),
        ("paracetamol", ("paracetamol",), False),
    ],
)
def test_drugs_that_are_dangerous_in_overdose_are_named(
    name: str, ingredients: tuple[str, ...], dangerous: bool
) -> None:
    judged = assessment(exposures=(exposure(name, "2026-10-01", None, "50", ingredients=ingredients),))
    assert overdose_drugs(telling(judged)) == ([f"{name} 50 mg/day"] if dangerous else [])


def test_a_drug_that_ended_is_not_called_current() -> None:
    judged = assessment(exposures=(exposure("amitriptyline", "2026-01-01", "2026-11-22", "75"),))
    assert overdose_drugs(telling(judged)) == []


def test_a_drug_without_a_stated_dose_is_named_without_one() -> None:
    judged = assessment(exposures=(exposure("amitriptyline", "2026-10-01"),))
    assert overdose_drugs(telling(judged)) == ["amitriptyline"]


@pytest.mark.parametrize(("name", "there"), [("EMER", True), ("imp", True), ("AMB", False), (None, False)])
def test_who_is_in_hospital_may_have_been_asked(name: str | None, there: bool) -> None:
    encounter = EncounterFact(encounter_class=name, start=None, end=None, in_progress=True, evidence=())
    judged = assessment(history=TreatmentHistory(encounters=(encounter,)))
    assert already_cared_for(telling(judged)) is there
