"""Augment: what is added as text, and where a specialist is asked (§2.4)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.told import NOTHING_RUNS, offer, option, situation_of
from trd.knowledge.loading import load
from trd.strategies import augment
from trd.terms import Topic

KNOWLEDGE = load()


def test_in_great_britain_an_add_on_is_consulted_about() -> None:
    assert option(Topic.AUGMENTATION, "aripiprazole", history="H1", country="GB").no_draft_because == (
        "consult or refer to a specialist"
    )


def test_olanzapine_fluoxetine_replaces_the_base_as_text() -> None:
    situation = situation_of(history="H1", conditions=[])
    only = [
        known for known in KNOWLEDGE.strategies["augmentation"].candidates if known.agent == "olanzapine-fluoxetine"
    ]
    strategies = {
        **KNOWLEDGE.strategies,
        "augmentation": replace(KNOWLEDGE.strategies["augmentation"], candidates=tuple(only)),
    }
    bare = replace(situation, knowledge=replace(KNOWLEDGE, strategies=strategies))
    found = augment.propose(bare, offer(Topic.AUGMENTATION, rule="D18")).options
    assert [known.no_draft_because for known in found] == ["replaces the running drug, as text"]


def test_without_a_running_drug_there_is_nothing_to_add_to() -> None:
    assert augment.propose(situation_of(**NOTHING_RUNS), offer(Topic.AUGMENTATION)).options == ()


MILD: dict[str, Any] = {"history": "H2", "phq9": [["2026-08-31", 20], ["2026-11-13", 7]]}


@pytest.mark.parametrize(
    ("told", "drugs"),
    [
        pytest.param({}, set(), id="no tiredness"),
        pytest.param({"answers": [["phq-9", "4", 3, "2026-11-13"]]}, {"modafinil", "armodafinil"}, id="tired"),
        pytest.param({"answers": [["phq-9", "4", 2, "2026-11-13"]]}, set(), id="not tired enough"),
        pytest.param({"conditions": [{"concept": "narcolepsy"}]}, {"modafinil", "armodafinil"}, id="narcolepsy"),
        pytest.param({"conditions": [{"concept": "adhd"}]}, {"lisdexamfetamine", "methylphenidate"}, id="ADHD"),
    ],
)
def test_what_wakes_is_for_tiredness_and_a_stimulant_for_that_or_adhd(told: dict[str, Any], drugs: set[str]) -> None:
    situation = situation_of(**{**MILD, **told})
    candidates = KNOWLEDGE.strategies["augmentation"].candidates
    left = {known.agent for known in candidates if augment._candidate(known, offer(Topic.AUGMENTATION), situation)}
    waking = {"modafinil", "armodafinil", "lisdexamfetamine", "methylphenidate"}
    assert left & waking >= drugs
    if not drugs:
        assert not left & waking
