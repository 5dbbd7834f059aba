"""Age, sex, procedures, genes and the other named facts: told with their record, unknown where nothing tells."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import condition, finding, phenotype, session
from tests.matrix_patients import Told, ago
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import parse_term
from trd.safety import breastfeeding, pregnancy
from trd.safety.findings import CLEAR, Finding
from trd.safety.patient import aged, named_fact, of_sex, smoker, treated
from trd.safety.patient import phenotype as metaboliser
from trd.terms import FactList, RiskLevel, Sex, Topic, Verdict

KNOWLEDGE = load()
HIT, CLEARED, UNKNOWN = Verdict.HIT, Verdict.CLEAR, Verdict.UNKNOWN


def fact(text: str, **told: Any) -> Finding:
    return named_fact(Told(**told).read(KNOWLEDGE), parse_term(text))


def test_a_procedure_names_its_record() -> None:
    term = parse_term("procedure:ect")
    done = session("ect", "2020-05-01", label="electroconvulsive therapy", id="Procedure/4")
    found = treated(Told(facts=[done]).read(KNOWLEDGE), term)
    assert (found.verdict, found.evidence, found.value) == (HIT, ("Procedure/4",), "electroconvulsive therapy")
    other = Told(facts=[session("rtms", "2020-05-01")])
    assert treated(other.read(KNOWLEDGE), term) == CLEAR


def test_procedures_that_were_never_sent_are_unknown_and_named_once() -> None:
    found = treated(Told(not_sent={FactList.PROCEDURES}).read(KNOWLEDGE), parse_term("procedure:ect"))
    assert (found.verdict, found.unknown, found.not_sent) == (UNKNOWN, "procedures", FactList.PROCEDURES)


def test_an_age_is_told_with_the_patient_as_its_record() -> None:
    found = aged(Told(age=70).read(KNOWLEDGE), parse_term("age>=65"))
    assert (found.verdict, found.evidence, found.value) == (HIT, ("Patient/1",), "age 70")


@pytest.mark.parametrize(
    ("low", "high", "verdict", "value"),
    [(65, 66, HIT, None), (63, 64, CLEARED, None), (64, 65, UNKNOWN, None), (None, 70, UNKNOWN, None)],
)
def test_an_age_between_two_birthdays_is_decided_where_both_agree(
    low: int | None, high: int, verdict: Verdict, value: str | None
) -> None:
    facts = Told().read(KNOWLEDGE)
    facts = replace(facts, person=replace(facts.person, age_low=low, age_high=high))
    found = aged(facts, parse_term("age>=65"))
    assert (found.verdict, found.value, found.partly) == (verdict, value, verdict is UNKNOWN)
    assert found.unknown == ("age" if verdict is UNKNOWN else None)


@pytest.mark.parametrize(
    ("text", "sex", "verdict"),
    [
        ("sex=female", Sex.FEMALE, HIT),
        ("sex=female", Sex.MALE, CLEARED),
        ("sex=female", None, UNKNOWN),
        ("sex!=female", Sex.MALE, HIT),
        ("sex!=female", Sex.FEMALE, CLEARED),
        ("sex!=female", None, HIT),
    ],
)
def test_a_sex_that_is_not_stated_is_not_female_and_not_male(text: str, sex: Sex | None, verdict: Verdict) -> None:
    found = of_sex(Told(sex=sex).read(KNOWLEDGE), parse_term(text))
    assert found.verdict is verdict
    assert found.unknown == ("sex" if verdict is UNKNOWN else None)
    assert found.evidence == (("Patient/1",) if verdict is HIT else ())


def test_a_metaboliser_status_is_told_by_its_report() -> None:
    term = parse_term("phenotype:CYP2D6=poor")
    poor = Told(facts=[phenotype("CYP2D6", "poor", ago(5), id="Observation/9")]).read(KNOWLEDGE)
    assert (metaboliser(poor, term).verdict, metaboliser(poor, term).evidence) == (HIT, ("Observation/9",))
    normal = Told(facts=[phenotype("CYP2D6", "normal", ago(5))]).read(KNOWLEDGE)
    assert metaboliser(normal, term) == CLEAR
    other = Told(facts=[phenotype("CYP2C19", "poor", ago(5))]).read(KNOWLEDGE)
    assert metaboliser(other, term).unknown == "CYP2D6 metaboliser status"


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("fact:suicide-risk=present", (CLEARED, HIT, HIT, UNKNOWN)),
        ("fact:suicide-risk=high", (CLEARED, CLEARED, HIT, UNKNOWN)),
    ],
)
def test_a_suicide_risk_counts_from_the_level_of_the_row_on(text: str, verdicts: tuple[Verdict, ...]) -> None:
    levels = (RiskLevel.NONE, RiskLevel.PRESENT, RiskLevel.HIGH, RiskLevel.UNKNOWN)
    assert tuple(fact(text, risk=level).verdict for level in levels) == verdicts
    assert fact(text, risk=RiskLevel.HIGH).evidence == ("Observation/risk",)
    assert fact(text, risk=RiskLevel.UNKNOWN).unknown == "suicide risk"


def test_a_site_that_does_not_offer_ketamine_says_so() -> None:
    closed = Choices(not_offered=frozenset({Topic.KETAMINE_REFERRAL}))
    assert fact("fact:not-offered", choices=closed).verdict is HIT
    elsewhere = Choices(not_offered=frozenset({Topic.ECT_REFERRAL}))
    assert fact("fact:not-offered", choices=elsewhere).verdict is CLEARED


@pytest.mark.parametrize(
    ("text", "words"),
    [("fact:asa-class>=3", "anaesthesia risk class"), ("fact:anaesthesia-problem", "trouble with anaesthesia")],
)
def test_what_no_list_holds_is_asked_in_words(text: str, words: str) -> None:
    assert (fact(text).verdict, fact(text).unknown) == (UNKNOWN, words)


SMOKES, STOPPED = "77176002", "8517006"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        pytest.param([finding("smoking-status", SMOKES, ago(365))], HIT, id="a year ago"),
        pytest.param([finding("smoking-status", SMOKES, ago(366))], UNKNOWN, id="a day more"),
        pytest.param([finding("smoking-status", SMOKES)], UNKNOWN, id="no date"),
        pytest.param([finding("smoking-status", SMOKES, ago(9)), finding("smoking-status", STOPPED, ago(8))], CLEARED),
        pytest.param([finding("smoking-status", STOPPED, ago(9)), finding("smoking-status", SMOKES, ago(8))], HIT),
        pytest.param([finding("smoking-status", STOPPED, ago(8)), finding("smoking-status", SMOKES, ago(8))], HIT),
    ],
)
def test_the_newest_smoking_status_of_the_last_year_counts(facts: list[Any], verdict: Verdict) -> None:
    for order in (facts, facts[::-1]):
        found = smoker(Told(facts=order).read(KNOWLEDGE))
        assert found.verdict is verdict
        assert found.unknown == ("smoking" if verdict is UNKNOWN else None)


def woman(*facts: Any, **told: Any) -> Finding:
    return pregnancy(Told(facts=list(facts), **{"age": 30, **told}).read(KNOWLEDGE))


@pytest.mark.parametrize(
    ("age", "verdict"), [(11, CLEARED), (12, UNKNOWN), (59, UNKNOWN), (60, CLEARED), (None, UNKNOWN)]
)
def test_a_pregnancy_is_unknown_from_12_to_59(age: int | None, verdict: Verdict) -> None:
    assert woman(age=age).verdict is verdict
    assert woman(age=age, sex=None).verdict is verdict
    assert woman(age=age, sex=Sex.MALE).verdict is CLEARED


@pytest.mark.parametrize("age", [11, 30, 60])
def test_a_coded_or_tested_pregnancy_counts_at_every_age(age: int) -> None:
    assert woman(condition("pregnancy", onset=ago(30)), age=age).verdict is HIT
    assert woman(finding("hcg", "positive", ago(30)), age=age).verdict is HIT


def test_of_two_pregnancy_tests_the_newest_counts_and_of_one_day_the_positive() -> None:
    positive, negative = finding("hcg", "positive", ago(9), id="Observation/1"), finding("hcg", "negative", ago(8))
    assert woman(positive, negative).verdict is CLEARED
    same_day = woman(finding("hcg", "negative", ago(9)), positive)
    assert (same_day.verdict, same_day.evidence) == (HIT, ("Observation/1",))


def test_a_pregnancy_that_ended_in_a_delivery_is_over() -> None:
    pregnant = condition("pregnancy", onset=ago(280))
    assert woman(pregnant, condition("postpartum-period", onset=ago(10))).verdict is UNKNOWN
    assert woman(pregnant, condition("postpartum-period", onset=ago(281))).verdict is HIT, "of the one before"
    assert woman(pregnant, condition("postpartum-period", onset=ago(280))).verdict is UNKNOWN


def test_an_unconfirmed_pregnancy_says_so_and_a_code_is_told_before_a_test() -> None:
    code = condition("pregnancy", onset=ago(30), verification="provisional", id="Condition/2")
    found = woman(code, finding("hcg", "positive", ago(3), id="Observation/1"))
    assert (found.evidence, found.unconfirmed) == (("Condition/2",), True)
    assert not woman(condition("pregnancy", onset=ago(30))).unconfirmed


def feeding(*facts: Any, **told: Any) -> Finding:
    return breastfeeding(Told(facts=list(facts), **told).read(KNOWLEDGE))


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        pytest.param(condition("breastfeeding", onset=ago(365)), HIT, id="a year ago"),
        pytest.param(condition("breastfeeding", onset=ago(366)), CLEARED, id="a day more"),
        pytest.param(condition("breastfeeding"), HIT, id="no date"),
        pytest.param(condition("breastfeeding", onset=ago(5), clinical="resolved"), CLEARED, id="over"),
        pytest.param(condition("postpartum-period", onset=ago(365)), UNKNOWN, id="a delivery a year ago"),
        pytest.param(condition("postpartum-period", onset=ago(366)), CLEARED, id="a delivery before that"),
    ],
)
def test_breastfeeding_is_told_by_a_code_of_the_last_year(code: Any, verdict: Verdict) -> None:
    assert feeding(code).verdict is verdict


def test_breastfeeding_names_its_record_and_its_doubt() -> None:
    code = condition("breastfeeding", onset=ago(5), verification="unconfirmed", id="Condition/3")
    assert (feeding(code).evidence, feeding(code).unconfirmed) == (("Condition/3",), True)
    never = feeding(not_sent={FactList.CONDITIONS})
    assert (never.unknown, never.not_sent) == ("breastfeeding", FactList.CONDITIONS)
