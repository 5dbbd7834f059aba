"""O08 to O10: how a row of the matrix is said of an order, how loud, when it is silent, and what may be done."""

from typing import Any

import pytest

from tests.told import days_before, findings_of
from trd.options import OrderFinding

EPILEPSY = {"conditions": [{"concept": "seizure-epilepsy", "onset": "2015-01-01"}]}


def of_row(row: str, **told: Any) -> OrderFinding | None:
    found = [each for each in findings_of(**told) if each.row == row]
    assert len(found) < 2
    return found[0] if found else None


def the_row(row: str, **told: Any) -> OrderFinding:
    found = of_row(row, **told)
    assert found is not None, [(each.check, each.row) for each in findings_of(**told)]
    return found


@pytest.mark.parametrize(
    ("hook", "deletes"), [("order-select", True), ("order-sign", True), ("medication-refill", False)]
)
def test_a_contraindication_is_critical_at_every_moment_and_a_renewal_is_never_deleted(
    hook: str, deletes: bool
) -> None:
    found = the_row("S109", hook=hook, **EPILEPSY, drafts=[["bupropion", 150]])
    assert (found.check, found.level) == ("matrix-contraindicated", "critical")
    assert [remedy.delete for remedy in found.remedies] == ([True] if deletes else [])
    assert found.evidence, "what made it is named (R-Z13)"


def test_of_what_runs_it_adds_not_to_stop_abruptly() -> None:
    known = {**EPILEPSY, "drugs": [["bupropion", 300, "2026-06-01"]]}
    found = the_row(
        "S109", hook="medication-refill", **known, drafts=[{"agent": "bupropion", "dose": 300, "of": "bupropion"}]
    )
    assert any("do not stop it abruptly" in detail for detail in found.details)


QTC = {"values": {"qtc-interval": 480}}


@pytest.mark.parametrize("hook", ["order-select", "order-sign", "medication-refill"])
def test_what_is_avoided_is_a_warning_in_words(hook: str) -> None:
    found = the_row("S040", hook=hook, **QTC, drafts=[["escitalopram", 10]])
    assert (found.check, found.level, found.remedies) == ("matrix-avoid", "warning", ())


@pytest.mark.parametrize(
    ("hook", "days", "on", "level"),
    [
        pytest.param("medication-refill", 90, 10, "info", id="refill, 90 days, a newer value"),
        pytest.param("medication-refill", 89, 10, "warning", id="refill, one day short"),
        pytest.param("order-sign", 90, 10, "warning", id="at the signature"),
        pytest.param("medication-refill", 90, 89, "warning", id="refill, the value is as old as the drug"),
    ],
)
def test_what_came_up_while_it_was_long_tolerated_is_a_remark_at_the_refill(
    hook: str, days: int, on: int, level: str
) -> None:
    known = {
        "drugs": [["escitalopram", 10, days_before(days - 1)]],
        "values": {"qtc-interval": [480, days_before(on)]},
        "drafts": [{"agent": "escitalopram", "dose": 10, "of": "escitalopram"}],
    }
    assert the_row("S040", hook=hook, **known).level == level


PRESSURE = {"values": {"bp-systolic": 150}}


def test_what_is_to_be_checked_first_is_a_remark_with_a_note() -> None:
    found = the_row("S083", **PRESSURE, drafts=[["esketamine", 56]])
    assert found.level == "info"
    assert [bool(remedy.note) for remedy in found.remedies] == [True]
    assert of_row("S083", hook="medication-refill", **PRESSURE, drafts=[["esketamine", 56]]) is None


@pytest.mark.parametrize(("days", "found"), [(89, True), (90, False)], ids=["one day short", "90 days"])
def test_what_has_run_for_90_days_was_checked_long_ago(days: int, found: bool) -> None:
    known = {
        "drugs": [["lithium", 600, days_before(days - 1)]],
        "values": {"egfr": False},
        "drafts": [{"agent": "lithium", "dose": 900, "of": "lithium"}],
    }
    assert (of_row("S315", **known) is not None) is found


def test_a_contraindication_that_is_not_known_is_a_warning_and_what_is_avoided_a_remark() -> None:
    known = {"values": {"egfr": False, "sodium": False}, "phq9": [["2026-11-13", 18]], "drafts": [["lithium", 300]]}
    assert the_row("S315", **known).level == "warning"
    assert the_row("S315", **known).check == "matrix-check-first"
    assert the_row("S330", **known).level == "info"
    assert of_row("S315", **known, hook="medication-refill") is None


def test_two_rows_about_one_fact_are_one_finding() -> None:
    """R-Z33: the most severe speaks, and the others stand in its detail."""
    found = [
        each
        for each in findings_of(values={"qtc-interval": 510}, drafts=[["escitalopram", 10]])
        if "QT" in each.message
    ]
    assert [each.row for each in found] == ["S037"]


def test_a_caution_makes_no_card_and_stands_in_the_detail_of_another() -> None:
    known = {"history": "H2", "drafts": [["sumatriptan", 50]]}
    assert findings_of(**known) == ()


def test_the_draft_that_collides_with_what_runs_is_critical_and_only_itself_deleted() -> None:
    found = findings_of(drugs=[["pimozide", 2, "2026-06-01"]], drafts=[["citalopram", 20]])
    assert found[0].level == "critical"
    reverse = findings_of(drugs=[["citalopram", 20, "2026-06-01"]], drafts=[["pimozide", 2]])
    assert (reverse[0].level, reverse[0].order) == ("critical", "MedicationRequest/draft-1")
    assert [remedy.delete for remedy in reverse[0].remedies] == [True]


@pytest.mark.parametrize("drafted", ["atomoxetine", "furazolidone", "methylphenidate", "pseudoephedrine", "pethidine"])
def test_any_drug_that_must_not_meet_an_mao_inhibitor(drafted: str) -> None:
    found = findings_of(drugs=[["phenelzine", 45, "2026-06-01"]], drafts=[[drafted, 10]])
    assert found
    assert found[0].level == "critical"


def test_paliperidone_is_told_by_its_own_row() -> None:
    known = {"conditions": [{"concept": "breast-cancer", "onset": "2020-01-01"}]}
    assert the_row("S276", **known, drafts=[["paliperidone", 6]]).level == "warning"


@pytest.mark.parametrize("drafted", ["amoxicillin", "atorvastatin", "oxycodone", "paracetamol"])
def test_what_is_none_of_our_business_is_silent(drafted: str) -> None:
    """R-Z30: also an opioid with a benzodiazepine, without a drug of ours."""
    assert findings_of(drugs=[["lorazepam", 1, "2026-06-01"]], drafts=[[drafted, 10]]) == ()


def test_a_void_draft_is_read_by_nothing() -> None:
    assert findings_of(**EPILEPSY, drafts=[{"agent": "bupropion", "dose": 150, "void": True}]) == ()


def test_an_unselected_draft_is_not_checked_and_counts_as_planned() -> None:
    other = {"agent": "phenelzine", "dose": 15, "selected": False}
    found = findings_of(hook="order-select", drafts=[["sertraline", 50], other])
    assert (found[0].level, found[0].order) == ("critical", "MedicationRequest/draft-1")
    assert {each.order for each in found} == {"MedicationRequest/draft-1"}


def test_a_patient_who_died_is_not_advised_on() -> None:
    assert findings_of(**EPILEPSY, patient={"deceased": "2026-11-01"}, drafts=[["bupropion", 150]]) == ()
