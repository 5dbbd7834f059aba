"""Numbers of no single entry, sets of concepts, and reasons for a drug."""

from decimal import Decimal
from typing import Any

import pytest

from trd.knowledge.loading import load
from trd.knowledge.loading_facts import read_figures, read_reasons
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.types import Source
from trd.knowledge.vocabulary import vocabulary

KNOWLEDGE = load()
SETS = KNOWLEDGE.concept_sets


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ect-sessions", "8"),
        ("tms-sessions", "20"),
        ("tms-days", "56"),
        ("esketamine-sessions", "8"),
        ("esketamine-dose", "56"),
        ("esketamine-days", "35"),
        ("ketamine-dose", "0.5"),
        ("ketamine-sessions", "6"),
        ("psychotherapy-sessions", "8"),
        ("psychotherapy-days", "140"),
        ("adherence-share", "0.80"),
        ("lithium-between-days", "90"),
        ("lithium-after-days", "28"),
        ("baseline-before-days", "28"),
        ("baseline-after-days", "7"),
        ("endpoint-after-days", "14"),
        ("remission-boundary-days", "56"),
        ("drug-free-days", "182"),
        ("trend-min-days", "14"),
        ("trend-max-days", "90"),
        ("attempt-high-days", "90"),
        ("attempt-present-days", "365"),
        ("early-day", "14"),
        ("early-improvement", "0.20"),
        ("older-from", "65"),
        ("crosswalk-madrs-at-qids-5", "7.5"),
        ("supply-risk-high-days", "7"),
    ],
)
def test_a_figure_is_that_of_the_specification(name: str, value: str) -> None:
    assert KNOWLEDGE.figures[name].value == Decimal(value)


def test_a_share_is_a_fraction_and_no_percentage() -> None:
    shares = {name: figure for name, figure in KNOWLEDGE.figures.items() if "share" in name or "improvement" in name}
    assert shares
    assert all(figure.unit == "1" and figure.value < 1 for figure in shares.values())


def test_a_figure_without_a_source_is_refused() -> None:
    figure = {"value": 8, "unit": "sessions", "source": "nobody", "where": "R-T33"}
    with pytest.raises(KnowledgeError, match=r"figures\.toml: file\.ect: unknown source"):
        read_figures({"ect": figure}, {"CLIN": Source(id="CLIN", citation="custom")})


def test_what_counts_as_a_depression_and_what_does_not() -> None:
    assert {"mdd-recurrent-severe-psychotic", "depression-unspecified", "postpartum-depression"} <= SETS["mdd"]
    assert not SETS["mdd"] & (SETS["not-depression"] | SETS["dementia"] | SETS["secondary-depression"])
    assert "dysthymia" not in SETS["mdd"]
    assert KNOWLEDGE.depressive_indications == SETS["mdd"] | SETS["dysthymia"]


def test_every_depression_concept_of_the_tables_is_in_one_set() -> None:
    codes = KNOWLEDGE.codes
    found = {
        concept
        for code in (*codes.conditions_exact.values(), *codes.condition_prefixes.values())
        for concept in code.concepts
        if concept.startswith(("mdd-", "depression-"))
    }
    assert found - SETS["mdd"] == {"depression-organic-or-substance"}


def test_remission_and_psychosis_are_parts_of_depression() -> None:
    for name in ("full-remission", "partial-remission", "remission-unspecified", "psychotic-depression", "recurrent"):
        assert SETS[name] <= SETS["mdd"], name


def test_excluding_sets_do_not_overlap() -> None:
    excluding = [SETS[name] for name in ("bipolar", "psychotic-disorder", "dementia", "secondary-depression", "mdd")]
    assert sum(len(concepts) for concepts in excluding) == len(frozenset().union(*excluding))


def test_an_anxiety_is_a_reason_that_may_stand_beside_a_depression() -> None:
    assert KNOWLEDGE.anxiety_indications == {"gad", "panic", "anxiety-other", "ptsd", "ocd"}
    assert KNOWLEDGE.anxiety_indications <= set(KNOWLEDGE.other_indications)


@pytest.mark.parametrize(
    ("reason", "said", "phrase"),
    [
        ("neuropathic-pain", "neuropathic pain", "nerve pain"),
        ("smoking-cessation", "smoking cessation", "quit smoking"),
        ("insomnia", "insomnia", "insomnia"),
        ("migraine", "migraine prophylaxis", "migraine*"),
    ],
)
def test_another_reason_is_said_and_recognised(reason: str, said: str, phrase: str) -> None:
    assert KNOWLEDGE.other_indications[reason] == said
    assert phrase in KNOWLEDGE.indication_words[reason]


def test_no_phrase_stands_for_two_reasons() -> None:
    phrases = [phrase for listed in KNOWLEDGE.indication_words.values() for phrase in listed]
    assert sorted(phrases) == sorted(set(phrases))


def test_what_excludes_an_add_on_is_a_known_reason() -> None:
    for agent in KNOWLEDGE.agents.values():
        assert agent.excluded_indications <= set(KNOWLEDGE.other_indications), agent.id


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"concepts": {"mdd": ["mdd-severe"]}}, "unknown concept"),
        ({"concepts": {"mdd": []}}, "unknown concept"),
        ({"indication": {"pain": {"said": "pain"}}, "conditions": {}}, "unknown key conditions"),
        ({"indication": {"pain": {"words": ["pain"]}}}, "said"),
    ],
)
def test_a_wrong_set_or_reason_is_refused(table: dict[str, Any], fault: str) -> None:
    with pytest.raises(KnowledgeError, match=fault):
        read_reasons(table, vocabulary(KNOWLEDGE.agents, KNOWLEDGE.codes))
