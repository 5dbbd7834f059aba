"""What the record forbids is not suggested: it is named with its reason, and never drafted."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.acceptance.answers import Answer, Ask
from tests.acceptance.charts import (
    DEPRESSION,
    chart,
    checked,
    diagnosis,
    one_failure,
    phq9,
    prescribed,
    takes,
    took,
    two_failures,
)

Told = list[dict[str, Any]]


def both(told: Told, *more: Told) -> Told:
    """A depressed, checked patient."""
    return [*DEPRESSION, *told, *[one for part in more for one in part]]


AFTER_PHENELZINE = [
    *took("sertraline", 150, "2026-01-10", "2026-04-20"),
    *took("phenelzine", 60, "2026-06-01", "2026-11-09"),
    *phq9(21, "2026-01-08"),
    *phq9(19, "2026-04-18"),
    *phq9(19, "2026-05-30"),
    *phq9(18, "2026-11-13", thoughts_of_death=0),
]
"""The last day of the MAO inhibitor was fourteen days ago."""

CONTRAINDICATIONS: dict[str, tuple[Told, dict[str, float], str, str | None, str]] = {
    "epilepsy, bupropion": (
        both(two_failures(), diagnosis("epilepsy", "2019-01-01")),
        {},
        "switch",
        "bupropion",
        "Seizure disorder: bupropion is contraindicated.",
    ),
    "epilepsy, TMS": (
        both(two_failures(), diagnosis("epilepsy", "2019-01-01")),
        {},
        "tmsReferral",
        None,
        "TMS can trigger a seizure",
    ),
    "bulimia, bupropion": (
        both(two_failures(), diagnosis("bulimia nervosa", "2019-01-01")),
        {},
        "combination",
        "bupropion",
        "bupropion is contraindicated (seizures)",
    ),
    "MAO inhibitor fourteen days ago, an SSRI": (
        both(AFTER_PHENELZINE),
        {},
        "switch",
        "escitalopram",
        "Wait 14 days after its last dose.",
    ),
    "cochlear implant, TMS": (
        both(two_failures(), diagnosis("cochlear implant", "2012-01-01")),
        {},
        "tmsReferral",
        None,
        "Cochlear implant: TMS is contraindicated.",
    ),
    "aortic aneurysm, esketamine": (
        both(two_failures(), diagnosis("abdominal aortic aneurysm", "2024-01-01")),
        {},
        "ketamineReferral",
        "esketamine",
        "Aneurysm: esketamine is contraindicated",
    ),
    "cerebral aneurysm, TMS": (
        both(two_failures(), diagnosis("cerebral aneurysm", "2024-01-01")),
        {},
        "tmsReferral",
        None,
        "ask for a clip or coil before TMS",
    ),
    "raised intracranial pressure, ECT": (
        both(two_failures(21), diagnosis("raised intracranial pressure", "2026-10-01")),
        {},
        "ectReferral",
        None,
        "Raised intracranial pressure: ECT is set aside",
    ),
    "kidney function below 30, lithium": (
        both(two_failures(now="sertraline")),
        {"eGFR": 29.9},
        "augmentation",
        "lithium",
        "Kidney function below 30: lithium is contraindicated.",
    ),
    "kidney function below 30, duloxetine": (
        both(two_failures(now="sertraline")),
        {"eGFR": 29.9},
        "switch",
        "duloxetine",
        "Kidney function below 30",
    ),
    "QTc 500, citalopram": (
        both(one_failure()),
        {"QTc": 500},
        "switch",
        "citalopram",
        "QTc is 500 ms or more: no QT-prolonging drug.",
    ),
    "QTc 500, antipsychotics": (
        both(one_failure()),
        {"QTc": 500},
        "augmentation",
        "aripiprazole",
        "no antipsychotic",
    ),
    "catatonia, antipsychotics": (
        both(one_failure(), diagnosis("catatonia", None, recorded="2026-11-20")),
        {},
        "augmentation",
        "aripiprazole",
        "Catatonia: antipsychotics can worsen it",
    ),
    "psychotic features, a switch": (
        [*diagnosis("psychotic depression"), *one_failure(21, dose=100)],
        {},
        "switch",
        None,
        "an antidepressant with an antipsychotic, or ECT",
    ),
    "pregnancy, a new drug": (
        both(one_failure(), diagnosis("pregnancy", "2026-08-01")),
        {},
        "switch",
        None,
        "a perinatal specialist decides",
    ),
    "dementia, antipsychotics": (
        both(two_failures(), diagnosis("dementia", "2024-01-01")),
        {},
        "augmentation",
        None,
        "Dementia is on record: a specialist decides.",
    ),
    "atrial fibrillation, tricyclics": (
        both(two_failures(), diagnosis("atrial fibrillation", "2024-01-01")),
        {},
        "switch",
        "nortriptyline",
        "Arrhythmia: tricyclics are contraindicated.",
    ),
    "alcohol dependence, ketamine": (
        both(two_failures(), diagnosis("alcohol dependence", "2019-01-01")),
        {},
        "ketamineReferral",
        "esketamine",
        "Substance use disorder",
    ),
    "high suicide risk, lithium": (
        both(two_failures(thoughts_of_death=3)),
        {},
        "augmentation",
        "lithium",
        "dangerous in overdose",
    ),
    "bipolar disorder, antidepressants": (
        both(two_failures(), diagnosis("bipolar II disorder", "2015-01-01")),
        {},
        "switch",
        None,
        "no advice for unipolar depression",
    ),
}


def drafted(answer: Answer, agent: str) -> bool:
    """Whether any order on any card names the drug."""
    cards = [card for card in answer.cards if card.get("suggestions")]
    return any(
        agent in str(action["resource"]).casefold()
        for card in cards
        for one in card["suggestions"]
        for action in one["actions"]
    )


@pytest.mark.parametrize(("told", "but", "topic", "agent", "why"), CONTRAINDICATIONS.values(), ids=CONTRAINDICATIONS)
async def test_it_is_named_with_its_reason_and_not_drafted(
    ask: Ask, told: Told, but: dict[str, float], topic: str, agent: str | None, why: str
) -> None:
    answer = await ask(chart(told, checked(**but)))
    assert why in answer.why_not(topic, agent)
    if agent is None:
        assert topic not in answer.topics
    else:
        assert agent not in {(one.get("agent") or {}).get("name") for one in recommended(answer, topic)}
        assert not drafted(answer, agent)


def recommended(answer: Answer, topic: str) -> list[dict[str, Any]]:
    return [one for one in answer.assessment.get("recommendations", ()) if one["topic"] == topic]


def test_the_contraindications_are_of_many_kinds() -> None:
    assert len({why for *_, why in CONTRAINDICATIONS.values()}) >= 15


@pytest.mark.parametrize(
    ("told", "but", "why"),
    [
        pytest.param(diagnosis("cochlear implant", "2012-01-01"), {}, "TMS (Cochlear implant", id="cochlear implant"),
        pytest.param(diagnosis("epilepsy", "2019-01-01"), {}, "bupropion is contraindicated", id="epilepsy"),
        pytest.param(diagnosis("cerebral aneurysm", "2019-01-01"), {}, "esketamine", id="aneurysm"),
    ],
)
async def test_the_summary_says_what_was_set_aside_to_a_reader(
    ask: Ask, told: Told, but: dict[str, float], why: str
) -> None:
    detail = (await ask(chart(both(two_failures(), told), checked(**but)))).card("summary")["detail"]
    lines = [line for line in detail.splitlines() if "Set aside:" in line]
    assert why.casefold() in " ".join(lines).casefold()


@pytest.mark.parametrize(
    ("told", "but", "topic", "agent"),
    [
        pytest.param(both(two_failures()), {}, "switch", "bupropion", id="no seizure, no bulimia: bupropion"),
        pytest.param(
            both(two_failures(now="sertraline")), {"eGFR": 60}, "augmentation", "lithium", id="eGFR 60: lithium"
        ),
        pytest.param(both(one_failure()), {"QTc": 449}, "switch", "venlafaxine", id="QTc 449: venlafaxine"),
    ],
)
async def test_without_the_reason_it_is_offered(
    ask: Ask, told: Told, but: dict[str, float], topic: str, agent: str
) -> None:
    answer = await ask(chart(told, checked(**but)))
    assert agent in [one["agent"]["name"] for one in recommended(answer, topic)]


async def test_fifteen_days_after_the_mao_inhibitor_an_antidepressant_may_begin(ask: Ask) -> None:
    told = [
        one | {"effectivePeriod": {"start": "2026-06-01", "end": "2026-11-08"}}
        if one["resourceType"] == "MedicationStatement" and "phenelzine" in str(one)
        else one
        for one in AFTER_PHENELZINE
    ]
    answer = await ask(chart(DEPRESSION, told, checked()))
    assert "switch" in answer.topics
    assert not [why for _, _, row, why in answer.set_aside if row in ("S020", "S021")]


@pytest.mark.parametrize(
    "absent",
    ["tmsReferral", "ketamineReferral", "ectReferral", "combination"],
)
async def test_a_mild_depression_is_not_sent_for_stimulation_or_ketamine(ask: Ask, absent: str) -> None:
    told = [
        *takes("sertraline", 50, "2026-09-01"),
        *phq9(12, "2026-08-31"),
        *phq9(8, "2026-11-13", thoughts_of_death=0),
    ]
    answer = await ask(chart(DEPRESSION, told, checked()))
    assert {"doseOptimization", "psychotherapy"} <= set(answer.topics)
    assert absent not in answer.topics


async def test_a_mild_depression_is_given_no_antipsychotic(ask: Ask) -> None:
    told = [
        *takes("sertraline", 50, "2026-09-01"),
        *phq9(12, "2026-08-31"),
        *phq9(8, "2026-11-13", thoughts_of_death=0),
    ]
    answer = await ask(chart(DEPRESSION, told, checked()))
    offered = {one["agent"]["name"] for one in recommended(answer, "augmentation")}
    assert {"aripiprazole", "brexpiprazole", "quetiapine", "olanzapine", "cariprazine"}.isdisjoint(offered)


async def test_a_woman_with_child_is_given_no_draft_of_any_drug(ask: Ask) -> None:
    answer = await ask(chart(DEPRESSION, one_failure(), checked(), diagnosis("pregnancy", "2026-08-01")))
    kinds = {
        action["resource"]["resourceType"]
        for card in answer.cards
        for one in card.get("suggestions", ())
        for action in one["actions"]
    }
    assert kinds == {"ServiceRequest"}


async def test_an_mao_inhibitor_beside_an_antidepressant_is_said_first(ask: Ask) -> None:
    answer = await ask(chart(DEPRESSION, two_failures(), takes("phenelzine", 45, "2026-10-01"), checked()))
    assert (answer.topics[0], answer.cards[0]["indicator"]) == ("orderSafety", "critical")
    assert {"switch", "augmentation", "combination"}.isdisjoint(answer.topics)


async def test_a_drug_filled_for_years_is_named_by_a_few_of_its_fills(ask: Ask) -> None:
    """Phenelzine, filled monthly until ten days ago, rules out many drugs; no fill is listed for each of them."""
    ends = [date(2026, 11, 13) - timedelta(days=28 * month) for month in range(12)]
    fills = [
        one
        for end in ends
        for one in prescribed("phenelzine", 45, (end - timedelta(days=27)).isoformat(), end.isoformat())
    ]
    answer = await ask(chart(DEPRESSION, fills, phq9(21, "2025-12-10"), phq9(19, "2026-11-12"), checked()))
    counts = [len(entry.get("evidence", ())) for entry in answer.assessment["setAside"]]
    assert max(counts) == 5
    assert len(answer.assessment["trials"][0]["evidence"]) >= 12
