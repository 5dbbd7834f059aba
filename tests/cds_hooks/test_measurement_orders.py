"""Drafts for what is missing: the score, the screen, the tests (§5.4, §5.5)."""

import pytest

from cds_hooks.drafting import Recipient
from cds_hooks.measurement_orders import order_questionnaire, order_screen, order_tests
from cds_hooks.wording.catalogue import WORDS
from fhir_mappings.writing.tests_offered import TESTS
from tests.cds_hooks.patient_a import assessment, augmentation, telling
from trd.diagnosis import Person
from trd.options import Option
from trd.terms import Sex, Topic

P1 = Recipient(patient_id="p1")


@pytest.mark.parametrize(
    ("unknown", "labels"),
    [
        ("kidney function", ["Order creatinine with eGFR"]),
        ("kidney function not on record: check eGFR first", ["Order creatinine with eGFR"]),
        ("QTc (ECG)", ["Order ECG"]),
        ("glucose or HbA1c", ["Order HbA1c"]),
        ("blood pressure", ["Order blood pressure"]),
        ("pregnancy", ["Order pregnancy test"]),
        ("liver enzymes", ["Order ALT"]),
        ("past mania or hypomania", []),
        ("seizure history", []),
    ],
)
def test_what_is_not_on_record_has_its_test_where_there_is_one(unknown: str, labels: list[str]) -> None:
    found = order_tests(augmentation(unknowns=(unknown,)), telling(), P1)
    assert [item.label for item in found] == labels


@pytest.mark.parametrize("topic", [Topic.ECT_REFERRAL, Topic.TMS_REFERRAL])
def test_the_work_up_of_a_procedure_is_ordered_by_its_own_service(topic: Topic) -> None:
    assert order_tests(Option(topic=topic, unknowns=("potassium", "ECG")), telling(), P1) == []


@pytest.mark.parametrize(
    ("age", "sex", "asked"), [(59, Sex.FEMALE, True), (60, Sex.FEMALE, False), (30, Sex.MALE, False), (30, None, True)]
)
def test_nobody_is_tested_for_a_pregnancy_that_cannot_be(age: int, sex: Sex | None, asked: bool) -> None:
    person = Person(age=age, age_low=age, age_high=age, sex=sex)
    found = order_tests(augmentation(unknowns=("pregnancy",)), telling(assessment(person=person)), P1)
    assert bool(found) is asked


def test_the_tests_of_a_drug_come_in_the_order_of_their_table_and_three_at_most() -> None:
    option = augmentation(tests=("weight", "aims", "blood-pressure", "hba1c", "lipids"), unknowns=("lipids",))
    found = order_tests(option, telling(), P1)
    assert [item.label for item in found] == ["Order weight", "Order blood pressure", "Order HbA1c"]


def test_a_test_is_asked_for_once() -> None:
    found = order_tests(augmentation(unknowns=("eGFR", "kidney function", "QTc (ECG)", "ECG")), telling(), P1)
    assert [item.label for item in found] == ["Order creatinine with eGFR", "Order ECG"]


def test_every_test_of_the_catalogue_can_be_ordered_and_is_named() -> None:
    named = set(WORDS.table("suggestion.tests_for").values())
    named |= {test for tests in WORDS.table("suggestion.tests_about").values() for test in tests}
    assert named <= TESTS.keys()
    assert all(WORDS.word("suggestion.tests", test) for test in named)


@pytest.mark.parametrize(("today", "priority"), [(True, "stat"), (False, "routine")])
def test_the_screen_is_at_once_only_of_a_high_risk(today: bool, priority: str) -> None:
    resource = order_screen(telling(), P1, today=today).actions[0].resource
    assert resource is not None
    assert resource["priority"] == priority
    assert resource["code"]["coding"][0]["code"] == "93373-9"


def test_a_questionnaire_that_is_due_says_when() -> None:
    option = Option(topic=Topic.MEASUREMENT, facts={"judge_on": "2026-12-18"})
    assert order_questionnaire(option, telling(), P1).actions[0].description == "PHQ-9 questionnaire, due 18 Dec 2026"
