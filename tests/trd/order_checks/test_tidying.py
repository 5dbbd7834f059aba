"""O13 and O29: a second antidepressant without a plan for the first, and what did not help and still runs."""

from typing import Any

import pytest

from tests.told import days_before, findings_of, found_by, the_finding

PLAN, GOES_ON = "switch-without-plan", "deprescribing-omitted"


def runs(*drugs: tuple[str, Any]) -> dict[str, Any]:
    return {"drugs": [[agent, dose, days_before(60)] for agent, dose in drugs]}


@pytest.mark.parametrize(
    ("running", "drafted", "level"),
    [
        pytest.param("sertraline", "mirtazapine", "info", id="sertraline goes on beside mirtazapine"),
        pytest.param("fluoxetine", "nortriptyline", "warning", id="fluoxetine and a tricyclic"),
        pytest.param("nortriptyline", "paroxetine", "warning", id="a tricyclic and paroxetine"),
        pytest.param("fluvoxamine", "amitriptyline", "warning", id="fluvoxamine and a tricyclic"),
        pytest.param("sertraline", "nortriptyline", "info", id="sertraline and a tricyclic"),
        pytest.param("sertraline", "clomipramine", "warning", id="an SSRI and clomipramine"),
        pytest.param("imipramine", "venlafaxine", "warning", id="imipramine and an SNRI"),
    ],
)
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_both_would_run_and_nothing_ends_the_first(hook: str, running: str, drafted: str, level: str) -> None:
    """Where a row forbids the pair its finding speaks instead; otherwise this one asks."""
    found = findings_of(hook=hook, **runs((running, 150)), drafts=[[drafted, 75]], values={"bp-systolic": 120})
    of_pair = [each for each in found if running in each.agents]
    asked = [each for each in of_pair if each.check == PLAN]
    loud = any(each.level in ("critical", "warning") for each in of_pair if each.check != PLAN)
    assert asked or loud
    assert [each.level for each in asked] in ([], [level])


def test_the_question_is_asked_in_these_words() -> None:
    found = the_finding(PLAN, **runs(("sertraline", 100)), drafts=[["mirtazapine", 15]])
    assert found.message == "Sertraline is still active: combine on purpose, or cross-taper to mirtazapine?"
    assert (found.level, found.remedies) == ("info", ())


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            {"drafts": [["mirtazapine", 15], {"agent": "sertraline", "of": "sertraline", "stops": True}]}, id="it ends"
        ),
        pytest.param(
            {"drafts": [{"agent": "mirtazapine", "dose": 15, "combines": True}]}, id="a pair of the table, on purpose"
        ),
        pytest.param({"drafts": [["aripiprazole", 2]]}, id="an add-on is no second antidepressant"),
        pytest.param({"hook": "medication-refill", "drafts": [["mirtazapine", 15]]}, id="a refill"),
        pytest.param({"drafts": [["amitriptyline", 25]]}, id="a dose for sleep or pain"),
        pytest.param(
            {"drafts": [{"agent": "bupropion", "dose": 150, "indications": ["smoking-cessation"]}]}, id="another reason"
        ),
        pytest.param({"drafts": [["paroxetine", 20]]}, id="one class: O03 speaks"),
        pytest.param({"drafts": [["phenelzine", 15]]}, id="an MAO inhibitor: O11 speaks"),
        pytest.param({"drafts": [{"agent": "sertraline", "dose": 150, "of": "sertraline"}]}, id="it is the same drug"),
    ],
)
def test_there_is_a_plan_or_nothing_to_plan(case: dict[str, Any]) -> None:
    assert found_by(PLAN, **{**runs(("sertraline", 100)), **case}) is None


def test_a_reason_alone_makes_no_pair_of_the_table() -> None:
    draft = {"agent": "vortioxetine", "dose": 10, "combines": True}
    found = findings_of(**runs(("sertraline", 100)), drafts=[draft])
    assert any("sertraline" in each.agents for each in found)


def test_what_runs_for_sleep_needs_no_plan() -> None:
    assert found_by(PLAN, **runs(("trazodone", 50)), drafts=[["sertraline", 50]]) is None


def test_nothing_is_planned_beside_what_forbids_the_draft() -> None:
    known = {**runs(("sertraline", 100)), "conditions": [{"concept": "seizure-epilepsy", "onset": "2015-01-01"}]}
    found = findings_of(**known, drafts=[["bupropion", 450]])
    assert found[0].level == "critical"
    assert not {each.check for each in found} & {PLAN, "start-dose-too-high", "too-early-to-judge"}


# ---- O29


FAILED: dict[str, Any] = {"history": "H2"}
"""Sertraline ran for 84 days without benefit, and goes on."""
THIRD = {"also": [["quetiapine", 25, days_before(30)]]}


def test_a_third_psychotropic_while_what_failed_goes_on() -> None:
    found = the_finding(GOES_ON, **FAILED, **THIRD, drafts=[["buspirone", 15]])
    assert found.level == "info"
    assert found.message == "Sertraline did not help and is still active: stop or taper it with this order?"


def hypnotic(days: int) -> dict[str, Any]:
    drugs = [["zolpidem", 5, days_before(days - 1)], ["mirtazapine", 30, days_before(20)]]
    return {"drugs": drugs, "phq9": [["2026-11-13", 18]], "drafts": [["buspirone", 15]]}


@pytest.mark.parametrize(("days", "found"), [(89, False), (90, True)], ids=["one day short", "90 days"])
def test_a_hypnotic_of_three_months(days: int, found: bool) -> None:
    told = found_by(GOES_ON, **hypnotic(days))
    assert (told is not None) is found
    assert told is None or "has run for 90 days: is it still needed" in told.message


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"drafts": [["buspirone", 15]]}, id="two psychotropics"),
        pytest.param(
            {**THIRD, "drafts": [{"agent": "buspirone", "dose": 15, "combines": True}]}, id="it is planned so"
        ),
        pytest.param({**THIRD, "drafts": [["aripiprazole", 2]]}, id="the advice of this service itself"),
        pytest.param({**THIRD, "drafts": [{"agent": "buspirone", "dose": 15, "specialist": True}]}, id="a specialist"),
        pytest.param({**THIRD, "drafts": [["buspirone", 15]], "hook": "order-select"}, id="at the signature alone"),
        pytest.param({**THIRD, "drafts": [["buspirone", 15]], "hook": "medication-refill"}, id="not at a refill"),
        pytest.param({**THIRD, "drafts": [["omeprazole", 20]]}, id="no psychotropic"),
        pytest.param(
            {**THIRD, "drafts": [["buspirone", 15], {"agent": "sertraline", "of": "sertraline", "stops": True}]},
            id="it ends in the call",
        ),
        pytest.param(
            {**THIRD, "drafts": [["buspirone", 15]], "phq9": [["2026-08-31", 20], ["2026-11-13", 8]]}, id="it helps"
        ),
    ],
)
def test_nothing_is_left_to_stop(case: dict[str, Any]) -> None:
    assert found_by(GOES_ON, **{**FAILED, **case}) is None
