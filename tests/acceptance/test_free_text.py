"""A danger that was only written down in words, or measured in another way, is no less a danger."""

from typing import Any

import pytest

from tests.acceptance.answers import Ask
from tests.acceptance.charts import (
    DEPRESSION,
    LOINC,
    UCUM,
    Told,
    chart,
    checked,
    concept,
    diagnosis,
    observed,
    one_failure,
    prescribed,
    two_failures,
)


def written(words: str, onset: str = "2024-01-01") -> Told:
    """A problem-list entry without a code."""
    return diagnosis("epilepsy", onset, code={"text": words})


WORDS = {
    "History of seizures": ("switch", "bupropion", "S109"),
    "Cochlear implant, left": ("tmsReferral", None, "S405"),
    "Intracranial aneurysm clip": ("tmsReferral", None, "S407"),
    "Deep brain stimulator in place": ("tmsReferral", None, "S406"),
    "Cardiac pacemaker in situ": ("tmsReferral", None, "S411"),
    "Anorexia nervosa in adolescence, resolved": ("combination", "bupropion", "S110"),
    "Acute angle-closure glaucoma": ("switch", "nortriptyline", "S131"),
    "Cirrhosis, Child-Pugh C": ("switch", "duloxetine", "S162"),
    "Phaeochromocytoma": ("switch", "bupropion", "S200"),
    "Congenital long QT syndrome": ("switch", "citalopram", "S042"),
}


@pytest.mark.parametrize(("words", "aside"), WORDS.items(), ids=WORDS)
async def test_words_set_aside_what_the_code_would(ask: Ask, words: str, aside: tuple[str, str | None, str]) -> None:
    answer = await ask(chart(DEPRESSION, two_failures(), checked(), written(words)))
    assert aside in [(topic, agent, row) for topic, agent, row, _ in answer.set_aside]


@pytest.mark.parametrize(
    "words", ["Family history of epilepsy", "No history of seizures", "Screening for epilepsy negative"]
)
async def test_what_the_patient_does_not_have_sets_nothing_aside(ask: Ask, words: str) -> None:
    answer = await ask(chart(DEPRESSION, two_failures(), checked(), written(words)))
    assert not [row for _, _, row, _ in answer.set_aside if row in ("S109", "S412")]


@pytest.mark.parametrize("verification", ["refuted", "entered-in-error"])
async def test_a_diagnosis_that_was_taken_back_sets_nothing_aside(ask: Ask, verification: str) -> None:
    taken_back = diagnosis("epilepsy", "2019-01-01", verificationStatus=concept("urn:any", verification))
    answer = await ask(chart(DEPRESSION, two_failures(), checked(), taken_back))
    assert answer.set_aside == []


async def test_another_patients_epilepsy_is_not_this_ones(ask: Ask) -> None:
    other = diagnosis("epilepsy", "2019-01-01", subject={"reference": "Patient/somebody-else"})
    answer = await ask(chart(DEPRESSION, two_failures(), checked(), other))
    assert answer.set_aside == []


def without(told: Told, code: str) -> Told:
    return [one for one in told if code not in str(one.get("code"))]


KIDNEYS: dict[str, dict[str, Any]] = {
    "below 30, as the laboratory prints it": {
        "code": "33914-3",
        "value": 30,
        "comparator": "<",
        "unit": "mL/min/1.73m2",
    },
    "creatinine alone, 3.2 mg/dL": {"code": "2160-0", "value": 3.2, "unit": "mg/dL", "system": UCUM},
    "creatinine alone, 283 µmol/L": {"code": "14682-9", "value": 283, "unit": "umol/L", "system": UCUM},
}


@pytest.mark.parametrize("told", KIDNEYS.values(), ids=KIDNEYS)
async def test_a_failing_kidney_is_seen_in_whatever_way_it_was_measured(ask: Ask, told: dict[str, Any]) -> None:
    quantity = {name: part for name, part in told.items() if name != "code"}
    kidney = observed(concept(LOINC, told["code"]), "2026-11-12", "laboratory", valueQuantity=quantity)
    answer = await ask(chart(DEPRESSION, two_failures(now="sertraline"), without(checked(), "33914-3"), [kidney]))
    assert "Kidney function below 30" in answer.why_not("augmentation", "lithium")


async def test_a_qtc_in_seconds_is_one_in_milliseconds(ask: Ask) -> None:
    quantity = {"value": 0.51, "unit": "s", "system": UCUM, "code": "s"}
    ecg = observed(concept(LOINC, "8636-3"), "2026-11-12", "vital-signs", valueQuantity=quantity)
    answer = await ask(chart(DEPRESSION, one_failure(), without(checked(), "8636-3"), [ecg]))
    assert "QTc is 500 ms or more" in answer.why_not("switch", "citalopram")


async def test_an_mao_inhibitor_that_may_still_be_taken_keeps_a_new_drug_from_being_drafted(ask: Ask) -> None:
    (order,) = prescribed("phenelzine", 45, "2025-01-10", "2025-02-10")
    forgotten = order | {"status": "active", "dosageInstruction": [{"text": "45 mg daily"}]}
    answer = await ask(chart(DEPRESSION, one_failure(), checked(), [forgotten]))
    assert (answer.topics[0], answer.cards[0]["indicator"]) == ("orderSafety", "warning")
    assert "confirm" in answer.card("switch")["detail"]
    assert [answer.drafts(topic) for topic in ("switch", "combination", "doseOptimization")] == [[], [], []]
