"""What is asked before a draft, and of which drugs nothing is drafted until it is known (N-0.1)."""

from typing import Any

import pytest

from tests.builders import condition, finding, measurement
from tests.matrix_patients import AS_OF, Told
from trd.candidates.questions import WORDS, liver_questions, open_questions, withholds_draft
from trd.intervals import plus
from trd.knowledge.loading import load
from trd.safety import judge
from trd.terms import FactList, Sex, Topic

KNOWLEDGE = load()
LITHIUM = KNOWLEDGE.agents["lithium"]
MIRTAZAPINE = KNOWLEDGE.agents["mirtazapine"]


def asked(agent: str, *required: str, **told: Any) -> tuple[str, ...]:
    told.setdefault("sex", Sex.MALE)
    return open_questions(required, KNOWLEDGE.agents[agent], Told(**told).read(KNOWLEDGE))


def test_every_word_of_the_tables_is_known() -> None:
    required = {
        word for strategy in KNOWLEDGE.strategies.values() for known in strategy.candidates for word in known.required
    }
    assert required <= set(WORDS) | set(KNOWLEDGE.monitoring.by_word) | {"pregnancy"}


@pytest.mark.parametrize("word", sorted(KNOWLEDGE.monitoring.by_word))
def test_a_value_inside_its_days_answers_and_an_older_one_does_not(word: str) -> None:
    test = KNOWLEDGE.monitoring.by_word[word]
    for concept in test.answered_by:
        fresh = [measurement(concept, 1, plus(AS_OF, -test.days))]
        old = [measurement(concept, 1, plus(AS_OF, -test.days - 1))]
        assert asked("gepirone", word, facts=fresh) == ()
        assert asked("gepirone", word, facts=old) == (test.words,)


@pytest.mark.parametrize(
    ("agent", "word", "concept", "days"),
    [
        ("lithium", "egfr", "egfr", 90),
        ("lithium", "tsh", "tsh", 180),
        ("lithium", "calcium", "calcium", 180),
        ("lithium", "sodium", "sodium", 90),
        ("liothyronine", "tsh", "tsh", 90),
        ("agomelatine", "alt-ast", "alt", 30),
        ("venlafaxine", "blood-pressure", "bp-systolic", 90),
        ("levomilnacipran", "egfr", "egfr", 180),
    ],
)
def test_a_drug_has_look_backs_of_its_own(agent: str, word: str, concept: str, days: int) -> None:
    assert asked(agent, word, facts=[measurement(concept, 1, plus(AS_OF, -days))]) == ()
    assert asked(agent, word, facts=[measurement(concept, 1, plus(AS_OF, -days - 1))])


def test_a_value_that_could_not_be_read_is_no_answer() -> None:
    assert asked("lithium", "sodium", facts=[measurement("sodium", None, AS_OF)]) == ("sodium",)


def test_a_list_that_was_sent_answers_for_what_is_not_in_it() -> None:
    assert asked("bupropion", "seizure") == ()
    assert asked("bupropion", "seizure", not_sent={FactList.CONDITIONS}) == ("seizure",)
    assert asked("phenelzine", "drug-list", not_sent={FactList.MEDICATIONS}) == ("complete drug list",)


def test_diet_and_standing_pressure_are_always_asked() -> None:
    assert asked("phenelzine", "diet", "orthostasis") == ("diet", "standing blood pressure")
    assert asked("phenelzine", "washout") == ("washout",)


@pytest.mark.parametrize(
    ("age", "facts", "wanted"),
    [
        pytest.param(49, [], False, id="young and no heart disease"),
        pytest.param(50, [], True, id="from fifty"),
        pytest.param(40, [condition("heart-failure")], True, id="heart disease"),
        pytest.param(40, [condition("long-qt")], True, id="long QT"),
        pytest.param(None, [], True, id="age not known"),
    ],
)
def test_lithium_wants_an_ecg_with_heart_disease_or_from_fifty(
    age: int | None, facts: list[object], wanted: bool
) -> None:
    assert ("ECG (QTc)" in asked("lithium", "ecg", age=age, facts=facts)) is wanted


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        pytest.param({"age": 30, "sex": Sex.FEMALE}, True, id="a woman of thirty"),
        pytest.param({"age": 17, "sex": Sex.FEMALE}, False, id="seventeen"),
        pytest.param({"age": 50, "sex": Sex.FEMALE}, False, id="fifty"),
        pytest.param({"age": 30, "sex": Sex.MALE}, False, id="a man"),
        pytest.param({"age": 30, "sex": None}, True, id="sex not stated"),
        pytest.param(
            {"age": 30, "sex": Sex.FEMALE, "facts": [finding("hcg", "negative", plus(AS_OF, -42))]},
            False,
            id="a test of 42 days",
        ),
        pytest.param(
            {"age": 30, "sex": Sex.FEMALE, "facts": [finding("hcg", "negative", plus(AS_OF, -43))]},
            True,
            id="a test of 43 days",
        ),
        pytest.param(
            {"age": 30, "sex": Sex.FEMALE, "facts": [condition("pregnancy", recorded=plus(AS_OF, -5))]},
            False,
            id="coded",
        ),
    ],
)
def test_the_drugs_that_harm_a_child_ask_for_pregnancy(told: dict[str, object], wanted: bool) -> None:
    assert ("pregnancy" in asked("lithium", **told)) is wanted
    assert "pregnancy" not in asked("mirtazapine", **told)


@pytest.mark.parametrize("agent", ["lithium", "nortriptyline", "phenelzine", "valproate", "carbamazepine"])
def test_nothing_is_drafted_of_these_while_a_required_fact_is_unknown(agent: str) -> None:
    facts = Told(sex=Sex.MALE).read(KNOWLEDGE)
    known = KNOWLEDGE.agents[agent]
    assert withholds_draft(known, ("calcium",), facts) == "not on record: calcium"
    assert withholds_draft(known, (), facts) is None


def test_other_drugs_keep_their_draft_and_paroxetine_waits_for_the_pregnancy_test() -> None:
    facts = Told(age=30, sex=Sex.FEMALE).read(KNOWLEDGE)
    assert withholds_draft(MIRTAZAPINE, ("weight",), facts) is None
    assert withholds_draft(KNOWLEDGE.agents["paroxetine"], ("pregnancy",), facts) == "not on record: pregnancy"


@pytest.mark.parametrize(
    ("agent", "liver", "is_asked"),
    [
        ("mirtazapine", "cirrhosis", True),
        ("vortioxetine", "liver-disease-other", True),
        ("vilazodone", "cirrhosis", False),
        ("brexpiprazole", "cirrhosis", True),
        ("aripiprazole", "cirrhosis", False),
        ("mirtazapine", None, False),
    ],
)
def test_the_severity_of_a_liver_disease_is_asked_where_it_decides_the_dose(
    agent: str, liver: str | None, is_asked: bool
) -> None:
    facts = Told(sex=Sex.MALE, facts=[condition(liver, onset="2024-01-01")] if liver else []).read(KNOWLEDGE)
    judgement = judge(Topic.AUGMENTATION if agent.endswith("prazole") else Topic.SWITCH, agent, facts)
    questions = liver_questions(KNOWLEDGE.agents[agent], judgement, facts)
    assert bool(questions) is is_asked
    said = withholds_draft(KNOWLEDGE.agents[agent], questions, facts)
    assert said == ("not on record: Child-Pugh class" if is_asked else None)


FATTY = ("liver-disease-other", "fatty-liver")


@pytest.mark.parametrize(
    ("concepts", "values", "asked_about"),
    [
        pytest.param([FATTY], {"alt": "2.9", "ast": "1"}, (), id="a fatty liver, enzymes below three times the limit"),
        pytest.param([FATTY], {"alt": "3", "ast": "1"}, ("Child-Pugh class",), id="three times the limit"),
        pytest.param([FATTY], {"alt": "1", "ast": "3"}, ("Child-Pugh class",), id="the other enzyme"),
        pytest.param([FATTY], {}, ("liver enzymes",), id="no enzymes on record"),
        pytest.param([FATTY, ("hepatitis-c",)], {"alt": "1", "ast": "1"}, ("Child-Pugh class",), id="and hepatitis C"),
        pytest.param([FATTY, ("cirrhosis",)], {"alt": "1", "ast": "1"}, ("Child-Pugh class",), id="and cirrhosis"),
        pytest.param([("liver-disease-other",)], {"alt": "1", "ast": "1"}, ("Child-Pugh class",), id="another disease"),
    ],
)
def test_a_fatty_liver_alone_is_asked_about_by_its_enzymes(
    concepts: list[tuple[str, ...]], values: dict[str, str], asked_about: tuple[str, ...]
) -> None:
    known = [condition(*one, onset="2024-01-01") for one in concepts]
    tested = [measurement(name, value, AS_OF, upper_limit=1) for name, value in values.items()]
    facts = Told(sex=Sex.MALE, facts=[*known, *tested]).read(KNOWLEDGE)
    agent = KNOWLEDGE.agents["sertraline"]
    assert liver_questions(agent, judge(Topic.SWITCH, "sertraline", facts), facts) == asked_about


def test_a_fatty_liver_still_sets_aside_what_its_label_forbids() -> None:
    facts = Told(facts=[condition(*FATTY, onset="2024-01-01")]).read(KNOWLEDGE)
    for agent in ("agomelatine", "duloxetine", "nefazodone"):
        assert judge(Topic.SWITCH, agent, facts).forbidden is not None
