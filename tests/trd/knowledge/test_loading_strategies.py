"""The ways forward, the rows of the decision table, and the countries, held against the specification."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trd.knowledge.loading import load
from trd.knowledge.loading_strategies import read_countries, read_strategies
from trd.knowledge.reading import KnowledgeError, read_toml
from trd.terms import Topic

KNOWLEDGE = load()
STRATEGIES = KNOWLEDGE.strategies


def candidates(name: str) -> dict[str, tuple[int, int, int]]:
    return {found.agent: found.points for found in STRATEGIES[name].candidates}


def test_the_candidates_of_a_switch_stand_in_the_order_of_the_table() -> None:
    assert list(candidates("switch"))[:8] == [
        *("sertraline", "escitalopram", "venlafaxine", "bupropion", "mirtazapine", "duloxetine", "vortioxetine"),
        "desvenlafaxine",
    ]
    assert [found.place for found in STRATEGIES["switch"].candidates] == list(range(1, 32))


@pytest.mark.parametrize(
    ("strategy", "agent", "points"),
    [
        ("switch", "sertraline", (8, 6, 4)),
        ("switch", "venlafaxine", (7, 8, 7)),
        ("switch", "nortriptyline", (2, 6, 8)),
        ("switch", "tranylcypromine", (0, 1, 6)),
        ("switch", "isocarboxazid", (0, 0, 3)),
        ("augmentation", "aripiprazole", (8, 8, 6)),
        ("augmentation", "brexpiprazole", (7, 7, 6)),
        ("augmentation", "lithium", (5, 7, 7)),
        ("augmentation", "liothyronine", (3, 5, 6)),
        ("augmentation", "pramipexole", (1, 2, 4)),
        ("augmentation-psychotic", "olanzapine", (8, 8, 8)),
    ],
)
def test_base_points_are_those_of_the_table(strategy: str, agent: str, points: tuple[int, int, int]) -> None:
    assert candidates(strategy)[agent] == points


@pytest.mark.parametrize(
    "agent", ["tianeptine", "nefazodone", "st-johns-wort", "opipramol", "viloxazine", "amoxapine", "zuranolone"]
)
def test_some_agents_are_never_a_switch(agent: str) -> None:
    assert agent not in candidates("switch")


@pytest.mark.parametrize(
    "agent", ["lamotrigine", "ziprasidone", "lurasidone", "valproate", "celecoxib", "testosterone"]
)
def test_some_agents_are_never_an_add_on_card(agent: str) -> None:
    assert agent not in candidates("augmentation")


def test_lines_are_those_of_the_guideline() -> None:
    lines = {found.agent: found.line for found in STRATEGIES["augmentation"].candidates}
    assert {agent for agent, line in lines.items() if line == "first"} == {"aripiprazole", "brexpiprazole"}
    assert {agent for agent, line in lines.items() if line == "third"} == {
        *("lisdexamfetamine", "methylphenidate", "pramipexole", "buspirone")
    }
    switch = {found.agent: found.line for found in STRATEGIES["switch"].candidates}
    for agent, line in switch.items():
        mechanism = KNOWLEDGE.agents[agent].mechanism
        irreversible = KNOWLEDGE.agents[agent].irreversible_maoi
        assert line == ("second" if mechanism == "tca" else "third" if irreversible else "first"), agent


def test_every_antipsychotic_asks_about_dementia_and_lithium_asks_for_its_tests() -> None:
    for name in ("augmentation", "augmentation-psychotic"):
        for found in STRATEGIES[name].candidates:
            if KNOWLEDGE.agents[found.agent].drug_class in ("atypical antipsychotic", "combination"):
                assert "dementia" in found.required, found.agent
    lithium = next(found for found in STRATEGIES["augmentation"].candidates if found.agent == "lithium")
    assert {"egfr", "calcium", "tsh", "pregnancy", "drug-list"} <= set(lithium.required)


def test_an_mao_inhibitor_is_text_of_a_specialist() -> None:
    for found in STRATEGIES["switch"].candidates:
        irreversible = KNOWLEDGE.agents[found.agent].irreversible_maoi
        assert (found.specialist_only, found.text_only) == (irreversible, irreversible), found.agent


def test_pairs_of_a_combination_are_the_allowed_ones() -> None:
    pairs = [(found.agent, sorted(found.partners)) for found in STRATEGIES["combination"].candidates]
    assert pairs == [
        ("mirtazapine", ["class:SNRI", "class:SSRI"]),
        ("mianserin", ["class:SNRI", "class:SSRI"]),
        ("bupropion", ["class:SNRI", "class:SSRI"]),
        ("trazodone", ["class:SSRI"]),
        ("mirtazapine", ["venlafaxine"]),
        ("venlafaxine", ["mirtazapine"]),
        ("bupropion", ["mirtazapine"]),
        ("mirtazapine", ["bupropion"]),
        ("nortriptyline", ["class:SSRI"]),
    ]


def test_no_candidate_is_dosed_above_the_label_nor_below_a_fair_trial() -> None:
    for name, strategy in STRATEGIES.items():
        for found in strategy.candidates:
            agent = KNOWLEDGE.agents[found.agent]
            label = agent.label_maximum or agent.usual_maximum
            assert found.maximum is None or label is None or found.maximum <= label.value, (name, found.agent)
            if name == "switch" and agent.minimum is not None:
                assert found.target is not None, found.agent
                assert found.target >= agent.minimum.value, found.agent


def test_every_row_of_the_decision_table_is_there() -> None:
    assert list(KNOWLEDGE.main_rows) == [f"D{number}" for number in range(1, 25)]


@pytest.mark.parametrize(
    ("row", "topics"),
    [
        ("D1", []),
        ("D3", [("diagnosticReview", 4), ("psychotherapy", 1)]),
        ("D14", [("measurement", 4)]),
        (
            "D16",
            [
                *(("specialistReferral", 4), ("tmsReferral", 4), ("ketamineReferral", 4), ("ectReferral", 3)),
                *(
                    ("augmentation", 3),
                    ("psychotherapy", 3),
                    ("switch", 2),
                    ("combination", 2),
                    ("doseOptimization", 2),
                ),
            ],
        ),
        (
            "D20",
            [
                *(("switch", 4), ("doseOptimization", 4), ("psychotherapy", 4), ("augmentation", 3)),
                *(("combination", 3), ("tmsReferral", 3), ("specialistReferral", 1)),
            ],
        ),
    ],
)
def test_a_row_offers_its_topics_in_order(row: str, topics: list[tuple[str, int]]) -> None:
    assert list(KNOWLEDGE.main_rows[row].topics) == [(Topic(topic), level) for topic, level in topics]


def test_no_row_changes_a_drug_that_cannot_be_judged() -> None:
    drugs = {Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION, Topic.DOSE_OPTIMIZATION}
    for row in ("D1", "D3", "D5", "D8", "D10", "D13", "D14"):
        assert not drugs & {topic for topic, _ in KNOWLEDGE.main_rows[row].topics}, row


@pytest.mark.parametrize(
    ("country", "agent", "offer"),
    [
        ("US", "agomelatine", "no"),
        ("GB", "agomelatine", "yes"),
        ("US", "dextromethorphan-bupropion", "yes"),
        ("CA", "dextromethorphan-bupropion", "no"),
        ("GB", "bupropion", "off-label"),
        ("US", "esketamine", "yes"),
        ("NZ", "esketamine", "no"),
        ("GB", "brexpiprazole", "no"),
        ("IE", "lofepramine", "yes"),
        ("EU", "lofepramine", "no"),
        ("JP", "milnacipran", "yes"),
        ("other", "milnacipran", "no"),
        ("US", "tranylcypromine", "specialist"),
        ("DE", "phenelzine", "no"),
    ],
)
def test_what_may_be_suggested_depends_on_the_country(country: str, agent: str, offer: str) -> None:
    assert KNOWLEDGE.countries[country].agents[agent] == offer


def test_nobody_is_ever_offered_tianeptine_dosulepin_or_zuranolone() -> None:
    for country in KNOWLEDGE.countries.values():
        assert {country.agents[agent] for agent in ("tianeptine", "dosulepin", "zuranolone")} == {"no"}


@pytest.mark.parametrize(
    ("country", "entry"),
    [
        ("US", {"tms": 1, "esketamine": 2, "iv-ketamine": 2, "ect": 2}),
        ("AU", {"tms": 2, "esketamine": 2, "iv-ketamine": 2, "ect": 2}),
        ("NZ", {"tms": 1, "esketamine": None, "iv-ketamine": 2, "ect": 2}),
        ("other", {"tms": 2, "esketamine": None, "iv-ketamine": None, "ect": 2}),
    ],
)
def test_referrals_have_an_entry(country: str, entry: dict[str, int | None]) -> None:
    assert dict(KNOWLEDGE.countries[country].entry) == entry


def test_no_number_is_shown_for_a_country_it_does_not_belong_to() -> None:
    numbers = {name: country.crisis_text for name, country in KNOWLEDGE.countries.items()}
    assert "988" in numbers["US"]
    assert [name for name, text in numbers.items() if "988" in text] == ["US", "CA"]
    assert [name for name, text in numbers.items() if "911" in text] == ["US", "CA"]
    assert all(len(text) <= 300 for text in numbers.values())


def test_doses_of_a_country_are_never_above_what_any_label_allows() -> None:
    for country in KNOWLEDGE.countries.values():
        for agent, dose in country.doses.items():
            limit = KNOWLEDGE.agents[agent].label_maximum
            assert limit is None or dose.maximum <= limit.value, (country.country, agent)
    assert KNOWLEDGE.countries["GB"].doses["citalopram"].older_from == 65
    assert KNOWLEDGE.countries["US"].doses["citalopram"].older_from == 60
    assert KNOWLEDGE.countries["JP"].doses["duloxetine"].maximum == Decimal(60)


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("candidates.csv", "switch,sertraline,8 6 4", "switch,sertralin,8 6 4", "unknown agent 'sertralin'"),
        ("candidates.csv", "switch,sertraline,8 6 4", "switch,sertraline,8 6", "points"),
        ("candidates.csv", "switch,sertraline,8 6 4", "switch,sertraline,8 6 -4", "points"),
        ("candidates.csv", "switch,sertraline", "swich,sertraline", "no such strategy"),
        ("candidates.csv", "50,100,200,first", "100,50,200,first", "out of order"),
        ("candidates.csv", "50,100,200,first", "50,100,200,fourth", "line is"),
        ("candidates.csv", "0,blood-pressure,,no,no,,STARD", "0,pressure,,no,no,,STARD", "unknown fact"),
        ("candidates.csv", "0,blood-pressure,,no,no,,STARD", "0,blood-pressure,,no,maybe,,STARD", "yes or no"),
        ("candidates.csv", "class:SSRI class:SNRI,NG222", "class:SSRI class:SNRJ,NG222", "unknown partner"),
        ("candidates.csv", "class:SSRI class:SNRI,NG222", "class:SSRI,NOBODY", "unknown source"),
        ("candidates.csv", "third,2,,3–7 days", "third,two,,3–7 days", "least_failures"),
        ("strategies.toml", 'topic = "switch"', 'topic = "swich"', "none of"),
        ("strategies.toml", '"STARD", "NG222", "VASTD"', '"STARDD"', "unknown source STARDD"),
        ("strategies.toml", "{ measurement = 4 }", "{ measurement = 5 }", "topic = level"),
        ("strategies.toml", "{ measurement = 4 }", "{ measuring = 4 }", "topic = level"),
        ("strategies.toml", 'state = "untreated"', 'status = "untreated"', "state must be text"),
    ],
)
def test_a_wrong_strategy_is_refused_by_name(spoil, name: str, old: str, new: str, fault: str) -> None:
    folder: Path = spoil(name, old, new)
    with pytest.raises(KnowledgeError, match=rf"{name}: .*{fault}"):
        read_strategies(folder, read_toml(folder, "strategies.toml"), KNOWLEDGE.sources, KNOWLEDGE.agents)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('esketamine = "yes"', 'esketamin = "yes"', "unknown agent esketamin"),
        ('esketamine = "yes"', 'esketamine = "perhaps"', "agents are one of"),
        ("{ maximum = 20, older_maximum = 10, older_from = 65 }", "{ maximum = 20, older_maximum = 10 }", "maximum"),
        ("{ maximum = 20, older_maximum = 10, older_from = 65 }", "{ maximum = 0 }", "maximum"),
        ('crisis_source = "CR-US"', 'crisis_source = "X"', "unknown source"),
        ("entry = { tms = 1,", "entry = { rtms = 1,", "unknown key rtms"),
    ],
)
def test_a_wrong_country_is_refused_by_name(spoil, old: str, new: str, fault: str) -> None:
    table: dict[str, Any] = read_toml(spoil("countries.toml", old, new), "countries.toml")
    with pytest.raises(KnowledgeError, match=rf"countries\.toml: .*{fault}"):
        read_countries(table, KNOWLEDGE.sources, KNOWLEDGE.agents)


def test_every_country_of_the_settings_has_its_entry(copied: Path) -> None:
    table = read_toml(copied, "countries.toml")
    table["country"]["XX"] = table["country"].pop("NZ")
    with pytest.raises(KnowledgeError, match=r"countries differ by \['NZ', 'XX'\]"):
        read_countries(table, KNOWLEDGE.sources, KNOWLEDGE.agents)
