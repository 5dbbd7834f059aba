"""The ranked whole: every approach is reached and set aside, order changes nothing, nothing forbidden is offered."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.matrix_patients import with_fact
from tests.told import AS_OF, Case, answer_to, aside_words, choices_of, history_of, words
from trd.assessment import assess
from trd.history import ConditionFact, Measurement, TreatmentHistory
from trd.knowledge.loading import load
from trd.options import Option, Recommendations
from trd.recommendations import STRATEGIES, recommend
from trd.safety import judge, read_facts
from trd.safety.matrix import compiled
from trd.situation import read_situation
from trd.terms import Effect, Strength, Topic

KNOWLEDGE = load()
SUBJECTS = {
    Topic.TMS_REFERRAL: "procedure:rtms",
    Topic.ECT_REFERRAL: "procedure:ect",
}
DRUGS = (Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION, Topic.DOSE_OPTIMIZATION, Topic.KETAMINE_REFERRAL)


def told(**more: object) -> Recommendations:
    return answer_to(Case(id="t", title="t", told=dict(more), expected={}))


def topics(answer: Recommendations) -> set[Topic]:
    return {option.topic for option in answer.options}


def test_every_topic_but_the_safety_cards_has_a_strategy() -> None:
    safety = {Topic.SUMMARY, Topic.SUICIDE_RISK, Topic.ORDER_SAFETY}
    assert set(STRATEGIES) == set(Topic) - safety


def test_each_of_the_six_approaches_is_offered_to_somebody() -> None:
    offered = topics(told(history="H1")) | topics(told(history="H2")) | topics(told(history="H3"))
    assert offered >= {
        Topic.DOSE_OPTIMIZATION,
        Topic.SWITCH,
        Topic.COMBINATION,
        Topic.AUGMENTATION,
        Topic.PSYCHOTHERAPY,
        Topic.ECT_REFERRAL,
        Topic.TMS_REFERRAL,
        Topic.KETAMINE_REFERRAL,
    }


@pytest.mark.parametrize(
    ("aside", "facts"),
    [
        ("doseOptimization venlafaxine S080", {"history": "H3", "values": {"bp-systolic": 190}, "drugs": None}),
        ("switch bupropion S109", {"conditions": [{"concept": "seizure-epilepsy"}]}),
        ("combination bupropion S110", {"conditions": [{"concept": "eating-disorder-bulimia"}]}),
        ("augmentation lithium S315", {"values": {"egfr": 20}}),
        (
            "psychotherapy cbt S447",
            {"conditions": [{"concept": "mania", "clinical": "active", "verification": "differential"}]},
        ),
        ("ectReferral ect S421", {"history": "H3", "conditions": [{"concept": "raised-icp"}]}),
        ("tmsReferral tms S405", {"conditions": [{"concept": "cochlear-implant"}]}),
        ("ketamineReferral esketamine S380", {"conditions": [{"concept": "avm"}]}),
    ],
)
def test_each_approach_is_set_aside_with_its_row(aside: str, facts: dict[str, object]) -> None:
    known = {"history": "H1", **facts}
    if "drugs" in known:
        known["drugs"] = [["sertraline", 50, "2026-07-01", "2026-09-30"], ["venlafaxine", 150, "2026-10-01"]]
        known["phq9"] = [["2026-06-29", 20], ["2026-09-25", 19], ["2026-09-30", 18], ["2026-11-13", 17]]
    answer = told(**known)
    assert aside in [aside_words(entry) for entry in answer.set_aside]
    topic, agent, _ = aside.split(" ")
    assert not any(option.topic.value == topic and (option.agent or option.kind) == agent for option in answer.options)


def test_the_suicide_risk_stands_first_and_is_urgent_when_high() -> None:
    high, present = told(history="H1", item9=3), told(history="H1", item9=1)
    assert high.options[0].topic is present.options[0].topic is Topic.SUICIDE_RISK
    assert (high.options[0].strength, present.options[0].strength) == (Strength.URGENT, Strength.FIRST_LINE)


def test_every_option_says_why_and_by_which_source() -> None:
    for history in ("H1", "H2", "H3"):
        for option in told(history=history).options:
            assert option.rationale, words(option)
            assert option.citations, words(option)
            assert set(option.citations) <= set(KNOWLEDGE.sources), option.citations


def test_an_option_without_a_draft_says_why() -> None:
    for history in ("H1", "H2", "H3"):
        for option in told(history=history, facts="none").options:
            assert option.draft is (option.no_draft_because is None)


def test_a_topic_that_a_request_switched_off_leaves_and_the_ranks_close_up() -> None:
    with_tms, without = told(history="H1"), told(history="H1", choices={"topics_off": ["tmsReferral"]})
    expected = [words(option) for option in with_tms.options if option.topic is not Topic.TMS_REFERRAL]
    assert [words(option) for option in without.options] == expected
    assert {option.topic for option in without.hidden} == {Topic.TMS_REFERRAL}
    assert with_tms.hidden == ()


def test_when_every_option_of_a_topic_is_avoided_a_specialist_may_decide() -> None:
    answer = told(history="H2", country="AU", values={"egfr": 95}, conditions=[{"concept": "pacemaker"}])
    assert any(option.topic is Topic.SPECIALIST_REFERRAL for option in answer.options)


def shuffled(history: TreatmentHistory, seed: int) -> TreatmentHistory:
    chance = random.Random(seed)
    lists = ("medications", "conditions", "scores", "answers", "measurements", "findings", "allergies", "sessions")
    mixed: dict[str, Any] = {}
    for name in lists:
        facts = list(getattr(history, name))
        chance.shuffle(facts)
        mixed[name] = tuple(facts)
    return replace(history, **mixed)


@pytest.mark.parametrize("name", ["H1", "H2", "H3", "H4"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_the_record_changes_nothing(name: str, seed: int) -> None:
    facts = {"history": name, "also": [["oxycodone", 20, "2026-07-27"]], "conditions": [{"concept": "insomnia"}]}
    history, choices = history_of(dict(facts)), choices_of({})
    answers = [
        recommend(assess(record, KNOWLEDGE, choices, as_of=AS_OF), KNOWLEDGE, choices)
        for record in (history, shuffled(history, seed))
    ]
    first, second = ([(words(option), option.unknowns, option.clauses) for option in one.options] for one in answers)
    assert first == second
    assert [aside_words(entry) for entry in answers[0].set_aside] == [
        aside_words(entry) for entry in answers[1].set_aside
    ]


ROWS = [
    row
    for row in sorted(compiled(KNOWLEDGE).rows.values(), key=lambda row: row.source.number)
    if {term.sort for terms in row.codes.alternatives for term in terms} <= {"condition", "observation"}
]
CLOSING = {
    "delirium",
    "mania",
    "bipolar-i",
    "bipolar-ii",
    "dementia",
    "dementia-with-depression",
    "schizophrenia-spectrum",
}


@given(st.lists(st.sampled_from(ROWS), min_size=1, max_size=4), st.sampled_from(["H1", "H2", "H3"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_offered_that_a_row_forbids(rows: list, name: str) -> None:
    """Whatever is on record: what a row contraindicates is in no option."""
    facts = [fact for row in rows for fact in _facts(row)]
    history = history_of({"history": name})
    newer = {fact.concept for fact in facts if isinstance(fact, Measurement)}
    history = replace(
        history,
        conditions=(*history.conditions, *(fact for fact in facts if isinstance(fact, ConditionFact))),
        measurements=(
            *(known for known in history.measurements if known.concept not in newer),
            *(fact for fact in facts if isinstance(fact, Measurement)),
        ),
    )
    choices = choices_of({})
    assessment = assess(history, KNOWLEDGE, choices, as_of=AS_OF)
    answer = recommend(assessment, KNOWLEDGE, choices)
    situation = read_situation(assessment, KNOWLEDGE, choices)
    running = situation.current.trial.trial.agents if situation.current else ()
    for option in answer.options:
        if option.topic in SUBJECTS or option.topic in DRUGS:
            _allowed(option, situation.facts, tuple(running))


def _facts(row) -> list:
    subject = sorted(row.about)[0]
    made = with_fact(row, row.codes.alternatives[0], subject, KNOWLEDGE)
    return list(made.facts) if made else []


def _allowed(option: Option, facts, running: tuple[str, ...]) -> None:
    subject = option.agent or SUBJECTS[option.topic]
    if option.case in ("lower", "too-high"):
        return  # a lower dose of what runs is no new exposure
    stops = [name for agent in running for name in KNOWLEDGE.agents[agent].ingredients]
    replaces = option.topic is Topic.SWITCH or option.agent == "olanzapine-fluoxetine"
    judgement = judge(option.topic, subject, facts, stops=stops if replaces else ())
    worst = judgement.forbidden.row.effect if judgement.forbidden else None
    allowed = {None, Effect.AVOID} if option.topic is Topic.ECT_REFERRAL else {None}
    assert worst in allowed, f"{option.topic} {subject}: {judgement.forbidden}"


@given(
    st.sampled_from(ROWS), st.sampled_from(ROWS), st.sampled_from(["sertraline", "bupropion", "lithium", "quetiapine"])
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_another_fact_never_removes_what_was_found(one, other, agent: str) -> None:
    """Monotony (R-Z19): a further condition removes no row, whatever it is. Newer values may, and are left out."""
    topic = Topic.AUGMENTATION if agent in ("lithium", "quetiapine") else Topic.SWITCH
    first = [fact for fact in _facts(one) if isinstance(fact, ConditionFact)]
    more = [fact for fact in _facts(other) if isinstance(fact, ConditionFact)]
    few, many = (_judged(agent, topic, facts) for facts in (first, [*first, *more]))
    assert few <= many


def _judged(agent: str, topic: Topic, conditions: list[ConditionFact]) -> set[str]:
    history = replace(history_of({"history": "H2"}), conditions=tuple(conditions))
    assessment = assess(history, KNOWLEDGE, choices_of({}), as_of=AS_OF)
    facts = read_facts(
        history,
        assessment.exposures,
        assessment.person,
        assessment.suicide_risk,
        KNOWLEDGE,
        choices_of({}),
        as_of=AS_OF,
    )
    return {hit.row.id for hit in judge(topic, agent, facts).hits}
