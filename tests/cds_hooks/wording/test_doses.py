"""Cards about the dose of the drug that runs (cards 3 and 4 of §7.7)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cds_hooks.wording.doses import write_dose
from cds_hooks.wording.telling import Telling
from tests.cds_hooks.patient_a import (
    assessment,
    exposure,
    on,
    plan,
    rated,
    score,
    telling,
    venlafaxine,
)
from trd.intervals import Days
from trd.options import Caution, Option
from trd.resistance import RatedTrial
from trd.terms import (
    Adequacy,
    Outcome,
    Topic,
)
from trd.trials import DosePeriod

TAKEN_25 = exposure("sertraline", "2026-09-22", None, "25")


def dose(case: str, **numbers: Any) -> Option:
    agent = numbers.pop("agent", "sertraline")
    facts = numbers.pop("facts", {})
    told = plan(agent, base_agent=agent, judge_after_days=28, **numbers)
    return Option(topic=Topic.DOSE_OPTIMIZATION, case=case, agent=agent, plan=told, facts=facts)


def too_low() -> RatedTrial:
    scores = (score(18, "2026-09-20"), score(17, "2026-11-12"))
    return rated(
        "sertraline",
        "2026-09-22",
        None,
        dose="25",
        count=63,
        verdict=Adequacy.INADEQUATE_DOSE,
        scores=scores,
        supplied_days=60,
        supply_span=63,
    )


def told(*trials: RatedTrial, **changes: Any) -> Telling:
    return telling(assessment(trials=trials, **changes))


def test_card_3_of_the_specification_a_dose_that_is_too_low() -> None:
    worded = write_dose(dose("too-low", current_dose="25", target="50"), told(too_low(), exposures=(TAKEN_25,)))
    assert worded.summary == ("Sertraline 25 mg/day is below the usual effective dose (50 mg/day): consider 50 mg/day")
    assert worded.detail == (
        "63 days at 25 mg/day without response (PHQ-9 18 to 17) do not show whether sertraline works.\n"
        "\n"
        "- Check first: how regularly it is taken; supply covers 60 of 63 days.\n"
        "- How: 50 mg/day; re-score after 4 weeks; a fair trial is 42 days at 50 mg/day.\n"
        "- Watch: new restlessness or agitation in weeks 1–4: ask about suicidal thoughts; nausea in "
        "the first 2 weeks.\n"
        "- Also possible: a switch, if 25 mg/day was chosen for side effects.\n"
        "- Not on record: any reason for the low dose.\n"
        "- Based on: record up to 20 Nov 2026."
    )


def test_card_4_of_the_specification_a_trial_that_is_too_young_to_judge() -> None:
    running = venlafaxine(
        dose="150",
        count=17,
        most_certain=17,
        verdict=Adequacy.INADEQUATE_DURATION,
        outcome=Outcome.ONGOING,
        failed=False,
        scores=None,
        dose_periods=(DosePeriod(first=on("2026-11-07"), last=on("2026-11-23"), low=Decimal(150), high=Decimal(150)),),
    )
    worded = write_dose(dose("wait", agent="venlafaxine", current_dose="150", target="225"), told(running))
    assert worded.summary == (
        "Venlafaxine XR 150 mg/day for 17 of the 42 days needed: too early to call it a failure; "
        "re-score on 18 Dec 2026"
    )
    lines = worded.detail.split("\n")
    assert lines[0] == "At 150 mg/day since 7 Nov 2026; the judgement needs 42 days at this dose and a score then."
    assert lines[2] == (
        "- How: continue; PHQ-9 on or after 18 Dec 2026; a rise to 225 mg/day is possible earlier if "
        "it is well tolerated."
    )


def test_the_case_of_a_dose_change_is_read_from_the_trial_where_it_is_not_told() -> None:
    part = venlafaxine(dose="150", outcome=Outcome.PARTIAL_RESPONSE, failed=False)
    option = dose("", agent="venlafaxine", current_dose="150", target="225")
    assert write_dose(option, told(part)).summary == (
        "Part response to venlafaxine XR 150 mg/day after 190 days: consider a dose rise to 225 mg/day before a change"
    )
    none = venlafaxine(dose="150", failed=False)
    assert write_dose(option, told(none)).summary == (
        "Venlafaxine XR 150 mg/day without response after 190 days: consider a dose rise to 225 mg/day"
    )
    ongoing = venlafaxine(dose="150", outcome=Outcome.ONGOING, scores=None, failed=False)
    assert "too early to call it a failure" in write_dose(option, told(ongoing)).summary


@pytest.mark.parametrize(
    ("outcome", "notes", "said"),
    [
        (
            Outcome.RESPONSE,
            (),
            "Response but not remission on venlafaxine XR 150 mg/day: consider a dose rise to 225 mg/day",
        ),
        (
            Outcome.RESPONSE,
            ("relapse-on-treatment",),
            "Worse again on venlafaxine XR 150 mg/day after a response: consider a dose rise to 225 mg/day",
        ),
        (
            Outcome.NON_RESPONSE,
            (),
            "Venlafaxine XR 150 mg/day without response after 190 days: consider a dose rise to 225 mg/day",
        ),
    ],
)
def test_part_response_is_said_of_a_part_response_and_of_nothing_else(
    outcome: Outcome, notes: tuple[str, ...], said: str
) -> None:
    trial = replace(venlafaxine(dose="150", outcome=outcome, failed=False), notes=notes)
    option = dose("room", agent="venlafaxine", current_dose="150", target="225")
    assert write_dose(option, told(trial)).summary == said


def test_a_dose_above_the_patients_maximum_says_why() -> None:
    option = dose(
        "too-high", agent="venlafaxine", current_dose="225", maximum="150", target="150", facts={"why": "eGFR 38"}
    )
    worded = write_dose(option, told(venlafaxine()))
    assert worded.summary == (
        "Venlafaxine XR 225 mg/day is above the maximum for this patient (150 mg/day, eGFR 38): consider lowering it"
    )
    assert "do not stop abruptly" in worded.detail


def test_a_limit_is_said_once_and_a_lower_dose_is_watched_for_what_may_come_back() -> None:
    age = Caution(row="S055", message="From 60: citalopram at most 20 mg a day (QT).")
    other = Caution(row="S057", message="Omeprazole or cimetidine: citalopram at most 20 mg a day (QT).")
    facts = {"why": "age 66", "why_row": "S055"}
    option = replace(
        dose("too-high", agent="venlafaxine", current_dose="225", maximum="150", target="150", facts=facts),
        cautions=(age, other),
    )
    worded = write_dose(option, told(venlafaxine()))
    assert "From 60" not in worded.detail
    assert "from 60" not in worded.detail
    assert "meprazole" in worded.detail
    assert "return of symptoms" in worded.detail
    assert "nausea" not in worded.detail


def test_a_dose_that_is_not_tolerated_is_lowered() -> None:
    option = dose("lower", agent="venlafaxine", current_dose="225", target="150")
    assert write_dose(option, told(venlafaxine())).summary == (
        "Venlafaxine XR 225 mg/day is not well tolerated: consider lowering it to 150 mg/day"
    )


def test_days_at_a_dose_that_is_too_low_are_said_though_none_of_them_counts() -> None:
    trial = too_low()
    uncounted = replace(
        trial, adequacy=replace(trial.adequacy, certain_days=Days()), outcome=replace(trial.outcome, endpoint=None)
    )
    worded = write_dose(dose("too-low", current_dose="25", target="50"), told(uncounted))
    assert worded.detail.startswith("63 days at 25 mg/day do not show whether sertraline works.")


def test_a_dose_change_without_a_plan_is_still_worded() -> None:
    bare = write_dose(Option(topic=Topic.DOSE_OPTIMIZATION, agent="sertraline", case="wait"), told())
    assert "needed" in bare.summary or "failure" in bare.summary


def test_a_level_below_its_range_is_told_with_its_day() -> None:
    facts = {"level": "40 ng/mL", "level_on": "2026-11-01", "level_low": "50"}
    option = dose("by-level", agent="venlafaxine", current_dose="150", target="225", facts=facts)
    worded = write_dose(option, told(venlafaxine()))
    assert "level 40 ng/mL (1 Nov 2026) is below 50: consider a dose rise" in worded.summary
    assert "judged by its level" in worded.detail
