"""The rules around the rows: possible days, MAO inhibitors, switches, reactions, questions (R-Z1 … R-Z19)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import allergy, condition, finding, measurement
from tests.matrix_patients import AS_OF, LONG_AGO, Told, ago, forbidding, judged, rows_of, taken
from trd.knowledge.loading import load
from trd.safety import judge_running, pregnancy
from trd.terms import Effect, FactList, Sex, Topic, Verdict

KNOWLEDGE = load()
MAN: dict[str, Any] = {"sex": Sex.MALE}


# Washouts: the last day of the window still hits, the next is free.


@pytest.mark.parametrize(
    ("option", "drug", "days", "row"),
    [
        ("tranylcypromine", "fluoxetine", 35, "S001"),
        ("tranylcypromine", "fluoxetine", 36, None),
        ("phenelzine", "sertraline", 14, "S002"),
        ("phenelzine", "sertraline", 15, None),
        ("phenelzine", "vortioxetine", 21, "S004"),
        ("phenelzine", "vortioxetine", 22, None),
        ("sertraline", "phenelzine", 14, "S020"),
        ("sertraline", "phenelzine", 15, None),
        ("bupropion", "phenelzine", 14, "S021"),
        ("clomipramine", "phenelzine", 21, "S470"),
        ("clomipramine", "phenelzine", 22, None),
        ("sertraline", "linezolid", 1, "S025"),
        ("sertraline", "linezolid", 2, None),
    ],
)
def test_a_washout_ends_the_day_after_its_last_day(option: str, drug: str, days: int, row: str | None) -> None:
    judgement = judged(option, exposures=[taken(drug, LONG_AGO, ago(days))], **MAN)
    assert forbidding(judgement) == row


@pytest.mark.parametrize(
    ("option", "days", "row"),
    [
        ("sertraline", 1, "S020"),
        ("sertraline", 2, None),
        ("clomipramine", 7, "S488"),
        ("clomipramine", 8, None),
        ("phenelzine", 14, "S009"),
    ],
)
def test_moclobemide_alone_is_washed_out_in_a_day_but_not_before_an_mao_inhibitor(
    option: str, days: int, row: str | None
) -> None:
    judgement = judged(option, exposures=[taken("moclobemide", LONG_AGO, ago(days))], **MAN)
    assert forbidding(judgement) == row


def test_moclobemide_does_not_shorten_the_washout_of_another_inhibitor() -> None:
    both = [taken("moclobemide", LONG_AGO, ago(10)), taken("phenelzine", LONG_AGO, ago(10))]
    assert forbidding(judged("sertraline", exposures=both, **MAN)) == "S020"


# Possible days (R-Z5).


def test_an_mao_inhibitor_that_may_still_be_taken_is_asked_and_nothing_is_drafted() -> None:
    judgement = judged("sertraline", exposures=[taken("phenelzine", LONG_AGO, ago(3), certain=False)], **MAN)
    assert judgement.forbidden is None
    assert judgement.unknowns[0].unknown == "may still be taking phenelzine: confirm before"
    assert judgement.may_still_take


def test_an_open_order_of_an_mao_inhibitor_stays_possible_however_old() -> None:
    old = taken("phenelzine", LONG_AGO, LONG_AGO + timedelta(days=30), open_end=True)
    assert judged("sertraline", exposures=[old], **MAN).may_still_take
    assert not judged("sertraline", exposures=[replace(old, open_end=False)], **MAN).may_still_take


def test_a_drug_taken_as_needed_is_only_possible() -> None:
    ibuprofen = taken("ibuprofen", LONG_AGO, AS_OF, as_needed=True)
    judgement = judged("lithium", topic=Topic.AUGMENTATION, exposures=[ibuprofen], **MAN)
    assert "S323" not in rows_of(judgement)
    assert any("ibuprofen" in (row.unknown or "") for row in judgement.unknowns)


# Switch and add-on (R-Z15).


def test_the_drug_that_a_switch_stops_gives_a_timing_caution_without_points() -> None:
    running = [taken("citalopram", LONG_AGO, AS_OF)]
    judgement = judged("escitalopram", exposures=running, stops=["citalopram"], **MAN)
    assert judgement.forbidden is None
    assert judgement.points == 0
    assert all(hit.timing_only for hit in judgement.hits)
    assert "S257" in rows_of(judgement)


def test_the_same_pair_without_a_stop_is_set_aside() -> None:
    running = [taken("citalopram", LONG_AGO, AS_OF)]
    assert forbidding(judged("escitalopram", topic=Topic.COMBINATION, exposures=running, **MAN)) == "S034"


def test_a_switch_away_from_an_mao_inhibitor_waits_for_the_washout() -> None:
    running = [taken("phenelzine", LONG_AGO, AS_OF)]
    assert forbidding(judged("sertraline", exposures=running, stops=["phenelzine"], **MAN)) == "S020"


def test_fluoxetine_counts_as_an_inhibitor_for_35_days_after_its_end() -> None:
    def hit(days: int) -> bool:
        return "S057" in rows_of(judged("citalopram", exposures=[taken("fluoxetine", LONG_AGO, ago(days))], **MAN))

    assert (hit(35), hit(36)) == (True, False)


def test_the_base_of_an_add_on_is_no_second_serotonergic_drug() -> None:
    running = [taken("mirtazapine", LONG_AGO, AS_OF)]
    alone = judged("lumateperone", topic=Topic.AUGMENTATION, exposures=running, **MAN)
    with_base = judged("lumateperone", topic=Topic.AUGMENTATION, exposures=running, base=["mirtazapine"], **MAN)
    assert "S031" in rows_of(alone)
    assert "S031" not in rows_of(with_base)


def test_one_ingredient_fulfils_only_one_clause() -> None:
    aspirin = [taken("acetylsalicylic-acid", LONG_AGO, AS_OF)]
    both = [*aspirin, taken("ibuprofen", LONG_AGO, AS_OF)]
    assert "S091" not in rows_of(judged("sertraline", exposures=aspirin, **MAN))
    assert "S091" in rows_of(judged("sertraline", exposures=both, **MAN))


def test_a_fixed_combination_is_hit_by_the_rows_of_its_parts() -> None:
    judgement = judged(
        "olanzapine-fluoxetine", topic=Topic.AUGMENTATION, exposures=[taken("phenelzine", LONG_AGO, AS_OF)]
    )
    assert forbidding(judgement) == "S020"
    seizure = condition("seizure-epilepsy", onset="2020-01-01")
    assert forbidding(judged("dextromethorphan-bupropion", seizure, **MAN)) == "S109"


# Reactions (R-Z17).


@pytest.mark.parametrize(
    ("entry", "row"),
    [
        pytest.param(allergy("sertraline", intolerance=False), "S250", id="an allergy"),
        pytest.param(allergy("sertraline", intolerance=None), "S250", id="no type stated"),
        pytest.param(allergy("sertraline", intolerance=True), "S251", id="an intolerance"),
        pytest.param(allergy("sertraline", intolerance=True, severe=True), "S250", id="a severe intolerance"),
        pytest.param(
            allergy("sertraline", intolerance=True, reactions=frozenset({"serotonin-syndrome"})),
            "S250",
            id="serotonin syndrome",
        ),
        pytest.param(allergy("citalopram", intolerance=False), None, id="another drug"),
    ],
)
def test_a_reaction_to_the_drug_sets_it_aside(entry: object, row: str | None) -> None:
    assert forbidding(judged("sertraline", entry, **MAN)) == row


def test_a_reaction_to_the_isomer_sets_aside_and_one_to_the_class_warns() -> None:
    citalopram = allergy("citalopram", intolerance=False)
    assert forbidding(judged("escitalopram", citalopram, **MAN)) == "S253"
    assert "S252" in rows_of(judged("sertraline", citalopram, **MAN))


def test_allergies_that_were_never_sent_are_no_question_on_an_option() -> None:
    judgement = judged("sertraline", not_sent={FactList.ALLERGIES}, sex=Sex.MALE)
    assert judgement.forbidden is None
    assert not any("allerg" in (row.unknown or "") for row in judgement.unknowns)


# Conditions.


@pytest.mark.parametrize(
    ("onset", "row"), [("2026-05-27", "S064"), ("2026-05-26", "S455-none"), ("2026-05", "unknown")]
)
def test_a_recent_infarction_counts_180_days(onset: str, row: str) -> None:
    infarction = condition("mi-acute", onset=onset)
    judgement = judged("nortriptyline", infarction, **MAN)
    if row == "S064":
        assert forbidding(judgement) == "S064"
    elif row == "unknown":
        assert any("date of" in (known.unknown or "") for known in judgement.unknowns)
    else:
        assert forbidding(judgement) is None


def test_an_unconfirmed_condition_sets_aside_and_says_so_and_a_refuted_one_does_not() -> None:
    seizure = condition("seizure-epilepsy", onset="2020-01-01", verification="unconfirmed")
    judgement = judged("bupropion", seizure, **MAN)
    assert forbidding(judgement) == "S109"
    assert judgement.hits[0].unconfirmed
    refuted = condition("seizure-epilepsy", onset="2020-01-01", verification="refuted")
    assert judged("bupropion", refuted, **MAN).forbidden is None


def test_an_unconfirmed_bipolar_disorder_is_left_to_the_gate() -> None:
    def hit(verification: str) -> bool:
        bipolar = condition("bipolar-ii", onset="2020-01-01", verification=verification)
        return "S139" in rows_of(judged("sertraline", bipolar, **MAN))

    assert (hit("provisional"), hit("unconfirmed")) == (True, False)


# Notes of single rows (R-Z8).


def test_hyponatraemia_with_a_later_normal_sodium_is_a_caution() -> None:
    low = condition("hyponatraemia", onset="2026-06-01")
    assert forbidding(judged("sertraline", low, **MAN)) == "S103"
    later = measurement("sodium", 138, "2026-10-01")
    assert judged("sertraline", low, later, **MAN).worst is Effect.CAUTION


def test_a_second_antipsychotic_is_forbidden_but_low_dose_quetiapine_only_warns() -> None:
    def worst(dose: str) -> Effect | None:
        quetiapine = taken("quetiapine", LONG_AGO, AS_OF, low=Decimal(dose), high=Decimal(dose))
        sodium = measurement("hba1c", "5.4", ago(5))
        return judged("aripiprazole", sodium, topic=Topic.AUGMENTATION, exposures=[quetiapine], **MAN).worst

    assert worst("25") is Effect.CAUTION
    assert worst("150") is Effect.AVOID


def test_severe_kidney_disease_with_a_newer_better_value_is_avoid() -> None:
    disease = condition("ckd-4", onset="2025-01-01")
    better = measurement("egfr", 50, ago(20))
    judgement = judged("lithium", disease, better, topic=Topic.AUGMENTATION, **MAN)
    assert judgement.worst is Effect.AVOID


def test_a_heart_block_with_a_pacemaker_is_avoid() -> None:
    block = [condition("heart-block", onset="2025-01-01"), condition("pacemaker", onset="2025-02-01")]
    assert judged("lithium", *block[:1], topic=Topic.AUGMENTATION, **MAN).worst is Effect.CONTRAINDICATED
    assert judged("lithium", *block, topic=Topic.AUGMENTATION, **MAN).worst is Effect.AVOID


# Stopped abruptly.


def test_a_benzodiazepine_just_stopped_forbids_bupropion_unless_it_was_tapered() -> None:
    abrupt = [taken("lorazepam", ago(100), ago(5), low=Decimal(4))]
    tapered = [
        taken("lorazepam", ago(100), ago(20), low=Decimal(4)),
        taken("lorazepam", ago(19), ago(5), low=Decimal(1)),
    ]
    assert forbidding(judged("bupropion", exposures=abrupt, **MAN)) == "S113"
    assert judged("bupropion", exposures=tapered, **MAN).forbidden is None
    assert judged("bupropion", exposures=[taken("lorazepam", ago(100), ago(15))], **MAN).forbidden is None


# Questions (R-Z3, R-Z4).


def test_the_same_value_is_asked_once() -> None:
    asked = [row.unknown for row in judged("bupropion", **MAN).unknowns]
    assert asked.count("blood pressure") == 1


def test_the_worst_row_is_asked_first() -> None:
    ranks = [row.row.effect.rank for row in judged("lithium", topic=Topic.AUGMENTATION).unknowns]
    assert ranks == sorted(ranks)


def test_what_is_asked_when_suspected_needs_a_pointer() -> None:
    def asks_for_kidney(age: int) -> bool:
        return any(row.unknown == "kidney function" for row in judged("venlafaxine", age=age, sex=Sex.MALE).unknowns)

    assert (asks_for_kidney(40), asks_for_kidney(65)) == (False, True)


def test_a_missing_value_is_a_line_without_points() -> None:
    judgement = judged("nortriptyline", age=50, sex=Sex.MALE)
    assert "S070" in rows_of(judgement)
    assert judgement.points == 0


def test_pregnancy_is_unknown_for_a_woman_until_a_test_says_no() -> None:
    def verdict(*facts: object, age: int = 30) -> Verdict:
        return pregnancy(Told(facts=list(facts), age=age).read(KNOWLEDGE)).verdict

    assert verdict() is Verdict.UNKNOWN
    assert verdict(finding("hcg", "negative", ago(14))) is Verdict.CLEAR
    assert verdict(finding("hcg", "negative", ago(15))) is Verdict.UNKNOWN
    assert verdict(finding("hcg", "positive", ago(42))) is Verdict.HIT
    assert verdict(finding("hcg", "positive", ago(43))) is Verdict.UNKNOWN
    assert verdict(age=60) is Verdict.CLEAR
    assert verdict(condition("pregnancy", onset=ago(301))) is Verdict.HIT
    assert verdict(condition("pregnancy", onset=ago(302))) is Verdict.UNKNOWN


# What already runs (R-Z10) and monotony (R-Z19).


def test_a_running_drug_is_judged_by_every_row_but_those_of_duplicates() -> None:
    told = Told(
        facts=[condition("mi-acute", onset=ago(30))], exposures=[taken("nortriptyline", LONG_AGO, AS_OF)], sex=Sex.MALE
    )
    judgement = judge_running("nortriptyline", told.read(KNOWLEDGE))
    assert "S064" in rows_of(judgement)
    assert "S256" not in rows_of(judgement)


def test_another_finding_never_removes_what_was_found() -> None:
    first = [condition("seizure-epilepsy", onset="2020-01-01")]
    more = [*first, condition("diabetes", onset="2020-01-01"), measurement("egfr", 25, ago(3))]
    for agent in ("bupropion", "lithium", "aripiprazole", "nortriptyline"):
        topic = Topic.AUGMENTATION if agent in ("lithium", "aripiprazole") else Topic.SWITCH
        assert rows_of(judged(agent, *first, topic=topic)) <= rows_of(judged(agent, *more, topic=topic))


@pytest.mark.parametrize(
    ("agent", "retention", "effect"),
    [
        ("paroxetine", False, Effect.CAUTION),
        ("paroxetine", True, Effect.AVOID),
        ("nortriptyline", False, Effect.AVOID),
    ],
)
def test_an_enlarged_prostate_alone_is_a_caution_for_paroxetine(agent: str, retention: bool, effect: Effect) -> None:
    facts = [condition("bph"), *([condition("urinary-retention")] if retention else [])]
    ecg = measurement("qtc-interval", 400, ago(5))
    assert judged(agent, *facts, ecg, **MAN).worst is effect


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        (["hyponatraemia"], "S331"),
        (["hyponatraemia", "sodium"], None),
        (["hyponatraemia", "sodium", "dehydration"], "S331"),
    ],
)
def test_a_normal_sodium_later_clears_hyponatraemia_for_lithium_but_not_dehydration(
    facts: list[str], row: str | None
) -> None:
    told = {
        "hyponatraemia": condition("hyponatraemia", onset=ago(60)),
        "dehydration": condition("dehydration", onset=ago(60)),
        "sodium": measurement("sodium", 138, ago(20)),
    }
    normal = [measurement("egfr", 90, ago(20))]
    judgement = judged("lithium", *(told[name] for name in facts), *normal, topic=Topic.AUGMENTATION, **MAN)
    assert forbidding(judgement) == row


def test_a_drug_that_may_have_been_stopped_lately_is_asked() -> None:
    certain = taken("lorazepam", ago(100), ago(40))
    possible = taken("lorazepam", ago(39), ago(5), certain=False)
    judgement = judged("bupropion", exposures=[certain, possible], **MAN)
    assert "when lorazepam was stopped" in [row.unknown for row in judgement.unknowns]
    running = judged("bupropion", exposures=[taken("lorazepam", ago(100), AS_OF)], **MAN)
    assert "S113" not in rows_of(running)


def test_an_allergy_to_the_class_is_looked_for_only_where_there_is_one() -> None:
    paliperidone = judged("paliperidone", allergy("risperidone"), topic=Topic.ORDER_SAFETY, **MAN)
    assert "S252" not in rows_of(paliperidone)


# A group of the record never matches the option's own ingredient, and a sedating antidepressant alone is no sedative.


@pytest.mark.parametrize(
    ("option", "topic", "running", "hit"),
    [
        pytest.param("mirtazapine", Topic.DOSE_OPTIMIZATION, "mirtazapine", False, id="on itself"),
        pytest.param("quetiapine", Topic.AUGMENTATION, "mirtazapine", False, id="on what is added to it"),
        pytest.param("trazodone", Topic.COMBINATION, "mianserin", False, id="two sedating antidepressants"),
        pytest.param("mirtazapine", Topic.DOSE_OPTIMIZATION, "lorazepam", True, id="with a benzodiazepine"),
        pytest.param("quetiapine", Topic.AUGMENTATION, "oxycodone", True, id="with an opioid"),
    ],
)
def test_sedation_needs_an_opioid_or_a_sedative_beside_the_sedating_drug(
    option: str, topic: Topic, running: str, hit: bool
) -> None:
    found = judged(option, topic=topic, exposures=[taken(running, LONG_AGO, AS_OF)], **MAN)
    assert ("S198" in rows_of(found)) is hit
