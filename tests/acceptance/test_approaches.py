"""Each way forward is on a card for somebody, with the order that an EHR could file, and the reason in words."""

from typing import Any

import pytest

from tests.acceptance.answers import Ask
from tests.acceptance.charts import (
    DEPRESSION,
    chart,
    checked,
    diagnosis,
    one_failure,
    phq9,
    pregnancy_test,
    takes,
    three_failures,
    took,
    two_failures,
)

PSYCHIATRY, ECT, CBT = "183524004", "23835007", "304891004"
PHQ_9, SUICIDE_SCREEN = "44249-1", "93373-9"
ARIPIPRAZOLE_2, BUPROPION_150, LITHIUM_300, MIRTAZAPINE_15 = "602964", "993541", "197889", "311725"

APPROACHES = {
    "dose: nothing else is tried before an effective dose": (
        [*takes("sertraline", 25, "2026-09-25"), *phq9(20, "2026-09-24"), *phq9(19, "2026-11-13")],
        "doseOptimization",
        "below the usual effective dose (50 mg/day): consider 50 mg/day",
    ),
    "dose: a part response leaves room for more": (one_failure(13), "doseOptimization", "consider a dose rise to 100"),
    "switch: after one failure to another mechanism": (one_failure(), "switch", "a switch to venlafaxine XR"),
    "switch: after two failures": (two_failures(), "switch", "consider a switch to bupropion XL"),
    "combination": (two_failures(), "combination", "adding bupropion XL 150 mg each morning to venlafaxine XR"),
    "augmentation: an antipsychotic after two failures": (
        two_failures(),
        "augmentation",
        "2 trials failed: consider adding aripiprazole 2 mg/day to venlafaxine XR",
    ),
    "augmentation: lithium after three": (three_failures(), "augmentation", "lithium carbonate 300 mg at night"),
    "psychotherapy": (one_failure(), "psychotherapy", "cognitive behavioral therapy has not been tried"),
    "TMS": (two_failures(), "tmsReferral", "Consider TMS: 2 adequate trials failed"),
    "ECT: severe after two failures": (two_failures(21), "ectReferral", "Consider ECT referral: severe depression"),
    "ECT: after three failures": (three_failures(), "ectReferral", "3 failed trials on record"),
    "esketamine": (two_failures(), "ketamineReferral", "Consider esketamine nasal spray: 2 adequate trials failed"),
    "specialist": (two_failures(), "specialistReferral", "Consider psychiatric referral: 2 adequate trials failed"),
    "measurement: no score since the drug began": (
        [*takes("sertraline", 100, "2026-09-01"), *phq9(20, "2026-08-31")],
        "measurement",
        "Last PHQ-9 is 84 days old",
    ),
    "suicide risk: some thoughts of death": (
        two_failures(thoughts_of_death=1),
        "suicideRisk",
        "Some thoughts of death or self-harm on record",
    ),
    "suicide risk: nearly every day": (two_failures(thoughts_of_death=3), "suicideRisk", "assess safety today"),
    "diagnosis: bulimia may explain it": (
        [*two_failures(), *diagnosis("bulimia nervosa", "2019-01-01")],
        "diagnosticReview",
        "Before calling it resistant, check: bulimia nervosa",
    ),
    "diagnosis: alcohol dependence": (
        [*two_failures(), *diagnosis("alcohol dependence", "2019-01-01")],
        "diagnosticReview",
        "check: alcohol use disorder",
    ),
}


@pytest.mark.parametrize(("told", "topic", "summary"), APPROACHES.values(), ids=APPROACHES)
async def test_it_is_on_a_card(ask: Ask, told: list[dict[str, Any]], topic: str, summary: str) -> None:
    answer = await ask(chart(DEPRESSION, told, checked()))
    assert summary in answer.card(topic)["summary"]


DRAFTS = {
    "a referral to psychiatry": (two_failures(), "specialistReferral", {PSYCHIATRY}),
    "a referral for TMS is to psychiatry too": (two_failures(), "tmsReferral", {PSYCHIATRY}),
    "a referral for esketamine is to psychiatry too": (two_failures(), "ketamineReferral", {PSYCHIATRY}),
    "ECT by its own code": (two_failures(21), "ectReferral", {ECT}),
    "CBT": (one_failure(), "psychotherapy", {CBT}),
    "aripiprazole 2 mg": (two_failures(), "augmentation", {ARIPIPRAZOLE_2}),
    "lithium 300 mg": (three_failures(), "augmentation", {LITHIUM_300}),
    "bupropion XL 150 mg": (two_failures(), "switch", {BUPROPION_150}),
    "mirtazapine 15 mg beside sertraline": (one_failure(), "combination", {MIRTAZAPINE_15}),
    "a PHQ-9": ([*takes("sertraline", 100, "2026-09-01"), *phq9(20, "2026-08-31")], "measurement", {PHQ_9}),
    "a risk assessment at once, and psychiatry": (
        two_failures(thoughts_of_death=3),
        "suicideRisk",
        {PSYCHIATRY, SUICIDE_SCREEN},
    ),
}


@pytest.mark.parametrize(("told", "topic", "codes"), DRAFTS.values(), ids=DRAFTS)
async def test_its_order_can_be_filed(ask: Ask, told: list[dict[str, Any]], topic: str, codes: set[str]) -> None:
    drafts = (await ask(chart(DEPRESSION, told, checked()))).drafts(topic)
    concepts = [one.get("medicationCodeableConcept") or one["code"] for one in drafts]
    assert {coding["code"] for concept in concepts for coding in concept["coding"]} == codes
    assert {(one["status"], one["subject"]["reference"]) for one in drafts} == {("draft", "Patient/chart-1")}


async def test_a_raised_dose_is_drafted_whole(ask: Ask) -> None:
    (draft,) = (await ask(chart(DEPRESSION, one_failure(), checked()))).drafts("doseOptimization")
    dose = draft["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]
    assert (dose["value"], dose["code"]) == (100, "mg")
    assert draft["dispenseRequest"]["expectedSupplyDuration"]["value"] == 28
    assert "Replaces sertraline 50 mg/day" in draft["note"][0]["text"]


async def test_what_a_draft_would_need_and_nobody_measured_is_asked_first(ask: Ask) -> None:
    answer = await ask(chart(DEPRESSION, three_failures()))
    assert answer.recommendation("augmentation")["unknowns"]
    assert "197889" not in str(answer.drafts("augmentation"))


@pytest.mark.parametrize(
    ("risk", "days"), [pytest.param(0, 14, id="none: the first step"), pytest.param(3, 7, id="high: a week")]
)
async def test_a_supply_is_short_where_the_risk_is_high(ask: Ask, risk: int, days: int) -> None:
    (draft,) = (await ask(chart(DEPRESSION, two_failures(thoughts_of_death=risk), checked()))).drafts("augmentation")
    assert draft["dispenseRequest"]["expectedSupplyDuration"]["value"] <= days


URGENT = {
    "catatonia": (
        [*DEPRESSION, *one_failure(), *diagnosis("catatonia", None, recorded="2026-11-20")],
        "ectReferral",
        "Consider urgent ECT referral: catatonia",
    ),
    "psychotic and suicidal": (
        [*diagnosis("psychotic depression"), *one_failure(21, dose=100, thoughts_of_death=1)],
        "ectReferral",
        "psychotic features and suicidal thoughts",
    ),
    "suicidal": (
        [*DEPRESSION, *two_failures(thoughts_of_death=3)],
        "specialistReferral",
        "Consider urgent psychiatric referral",
    ),
    "delirium": (
        [*DEPRESSION, *two_failures(), *diagnosis("delirium", None, recorded="2026-11-20")],
        "specialistReferral",
        "delirium",
    ),
}


@pytest.mark.parametrize(("told", "topic", "summary"), URGENT.values(), ids=URGENT)
async def test_what_is_urgent_warns(ask: Ask, told: list[dict[str, Any]], topic: str, summary: str) -> None:
    card = (await ask(chart(told, checked()))).card(topic)
    assert (card["indicator"], summary in card["summary"]) == ("warning", True), card["summary"]


async def test_psychosis_calls_for_an_antipsychotic_beside_the_antidepressant(ask: Ask) -> None:
    answer = await ask(chart(diagnosis("psychotic depression"), one_failure(21, dose=100), checked()))
    assert "consider adding olanzapine" in answer.card("augmentation")["summary"]


async def test_the_expectant_mother_is_offered_a_specialist_and_talking_first(ask: Ask) -> None:
    answer = await ask(chart(DEPRESSION, one_failure(), checked(), diagnosis("pregnancy", "2026-08-01")))
    assert answer.topics[1:3] == ["specialistReferral", "psychotherapy"]
    assert "perinatal psychiatry" in answer.card("specialistReferral")["summary"]
    assert "interpersonal therapy" in answer.card("psychotherapy")["summary"]


async def test_a_positive_test_is_a_pregnancy_that_nobody_coded_yet(ask: Ask) -> None:
    answer = await ask(chart(DEPRESSION, one_failure(), pregnancy_test(positive=True)))
    assert answer.topics[1:3] == ["specialistReferral", "psychotherapy"]
    assert "perinatal psychiatry" in answer.card("specialistReferral")["summary"]
    assert "a perinatal specialist decides" in answer.why_not("switch")


async def test_nothing_to_taper_after_a_drug_that_was_stopped(ask: Ask) -> None:
    told = [
        *took("sertraline", 50, "2026-07-01", "2026-09-30"),
        *phq9(20, "2026-06-29"),
        *phq9(19, "2026-09-25"),
        *phq9(18, "2026-11-13", thoughts_of_death=0),
    ]
    answer = await ask(chart(DEPRESSION, told, checked()))
    assert {"augmentation", "combination", "doseOptimization"}.isdisjoint(answer.topics)
    (draft,) = answer.drafts("switch")
    assert draft["medicationCodeableConcept"]["coding"][0]["code"] == "313585"


async def test_venlafaxine_begins_low_while_another_serotonergic_drug_is_taken(ask: Ask) -> None:
    (draft,) = (await ask(chart(DEPRESSION, one_failure(), checked()))).drafts("switch")
    assert draft["medicationCodeableConcept"]["coding"][0]["code"] == "313583"
    assert draft["dispenseRequest"]["expectedSupplyDuration"]["value"] == 7


async def test_of_many_cards_only_so_many_are_shown_and_the_rest_is_named(ask: Ask) -> None:
    answer = await ask(chart(DEPRESSION, two_failures(), checked(), maxCards=4))
    assert answer.topics == ["summary", "specialistReferral", "tmsReferral", "augmentation"]
    assert "Also considered:" in answer.card("summary")["detail"]
