"""The same patient in the dialects of real EHRs gets the same verdicts."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.acceptance.answers import Answer, Ask
from tests.acceptance.charts import DEPRESSION, chart, checked, diagnosis, one_failure, prescribed, two_failures
from tests.acceptance.dialects import DIALECTS, Request

TRIAL = ("agents", "start", "end", "ongoing", "peakDailyDose", "weeksAtAdequateDose", "adequacy", "outcome", "failed")

PATIENTS = {
    "two failures, epilepsy": chart(DEPRESSION, two_failures(), checked(), diagnosis("epilepsy", "2019-01-01")),
    "two failures, as prescriptions": chart(
        DEPRESSION,
        prescribed("sertraline", 150, "2026-01-10", "2026-04-20"),
        prescribed("venlafaxine", 225, "2026-06-01", "2026-12-31"),
        [one for one in two_failures() if one["resourceType"] == "Observation"],
        checked(),
    ),
    "one failure, thoughts of death": chart(DEPRESSION, one_failure(thoughts_of_death=2)),
}


def verdicts(answer: Answer) -> dict[str, Any]:
    """What was found, without the words that name records."""
    trials = [{name: trial.get(name) for name in TRIAL} for trial in answer.assessment["trials"]]
    return {
        "topics": answer.topics,
        "summaries": [card["summary"] for card in answer.cards],
        "trials": trials,
        "resistance": answer.assessment["resistance"],
        "diagnosis": answer.assessment["diagnosis"]["status"],
        "suicide risk": answer.assessment["suicideRisk"]["level"],
        "set aside": answer.set_aside,
    }


@pytest.mark.parametrize("told", PATIENTS.values(), ids=PATIENTS)
@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
async def test_the_verdicts_are_the_same(ask: Ask, dialect: Callable[[Request], Request], told: Request) -> None:
    spoken = dialect(told)
    assert spoken != told
    assert verdicts(await ask(spoken)) == verdicts(await ask(told))


def ordered(drafts: list[dict[str, Any]]) -> list[list[str]]:
    concepts = [draft.get("code") or draft.get("medicationCodeableConcept") for draft in drafts]
    return [[coding["code"] for coding in concept["coding"]] for concept in concepts if concept]


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
async def test_the_orders_are_the_same(ask: Ask, dialect: Callable[[Request], Request]) -> None:
    told = PATIENTS["two failures, epilepsy"]
    assert ordered((await ask(dialect(told))).drafts("switch")) == ordered((await ask(told)).drafts("switch")) != []


async def test_an_empty_list_under_a_key_of_its_own_proves_nothing(ask: Ask) -> None:
    told = PATIENTS["one failure, thoughts of death"]
    named = (await ask(told)).card("tmsReferral")["summary"]
    assert "no seizure or head-metal entry found on record" in named
    unnamed = told | {"prefetch": {f"item{place}": one for place, one in enumerate(told["prefetch"].values())}}
    assert "ask about seizures and metal in the head" in (await ask(unnamed)).card("tmsReferral")["summary"]


async def test_a_statement_in_r5_that_does_not_say_whether_the_drug_is_taken_leaves_it_open(ask: Ask) -> None:
    told = DIALECTS["R5"](PATIENTS["two failures, epilepsy"])
    for entry in told["prefetch"]["medicationStatements"]["entry"]:
        del entry["resource"]["adherence"]
    resistance = (await ask(told)).assessment["resistance"]
    assert resistance["status"] == "indeterminate"
    assert resistance["wouldSettle"] == ["whether venlafaxine was taken", "whether sertraline was taken"]
