"""Every agent of every drug strategy: its doses under each limit; never what failed, runs or was not tolerated (§2)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.told import offer, situation_of
from trd.candidates.doses import doses_for
from trd.knowledge.loading import load
from trd.knowledge.types import StrategyAgent
from trd.options import Option
from trd.recommendations import recommend
from trd.safety import Judgement, ingredients_of, judge
from trd.situation import Situation
from trd.strategies import augment, combine, switch
from trd.terms import Topic

KNOWLEDGE = load()
TOPICS = {"switch": Topic.SWITCH, "combination": Topic.COMBINATION, "augmentation": Topic.AUGMENTATION}
CANDIDATES = [(TOPICS[name], known) for name in TOPICS for known in KNOWLEDGE.strategies[name].candidates]
DOSED = [(topic, known) for topic, known in CANDIDATES if known.start is not None]
HISTORIES: dict[Topic, dict[str, Any]] = {
    Topic.SWITCH: {"history": "H1"},
    Topic.COMBINATION: {"history": "H1"},
    Topic.AUGMENTATION: {"history": "H1"},
}
LIMITS: dict[str, dict[str, Any]] = {
    "sixty-five": {"patient": {"born": "1961-11-23"}},
    "eighty-one": {"patient": {"born": "1945-01-01"}},
    "no birth date": {"patient": {"born": ""}},
    "cirrhosis": {"conditions": [{"concept": "cirrhosis"}]},
    "liver failure": {"conditions": [{"concept": "liver-failure"}]},
    "eGFR 45": {"values": {"egfr": 45}},
    "eGFR 25": {"values": {"egfr": 25}},
    "CYP2D6 poor": {"phenotypes": [["CYP2D6", "poor", "2024-01-01"]]},
    "CYP2D6 ultrarapid": {"phenotypes": [["CYP2D6", "ultrarapid", "2024-01-01"]]},
    "CYP2C19 poor": {"phenotypes": [["CYP2C19", "poor", "2024-01-01"]]},
    "CYP2C19 intermediate": {"phenotypes": [["CYP2C19", "intermediate", "2024-01-01"]]},
    "CYP2C19 rapid": {"phenotypes": [["CYP2C19", "rapid", "2024-01-01"]]},
    "CYP2B6 poor": {"phenotypes": [["CYP2B6", "poor", "2024-01-01"]]},
    "a strong CYP3A4 inhibitor": {"also": [["clarithromycin", 500, "2026-11-01"]]},
    "a strong CYP2D6 inhibitor": {"also": [["quinidine", 200, "2026-11-01"]]},
    "omeprazole": {"also": [["omeprazole", 20, "2026-11-01"]]},
    "GB": {"country": "GB"},
    "DE": {"country": "DE"},
    "JP": {"country": "JP"},
    "other": {"country": "other"},
}
SITUATIONS: dict[str, Situation] = {name: situation_of(history="H1", **told) for name, told in LIMITS.items()}
PLAIN = situation_of(history="H1")


def name_of(case: Any) -> str:
    return f"{case[0].value} {case[1].agent}"


def judged(topic: Topic, agent: str, situation: Situation) -> Judgement:
    stops = ingredients_of("venlafaxine", KNOWLEDGE.agents["venlafaxine"])
    return judge(topic, agent, situation.facts, stops=stops if topic is Topic.SWITCH else ())


@pytest.mark.parametrize(("topic", "known"), DOSED, ids=map(name_of, DOSED))
def test_in_a_healthy_adult_the_doses_are_those_of_the_table(topic: Topic, known: StrategyAgent) -> None:
    found = doses_for(known, KNOWLEDGE.agents[known.agent], judged(topic, known.agent, PLAIN), PLAIN)
    low = {"venlafaxine": Decimal("37.5")}.get(known.agent, known.start)
    assert found.start in (known.start, low)
    usual = KNOWLEDGE.agents[known.agent].usual_maximum
    most = min(known.maximum, usual.value) if known.maximum is not None and usual is not None else known.maximum
    assert (found.maximum, found.too_low, found.uncertain) == (most, False, False)


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize(("topic", "known"), DOSED, ids=map(name_of, DOSED))
def test_a_limit_never_raises_a_dose_and_start_target_and_maximum_keep_their_order(
    topic: Topic, known: StrategyAgent, limit: str
) -> None:
    agent, situation = KNOWLEDGE.agents[known.agent], SITUATIONS[limit]
    judgement = judged(topic, known.agent, situation)
    found = doses_for(known, agent, judgement, situation)
    for dose, most in ((found.start, known.start), (found.target, known.target), (found.maximum, known.maximum)):
        assert dose is None or most is None or dose <= most
    if found.start is not None and found.maximum is not None:
        assert found.start <= found.maximum
    if judgement.cap is not None and found.maximum is not None:
        assert found.maximum <= judgement.cap
    if found.target is not None and found.maximum is not None:
        assert found.target <= found.maximum


OLDER_STARTS = {
    "sertraline": "25",
    "escitalopram": "5",
    "citalopram": "10",
    "mirtazapine": "7.5",
    "vortioxetine": "5",
    "venlafaxine": "37.5",
    "paroxetine": "10",
    "nortriptyline": "10",
    "clomipramine": "10",
    "trazodone": "100",
}
OLDER_MAXIMA = {
    "citalopram": "20",
    "escitalopram": "10",
    "paroxetine": "40",
    "clomipramine": "75",
    "nortriptyline": "50",
    "fluoxetine": "40",
    "selegiline": "6",
    "gepirone": "36.3",
}


def switch_doses(agent: str, limit: str) -> Any:
    known = next(one for one in KNOWLEDGE.strategies["switch"].candidates if one.agent == agent)
    situation = SITUATIONS[limit]
    return doses_for(known, KNOWLEDGE.agents[agent], judged(Topic.SWITCH, agent, situation), situation)


@pytest.mark.parametrize(("agent", "start"), OLDER_STARTS.items())
def test_older_adults_start_lower(agent: str, start: str) -> None:
    assert switch_doses(agent, "sixty-five").start == Decimal(start)


@pytest.mark.parametrize(("agent", "most"), OLDER_MAXIMA.items())
def test_older_adults_stop_lower(agent: str, most: str) -> None:
    assert switch_doses(agent, "sixty-five").maximum == Decimal(most)


@pytest.mark.parametrize(
    ("agent", "limit", "most"),
    [
        ("citalopram", "cirrhosis", "20"),
        ("escitalopram", "cirrhosis", "10"),
        ("citalopram", "CYP2C19 poor", "20"),
        ("citalopram", "CYP2C19 intermediate", "30"),
        ("escitalopram", "CYP2C19 poor", "10"),
        ("escitalopram", "CYP2C19 intermediate", "15"),
        ("sertraline", "CYP2C19 poor", "75"),
        ("paroxetine", "CYP2D6 poor", "20"),
        ("vortioxetine", "CYP2D6 poor", "10"),
        ("citalopram", "omeprazole", "20"),
        ("bupropion", "GB", "300"),
        ("bupropion", "DE", "300"),
    ],
)
def test_organ_genotype_interaction_and_country_cut_the_maximum(agent: str, limit: str, most: str) -> None:
    assert switch_doses(agent, limit).maximum == Decimal(most)


@pytest.mark.parametrize(
    ("agent", "phenotype", "most"),
    [
        ("citalopram", "poor", "10"),
        ("citalopram", "intermediate", "15"),
        ("escitalopram", "poor", "5"),
        ("escitalopram", "intermediate", "7.5"),
    ],
)
def test_from_sixty_five_a_phenotype_cuts_lower(agent: str, phenotype: str, most: str) -> None:
    known = next(one for one in KNOWLEDGE.strategies["switch"].candidates if one.agent == agent)
    situation = situation_of(
        history="H1", patient={"born": "1961-11-23"}, phenotypes=[["CYP2C19", phenotype, "2024-01-01"]]
    )
    found = doses_for(known, KNOWLEDGE.agents[agent], judged(Topic.SWITCH, agent, situation), situation)
    assert found.maximum == Decimal(most)


@pytest.mark.parametrize(
    ("agent", "limit", "start"),
    [
        ("paroxetine", "CYP2D6 poor", "10"),
        ("venlafaxine", "CYP2D6 poor", "37.5"),
        ("sertraline", "CYP2B6 poor", "25"),
        ("sertraline", "CYP2D6 poor", "50"),
    ],
)
def test_a_poor_metaboliser_starts_low(agent: str, limit: str, start: str) -> None:
    assert switch_doses(agent, limit).start == Decimal(start)


# --- never what failed, what runs, or the same moiety -----------------------------------------------------------------

SWITCHES = [
    known for known in KNOWLEDGE.strategies["switch"].candidates if known.agent not in ("sertraline", "venlafaxine")
]
THREE = situation_of(history="H3")


def may_switch(known: StrategyAgent, situation: Situation) -> bool:
    return switch._candidate(known, offer(Topic.SWITCH), situation)


@pytest.mark.parametrize("known", SWITCHES, ids=lambda known: known.agent)
def test_no_switch_to_what_failed_or_may_have_failed_in_the_episode(known: StrategyAgent) -> None:
    only = frozenset({known.agent})
    assert not may_switch(known, replace(THREE, past=replace(THREE.past, failed=only)))
    assert not may_switch(known, replace(THREE, past=replace(THREE.past, may_have_failed=only)))


@pytest.mark.parametrize("known", SWITCHES, ids=lambda known: known.agent)
def test_no_switch_to_what_is_taken_today(known: StrategyAgent) -> None:
    agent = KNOWLEDGE.agents[known.agent]
    dose = float(known.start) if known.start else 10
    running = situation_of(history="H1", also=[[agent.id, dose, "2026-11-20"]])
    assert not may_switch(known, running)


@pytest.mark.parametrize("known", KNOWLEDGE.strategies["augmentation"].candidates, ids=lambda known: known.agent)
def test_no_add_on_that_failed_as_an_add_on(known: StrategyAgent) -> None:
    past = replace(THREE.past, failed_add_ons=frozenset({known.agent}))
    assert not augment._candidate(known, offer(Topic.AUGMENTATION), replace(THREE, past=past))


@pytest.mark.parametrize("known", KNOWLEDGE.strategies["combination"].candidates, ids=lambda known: known.agent)
def test_no_partner_that_failed(known: StrategyAgent) -> None:
    past = replace(THREE.past, failed=frozenset({known.agent}))
    for base in KNOWLEDGE.agents:
        current = replace(THREE.current, agent=base) if THREE.current else None
        assert not combine._fits(known, base, offer(Topic.COMBINATION), replace(THREE, past=past, current=current))


@pytest.mark.parametrize(("topic", "known"), CANDIDATES, ids=map(name_of, CANDIDATES))
def test_an_allergy_to_the_same_moiety_sets_it_aside(topic: Topic, known: StrategyAgent) -> None:
    situation = situation_of(history="H1", allergies=[{"of": [known.agent]}])
    assert judged(topic, known.agent, situation).forbidden is not None


MOIETIES = [("citalopram", "escitalopram"), ("escitalopram", "citalopram")]


@pytest.mark.parametrize(("failed", "other"), [*MOIETIES, ("venlafaxine", "desvenlafaxine")])
def test_the_other_form_of_a_failed_drug_loses_and_is_never_called_failed(failed: str, other: str) -> None:
    situation = situation_of(
        drugs=[[failed, {"venlafaxine": 225, "citalopram": 40}.get(failed, 20), "2026-06-01"]],
        phq9=[["2026-05-30", 20], ["2026-11-13", 19]],
    )
    assert situation.past.failed == {failed}
    found = [one for one in switch.propose(situation, offer(Topic.SWITCH)).options if one.agent == other]
    assert found == [] or "close relative" in " ".join(found[0].clauses)


def test_after_two_failures_of_one_class_another_mechanism_leads() -> None:
    situation = situation_of(history="H4")
    assert situation.past.failed_classes == ("SSRI", "SSRI")
    options = switch.propose(situation, offer(Topic.SWITCH, rule="D18")).options
    assert options
    assert all(KNOWLEDGE.agents[str(one.agent)].drug_class != "SSRI" for one in options)


# --- pregnancy, breastfeeding, high risk ------------------------------------------------------------------------------

PREGNANT = {"hcg": "positive"}
NURSING = {"conditions": [{"concept": "breastfeeding", "recorded": "2026-10-01"}]}


def drug_options(**told: Any) -> list[Option]:
    situation = situation_of(**told)
    drugs = (Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION, Topic.DOSE_OPTIMIZATION, Topic.KETAMINE_REFERRAL)
    answer = recommend(situation.assessment, KNOWLEDGE, situation.choices)
    return [one for one in answer.options if one.topic in drugs]


@pytest.mark.parametrize("history", ["H1", "H2", "H3", "H4"])
@pytest.mark.parametrize("told", [PREGNANT, NURSING], ids=["pregnant", "breastfeeding"])
def test_in_pregnancy_and_breastfeeding_no_drug_is_drafted(history: str, told: dict[str, Any]) -> None:
    options = drug_options(history=history, **told)
    assert not any(one.draft for one in options)
    harmful = {"lithium", "valproate", "carbamazepine", "paroxetine", "ketamine", "esketamine"}
    assert told is NURSING or not harmful & {str(one.agent) for one in options}


@pytest.mark.parametrize("history", ["H1", "H2", "H3", "H4"])
def test_at_high_risk_one_drug_at_most_and_none_that_kills_in_overdose(history: str) -> None:
    options = [one for one in drug_options(history=history, item9=3) if one.topic is not Topic.KETAMINE_REFERRAL]
    assert len(options) <= 1
    for one in options:
        agent = KNOWLEDGE.agents[str(one.agent)]
        starts = one.topic is not Topic.DOSE_OPTIMIZATION
        assert not (starts and (agent.mechanism == "tca" or agent.drug_class == "MAOI"))
        assert not (starts and agent.id in ("lithium", "venlafaxine"))
