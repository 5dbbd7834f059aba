"""The agents' figures, as the tables of the specification (§1.2, §1.4) give them."""

from decimal import Decimal
from typing import Any

import pytest

from trd.knowledge.loading import load
from trd.knowledge.loading_agents import read_agents
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.types import Source
from trd.terms import ReleaseForm, Route

AGENTS = load().agents

TABLE = """
citalopram 20 20 20 20 40 40
escitalopram 10 10 10 10 20 20
fluoxetine 20 20 20 20 60 80
fluvoxamine 100 50 100 100 300 300
paroxetine 20 20 20 20 50 50
sertraline 50 50 50 50 200 200
venlafaxine 150 150 150 75 225 375
desvenlafaxine 50 50 50 50 100 400
duloxetine 60 60 60 40 120 120
milnacipran 100 100 100 100 200 200
levomilnacipran 40 40 40 40 120 120
vilazodone 40 40 40 20 40 40
vortioxetine 10 10 10 10 20 20
bupropion 300 300 300 300 450 450
dextromethorphan-bupropion 210 – – 210 210 210
mirtazapine 15 15 30 15 45 45
mianserin 30 30 60 30 90 90
trazodone 300 300 300 150 400 600
nefazodone 300 300 300 300 600 600
agomelatine 25 25 25 25 50 50
reboxetine 8 4 8 8 12 12
viloxazine 200 – 200 200 400 400
tianeptine 37.5 37.5 37.5 37.5 37.5 37.5
gepirone 36.3 – – 36.3 72.6 72.6
amitriptyline 150 150 150 75 300 300
nortriptyline 75 75 75 75 150 150
imipramine 150 150 150 75 300 300
desipramine 150 150 150 100 300 300
clomipramine 150 150 150 100 250 250
doxepin 150 150 150 75 300 300
trimipramine 150 150 150 75 300 300
protriptyline 30 30 30 15 60 60
amoxapine 200 150 200 200 400 600
maprotiline 150 150 150 75 225 225
dosulepin 150 – 150 75 225 225
lofepramine 140 – 140 140 210 210
butriptyline – – – – – –
noxiptiline 100 100 – – – –
pipofezine 150 150 – – – –
melitracen – – – – – –
quinupramine – – – – – –
dibenzepin – – – – – –
setiptiline – – – – – –
opipramol 150 150 – 150 200 300
phenelzine 60 45 45 60 90 90
tranylcypromine 30 30 30 30 60 60
isocarboxazid 30 30 30 40 60 60
selegiline 6 6 6 6 12 12
moclobemide 300 300 300 300 600 600
pirlindole 200 200 – 300 300 400
esketamine 56 – – 56 84 84
ketamine 0.5 – – – 1 –
st-johns-wort 900 – – 900 1800 –
zuranolone – – – 50 50 50
brexanolone – – – – – –
5-HTP – – – – – –
aripiprazole 5 – – – 10 15
brexpiprazole 2 – – – 2 3
cariprazine 1.5 – – – 3 3
lumateperone 42 – – – 42 42
quetiapine 150 – – – 300 300
olanzapine 5 – – – 12.5 20
olanzapine-fluoxetine 25 – – – 50 75
risperidone 1 – – – 2 3
ziprasidone 80 – – – 160 –
lurasidone 20 – – – 60 –
amisulpride 50 – – – 100 –
sulpiride 50 – – – 100 –
lithium 0.6 – – – – –
liothyronine 25 – – – 50 –
levothyroxine 150 – – – 300 –
lamotrigine 100 – – – 200 –
valproate – – – – – –
carbamazepine – – – – – –
buspirone 30 – – – 60 60
modafinil 200 – – – 400 –
armodafinil 150 – – – 250 –
methylphenidate 20 – – – 60 –
lisdexamfetamine 30 – – – 70 –
dexamfetamine 10 – – – 40 –
pramipexole 1 – – – 2.5 –
celecoxib 400 – – – 400 –
S-adenosylmethionine 800 – – – 1600 –
L-methylfolate 15 – – – 15 –
omega-3 1000 – – – 2000 –
creatine – – – – – –
zinc – – – – – –
vitamin-d – – – – – –
minocycline – – – – – –
testosterone – – – – – –
oestrogen – – – – – –
tryptophan – – – – – –
pindolol – – – – – –
metyrapone – – – – – –
scopolamine – – – – – –
psilocybin – – – – – –
"""
"""Agent, then min, MGH, ATHF, label, usual maximum, label maximum; the higher end of a range (R-Q2b)."""

ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_figures_of_an_agent_are_those_of_the_table(row: list[str]) -> None:
    agent = AGENTS[row[0]]
    columns = (agent.minimum, agent.mgh, agent.athf, agent.label_minimum, agent.usual_maximum, agent.label_maximum)
    assert [None if figure is None else figure.value for figure in columns] == [
        None if cell == "–" else Decimal(cell) for cell in row[1:]
    ]


def test_every_agent_stands_in_the_table_and_every_row_of_the_table_is_an_agent() -> None:
    assert set(AGENTS) == {row[0] for row in ROWS}


@pytest.mark.parametrize(
    ("agent", "maximum", "age"),
    [
        ("citalopram", 20, 60),
        ("escitalopram", 10, 65),
        ("paroxetine", 40, 65),
        ("trazodone", 300, 65),
        ("tianeptine", 25, 70),
        ("gepirone", Decimal("36.3"), 65),
        ("nortriptyline", 50, 65),
        ("imipramine", 100, 65),
        ("desipramine", 150, 65),
        ("clomipramine", 75, 65),
        ("trimipramine", 100, 65),
        ("amoxapine", 300, 65),
        ("maprotiline", 75, 65),
        ("dosulepin", 75, 65),
        ("selegiline", 6, 65),
    ],
)
def test_older_adults_have_a_lower_maximum(agent: str, maximum: Decimal, age: int) -> None:
    figure = AGENTS[agent].older_maximum
    assert figure is not None
    assert (figure.value, AGENTS[agent].older_from) == (maximum, age)


@pytest.mark.parametrize(
    ("agent", "below"),
    [
        ("trazodone", 150),
        ("amitriptyline", 75),
        ("imipramine", 75),
        ("desipramine", 75),
        ("doxepin", 75),
        ("trimipramine", 75),
        ("clomipramine", 75),
        ("dosulepin", 75),
        ("opipramol", 75),
        ("nortriptyline", 50),
        ("lofepramine", 140),
        ("mirtazapine", 15),
        ("mianserin", 30),
        ("quetiapine", 150),
    ],
)
def test_a_low_dose_for_another_reason_is_a_trap(agent: str, below: int) -> None:
    limits = [trap.below.value for trap in AGENTS[agent].traps if trap.below is not None]
    assert limits == [below]


def test_some_agents_are_a_trap_at_any_dose() -> None:
    always = {name: [trap for trap in agent.traps if trap.below is None] for name, agent in AGENTS.items()}
    assert {name for name, traps in always.items() if traps} == {
        *("opipramol", "doxepin", "selegiline", "viloxazine", "levothyroxine"),
        *("aripiprazole", "risperidone", "olanzapine"),
    }
    assert always["selegiline"][0].route is Route.ORAL
    assert always["doxepin"][0].route is Route.TOPICAL
    assert always["opipramol"][0].unless_depression
    assert always["levothyroxine"][0].unless_depression


@pytest.mark.parametrize(
    ("agent", "lowest", "highest"),
    [
        ("nortriptyline", 50, 150),
        ("imipramine", 200, None),
        ("desipramine", 125, None),
        ("amitriptyline", 80, None),
        ("clomipramine", 230, None),
        ("doxepin", 50, None),
        ("lithium", Decimal("0.6"), None),
    ],
)
def test_a_serum_level_has_its_range(agent: str, lowest: Decimal, highest: Decimal | None) -> None:
    found = AGENTS[agent]
    assert found.level_low is not None
    assert found.level_low.value == lowest
    assert (None if found.level_high is None else found.level_high.value) == highest
    assert found.level_concept in {code.concept for codes in load().codes.observations.values() for code in codes}


def test_lithium_is_rated_by_its_level_and_older_adults_need_less() -> None:
    lithium = AGENTS["lithium"]
    assert lithium.dose_unit == "mmol/L"
    assert lithium.level_low_older is not None
    assert lithium.level_low_older.value == Decimal("0.4")


def test_isomers_and_metabolites_are_one_agent_of_failed_trials() -> None:
    assert {name: agent.counts_as for name, agent in AGENTS.items() if agent.counts_as} == {
        "citalopram": "citalopram",
        "escitalopram": "citalopram",
        "venlafaxine": "venlafaxine",
        "desvenlafaxine": "venlafaxine",
        "milnacipran": "milnacipran",
        "levomilnacipran": "milnacipran",
        "esketamine": "ketamine",
        "ketamine": "ketamine",
    }


def test_only_the_old_inhibitors_are_irreversible() -> None:
    found = {name for name, agent in AGENTS.items() if agent.irreversible_maoi}
    assert found == {"phenelzine", "tranylcypromine", "isocarboxazid", "selegiline"}


def test_paroxetine_in_controlled_release_needs_25_mg() -> None:
    (form,) = AGENTS["paroxetine"].forms
    assert (form.form, form.minimum.value, form.usual_maximum) == (
        ReleaseForm.CONTROLLED,
        Decimal(25),
        Decimal("62.5"),
    )


@pytest.mark.parametrize(
    ("agent", "steps", "days"),
    [
        ("sertraline", (50, 100, 150, 200), 7),
        ("citalopram", (20, 40), 14),
        ("bupropion", (150, 300, 450), 7),
        ("venlafaxine", (75, 150, 225), 7),
        ("trazodone", (150, 200, 250, 300, 350, 400), 4),
        ("phenelzine", (15, 30, 45, 60, 75, 90), 3),
    ],
)
def test_a_dose_rises_by_the_steps_of_its_ladder(agent: str, steps: tuple[int, ...], days: int) -> None:
    ladder = AGENTS[agent].ladder
    assert ladder is not None
    assert (tuple(map(int, ladder.steps)), ladder.interval_days) == (steps, days)


def test_bupropion_waits_four_weeks_before_the_highest_step() -> None:
    ladder = AGENTS["bupropion"].ladder
    assert ladder is not None
    assert ladder.interval_days_above == ((Decimal(300), 28),)


def test_no_step_of_a_ladder_is_above_the_label_and_no_cap_above_the_last_step() -> None:
    ladders = [
        (agent.id, ladder, limit)
        for agent in AGENTS.values()
        for ladder, limit in (
            (agent.ladder, agent.label_maximum.value if agent.label_maximum else None),
            *((form.ladder, form.label_maximum) for form in agent.forms),
        )
        if ladder is not None
    ]
    assert len(ladders) > 30
    for name, ladder, limit in ladders:
        assert limit is None or ladder.steps[-1] <= limit, name
        assert ladder.older_cap is None or ladder.older_cap <= ladder.steps[-1], name


def test_products_that_are_never_a_trial_are_told_apart() -> None:
    found = {(product.agent, brand) for product in load().trap_products for brand in product.brands}
    assert {
        ("doxepin", "silenor"),
        ("bupropion", "zyban"),
        ("bupropion", "contrave"),
        ("milnacipran", "savella"),
        ("viloxazine", "qelbree"),
        ("paroxetine", "brisdelle"),
    } <= found


def agent(**values: Any) -> dict[str, Any]:
    figure = {"value": 50, "unit": "mg/d", "source": "MGH", "where": "form"}
    plain = {"label": "x", "class": "SSRI", "roles": ["antidepressant"], "ingredients": ["x"], "min": figure}
    return {"agent": {"x": {**plain, **values}}}


def figure(value: int | Decimal, unit: str = "mg/d") -> dict[str, Any]:
    return {"value": value, "unit": unit, "source": "MGH", "where": "form"}


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"usual_max": figure(40)}, "out of order"),
        ({"usual_max": figure(100), "label_max": figure(90)}, "out of order"),
        ({"start": 60}, "out of order"),
        ({"min": figure(50, "mg/24 h")}, "the agent's unit is mg/d"),
        ({"older_max": figure(50)}, "older_max and older_from"),
        ({"older_from": 65}, "older_max and older_from"),
        ({"ingredients": ["x", "y"]}, "reference_ingredient"),
        ({"ingredients": ["x", "y"], "reference_ingredient": "z"}, "none of the ingredients"),
        ({"reference_ingredient": "x"}, "reference_ingredient"),
        ({"level_concept": "drug-level-x"}, "level_low and level_concept"),
        ({"roles": []}, "roles"),
        ({"roles": ["antidepresant"]}, "roles"),
        ({"counts_as": "nobody"}, "counts_as"),
        ({"route": "by mouth"}, "none of"),
        ({"trap": [{"below": figure(75), "why": "pain", "forms": ["xr"]}]}, "forms"),
        ({"form": [{"form": "cr"}]}, "min is missing"),
        ({"ladder": {"steps": [50, 50], "days": 7, "source": "MGH", "where": "x"}}, "steps rise"),
        ({"ladder": {"steps": [50, 100], "source": "MGH", "where": "x"}}, "steps rise"),
        ({"usual_maximum": figure(100)}, "unknown key usual_maximum"),
    ],
)
def test_an_agent_that_cannot_be_is_refused_by_name(values: dict[str, Any], fault: str) -> None:
    with pytest.raises(KnowledgeError, match=r"agents\.toml: agent\.x.*" + fault):
        read_agents(agent(**values), {"MGH": Source(id="MGH", citation="form")})


def test_an_agent_without_a_minimum_says_that_it_is_not_rated() -> None:
    table = agent()
    del table["agent"]["x"]["min"]
    with pytest.raises(KnowledgeError, match="not rated"):
        read_agents(table, {})


@pytest.mark.parametrize(
    ("product", "fault"),
    [
        ({"agent": "nobody", "why": "weight", "brands": ["X"]}, "unknown agent"),
        ({"agent": "x", "why": "weight"}, "nothing tells the product"),
    ],
)
def test_a_trap_product_names_an_agent_and_a_mark_of_its_own(product: dict[str, Any], fault: str) -> None:
    table = agent() | {"trap_product": [product]}
    with pytest.raises(KnowledgeError, match=fault):
        read_agents(table, {"MGH": Source(id="MGH", citation="form")})
