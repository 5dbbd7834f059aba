"""The product table of §5.1: which product, how it is taken, what comes next."""

from decimal import Decimal

import pytest

from fhir_mappings.writing.directions import in_brief
from fhir_mappings.writing.drafts import NEVER_DRAFTED, DraftDrug
from fhir_mappings.writing.first_orders import FirstOrder, first_order, products
from fhir_mappings.writing.orders import units_in, write_draft
from fhir_mappings.writing.supply import first_supply_days
from fhir_mappings.writing.templates import validate
from trd.knowledge.loading import load
from trd.terms import RiskLevel

KNOWLEDGE = load()


def order(agent: str, dose: str, *, start_low: bool = False) -> FirstOrder:
    found = first_order(agent, Decimal(dose), KNOWLEDGE, start_low=start_low)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("agent", "dose", "rxcui", "units", "times", "days"),
    [
        ("citalopram", "20", "200371", 1, 1, None),
        ("escitalopram", "10", "349332", 1, 1, None),
        ("fluoxetine", "20", "310385", 1, 1, None),
        ("fluvoxamine", "50", "903891", 1, 1, None),
        ("paroxetine", "20", "1738495", 1, 1, None),
        ("sertraline", "50", "312941", 1, 1, None),
        ("venlafaxine", "75", "313585", 1, 1, None),
        ("venlafaxine", "37.5", "313583", 1, 1, 7),
        ("desvenlafaxine", "50", "1874559", 1, 1, None),
        ("duloxetine", "30", "596930", 1, 1, 7),
        ("levomilnacipran", "20", "1433227", 1, 1, None),
        ("vilazodone", "10", "1086772", 1, 1, 7),
        ("vortioxetine", "10", "1439808", 1, 1, None),
        ("bupropion", "150", "993541", 1, 1, None),
        ("dextromethorphan-bupropion", "105", "2611260", 1, 1, None),
        ("mirtazapine", "15", "311725", 1, 1, None),
        ("trazodone", "150", "856377", 1, 3, None),
        ("trazodone", "50", "856377", 1, 1, None),
        ("gepirone", "18.2", "2672372", 1, 1, None),
        ("nortriptyline", "25", "317136", 1, 1, None),
        ("amitriptyline", "50", "856834", 2, 1, None),
        ("imipramine", "50", "835564", 1, 2, None),
        ("desipramine", "50", "1099300", 2, 1, None),
        ("clomipramine", "25", "857297", 1, 1, None),
        ("doxepin", "25", "1000070", 1, 1, None),
        ("trimipramine", "25", "313498", 1, 1, None),
        ("aripiprazole", "2", "602964", 1, 1, 14),
        ("brexpiprazole", "0.5", "1658327", 1, 1, 7),
        ("cariprazine", "1.5", "1667660", 1, 1, None),
        ("quetiapine", "50", "853201", 1, 1, 3),
        ("olanzapine-fluoxetine", "25", "403969", 1, 1, None),
        ("olanzapine", "2.5", "200034", 1, 1, None),
        ("lumateperone", "42", "2275607", 1, 1, None),
        ("lumateperone", "10.5", "2607529", 1, 1, None),
        ("risperidone", "0.5", "312829", 1, 1, None),
        ("lithium", "300", "197889", 1, 1, None),
        ("lithium", "150", "311355", 1, 1, None),
        ("liothyronine", "25", "903697", 1, 1, None),
        ("buspirone", "15", "866094", 1, 3, None),
        ("pramipexole", "0.125", "859033", 1, 2, None),
    ],
)
def test_the_first_order_of_each_agent(
    agent: str, dose: str, rxcui: str, units: int, times: int, days: int | None
) -> None:
    found = order(agent, dose)
    first = found.intakes[0]
    assert (found.coding.code, first.units, first.times_a_day, found.step_days) == (rxcui, units, times, days)


@pytest.mark.parametrize(
    ("agent", "dose", "rxcui", "units"),
    [
        ("sertraline", "100", "312938", 1),
        ("sertraline", "150", "312941", 3),
        ("sertraline", "200", "312938", 2),
        ("venlafaxine", "225", "313585", 3),
        ("bupropion", "300", "993557", 1),
        ("bupropion", "450", "993541", 3),
        ("escitalopram", "15", "351249", 3),
        ("lithium", "600", "197893", 1),
    ],
)
def test_a_raised_dose_takes_the_fewest_whole_units(agent: str, dose: str, rxcui: str, units: int) -> None:
    found = order(agent, dose)
    assert (found.coding.code, found.intakes[0].units) == (rxcui, units)


@pytest.mark.parametrize(
    ("agent", "dose"),
    [
        pytest.param("sertraline", "60", id="no strength divides it"),
        pytest.param("sertraline", "12.5", id="half a tablet"),
        pytest.param("trazodone", "250", id="no whole number of one product"),
        pytest.param("phenelzine", "15", id="an MAO inhibitor"),
        pytest.param("esketamine", "56", id="supervised"),
        pytest.param("modafinil", "100", id="a controlled drug"),
        pytest.param("nonsense", "1", id="an unknown agent"),
    ],
)
def test_what_cannot_be_made_is_not_drafted(agent: str, dose: str) -> None:
    assert first_order(agent, Decimal(dose), KNOWLEDGE) is None


def test_an_unstated_dose_is_not_drafted() -> None:
    assert first_order("sertraline", None, KNOWLEDGE) is None
    assert first_order("sertraline", Decimal(0), KNOWLEDGE) is None


def test_starting_low_halves_the_dose_or_drafts_nothing() -> None:
    assert order("sertraline", "50", start_low=True).coding.code == "312940"
    assert order("mirtazapine", "15", start_low=True).coding.code == "476809"
    assert first_order("aripiprazole", Decimal(2), KNOWLEDGE, start_low=True) is None


def test_what_comes_next_is_told() -> None:
    assert order("aripiprazole", "2").next_step == "5 mg once daily (new prescription)"
    assert order("clomipramine", "25").next_step is None


def test_an_agent_without_a_product_is_named_by_its_atc_code() -> None:
    found = order("agomelatine", "25")
    assert (found.is_product, found.form, found.coding.code) == (False, None, "N06AX22")
    assert found.name == "Agomelatine 25 mg oral tablet"
    assert order("reboxetine", "8").intakes[0].dose == 4


def test_milnacipran_is_named_by_its_ingredient() -> None:
    assert order("milnacipran", "50").coding.code == "588250"


def test_the_display_is_the_name_of_rxnorm() -> None:
    assert order("venlafaxine", "37.5").coding.display == "24 HR venlafaxine 37.5 MG Extended Release Oral Capsule"
    assert set(products(KNOWLEDGE)) >= {"313583", "588250"}


def test_no_agent_that_is_never_drafted_has_products() -> None:
    assert not NEVER_DRAFTED & KNOWLEDGE.orders.keys()


def test_every_first_step_and_every_step_of_a_ladder_makes_a_valid_draft_or_none() -> None:
    doses = {(agent.id, agent.start) for agent in KNOWLEDGE.agents.values() if agent.start}
    doses |= {(agent.id, step) for agent in KNOWLEDGE.agents.values() if agent.ladder for step in agent.ladder.steps}
    made = 0
    for agent, dose in sorted(doses):
        found = first_order(agent, dose, KNOWLEDGE)
        if found is None:
            continue
        made += 1
        supply = first_supply_days(
            first_step_days=found.step_days, risk=RiskLevel.NONE, toxic=False, knowledge=KNOWLEDGE
        )
        draft = DraftDrug(
            patient="p",
            agent=agent,
            name=found.name,
            coding=found.coding,
            is_product=found.is_product,
            form=found.form,
            intakes=found.intakes,
            supply_days=supply,
        )
        validate(write_draft(draft), "R4")
        assert found.name in in_brief(draft)
        assert units_in(draft) > 0
        daily = found.intakes[0]
        if daily.dose is not None and len(found.intakes) == 1 and agent != "pramipexole":
            assert daily.dose * daily.times_a_day == dose
    assert made > 80


@pytest.mark.parametrize(
    ("agent", "dose", "brief"),
    [
        (
            "dextromethorphan-bupropion",
            "105",
            "Dextromethorphan-bupropion 45/105 mg ER oral tablet, 1 daily for 3 days; then 1 twice daily, 28 days, "
            "no repeats",
        ),
        ("liothyronine", "25", "Liothyronine 25 microgram oral tablet, 1 in the morning, 28 days, no repeats"),
        ("amitriptyline", "50", "Amitriptyline 25 mg oral tablet, 2 at night, 28 days, no repeats"),
    ],
)
def test_the_order_in_brief(agent: str, dose: str, brief: str) -> None:
    found = order(agent, dose)
    draft = DraftDrug(
        patient="p",
        agent=agent,
        name=found.name,
        coding=found.coding,
        form=found.form,
        intakes=found.intakes,
        supply_days=28,
    )
    assert in_brief(draft) == brief


@pytest.mark.parametrize(
    ("agent", "low_start"),
    [("citalopram", "10"), ("fluoxetine", "10"), ("paroxetine", "10"), ("vortioxetine", "5"), ("mirtazapine", "7.5")],
)
def test_an_older_adults_low_start_names_the_next_step(agent: str, low_start: str) -> None:
    assert order(agent, low_start).next_step is not None
