"""Which codes and names stand for which drug."""

from decimal import Decimal
from pathlib import Path

import pytest

from trd.codes import Code, CodeSystem
from trd.knowledge.loading import load
from trd.knowledge.loading_drugs import load_drugs
from trd.knowledge.names import fold_drug_name
from trd.knowledge.reading import KnowledgeError
from trd.terms import Route

CODES = load().codes


def rxnorm(value: str) -> Code:
    return Code(CodeSystem.RXNORM, value)


@pytest.mark.parametrize(
    ("name", "ingredients"),
    [
        ("Sertraline", ("sertraline",)),
        ("sertraline hydrochloride", ("sertraline",)),
        ("Zoloft", ("sertraline",)),
        ("Lustral", ("sertraline",)),
        ("Cipramil", ("citalopram",)),
        ("Cipralex", ("escitalopram",)),
        ("Seroxat", ("paroxetine",)),
        ("Efexor XL", ("venlafaxine",)),
        ("Zispin", ("mirtazapine",)),
        ("Valdoxan", ("agomelatine",)),
        ("Edronax", ("reboxetine",)),
        ("Faverin", ("fluvoxamine",)),
        ("Luvox", ("fluvoxamine",)),
        ("Tofranil", ("imipramine",)),
        ("Anafranil", ("clomipramine",)),
        ("Zyban", ("bupropion",)),
        ("Abilify", ("aripiprazole",)),
        ("Rexulti", ("brexpiprazole",)),
        ("Latuda", ("lurasidone",)),
        ("dothiepin", ("dosulepin",)),
        ("Deanxit", ("flupentixol", "melitracen")),
        ("Symbyax", ("fluoxetine", "olanzapine")),
        ("Auvelity", ("bupropion", "dextromethorphan")),
        ("St. John's Wort", ("hypericum",)),
        ("Priadel", ("lithium",)),
        ("methylene blue", ("methylthioninium-chloride",)),
        ("Xanax", ("alprazolam",)),
        ("Eliquis", ("apixaban",)),
    ],
)
def test_a_drug_is_recognised_by_its_name(name: str, ingredients: tuple[str, ...]) -> None:
    assert CODES.drug_names[fold_drug_name(name)] == ingredients


@pytest.mark.parametrize("word", ["ssri", "tricyclic", "antidepressant", "maoi", "iproniazid", "minaprine"])
def test_a_class_or_an_unrated_antidepressant_is_a_word_that_is_not_passed_over(word: str) -> None:
    assert word in CODES.class_words


@pytest.mark.parametrize("word", ["same", "t3", "li", "and", "the", "one", "oral", "tablet", "day"])
def test_a_plain_word_is_no_drug(word: str) -> None:
    assert word not in CODES.drug_names


def test_a_product_brings_its_strength_form_and_route() -> None:
    drug = CODES.drugs[rxnorm("313585")]
    assert drug.ingredients == ("venlafaxine",)
    assert drug.strengths == (Decimal(75),)
    assert (drug.dose_form, drug.quantity_factor, drug.route) == ("Extended Release Oral Capsule", "24 HR", Route.ORAL)


def test_a_patch_is_dosed_by_the_hour() -> None:
    drug = CODES.drugs[rxnorm("865206")]
    assert (drug.strengths, drug.per, drug.route) == ((Decimal("0.25"),), "h", Route.TRANSDERMAL)


def test_a_combination_brings_each_strength_and_every_ingredient() -> None:
    drug = CODES.drugs[rxnorm("403969")]
    assert dict(zip(drug.ingredients, drug.strengths, strict=True)) == {
        "fluoxetine": Decimal(25),
        "olanzapine": Decimal(6),
    }


def test_an_interacting_product_is_told_by_its_ingredients() -> None:
    found = [drug for drug in CODES.drugs.values() if drug.ingredients == ("alprazolam",)]
    assert found
    assert all(drug.name for drug in found)


def test_atc_names_a_drug_where_nothing_else_does() -> None:
    assert CODES.drugs[Code(CodeSystem.ATC, "N06AX22")].ingredients == ("agomelatine",)
    assert CODES.drugs[Code(CodeSystem.ATC, "N06AB06")].ingredients == ("sertraline",)
    assert CODES.drugs[Code(CodeSystem.ATC, "N05AN")].ingredients == ("lithium",)
    assert CODES.drugs[Code(CodeSystem.ATC, "N06CA02")].ingredients == ("flupentixol", "melitracen")


@pytest.mark.parametrize(
    ("group", "ingredient"),
    [
        ("maoi", "furazolidone"),
        ("maoi", "pargyline"),
        ("maoi", "phenelzine"),
        ("maoi", "pirlindole"),
        ("linezolid-methylene-blue", "linezolid"),
        ("antipsychotics", "levomepromazine"),
        ("antidepressants-other", "agomelatine"),
        ("benzodiazepines", "etizolam"),
        ("lithium", "lithium"),
    ],
)
def test_a_drug_stands_in_its_interaction_group(group: str, ingredient: str) -> None:
    assert ingredient in CODES.groups[group]


def test_every_agent_can_be_recognised_by_name() -> None:
    knowledge = load()
    named = set(CODES.drug_names.values())
    for agent in knowledge.agents.values():
        assert any(set(found) == set(agent.ingredients) for found in named), agent.id


def test_no_two_agents_share_their_ingredients() -> None:
    agents = load().agents.values()
    assert len({frozenset(agent.ingredients) for agent in agents}) == len(agents)


def test_the_concept_of_an_agent_is_that_of_its_ingredient() -> None:
    for agent in load().agents.values():
        if len(agent.ingredients) == 1:
            assert agent.rxcui == CODES.ingredients[agent.ingredients[0]], agent.id
        assert agent.rxcui is None or rxnorm(agent.rxcui) in CODES.drugs, agent.id


@pytest.mark.parametrize(
    ("agent", "strength", "rxcui"),
    [("sertraline", "50", "312941"), ("mirtazapine", "15", "311725"), ("selegiline", "0.25", "865206")],
)
def test_a_first_order_finds_the_plain_product(agent: str, strength: str, rxcui: str) -> None:
    assert CODES.products[agent, strength] == rxcui


def test_a_retired_or_sensor_product_is_never_ordered() -> None:
    ordered = set(CODES.products.values())
    assert not ordered & {"1998456", "1998462"}
    assert all(CODES.drugs[rxnorm(value)].tty == "SCD" for value in ordered)


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("codes/drugs.csv", "36437,IN,sertraline", "36437,IN,sertralin", "unknown ingredient sertralin"),
        ("codes/drugs.csv", "312941,SCD,sertraline,50,", "312941,SCD,sertraline,-50,", "strengths"),
        ("codes/drugs.csv", "312941,SCD,sertraline,50,", "312941,SCD,sertraline,50+50,", "strengths"),
        ("codes/drugs.csv", "312941,SCD,", "36437,SCD,", "36437: stands twice"),
        ("codes/atc.csv", "N06AB06,", "N06AB6,", "no code of atc"),
        ("codes/names.csv", "agomelatine,agomelatin |", "agomelatine,ag |", "too short"),
        ("codes/names.csv", "agomelatine,", "agomelatyne,", "unknown ingredient"),
        ("codes/drugs.csv", ",oral,,", ",by mouth,,", "unknown route"),
    ],
)
def test_a_wrong_drug_table_stops_the_service_by_name(spoil, name: str, old: str, new: str, fault: str) -> None:
    folder: Path = spoil(name, old, new)
    with pytest.raises(KnowledgeError, match=fault):
        load_drugs(folder / "codes")
