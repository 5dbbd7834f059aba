"""A danger that already runs: the row's own message, "confirm today", and no stop without a plan (R-Z10a)."""

from typing import Any

import pytest

from cds_hooks.wording.safety import write_dangers
from tests.cds_hooks.patient_a import assessment, exposure, telling
from trd.knowledge.types import SafetyRow
from trd.options import RunningDanger
from trd.safety import RowResult
from trd.terms import Ask, Effect, Topic, Verdict

PHENELZINE = (
    "Phenelzine with a serotonergic antidepressant: serotonin toxicity can be fatal. Never together; 14 days apart."
)


def row(name: str, source: str = "CANMAT-2023") -> SafetyRow:
    return SafetyRow(
        id=name,
        topics=frozenset({Topic.ORDER_SAFETY}),
        agents="all",
        kind="drug",
        finding="",
        codes="",
        test="current",
        unit="",
        threshold="",
        lookback="0",
        effect=Effect.CONTRAINDICATED,
        ask=Ask.REQUIRED,
        message="",
        note="",
        source=source,
        mark="M",
    )


def danger(name: str, message: str, *agents: str, **more: Any) -> RunningDanger:
    result = RowResult(row=row(name), verdict=Verdict.HIT, **more)
    return RunningDanger(result=result, message=message, agents=agents)


JUDGED = assessment(
    exposures=(exposure("phenelzine", "2026-10-01", None, "45"), exposure("sertraline", "2026-10-20", None, "50"))
)


def test_the_message_of_the_row_is_the_summary_and_today_is_asked_for() -> None:
    worded = write_dangers([danger("S020", PHENELZINE, "phenelzine", "sertraline")], telling(JUDGED))
    assert worded.summary == PHENELZINE.rstrip(".")
    assert worded.detail == (
        "On record as current: phenelzine 45 mg/day, sertraline 50 mg/day. Confirm today.\n"
        "\n"
        "- Check first: whether each drug is still taken, and when the last dose was.\n"
        "- How: decide today with a specialist or pharmacist; do not stop a drug abruptly without a plan.\n"
        "- Watch: fever, tremor, rigidity, confusion or very high blood pressure: emergency."
    )


@pytest.mark.parametrize(
    ("name", "value", "watch"),
    [
        ("S345", "lithium level 1.6 mmol/L (20 Nov 2026)", "vomiting, coarse tremor, slurred speech, confusion"),
        ("S037", "QTc 510 ms (20 Nov 2026)", "fainting, palpitations"),
    ],
)
def test_a_value_that_decides_is_said_first_with_what_to_watch(name: str, value: str, watch: str) -> None:
    worded = write_dangers([danger(name, "The value is dangerous.", "lithium", value=value)], telling())
    lines = worded.detail.split("\n")
    assert lines[2] == f"- {value}: confirm today."
    assert watch in lines[-1]


def test_several_dangers_stand_on_one_card_worst_first() -> None:
    dangers = [
        danger("S020", PHENELZINE, "phenelzine"),
        danger("S037", "QTc 510 ms: stop QT-prolonging drugs.", "citalopram"),
    ]
    worded = write_dangers(dangers, telling(JUDGED))
    assert worded.summary == PHENELZINE.rstrip(".")
    assert "- QTc 510 ms: stop QT-prolonging drugs." in worded.detail


def test_a_message_that_is_too_long_loses_its_last_clause() -> None:
    long = f"{PHENELZINE} And this goes on and on until it is far too long for a summary of one card"
    worded = write_dangers([danger("S020", long, "phenelzine")], telling(JUDGED))
    assert len(worded.summary) <= 139
    assert worded.summary.startswith("Phenelzine with a serotonergic antidepressant")


def test_without_a_drug_named_the_card_still_asks_today() -> None:
    worded = write_dangers([danger("S037", "QTc 510 ms")], telling())
    assert worded.detail.startswith("On record as current: confirm today.")


def test_a_drug_that_no_list_names_is_not_called_on_record() -> None:
    worded = write_dangers([danger("S345", "Lithium level 1.6")], telling())
    assert worded.detail.startswith("The drug is not on the list: confirm today whether it is taken.")


def test_what_may_still_be_taken_is_not_called_current() -> None:
    worded = write_dangers([danger("S020", PHENELZINE, "phenelzine", possible_only=True)], telling(JUDGED))
    assert worded.detail.startswith("On record, and may be taken together: phenelzine 45 mg/day. Confirm today.")
