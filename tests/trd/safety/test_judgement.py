"""All rows about one option: which are asked, which are timing alone, which limit the dose (R-Z3 … R-Z5, R-Z15)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import condition, measurement
from tests.matrix_patients import AS_OF, LONG_AGO, Told, ago, judged, rows_of, taken
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import parse_codes
from trd.safety import Judgement, ingredients_of, judge, judge_running
from trd.safety.judgement import DUPLICATES, _weighed, plan_of
from trd.safety.matrix import Row, built, compiled
from trd.terms import Ask, Effect, FactList, Sex, Topic, Verdict

KNOWLEDGE = load()
ROWS = compiled(KNOWLEDGE).rows
MAN: dict[str, Any] = {"sex": Sex.MALE}


# The option as the rows look at it.


@pytest.mark.parametrize(
    ("subject", "ingredients"),
    [
        ("sertraline", {"sertraline"}),
        ("olanzapine-fluoxetine", {"olanzapine", "fluoxetine"}),
        ("warfarin", {"warfarin"}),
        ("procedure:ect", set()),
    ],
)
def test_an_option_is_its_ingredients_and_a_procedure_has_none(subject: str, ingredients: set[str]) -> None:
    assert ingredients_of(subject, KNOWLEDGE.agents.get(subject)) == ingredients
    assert plan_of(subject, KNOWLEDGE).ingredients == ingredients


@pytest.mark.parametrize(
    ("subject", "inhibits"),
    [("phenelzine", True), ("moclobemide", True), ("sertraline", False), ("procedure:ect", False)],
)
def test_an_mao_inhibitor_is_one_by_its_class(subject: str, inhibits: bool) -> None:
    assert plan_of(subject, KNOWLEDGE).is_mao_inhibitor is inhibits


# What runs is no duplicate of itself.


def test_a_change_of_dose_is_no_duplicate_and_a_new_start_is() -> None:
    exposures = [taken("bupropion", LONG_AGO, AS_OF)]
    assert {"S117", "S256"} <= rows_of(judged("bupropion", exposures=exposures, **MAN))
    assert not DUPLICATES & rows_of(judged("bupropion", topic=Topic.DOSE_OPTIMIZATION, exposures=exposures, **MAN))
    facts = Told(exposures=exposures, **MAN).read(KNOWLEDGE)
    assert not DUPLICATES & rows_of(judge(Topic.SWITCH, "bupropion", facts, running=True))
    assert not DUPLICATES & rows_of(judge_running("bupropion", facts))


# Timing (R-Z15).


def timing(row: str, judgement: Judgement) -> bool | None:
    return next((hit.timing_only for hit in judgement.hits if hit.row.id == row), None)


def test_a_row_that_another_drug_meets_too_is_more_than_timing() -> None:
    olanzapine, clozapine = (taken(name, LONG_AGO, AS_OF) for name in ("olanzapine", "clozapine"))
    alone = judged("fluvoxamine", exposures=[olanzapine], stops=["olanzapine"], **MAN)
    both = judged("fluvoxamine", exposures=[olanzapine, clozapine], stops=["olanzapine"], **MAN)
    neither = judged("fluvoxamine", exposures=[olanzapine], **MAN)
    assert [timing("S189", judgement) for judgement in (alone, both, neither)] == [True, False, False]


def test_a_washout_and_a_drug_that_lingers_are_never_timing_alone() -> None:
    phenelzine = judged("sertraline", exposures=[taken("phenelzine", LONG_AGO, AS_OF)], stops=["phenelzine"], **MAN)
    assert timing("S020", phenelzine) is False
    fluoxetine = judged("citalopram", exposures=[taken("fluoxetine", LONG_AGO, AS_OF)], stops=["fluoxetine"], **MAN)
    assert timing("S057", fluoxetine) is False, "it counts 35 days after its end"
    assert fluoxetine.cap == 20


def test_an_illness_is_no_matter_of_timing() -> None:
    judgement = judged(
        "bupropion",
        condition("seizure-epilepsy", onset="2020-01-01"),
        exposures=[taken("sertraline", LONG_AGO, AS_OF)],
        stops=["sertraline"],
        **MAN,
    )
    assert timing("S109", judgement) is False


# What is asked (R-Z3, R-Z5).


def asked(row: Row, told: Told) -> list[str | None]:
    found = _weighed([row], plan_of("fluvoxamine", KNOWLEDGE), told.read(KNOWLEDGE))
    return [question.unknown for question in found.unknowns]


def row(codes: str, test: str, ask: Ask, effect: Effect = Effect.AVOID, *, id: str = "S900") -> Row:
    source = replace(ROWS["S189"].source, id=id, codes=codes, test=test, ask=ask, effect=effect, lookback="365")
    return built(source, parse_codes(codes), frozenset({"fluvoxamine"}), KNOWLEDGE)


MAYBE = Told(exposures=[taken("olanzapine", LONG_AGO, AS_OF, certain=False)], sex=Sex.MALE)
WORDS = "may still be taking olanzapine: confirm before"


@pytest.mark.parametrize(
    ("ask", "effect", "questions"),
    [
        (Ask.REQUIRED, Effect.AVOID, [WORDS]),
        (Ask.WHEN_SUSPECTED, Effect.AVOID, [WORDS]),
        (Ask.NEVER, Effect.AVOID, []),
        (Ask.NEVER, Effect.CONTRAINDICATED, [WORDS]),
    ],
)
def test_a_drug_that_may_still_be_taken_is_asked_as_its_row_says_and_always_where_it_is_contraindicated(
    ask: Ask, effect: Effect, questions: list[str]
) -> None:
    assert asked(row("ingredient:olanzapine", "current", ask, effect), MAYBE) == questions


@pytest.mark.parametrize(
    ("ask", "age", "questions"),
    [
        (Ask.REQUIRED, 40, ["kidney function"]),
        (Ask.WHEN_SUSPECTED, 40, []),
        (Ask.WHEN_SUSPECTED, 65, ["kidney function"]),
        (Ask.NEVER, 65, []),
    ],
)
def test_a_value_that_is_missing_is_asked_as_its_row_says(ask: Ask, age: int, questions: list[str]) -> None:
    assert asked(row("observation:egfr<30", "any", ask), Told(age=age, sex=Sex.MALE)) == questions


def test_a_list_that_never_came_is_no_question_of_an_option() -> None:
    never = Told(sex=Sex.MALE, not_sent={FactList.CONDITIONS, FactList.MEDICATIONS})
    assert asked(row("condition:bph", "active", Ask.REQUIRED), never) == []
    assert asked(row("condition:bph + observation:egfr<30", "active", Ask.REQUIRED), never) == ["kidney function"]


def test_the_finding_of_one_row_points_at_the_value_of_another() -> None:
    suspected = row("observation:creatinine<1", "any", Ask.WHEN_SUSPECTED, id="S901")
    told = Told(facts=[measurement("egfr", 20, ago(3))], sex=Sex.MALE)
    both = _weighed(
        [row("observation:egfr<30", "any", Ask.REQUIRED), suspected],
        plan_of("fluvoxamine", KNOWLEDGE),
        told.read(KNOWLEDGE),
    )
    assert [question.unknown for question in both.unknowns] == ["kidney function"]
    assert asked(suspected, told) == []


# What it weighs.


def test_an_unknown_age_is_a_limit_and_no_other_finding() -> None:
    told = Told(age=None, sex=Sex.MALE)
    for effect, hits in ((Effect.DOSE_LIMIT, 1), (Effect.AVOID, 0)):
        found = _weighed(
            [row("age>=60", "any", Ask.REQUIRED, effect)], plan_of("fluvoxamine", KNOWLEDGE), told.read(KNOWLEDGE)
        )
        assert (len(found.hits), len(found.unknowns)) == (hits, 1 - hits)


def test_a_hit_has_its_record_its_value_and_its_doubt_and_an_unknown_has_none() -> None:
    doubted = condition("bph", verification="unconfirmed", label="prostate", id="Condition/4")
    found = judged("nortriptyline", doubted, **MAN)
    hit = next(hit for hit in found.hits if hit.row.id == "S133")
    assert (hit.verdict, hit.evidence, hit.value, hit.unconfirmed) == (
        Verdict.HIT,
        ("Condition/4",),
        "prostate",
        True,
    )
    assert all(question.evidence == () for question in found.unknowns)
    assert all(question.verdict is Verdict.UNKNOWN for question in found.unknowns)


def test_a_second_option_is_judged_as_if_it_were_the_first() -> None:
    told = Told(
        facts=[condition("bph"), measurement("egfr", 20, ago(3))], exposures=[taken("olanzapine", LONG_AGO, AS_OF)]
    )
    shared = told.read(KNOWLEDGE)
    for agent in ("lithium", "nortriptyline", "fluvoxamine", "bupropion", "lithium"):
        assert judge(Topic.ORDER_SAFETY, agent, shared) == judge(Topic.ORDER_SAFETY, agent, told.read(KNOWLEDGE))
