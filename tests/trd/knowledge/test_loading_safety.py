"""The safety matrix is read whole, in order, and a row that cannot be read stops the service (R-Z12)."""

from collections import Counter
from pathlib import Path

import pytest

from trd.knowledge.loading import load
from trd.knowledge.loading_safety import read_safety
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.safety_grammar import parse_agents
from trd.knowledge.vocabulary import vocabulary
from trd.terms import Ask, Effect, Topic

KNOWLEDGE = load()
FILES = ("antidepressants", "augmentation", "ect", "ketamine", "psychotherapy", "tms")


def test_there_are_490_rows_and_no_number_is_missing() -> None:
    assert [row.id for row in KNOWLEDGE.safety] == [f"S{number:03d}" for number in range(1, 491)]


def test_the_counts_are_those_of_the_specification() -> None:
    rows = KNOWLEDGE.safety
    assert Counter(row.effect for row in rows) == {
        Effect.AVOID: 153,
        Effect.CONTRAINDICATED: 136,
        Effect.CAUTION: 108,
        Effect.DOSE_LIMIT: 63,
        Effect.CHECK_FIRST: 30,
    }
    assert Counter(row.ask for row in rows) == {Ask.REQUIRED: 285, Ask.WHEN_SUSPECTED: 130, Ask.NEVER: 75}
    assert Counter(row.mark for row in rows) == {"M": 368, "V": 96, "P": 26}
    assert Counter(row.kind for row in rows)["device"] == 8


def test_fluoxetine_keeps_an_mao_inhibitor_away_for_five_weeks() -> None:
    row = KNOWLEDGE.safety[0]
    assert (row.id, row.test, row.lookback, row.effect) == ("S001", "taken-within", "35", Effect.CONTRAINDICATED)
    assert row.topics == {Topic.SWITCH, Topic.COMBINATION, Topic.ORDER_SAFETY}
    agents = parse_agents(row.agents, KNOWLEDGE.agents)
    assert {"phenelzine", "tranylcypromine", "selegiline", "moclobemide"} <= agents


def test_every_candidate_of_a_strategy_has_rows_of_its_own() -> None:
    covered = frozenset().union(*(parse_agents(row.agents, KNOWLEDGE.agents) for row in KNOWLEDGE.safety))
    for strategy in KNOWLEDGE.strategies.values():
        assert {candidate.agent for candidate in strategy.candidates} <= covered, strategy.id


def test_each_file_holds_one_option_group() -> None:
    folder = Path(__file__).parents[3] / "trd" / "knowledge" / "safety"
    assert sorted(path.stem for path in folder.glob("*.csv")) == list(FILES)
    text = (folder / "tms.csv").read_text(encoding="utf-8")
    assert all("tmsReferral" in line for line in text.splitlines()[1:])


ROW = "S001,switch;combination;orderSafety,class:MAOI; class:RIMA,drug,"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (ROW, ROW.replace("class:MAOI", "class:MAOY"), "unknown agent, class or set 'class:MAOY'"),
        (ROW, ROW.replace("class:MAOI", "phenelzin"), "unknown agent, class or set 'phenelzin'"),
        (ROW, ROW.replace("class:MAOI", "procedure:lobotomy"), "unknown procedure 'lobotomy'"),
        (ROW, ROW.replace("drug,", "drugs,"), "unknown kind 'drugs'"),
        ("ingredient:fluoxetine,taken-within,", "group:maoi; not:ingredient:codeine,taken-within,", "in no group"),
        ("ingredient:fluoxetine,taken-within,", "group:maoi; group:maoi,taken-within,", "an alternative stands twice"),
        (ROW, ROW.replace("switch", "swich"), "unknown topic 'swich'"),
        (ROW, ROW.replace("switch;combination", "switch;switch"), "a topic stands twice"),
        (ROW, ROW.replace("S001", "X001"), "an id is S and a number"),
        (ROW, ROW.replace("S001", "S002"), "stands twice"),
        ("ingredient:fluoxetine,taken-within,", "ingredient:fluoxetin,taken-within,", "unknown ingredient"),
        ("ingredient:fluoxetine,taken-within,", "group:fluoxetine,taken-within,", "unknown group"),
        ("ingredient:fluoxetine,taken-within,", "condition:fluoxetine,taken-within,", "unknown condition"),
        ("ingredient:fluoxetine,taken-within,", "observation:fluoxetine>3,taken-within,", "unknown observation"),
        ("ingredient:fluoxetine,taken-within,", "fact:mood,taken-within,", "cannot be read"),
        ("ingredient:fluoxetine,taken-within,d", "ingredient:fluoxetine,taken within,d", "unknown test"),
        ("ingredient:fluoxetine,taken-within,d", "ingredient:fluoxetine,taken-within,wk", "unit 'wk'"),
        (",35,contraindicated,required,", ",5 weeks,contraindicated,required,", "look-back"),
        (",35,contraindicated,required,", ",35,forbidden,required,", "unknown effect"),
        (",35,contraindicated,required,", ",35,contraindicated,always,", "unknown ask"),
        (",35,contraindicated,required,", ",35,dose-limit,required,", "effect dose-limit with test"),
        ("counts,ODB,V", "counts,NOBODY,V", "unknown source 'NOBODY'"),
        ("counts,ODB,V", "counts,ODB,S", "mark is 'S'"),
        ("Wait 35 days.", "Wait 35 days." + " Wait longer." * 12, "message has"),
        ("fluoxetine taken in the last 5 weeks,", ",", "finding is empty"),
        ("fluoxetine taken in the last", "fluoxetine  taken in the last", "stray white space"),
    ],
)
def test_a_row_that_cannot_be_read_stops_the_service_by_its_number(spoil, old: str, new: str, fault: str) -> None:
    folder: Path = spoil("safety/antidepressants.csv", old, new)
    with pytest.raises(KnowledgeError, match=r"antidepressants\.csv: [SX]\d+: .*" + fault.replace("'", ".")):
        read_safety(folder / "safety", KNOWLEDGE.sources, vocabulary(KNOWLEDGE.agents, KNOWLEDGE.codes))
