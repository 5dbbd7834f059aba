"""A fact outside the rows is read as a row would read it, with its own look-back and its own answer (§1.4.2)."""

import pytest

from tests.builders import condition, measurement
from tests.matrix_patients import AS_OF, LONG_AGO, Told, ago, taken
from trd.knowledge.loading import load
from trd.safety import look_for
from trd.terms import FactList, Verdict

KNOWLEDGE = load()
HIT, CLEARED, UNKNOWN = Verdict.HIT, Verdict.CLEAR, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("days", "age", "verdict"),
    [(365, 365, HIT), (365, 366, UNKNOWN), (30, 30, HIT), (30, 31, UNKNOWN), (None, 5000, HIT)],
)
def test_a_value_counts_for_the_look_back_that_was_asked(days: int | None, age: int, verdict: Verdict) -> None:
    facts = Told(facts=[measurement("egfr", 20, ago(age))]).read(KNOWLEDGE)
    assert look_for("observation:egfr<30", "any", days, facts).verdict is verdict


def test_two_facts_of_one_patient_are_kept_apart() -> None:
    facts = Told(facts=[condition("bph"), condition("ckd-4", clinical="resolved")]).read(KNOWLEDGE)
    asked = [
        ("condition:bph", "active"),
        ("condition:ckd-4", "active"),
        ("condition:ckd-4", "ever"),
        ("sex=male", "any"),
    ]
    for _ in range(2):
        assert [look_for(codes, test, None, facts).verdict for codes, test in asked] == [HIT, CLEARED, HIT, CLEARED]


def test_one_fact_of_two_patients_is_kept_apart() -> None:
    codes = "observation:egfr<30"
    low, normal = (Told(facts=[measurement("egfr", value, ago(3))]).read(KNOWLEDGE) for value in (20, 90))
    assert [look_for(codes, "any", 365, facts).verdict for facts in (low, normal, low)] == [HIT, CLEARED, HIT]


@pytest.mark.parametrize(
    ("codes", "test", "missing", "words"),
    [
        ("condition:bph", "active", FactList.CONDITIONS, "conditions"),
        ("group:nsaids", "current", FactList.MEDICATIONS, "medications"),
        ("allergy:citalopram", "present", FactList.ALLERGIES, "allergies"),
    ],
)
def test_what_is_looked_for_in_vain_is_clear_where_the_list_was_sent(
    codes: str, test: str, missing: FactList, words: str
) -> None:
    assert look_for(codes, test, None, Told().read(KNOWLEDGE)).verdict is CLEARED
    never = look_for(codes, test, None, Told(not_sent={missing}).read(KNOWLEDGE))
    assert (never.verdict, never.unknown, never.not_sent) == (UNKNOWN, words, missing)


def test_a_drug_that_the_plan_stops_is_not_looked_at() -> None:
    facts = Told(exposures=[taken("ibuprofen", LONG_AGO, AS_OF)]).read(KNOWLEDGE)
    assert look_for("group:nsaids", "current", 0, facts).verdict is HIT
    assert look_for("group:nsaids", "current", 0, facts, without=frozenset({"ibuprofen"})).verdict is CLEARED
