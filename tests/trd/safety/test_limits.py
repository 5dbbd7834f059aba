"""How high a dose may go: the lowest limit that was hit, and what the strengths on the market can give (R-Z11)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.matrix_patients import Told
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.knowledge.types import Agent, Knowledge
from trd.safety import Facts, RowResult
from trd.safety.limits import factor_of, limit_by, lowest
from trd.safety.matrix import compiled
from trd.terms import Verdict

KNOWLEDGE = load()
CAPPED = compiled(KNOWLEDGE).rows["S057"].source


def facts_of(knowledge: Knowledge = KNOWLEDGE, country: str = "US") -> Facts:
    return Told(choices=Choices(country=country)).read(knowledge)


def hit(test: str, threshold: str, **more: Any) -> RowResult:
    return RowResult(row=replace(CAPPED, test=test, threshold=threshold), verdict=Verdict.HIT, **more)


def limit(test: str, threshold: str, agent: str, **where: Any) -> Decimal | None:
    facts = facts_of(**where)
    return limit_by(hit(test, threshold), facts.knowledge.agents[agent], facts)


def with_strengths(agent: str, *strengths: str, **changes: Any) -> Knowledge:
    """The knowledge with these strengths of an agent alone."""
    others = {key: value for key, value in KNOWLEDGE.codes.products.items() if key[0] != agent}
    model = next(iter(KNOWLEDGE.codes.products.values()))
    products = {**others, **{(agent, strength): model for strength in strengths}}
    known: Agent = replace(KNOWLEDGE.agents[agent], **changes)
    return replace(
        KNOWLEDGE,
        codes=replace(KNOWLEDGE.codes, products=products),
        agents={**KNOWLEDGE.agents, agent: known},
    )


def test_the_lowest_of_all_limits_counts_and_a_stopped_drug_limits_nothing() -> None:
    facts = facts_of()
    limits = [hit("max-dose", "20"), hit("max-dose", "10"), hit("max-dose", "40")]
    assert lowest(limits, "citalopram", facts) == 10
    assert lowest([*limits[:1], hit("max-dose", "10", timing_only=True)], "citalopram", facts) == 20
    assert lowest([hit("max-dose", "10", timing_only=True)], "citalopram", facts) is None
    assert lowest([hit("current", "")], "citalopram", facts) is None, "no limit of the dose"
    assert lowest([], "citalopram", facts) is None
    assert lowest(limits, "procedure:ect", facts) is None


@pytest.mark.parametrize(
    ("threshold", "agent", "most"),
    [
        ("20", "citalopram", "20"),
        ("37.5", "venlafaxine", "37.5"),
        ("45/105", "dextromethorphan-bupropion", "105"),
        ("6/50", "olanzapine-fluoxetine", "50"),
    ],
)
def test_a_pair_is_read_in_the_order_of_the_name_by_what_the_dose_is_told_in(
    threshold: str, agent: str, most: str
) -> None:
    assert limit("max-dose", threshold, agent) == Decimal(most)


def test_a_pair_of_a_drug_with_one_ingredient_takes_its_last_number() -> None:
    assert limit("max-dose", "45/105", "sertraline") == 105


@pytest.mark.parametrize(
    ("strengths", "factor", "most"),
    [
        pytest.param(("50",), "0.5", "100", id="two tablets of 50"),
        pytest.param(("75",), "0.5", "75", id="100 is no multiple of 75"),
        pytest.param(("75", "30"), "0.5", "90", id="the strength that comes nearest"),
        pytest.param(("150",), "0.5", "100", id="no tablet is small enough: the limit itself"),
        pytest.param((), "0.5", "100", id="no strength is known"),
        pytest.param(("10/20", "75"), "0.5", "75", id="a pair is no strength"),
        pytest.param(("25",), "0.25", "50", id="a quarter"),
    ],
)
def test_a_factor_is_rounded_down_to_what_the_strengths_can_give(
    strengths: tuple[str, ...], factor: str, most: str
) -> None:
    assert limit("max-factor", factor, "sertraline", knowledge=with_strengths("sertraline", *strengths)) == Decimal(
        most
    )


@pytest.mark.parametrize(("country", "most"), [("US", "112.5"), ("GB", "187.5"), ("CH", "112.5")])
def test_a_factor_is_of_the_maximum_here(country: str, most: str) -> None:
    """Venlafaxine: 225 mg in the US, 375 mg in GB; a country without an entry takes the cautious one (R-C5)."""
    assert limit("max-factor", "0.5", "venlafaxine", country=country) == Decimal(most)


def test_the_label_of_the_agent_counts_where_the_country_allows_more() -> None:
    knowledge = with_strengths("amitriptyline", "10", label_maximum=None, usual_maximum=None)
    assert limit("max-factor", "0.5", "amitriptyline", knowledge=knowledge) == 70, "the country's alone"
    label = replace(KNOWLEDGE.agents["amitriptyline"].label_maximum, value=Decimal(100))  # type: ignore[type-var]
    lower = with_strengths("amitriptyline", "10", label_maximum=label)
    assert limit("max-factor", "0.5", "amitriptyline", knowledge=lower) == 50


def test_without_a_label_maximum_the_usual_one_counts_and_without_any_there_is_no_limit() -> None:
    assert KNOWLEDGE.agents["lamotrigine"].label_maximum is None
    assert limit("max-factor", "0.5", "lamotrigine") == 100
    assert limit("max-factor", "0.5", "butriptyline") is None


def test_a_sixth_is_exact() -> None:
    assert factor_of(hit("max-factor", "0.167")) == Decimal(1) / 6
    assert factor_of(hit("max-factor", "0.5")) == Decimal("0.5")
    tenth = with_strengths("sertraline")
    assert limit("max-factor", "0.167", "sertraline", knowledge=tenth) == Decimal(200) / 6
