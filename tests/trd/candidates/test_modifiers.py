"""Every modifier M8 … M54: set off by who has its fact, silent for who has not (§1.4.2)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import answer, measurement, score
from tests.matrix_patients import AS_OF, LONG_AGO, Told, ago, taken, with_fact
from tests.told import Case, answer_to, situation_of
from trd.candidates.modifiers import set_off
from trd.candidates.points import moves
from trd.knowledge.loading import load
from trd.knowledge.next_step_types import Circumstance, Modifier
from trd.knowledge.safety_grammar import Term
from trd.options import Option
from trd.safety.circumstances import _row
from trd.terms import Topic

KNOWLEDGE = load()
assert KNOWLEDGE.modifiers is not None
MODIFIERS = KNOWLEDGE.modifiers.all
TRIALS = KNOWLEDGE.modifiers.trials
PLAIN = situation_of(history="H2")
CODED = [
    pytest.param(modifier, when, terms, id=f"{modifier.id} {place}")
    for modifier in MODIFIERS
    for place, (when, terms) in enumerate(
        (when, terms)
        for when in modifier.when
        if when.codes
        for terms in _row(when.codes, when.test, when.days, Told().read(KNOWLEDGE)).codes.alternatives
    )
]
ASKED = [
    pytest.param(modifier, when, id=f"{modifier.id} {when.answer or when.score}")
    for modifier in MODIFIERS
    for when in modifier.when
    if when.answer or when.score
]


def found(told: Told) -> set[str]:
    situation = replace(PLAIN, facts=told.read(KNOWLEDGE))
    return {known.modifier.id for known in set_off(situation, frozenset())}


def on_day(when: Circumstance, value: int, days: int) -> Any:
    if when.score:
        return score(when.score, value, ago(days))
    instrument, _, item = when.answer.partition(":")
    return answer(instrument, item, value, ago(days))


@pytest.mark.parametrize(("modifier", "when", "terms"), CODED)
def test_each_fact_of_a_modifier_sets_it_off(modifier: Modifier, when: Circumstance, terms: tuple[Term, ...]) -> None:
    row = _row(when.codes, when.test, when.days, Told().read(KNOWLEDGE))
    told = with_fact(row, terms, "", KNOWLEDGE)
    assert told is not None
    assert modifier.id in found(told)


@pytest.mark.parametrize(("modifier", "when"), ASKED)
def test_an_answer_counts_from_its_points_on_and_for_its_days(modifier: Modifier, when: Circumstance) -> None:
    assert when.days is not None
    assert modifier.id in found(Told(facts=[on_day(when, when.at_least, when.days)]))
    assert modifier.id not in found(Told(facts=[on_day(when, when.at_least, when.days + 1)]))
    assert modifier.id not in found(Told(facts=[on_day(when, when.at_least - 1, 0)]))
    better = [on_day(when, when.at_least, 5), on_day(when, when.at_least - 1, 1)]
    assert modifier.id not in found(Told(facts=better))


def test_a_record_without_any_of_them_sets_nothing_off() -> None:
    assert found(Told()) == set()


@pytest.mark.parametrize(
    ("concept", "value", "days", "modifier", "hit"),
    [
        ("bmi", "30", 365, "M15", True),
        ("bmi", "29.9", 1, "M15", False),
        ("bmi", "30", 366, "M15", False),
        ("bmi", "18.4", 1, "M16", True),
        ("bmi", "18.5", 1, "M16", False),
        ("hba1c", "6.5", 365, "M17", True),
        ("hba1c", "6.4", 1, "M17", False),
        ("bp-systolic", "160", 90, "M24", True),
        ("bp-systolic", "159", 1, "M24", False),
        ("bp-systolic", "160", 91, "M24", False),
        ("bp-diastolic", "100", 1, "M24", True),
        ("sodium", "129", 90, "M29", True),
        ("sodium", "130", 1, "M29", False),
        ("egfr", "59", 1, "M36", True),
        ("egfr", "60", 1, "M36", False),
        ("egfr", "29", 1, "M36-severe", True),
        ("egfr", "30", 1, "M36-severe", False),
        ("qtc-interval", "470", 1, "M23", True),
        ("qtc-interval", "469", 1, "M23", False),
        ("tsh", "10.1", 1, "M38", True),
        ("tsh", "10", 1, "M38", False),
    ],
)
def test_a_value_counts_from_its_limit_on_and_for_its_days(
    concept: str, value: str, days: int, modifier: str, hit: bool
) -> None:
    assert (modifier in found(Told(facts=[measurement(concept, value, ago(days))]))) is hit


@pytest.mark.parametrize(("days", "hit"), [(90, True), (89, False)])
def test_an_opioid_counts_after_ninety_days(days: int, hit: bool) -> None:
    assert ("M31" in found(Told(exposures=[taken("oxycodone", ago(days - 1), AS_OF)]))) is hit


def test_two_pain_drugs_count_as_pain_and_aspirin_is_none() -> None:
    assert "M13" in found(Told(exposures=[taken(name, LONG_AGO, AS_OF) for name in ("ibuprofen", "oxycodone")]))
    aspirin = [taken(name, LONG_AGO, AS_OF) for name in ("ibuprofen", "acetylsalicylic-acid")]
    assert "M13" not in found(Told(exposures=aspirin))


@pytest.mark.parametrize(("kilograms", "hit"), [("74.9", True), ("74.8", False)])
def test_seven_per_cent_more_weight_since_the_trial_began(kilograms: str, hit: bool) -> None:
    weights = [measurement("weight", 70, "2026-08-20"), measurement("weight", kilograms, "2026-11-20")]
    assert ("M15" in found(Told(facts=weights))) is hit


@pytest.mark.parametrize(("onsets", "hit"), [(3, True), (2, False)])
def test_lithium_untried_gains_a_point_from_three_episodes_on(onsets: int, hit: bool) -> None:
    earlier = [{"concept": "mdd-recurrent-moderate", "onset": f"20{10 + 3 * one}-01-01"} for one in range(onsets - 1)]
    situation = situation_of(history="H1", conditions=earlier)
    clauses = [
        move.clause
        for move in moves(KNOWLEDGE.agents["lithium"], Topic.AUGMENTATION, situation, set_off(situation, frozenset()))
    ]
    assert ("three episodes or more favours lithium" in clauses) is hit


# --- what an earlier add-on says of the next (M1, M3, M5, M53) --------------------------------------------------------

BASE = ["venlafaxine", 225, "2026-06-01"]
EARLIER_SCORES = [["2019-12-30", 22], ["2020-03-20", 9], ["2026-05-30", 19], ["2026-11-13", 18]]


def offered(agent: str, **told: Any) -> Option | None:
    case = Case(
        id="t", title="t", told={"drugs": [["sertraline", 150, "2026-01-10", "2026-04-20"], BASE], **told}, expected={}
    )
    options = answer_to(case).options
    return next((one for one in options if one.topic is Topic.AUGMENTATION and one.agent == agent), None)


def points_by_trials(agent: str, **told: Any) -> dict[str, int]:
    situation = situation_of(**{"drugs": [["sertraline", 150, "2026-01-10", "2026-04-20"], BASE], **told})
    return {move.clause: move.points for move in moves(KNOWLEDGE.agents[agent], Topic.AUGMENTATION, situation, ())}


def earlier_add_on(agent: str, dose: float, **more: Any) -> dict[str, Any]:
    """A course in an episode of 2020: fluoxetine, and after six weeks something with it."""
    return {
        "drugs": [
            ["fluoxetine", 20, "2020-01-01", "2020-06-30"],
            {"agent": agent, "dose": dose, "start": "2020-02-10", "end": "2020-06-30", **more},
            ["sertraline", 150, "2026-01-10", "2026-04-20"],
            BASE,
        ],
    }


def test_an_add_on_that_was_not_tolerated_loses_as_a_drug_does() -> None:
    told = earlier_add_on("aripiprazole", 5, stop_reason="adverse-effect")
    assert points_by_trials("aripiprazole", **told) == {"aripiprazole was not tolerated before": TRIALS.not_tolerated}
    assert points_by_trials("brexpiprazole", **told) == {
        "another atypical antipsychotic was not tolerated": TRIALS.not_tolerated_class
    }
    assert points_by_trials("lithium", **told) == {}


def test_an_add_on_that_helped_before_gains_as_a_drug_does() -> None:
    told = earlier_add_on("aripiprazole", 5) | {
        "phq9": [["2020-02-08", 22], ["2020-04-20", 8], ["2020-06-20", 6], ["2026-01-08", 21], ["2026-11-13", 18]]
    }
    assert points_by_trials("aripiprazole", **told)["aripiprazole helped before"] == TRIALS.prior_response


def test_an_add_on_that_failed_in_an_earlier_episode_loses() -> None:
    told = earlier_add_on("aripiprazole", 5) | {
        "phq9": [["2020-02-08", 22], ["2020-04-20", 21], ["2020-06-20", 21], ["2026-01-08", 21], ["2026-11-13", 18]]
    }
    clause = "aripiprazole failed in an earlier episode"
    assert points_by_trials("aripiprazole", **told)[clause] == TRIALS.failed_earlier_episode
