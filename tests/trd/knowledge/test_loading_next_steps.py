"""What moves an agent up or down (§1.4.2), and how to change from one to another (§2.2.2, part 1 §1.5)."""

from copy import deepcopy
from typing import Any

import pytest

from trd.knowledge.loading import PACKAGED, load
from trd.knowledge.loading_next_steps import read_modifiers, read_switching
from trd.knowledge.next_step_types import Modifiers, Switching
from trd.knowledge.reading import KnowledgeError, read_toml
from trd.knowledge.vocabulary import vocabulary

KNOWLEDGE = load()
WORDS = vocabulary(KNOWLEDGE.agents, KNOWLEDGE.codes)


def modifiers() -> Modifiers:
    assert KNOWLEDGE.modifiers is not None
    return KNOWLEDGE.modifiers


def switching() -> Switching:
    assert KNOWLEDGE.switching is not None
    return KNOWLEDGE.switching


@pytest.mark.parametrize(
    ("modifier", "agent", "points"),
    [
        ("M8", "sertraline", 1),
        ("M8", "paroxetine", -3),
        ("M10", "mirtazapine", 2),
        ("M10", "phenelzine", -2),
        ("M11", "bupropion", 2),
        ("M12", "escitalopram", 2),
        ("M13", "duloxetine", 2),
    ],
)
def test_a_circumstance_moves_an_agent(modifier: str, agent: str, points: int) -> None:
    found = {entry.id: entry for entry in modifiers().all}
    assert found[modifier].points[agent] == points


def test_earlier_trials_weigh_most() -> None:
    trials = modifiers().trials
    assert (trials.prior_response, trials.not_tolerated, trials.failed_earlier_episode) == (4, -6, -4)
    assert trials.new_mechanism == (0, 2, 3)
    assert trials.clip == 6


def test_points_of_an_added_drug_are_kept_apart() -> None:
    older = next(entry for entry in modifiers().all if entry.id == "M8")
    assert older.added["bupropion"] == -2
    assert "bupropion" not in older.points


@pytest.mark.parametrize(
    ("old", "new", "days"),
    [
        ("fluoxetine", "phenelzine", 35),
        ("fluoxetine", "moclobemide", 35),
        ("sertraline", "tranylcypromine", 14),
        ("venlafaxine", "phenelzine", 14),
        ("bupropion", "phenelzine", 14),
        ("mirtazapine", "selegiline", 14),
        ("vortioxetine", "phenelzine", 21),
        ("clomipramine", "phenelzine", 21),
        ("imipramine", "phenelzine", 21),
        ("amitriptyline", "phenelzine", 14),
        ("phenelzine", "sertraline", 14),
        ("phenelzine", "fluoxetine", 14),
        ("phenelzine", "clomipramine", 21),
        ("phenelzine", "imipramine", 21),
        ("phenelzine", "tranylcypromine", 14),
        ("selegiline", "venlafaxine", 14),
        ("moclobemide", "sertraline", 1),
        ("fluvoxamine", "agomelatine", 7),
    ],
)
def test_a_washout_is_as_long_as_the_longer_source_says(old: str, new: str, days: int) -> None:
    method = switching().method(old, new)
    assert method is not None
    assert (method.method, method.days) == ("washout", days)


def test_no_antidepressant_meets_an_irreversible_inhibitor_without_a_washout() -> None:
    irreversible = {agent.id for agent in KNOWLEDGE.agents.values() if agent.irreversible_maoi}
    for agent in switching().group:
        for inhibitor in irreversible - {agent}:
            for method in (switching().method(agent, inhibitor), switching().method(inhibitor, agent)):
                assert method is None or (method.method == "washout" and method.days >= 14), (agent, inhibitor)


def test_what_stands_in_no_row_has_no_method() -> None:
    assert switching().method("sertraline", "tianeptine") is None


def spoiled(name: str, change: Any) -> dict[str, Any]:
    table = deepcopy(read_toml(PACKAGED, name))
    change(table)
    return table


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda table: table.update(source="nobody"), "unknown source"),
        (lambda table: table.update(sauce="x"), "unknown key sauce"),
        (lambda table: table["history"].update(prior=4), "unknown key prior"),
        (lambda table: table["history"].update(clip=60), "clip is a number"),
        (lambda table: table["history"].update(new_mechanism=[1, 2]), "three numbers"),
        (lambda table: table["modifier"]["M8"].update(word="x"), "unknown key word"),
        (lambda table: table["modifier"]["M8"]["points"].update(sertralin=1), "names no agent"),
        (lambda table: table["modifier"]["M8"]["points"].update({"class:SSRJ": 1}), "names no agent"),
        (lambda table: table["modifier"]["M8"]["points"].update(sertraline=9), "sertraline is a number"),
        (lambda table: table["modifier"]["M8"].update(points={}), "moves somebody"),
        (lambda table: table["modifier"]["M8"].update(when=[]), "has a circumstance"),
        (lambda table: table["modifier"]["M8"].update(when=[{}]), "exactly one fact"),
        (lambda table: table["modifier"]["M8"].update(when=[{"fact": "mood"}]), "unknown fact"),
        (lambda table: table["modifier"]["M8"].update(when=[{"score": "gad-8", "at_least": 1}]), "unknown instrument"),
        (lambda table: table["modifier"]["M8"].update(when=[{"codes": "condition:x", "test": "active"}]), "condition"),
        (lambda table: table["modifier"]["M8"].update(when=[{"codes": "age>", "test": "any"}]), "cannot be read"),
        (lambda table: table["modifier"]["M8"].update(when=[{"codes": "age>=65", "test": "some"}]), "unknown test"),
        (lambda table: table["modifier"]["M8"].update(when=[{"codes": "age>=65", "tst": "any"}]), "unknown key tst"),
    ],
)
def test_a_wrong_modifier_is_refused_by_name(change: Any, fault: str) -> None:
    with pytest.raises(KnowledgeError, match=rf"modifiers\.toml: .*{fault}"):
        read_modifiers(spoiled("modifiers.toml", change), KNOWLEDGE.sources, WORDS)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda table: table.update(mark="S"), "mark is"),
        (lambda table: table.update(to={}), "unknown key to"),
        (lambda table: table["groups"].update(fluoxetin="ssri"), "names no agent"),
        (lambda table: table["from"]["ssri"].update(maoy="washout|14|x"), "unknown group"),
        (lambda table: table["from"]["ssri"].update(maoi="wait|14|x"), "not method"),
        (lambda table: table["from"]["ssri"].update(maoi="washout|two weeks|x"), "not method"),
        (lambda table: table["from"]["ssri"].update(maoi="washout|14"), "not method"),
        (lambda table: table["pair"].update({"fluoxetine": "direct|0|x"}), "no two agents"),
        (lambda table: table["low_start"].update(venlafaxin=37), "no agent with a first dose"),
        (lambda table: table["low_start"].update(venlafaxine=0), "no agent with a first dose"),
    ],
)
def test_a_wrong_method_is_refused_by_name(change: Any, fault: str) -> None:
    with pytest.raises(KnowledgeError, match=rf"switching\.toml: .*{fault}"):
        read_switching(spoiled("switching.toml", change), KNOWLEDGE.sources, KNOWLEDGE.agents)
