"""The rows read once: their terms, their comparisons, and whom they are about (§3.0, R-Z12)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import Range, Term, parse_codes
from trd.safety.matrix import PARTS, Row, built, compiled, members, read_matrix, read_row
from trd.terms import Topic

KNOWLEDGE = load()
MATRIX = compiled(KNOWLEDGE)
PLAIN = MATRIX.rows["S189"].source


def row(codes: str, **cells: Any) -> Row:
    return built(replace(PLAIN, codes=codes, **cells), parse_codes(codes), frozenset({"sertraline"}), KNOWLEDGE)


# Whom a row is about.


def rows_for(topic: Topic, subject: str) -> set[str]:
    return {found.source.id for found in MATRIX.for_option(topic, subject)}


def test_an_option_is_judged_by_the_rows_of_its_topic_alone() -> None:
    assert "S260" in rows_for(Topic.AUGMENTATION, "aripiprazole")
    assert "S260" not in rows_for(Topic.SWITCH, "aripiprazole")
    assert "S034" in rows_for(Topic.COMBINATION, "fluoxetine")
    assert "S034" not in rows_for(Topic.SWITCH, "fluoxetine")


def test_a_fixed_combination_is_judged_by_its_own_rows_of_the_topic_and_by_all_of_its_parts() -> None:
    """S260 is about it by name, S034 about fluoxetine in it."""
    switch = rows_for(Topic.SWITCH, "olanzapine-fluoxetine")
    assert "S260" not in switch
    assert "S034" in switch
    augmentation = rows_for(Topic.AUGMENTATION, "olanzapine-fluoxetine")
    assert {"S260", "S034"} <= augmentation


@pytest.mark.parametrize("whole", sorted(PARTS))
def test_every_drug_row_of_a_part_is_about_the_whole_in_the_order_of_the_table(whole: str) -> None:
    about = MATRIX.about(whole)
    numbers = [found.source.number for found in about]
    assert numbers == sorted(numbers)
    assert len({found.source.id for found in about}) == len(about), "no row twice"
    for part in PARTS[whole]:
        assert {found.source.id for found in MATRIX.about(part)} <= {found.source.id for found in about}


def test_a_row_of_a_part_that_no_drug_topic_asks_for_stays_with_its_own_topic() -> None:
    only_ect = replace(
        MATRIX.rows["S189"].source, id="S999", topics=frozenset({Topic.ECT_REFERRAL}), agents="olanzapine"
    )
    matrix = read_matrix(replace(KNOWLEDGE, safety=(only_ect,)))
    assert [found.source.id for found in matrix.for_option(Topic.ECT_REFERRAL, "olanzapine-fluoxetine")] == ["S999"]
    assert matrix.for_option(Topic.SWITCH, "olanzapine-fluoxetine") == ()


def test_nothing_is_about_a_drug_that_no_row_names() -> None:
    assert MATRIX.about("paracetamol") == ()
    assert MATRIX.for_option(Topic.SWITCH, "paracetamol") == ()


def test_a_set_of_the_table_holds_its_agents() -> None:
    assert {"mirtazapine", "sertraline"} <= members("SEROTONERGIC", KNOWLEDGE)
    assert "bupropion" not in members("SEROTONERGIC", KNOWLEDGE)


# The comparison of the row.


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_a_value_without_a_comparison_takes_that_of_its_row(operator: str) -> None:
    found = row("observation:egfr; observation:creatinine-clearance<50", test=operator, threshold="30")
    assert found.test == Term(sort="row", operator=operator, number=Decimal(30))
    first, second = (alternative.others[0] for alternative in found.parts)
    assert (first.id, first.operator, first.number) == ("egfr", operator, Decimal(30))
    assert (second.operator, second.number) == ("<", Decimal(50)), "one with its own keeps it"


def test_a_range_of_the_row_is_read_with_its_brackets() -> None:
    within = Range(low=Decimal(30), low_in=True, high=Decimal(45), high_in=False)
    found = row("observation:egfr", test="in", threshold="[30,45)")
    assert found.test == Term(sort="row", operator="in", range=within)
    assert (found.parts[0].others[0].operator, found.parts[0].others[0].range) == ("in", within)


@pytest.mark.parametrize("test", ["any", "current", "active", "max-dose", "max-factor", "drop-percent>=", "missing"])
def test_any_other_test_is_no_comparison(test: str) -> None:
    found = row("observation:egfr", test=test, threshold="25")
    assert found.test is None
    assert found.parts[0].others[0].operator is None


def test_only_values_take_the_comparison_of_the_row() -> None:
    found = row("condition:ckd-4 + age>=65 + observation:egfr", test="<", threshold="30")
    compared = {term.sort: (term.operator, term.number) for term in found.parts[0].others}
    assert compared == {"condition": (None, None), "age": (">=", Decimal(65)), "observation": ("<", Decimal(30))}


# What a row looks for.


def test_an_alternative_keeps_its_drugs_apart_from_its_other_facts() -> None:
    found = row("group:maoi + age>=65 + ingredient:warfarin; condition:bph")
    drugs, illness = found.parts
    assert [term.id for term in drugs.drugs] == ["maoi", "warfarin"]
    assert [term.sort for term in drugs.others] == ["age"]
    assert drugs.mentions == KNOWLEDGE.codes.groups["maoi"] | {"warfarin"}
    assert (illness.drugs, [term.id for term in illness.others]) == ((), ["bph"])
    assert found.mentions == drugs.mentions
    assert found.illnesses == {"bph"}


def test_a_drug_that_is_no_group_of_the_table_is_mentioned_by_its_name() -> None:
    assert "olanzapine" not in KNOWLEDGE.codes.groups
    assert row("ingredient:olanzapine").mentions == {"olanzapine"}


def test_what_a_row_takes_out_of_a_group_is_mentioned_nowhere() -> None:
    found = row("group:nsaids; not:ingredient:ibuprofen")
    assert found.mentions == KNOWLEDGE.codes.groups["nsaids"] - {"ibuprofen"}
    assert found.parts[0].mentions == found.mentions


def test_a_row_that_looks_for_the_option_itself_can_not_name_it_beforehand() -> None:
    assert row("same-ingredient").parts[0].mentions is None
    assert row("same-ingredient + group:maoi").parts[0].mentions is None
    assert row("condition:bph").parts[0].mentions == frozenset()


@pytest.mark.parametrize(
    ("codes", "drugs", "illnesses", "reactions", "shared"),
    [
        ("group:maoi; ingredient:warfarin", True, False, False, False),
        ("group:maoi + condition:bph", True, False, False, False),
        ("group:maoi; condition:bph", False, False, False, False),
        ("same-ingredient", False, False, False, False),
        ("condition:bph; condition:ckd-4", False, True, False, True),
        ("condition:bph + age>=65", False, False, False, True),
        ("allergy:same-moiety; intolerance:same-class", False, False, True, False),
        ("allergy:same-moiety; condition:bph", False, False, False, False),
        ("observation:egfr<30", False, False, False, True),
        ("sex=female", False, False, False, True),
    ],
)
def test_a_row_knows_what_it_looks_for(codes: str, drugs: bool, illnesses: bool, reactions: bool, shared: bool) -> None:
    found = row(codes, test="any")
    assert (found.drugs_only, found.conditions_only, found.reactions_only, found.shared) == (
        drugs,
        illnesses,
        reactions,
        shared,
    )
    assert not found.always


def test_a_limit_for_everybody_is_always_met() -> None:
    assert row("always").always
    assert row("condition:bph; always").always


@pytest.mark.parametrize(
    ("lookback", "days"), [("365", 365), ("0", 0), ("any", None), ("", None)], ids=["days", "today", "any", "empty"]
)
def test_the_look_back_is_a_number_of_days_or_any(lookback: str, days: int | None) -> None:
    assert row("condition:bph", lookback=lookback).days == days


def test_a_note_says_which_drug_counts_after_its_end() -> None:
    assert row("group:maoi", note="fluoxetine counts 35 days after its end").lingering == {"fluoxetine": 35}
    assert row("group:maoi", note="ask").lingering == {}


def test_a_row_is_read_with_its_agents() -> None:
    assert read_row(replace(PLAIN, agents="sertraline; class:MAOI"), KNOWLEDGE).about >= {"sertraline", "phenelzine"}


def test_the_matrix_of_one_knowledge_is_read_once_and_of_another_anew() -> None:
    assert compiled(KNOWLEDGE) is MATRIX
    other = replace(KNOWLEDGE, safety=KNOWLEDGE.safety[:1])
    assert list(compiled(other).rows) == [KNOWLEDGE.safety[0].id]
    assert compiled(KNOWLEDGE) is MATRIX
