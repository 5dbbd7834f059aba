"""Points, doses, the other drugs that go on, and the sentence of one candidate (N-K3, N-O4, R-Z10, N-0.6)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.matrix_patients import AS_OF, LONG_AGO, Told, taken
from tests.told import Case, answer_to, offer, situation_of
from trd.candidates.doses import doses_for
from trd.candidates.modifiers import NAMED
from trd.candidates.points import clauses, clipped, moves
from trd.candidates.rationale import number, story
from trd.candidates.running_drug import base_set_aside
from trd.knowledge.loading import load
from trd.options import Option
from trd.recommendations import recommend
from trd.safety import forbids_beside, judge
from trd.strategies import combine
from trd.terms import Topic

KNOWLEDGE = load()


def option(topic: Topic, agent: str, **told: object) -> Option:
    answer = answer_to(Case(id="t", title="t", told=dict(told), expected={}))
    return next(known for known in answer.options if known.topic is topic and known.agent == agent)


def test_every_named_fact_of_the_modifiers_has_its_rule() -> None:
    assert KNOWLEDGE.modifiers is not None
    named = {when.fact for modifier in KNOWLEDGE.modifiers.all for when in modifier.when if when.fact}
    assert named == set(NAMED)


def test_the_sum_of_the_modifiers_is_clipped_and_three_clauses_are_told() -> None:
    situation = situation_of(
        history="H1",
        conditions=[{"concept": name} for name in ("diabetes", "obesity", "osteoporosis", "mi-ihd", "bph", "syncope")],
        values={"bmi": 40},
    )
    from trd.candidates.modifiers import set_off

    moved = moves(KNOWLEDGE.agents["nortriptyline"], Topic.SWITCH, situation, set_off(situation, frozenset()))
    assert clipped(moved, situation) == -6
    assert len(clauses(moved)) == 3
    assert [abs(move.points) for move in moved] == sorted((abs(move.points) for move in moved), reverse=True)


def test_an_own_row_beats_that_of_the_class_and_an_add_on_may_have_its_own() -> None:
    assert KNOWLEDGE.modifiers is not None
    older = next(modifier for modifier in KNOWLEDGE.modifiers.all if modifier.id == "M8")
    parkinson = next(modifier for modifier in KNOWLEDGE.modifiers.all if modifier.id == "M33")
    assert (parkinson.points["quetiapine"], parkinson.points["aripiprazole"]) == (0, -6)
    assert (older.points.get("bupropion"), older.added["bupropion"]) == (None, -2)


@pytest.mark.parametrize(
    ("told", "start", "target", "maximum"),
    [
        pytest.param({}, "10", "10", "20", id="the table"),
        pytest.param({"patient": {"born": "1956-01-01"}}, "5", "10", "10", id="seventy"),
        pytest.param({"conditions": [{"concept": "cirrhosis"}]}, "10", "10", "10", id="cirrhosis"),
    ],
)
def test_doses_of_escitalopram_are_cut_to_this_patient(
    told: dict[str, object], start: str, target: str, maximum: str
) -> None:
    situation = situation_of(history="H2", **told)
    candidate = next(known for known in KNOWLEDGE.strategies["switch"].candidates if known.agent == "escitalopram")
    judgement = judge(Topic.SWITCH, "escitalopram", situation.facts)
    doses = doses_for(candidate, KNOWLEDGE.agents["escitalopram"], judgement, situation)
    assert (doses.start, doses.target, doses.maximum) == (Decimal(start), Decimal(target), Decimal(maximum))


def test_a_limit_below_the_minimum_goes_last_and_one_below_the_first_step_is_text() -> None:
    situation = situation_of(history="H1", patient={"born": "1950-01-01"})
    candidate = next(known for known in KNOWLEDGE.strategies["switch"].candidates if known.agent == "nortriptyline")
    judgement = judge(Topic.SWITCH, "nortriptyline", situation.facts)
    doses = doses_for(candidate, KNOWLEDGE.agents["nortriptyline"], judgement, situation)
    assert (doses.below_minimum, doses.too_low) == (True, False)
    lower = replace(judgement, cap=Decimal(5))
    assert doses_for(candidate, KNOWLEDGE.agents["nortriptyline"], lower, situation).too_low


def test_lithium_is_started_in_milligrams() -> None:
    plan = option(Topic.AUGMENTATION, "lithium", history="H1").plan
    assert plan is not None
    assert (plan.start, plan.unit, plan.judge_after_days) == (Decimal(300), "mg/d", 21)


def test_a_new_drug_is_held_against_the_rows_of_those_that_go_on() -> None:
    facts = Told(exposures=[taken("fluvoxamine", LONG_AGO, AS_OF)]).read(KNOWLEDGE)
    found = forbids_beside("olanzapine", facts)
    assert found is not None
    assert found.row.id == "S189"
    assert forbids_beside("olanzapine", facts, stops=["fluvoxamine"]) is None
    assert forbids_beside("mirtazapine", facts) is None
    assert forbids_beside("sertraline", Told().read(KNOWLEDGE)) is None


def test_what_a_running_drug_collides_with_already_is_no_reason_against_the_new_one() -> None:
    both = [taken("fluvoxamine", LONG_AGO, AS_OF), taken("clozapine", LONG_AGO, AS_OF)]
    assert forbids_beside("olanzapine", Told(exposures=both).read(KNOWLEDGE)) is None


def test_the_story_is_made_of_the_record_alone() -> None:
    assert story(situation_of(history="H1")) == (
        "venlafaxine 225 mg/d, 25 weeks at dose, PHQ-9 19 to 18 (5 % better); 2 agents failed"
    )
    worse = situation_of(history="H2", phq9=[["2026-08-31", 18], ["2026-11-13", 20]])
    assert "PHQ-9 18 to 20 (11 % worse); 1 agent failed" in story(worse)
    unstated = situation_of(drugs=[["sertraline", None, "2026-09-01"]])
    assert story(unstated) == "sertraline, dose not stated"
    stopped = situation_of(drugs=[["sertraline", 50, "2026-07-01", "2026-09-30"]], phq9=[["2026-11-13", 18]])
    assert story(stopped) == "PHQ-9 18 (13 Nov 2026)"


@pytest.mark.parametrize(("value", "text"), [("150", "150"), ("37.50", "37.5"), ("1E+2", "100"), ("0.5", "0.5")])
def test_numbers_are_printed_without_needless_noughts(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


def test_without_modifiers_and_methods_the_base_points_stand_and_a_pharmacist_is_asked() -> None:
    bare = replace(KNOWLEDGE, modifiers=None, switching=None)
    situation = situation_of(history="H2")
    answer = recommend(situation.assessment, bare, situation.choices)
    switch = [known for known in answer.options if known.topic is Topic.SWITCH]
    assert [(known.agent, known.points) for known in switch] == [
        ("escitalopram", 8),
        ("venlafaxine", 7),
        ("bupropion", 7),
    ]
    assert all(known.no_draft_because == "ask a pharmacist" for known in switch)


def test_an_unconfirmed_finding_says_so() -> None:
    told = {"history": "H1", "conditions": [{"concept": "seizure-epilepsy", "verification": "unconfirmed"}]}
    messages = [caution.message for caution in option(Topic.AUGMENTATION, "aripiprazole", **told).cautions]
    assert any("(unconfirmed):" in message for message in messages)


def test_a_timing_caution_names_the_drug_that_leaves() -> None:
    told = {"history": "H2", "drugs": [["citalopram", 20, "2026-09-01"]]}
    messages = [caution.message for caution in option(Topic.SWITCH, "mirtazapine", **told).cautions]
    assert any(message.endswith("Start when citalopram is out.") for message in messages)


def test_without_a_running_drug_no_base_can_forbid() -> None:
    stopped = situation_of(drugs=[["sertraline", 50, "2026-07-01", "2026-09-30"]], phq9=[["2026-11-13", 18]])
    assert base_set_aside(Topic.AUGMENTATION, stopped) is None


def test_a_candidate_without_a_dose_in_the_table_is_text() -> None:
    strategy = KNOWLEDGE.strategies["combination"]
    undosed = tuple(replace(known, start=None, text_only=False) for known in strategy.candidates)
    strategies = {**KNOWLEDGE.strategies, "combination": replace(strategy, candidates=undosed)}
    situation = replace(situation_of(history="H2"), knowledge=replace(KNOWLEDGE, strategies=strategies))
    found = combine.propose(situation, offer(Topic.COMBINATION)).options
    assert {known.no_draft_because for known in found} == {"no dose in the table"}
