"""What the cells `codes` and `agents` of the safety matrix mean (§3.0)."""

from decimal import Decimal

import pytest

from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import (
    Range,
    Term,
    of_class,
    of_set,
    parse_agents,
    parse_codes,
    parse_range,
    parse_term,
)

AGENTS = load().agents


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("condition:diabetes", Term(sort="condition", id="diabetes")),
        ("group:maoi", Term(sort="group", id="maoi")),
        ("always", Term(sort="always")),
        ("same-ingredient", Term(sort="same-ingredient")),
        ("missing:observation:egfr", Term(sort="missing", id="egfr")),
        ("not:ingredient:lithium", Term(sort="not", id="lithium")),
        ("allergy:same-class", Term(sort="allergy", id="same-class")),
        ("observation:egfr<30", Term(sort="observation", id="egfr", operator="<", number=Decimal(30))),
        ("observation:hcg=positive", Term(sort="observation", id="hcg", operator="=", word="positive")),
        ("age>=65", Term(sort="age", operator=">=", number=Decimal(65))),
        ("sex!=male", Term(sort="sex", operator="!=", word="male")),
        ("phenotype:CYP2D6=poor", Term(sort="phenotype", id="CYP2D6", operator="=", word="poor")),
        ("fact:suicide-risk=high", Term(sort="fact", id="suicide-risk", operator="=", word="high")),
        ("fact:asa-class>=3", Term(sort="fact", id="asa-class", operator=">=", number=Decimal(3))),
        ("fact:pregnancy", Term(sort="fact", id="pregnancy")),
    ],
)
def test_a_term_is_read(text: str, term: Term) -> None:
    assert parse_term(text) == term
    assert term.bare == (term.operator is None)


@pytest.mark.parametrize(
    "text",
    [
        "diabetes",
        "condition:",
        "condition:diabetes>3",
        "observation:egfr<low",
        "observation:hcg=yes",
        "age",
        "age:65",
        "age in [65,12)",
        "30<age<65",
        "sex=other",
        "phenotype:CYP3A4=poor",
        "phenotype:CYP2D6=slow",
        "phenotype:CYP2D6",
        "fact:mood",
        "fact:suicide-risk",
        "fact:suicide-risk=some",
        "fact:asa-class",
        "fact:pregnancy=yes",
        "always:1",
        "",
    ],
)
def test_a_term_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|two comparisons"):
        parse_term(text)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("[450,500)", (450, 499), (449, 500)),
        ("(450,500]", (451, 500), (450, 501)),
        ("[0.6,1.0]", (Decimal("0.6"), 1), (Decimal("0.59"), Decimal("1.1"))),
    ],
)
def test_a_bracket_includes_its_limit_and_a_parenthesis_does_not(
    text: str, inside: tuple[Decimal, ...], outside: tuple[Decimal, ...]
) -> None:
    found = parse_range(text)
    assert isinstance(found, Range)
    assert all(found.holds(value) for value in inside)
    assert not any(found.holds(value) for value in outside)


@pytest.mark.parametrize("text", ["450-500", "[500,450)", "[450,450]", ""])
def test_no_range(text: str) -> None:
    assert parse_range(text) is None


def test_alternatives_and_terms_that_must_all_hold() -> None:
    codes = parse_codes("group:diuretics + age>=65; condition:hyponatraemia; not:ingredient:lithium")
    assert [[term.sort for term in alternative] for alternative in codes.alternatives] == [
        ["group", "age"],
        ["condition"],
    ]
    assert codes.without == {"lithium"}


def test_a_cell_without_a_term_is_refused() -> None:
    with pytest.raises(ValueError, match="no term"):
        parse_codes("not:ingredient:lithium")


def test_a_class_is_expanded_and_tricyclics_are_told_by_their_mechanism() -> None:
    assert of_class("RIMA", AGENTS) == {"moclobemide", "pirlindole"}
    assert {"maprotiline", "nortriptyline", "opipramol"} <= of_class("TCA", AGENTS)
    assert "mianserin" not in of_class("TCA", AGENTS)
    assert of_class("SSRJ", AGENTS) == set()


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("AD", {"sertraline", "phenelzine"}, {"ketamine", "st-johns-wort", "aripiprazole"}),
        ("SEROTONERGIC", {"sertraline", "trazodone", "buspirone", "gepirone", "lumateperone"}, {"bupropion"}),
        ("AAP", {"quetiapine", "olanzapine-fluoxetine", "sulpiride"}, {"lithium"}),
        ("QT", {"citalopram", "nortriptyline", "lithium"}, {"sertraline", "aripiprazole"}),
        ("ORAL-AUG", {"lithium", "aripiprazole", "liothyronine"}, {"sertraline"}),
    ],
)
def test_a_set_holds_whom_it_names(name: str, inside: set[str], outside: set[str]) -> None:
    found = of_set(name, AGENTS)
    assert inside <= found
    assert not outside & found


def test_an_unknown_set_is_empty() -> None:
    assert of_set("ALL", AGENTS) == set()


def test_a_cell_of_agents_is_expanded() -> None:
    assert parse_agents("class:RIMA; not:pirlindole", AGENTS) == {"moclobemide"}
    assert parse_agents("all", AGENTS) == set(AGENTS)
    assert parse_agents("procedure:ect; lithium", AGENTS) == {"procedure:ect", "lithium"}
    assert parse_agents("atomoxetine", AGENTS) == {"atomoxetine"}


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("sertralin", "unknown agent, class or set 'sertralin'"),
        ("class:SSRJ", "unknown agent, class or set"),
        ("set:X", "unknown agent, class or set"),
        ("class:RIMA; not:sertraline", "takes out what is not there"),
        ("moclobemide; not:moclobemide", "leaves no agent"),
    ],
)
def test_a_wrong_cell_of_agents_is_refused(cell: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_agents(cell, AGENTS)
