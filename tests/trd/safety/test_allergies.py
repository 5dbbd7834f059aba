"""A recorded reaction sets a drug aside or warns; a list that came in part still says what it holds (R-Z2, R-Z17)."""

from typing import Any

import pytest

from tests.builders import allergy
from tests.matrix_patients import Told, forbidding, judged
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import parse_term
from trd.safety.allergies import absent, reaction
from trd.safety.findings import CLEAR, Finding
from trd.terms import FactList, Sex, Verdict

KNOWLEDGE = load()
SAME = parse_term("allergy:same-moiety")
CLASS = parse_term("allergy:same-class")
INTOLERANCE = parse_term("intolerance:same-moiety")


def found(term: Any, *facts: Any, agent: str = "sertraline", **told: Any) -> Finding:
    read = Told(facts=list(facts), **told).read(KNOWLEDGE)
    return reaction(read, term, agent, frozenset({agent}))


def test_a_reaction_names_its_record_and_the_substance_as_recorded() -> None:
    told = found(SAME, allergy("sertraline", label="Zoloft", id="AllergyIntolerance/7"))
    assert (told.verdict, told.evidence, told.value) == (Verdict.HIT, ("AllergyIntolerance/7",), "Zoloft")
    assert found(SAME, allergy("sertraline", label="")).value is None


def test_two_entries_of_one_reaction_are_both_evidence() -> None:
    twice = [allergy("sertraline", id="AllergyIntolerance/1"), allergy("sertraline", id="AllergyIntolerance/2")]
    assert found(SAME, *twice).evidence == ("AllergyIntolerance/1", "AllergyIntolerance/2")


def test_a_reaction_on_a_list_that_came_in_part_still_sets_the_drug_aside() -> None:
    recorded, in_part = allergy("sertraline"), {FactList.ALLERGIES}
    assert found(SAME, recorded, not_sent=in_part).verdict is Verdict.HIT
    assert forbidding(judged("sertraline", recorded, not_sent=in_part, sex=Sex.MALE)) == "S250"


@pytest.mark.parametrize("recorded", [[], [allergy("penicillin")]], ids=["nothing came", "another drug came"])
def test_a_reaction_that_is_not_on_a_list_that_never_came_whole_is_unknown(recorded: list[Any]) -> None:
    told = found(SAME, *recorded, not_sent={FactList.ALLERGIES})
    assert (told.verdict, told.unknown, told.not_sent) == (Verdict.UNKNOWN, "allergies", FactList.ALLERGIES)


@pytest.mark.parametrize("recorded", [[], [allergy("penicillin")]], ids=["an empty list", "another drug"])
def test_a_reaction_that_is_not_on_a_whole_list_is_clear(recorded: list[Any]) -> None:
    assert found(SAME, *recorded) == CLEAR
    assert absent(Told().read(KNOWLEDGE)) == CLEAR


def test_an_allergy_is_no_intolerance_and_an_intolerance_no_allergy() -> None:
    assert found(INTOLERANCE, allergy("sertraline")).verdict is Verdict.CLEAR
    assert found(INTOLERANCE, allergy("sertraline", intolerance=True)).verdict is Verdict.HIT
    assert found(SAME, allergy("sertraline", intolerance=True)).verdict is Verdict.CLEAR


def test_a_reaction_to_the_drug_itself_is_no_reaction_to_another_of_its_class() -> None:
    assert found(CLASS, allergy("sertraline")).verdict is Verdict.CLEAR
    assert found(CLASS, allergy("citalopram")).verdict is Verdict.HIT
    assert found(CLASS, allergy("venlafaxine")).verdict is Verdict.CLEAR


def test_a_reaction_that_the_row_names_counts_for_whatever_the_option_is() -> None:
    term = parse_term("allergy:citalopram")
    assert found(term, allergy("citalopram"), agent="escitalopram").verdict is Verdict.HIT
    assert found(term, allergy("escitalopram"), agent="escitalopram").verdict is Verdict.CLEAR


def test_a_part_of_a_fixed_combination_counts_as_the_combination() -> None:
    facts = Told(facts=[allergy("fluoxetine")]).read(KNOWLEDGE)
    parts = frozenset({"olanzapine", "fluoxetine"})
    assert reaction(facts, SAME, "olanzapine-fluoxetine", parts).verdict is Verdict.HIT
