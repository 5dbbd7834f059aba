"""What a reviewer has to look at is found; the knowledge as it is shipped holds no fault."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from trd.knowledge.checking import check
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge, Ladder, Source, Threshold

KNOWLEDGE = load()
DAY = date(2026, 11, 25)
MGH = KNOWLEDGE.sources["MGH"]


def faults(knowledge: Knowledge, *, as_of: date = DAY, **others: Any) -> list[str]:
    return [f"{found.about}: {found.says}" for found in check(knowledge, as_of=as_of, **others) if found.fault]


def notes(knowledge: Knowledge, **others: Any) -> list[str]:
    return [f"{found.about}: {found.says}" for found in check(knowledge, as_of=DAY, **others) if not found.fault]


def with_agent(name: str, **changes: Any) -> Knowledge:
    return replace(KNOWLEDGE, agents={**KNOWLEDGE.agents, name: replace(KNOWLEDGE.agents[name], **changes)})


def with_country(name: str, **changes: Any) -> Knowledge:
    return replace(KNOWLEDGE, countries={**KNOWLEDGE.countries, name: replace(KNOWLEDGE.countries[name], **changes)})


def with_row(**changes: Any) -> Knowledge:
    first, *others = KNOWLEDGE.safety
    return replace(KNOWLEDGE, safety=(replace(first, **changes), *others))


def dose(value: str, **changes: Any) -> Threshold:
    return Threshold(**{"value": Decimal(value), "unit": "mg/d", "source": MGH, "where": "form", **changes})


def ladder(*steps: str) -> Ladder:
    found = KNOWLEDGE.agents["sertraline"].ladder
    assert found is not None
    return replace(found, steps=tuple(Decimal(step) for step in steps))


def test_the_knowledge_as_shipped_holds_no_fault() -> None:
    assert faults(KNOWLEDGE) == []


@pytest.mark.parametrize(
    ("knowledge", "told"),
    [
        pytest.param(with_agent("sertraline", minimum=dose("201")), "minimum 201 is above the most, 200", id="minimum"),
        pytest.param(with_agent("sertraline", ladder=ladder("50", "225")), "the step to 225 is above", id="ladder"),
        pytest.param(with_agent("sertraline", ladder=ladder("100", "50")), "do not rise", id="ladder falls"),
        pytest.param(with_agent("sertraline", ladder=ladder("50", "50")), "do not rise", id="a step twice"),
        pytest.param(with_agent("sertraline", rxcui="999999999"), "999999999 stands in no code table", id="RxNorm"),
        pytest.param(
            with_agent("aripiprazole", label_maximum=dose("1"), usual_maximum=dose("1"), outpatient_maximum=None),
            "above what the agent's own entry allows, 1",
            id="a strategy above its agent",
        ),
        pytest.param(with_row(message="x" * 141), "141 characters, at most 140", id="a long message"),
        pytest.param(with_row(source="MGH; NOBODY"), "names the source NOBODY", id="a source that is not there"),
        pytest.param(with_country("GB", checked="2025-10"), "looked at in 2025-10", id="thirteen months old"),
        pytest.param(with_country("GB", checked=""), "looked at in no known month", id="never looked at"),
        pytest.param(with_country("GB", agents={}), "says nothing of", id="a country without its rows"),
    ],
)
def test_a_contradiction_is_a_fault(knowledge: Knowledge, told: str) -> None:
    found = faults(knowledge)
    assert [fault for fault in found if told in fault], found


@pytest.mark.parametrize(
    "knowledge",
    [
        pytest.param(with_agent("sertraline", minimum=dose("200")), id="minimum at the most"),
        pytest.param(with_agent("sertraline", ladder=ladder("50", "200")), id="last step at the most"),
        pytest.param(with_row(message="x" * 140), id="a message of 140"),
        pytest.param(with_country("GB", checked="2025-11"), id="twelve months old"),
    ],
)
def test_at_the_limit_nothing_is_wrong(knowledge: Knowledge) -> None:
    assert faults(knowledge) == []


def test_a_source_that_nothing_cites_is_a_note_and_one_that_only_cards_name_is_none() -> None:
    spare = Source(id="SPARE", citation="A paper", supports="nothing")
    knowledge = replace(KNOWLEDGE, sources={**KNOWLEDGE.sources, "SPARE": spare})
    assert "source SPARE: is cited by nothing" in notes(knowledge)
    assert "source SPARE: is cited by nothing" not in notes(knowledge, cited_elsewhere={"SPARE"})


def test_a_source_that_cards_name_and_nobody_lists_is_a_fault() -> None:
    assert faults(KNOWLEDGE, cited_elsewhere={"GHOST"}) == ["source GHOST: is named on cards, and is not in the list"]


def test_a_figure_seen_in_a_source_that_nobody_saw_is_told() -> None:
    unseen = dose("50", mark="V", source=replace(MGH, seen=False))
    told = "agent sertraline, minimum: is marked as seen (V), and its source MGH is told from memory"
    assert told in notes(with_agent("sertraline", minimum=unseen))
    assert told not in notes(with_agent("sertraline", minimum=replace(unseen, mark="M")))


def test_drafts_are_counted_by_kind() -> None:
    agents = len(KNOWLEDGE.agents)
    assert f"agent entries: {agents} have not been signed by a clinician" in notes(KNOWLEDGE)


def test_a_list_that_contradicts_its_entry_is_told_and_the_stricter_holds() -> None:
    country = KNOWLEDGE.countries["US"]
    closed = with_country("US", agents={**country.agents, "esketamine": "no"})
    assert "country US: esketamine has an entry, and is not suggested: the stricter holds (R-C3a)" in notes(closed)
    without = with_country("US", entry={**country.entry, "esketamine": None})
    assert "country US: esketamine may be suggested, and has no entry: the stricter holds (R-C3a)" in notes(without)


def test_a_countrys_dose_above_the_agents_own_is_told() -> None:
    doses = dict(KNOWLEDGE.countries["US"].doses)
    doses["citalopram"] = replace(doses["citalopram"], maximum=Decimal(60))
    assert any("citalopram up to 60" in note for note in notes(with_country("US", doses=doses)))
