"""`history`: exposures, scores and courses, for the timeline."""

from itertools import permutations

from tests.builders import depression, order, score, session, statement
from tests.results import SCORES, SERTRALINE, told


def test_a_session_that_makes_no_trial_is_still_in_the_history() -> None:
    found = told(
        depression(),
        session("psychotherapy", "2026-05-04", label="Counselling", id="Procedure/1"),
        session("psychotherapy", "2026-02-04", label="Counselling", id="Procedure/2"),
        session("psychotherapy", "2026-12-04", label="Counselling", id="Procedure/3"),
    )
    labels = [(course["kind"], course["label"], course["evidence"]) for course in found["history"]["courses"]]
    assert [evidence for _, _, evidence in labels] in (
        [["Procedure/1", "Procedure/2"]],
        [["Procedure/2"], ["Procedure/1"]],
    )
    assert {(kind, label) for kind, label, _ in labels} == {("psychotherapy", "Counselling")}


def test_sessions_of_a_period_without_a_count_are_not_known() -> None:
    period = session("psychotherapy", "2026-02-01", "2026-05-31", label="Counselling")
    assert [course["sessions"] for course in told(depression(), period)["history"]["courses"]] == [None]
    counted = session("psychotherapy", "2026-02-01", "2026-05-31", label="Counselling", count=9)
    assert [course["sessions"] for course in told(depression(), counted)["history"]["courses"]] == [9]


def test_scores_and_exposures_of_the_history_come_by_date() -> None:
    facts = (
        depression(id="Condition/1"),
        SERTRALINE,
        statement("citalopram", 20, "2026-05-05", "2026-07-05", id="MedicationStatement/2"),
        *SCORES,
    )
    found = {str(told(*order)["history"]) for order in list(permutations(facts))[::17]}
    assert len(found) == 1
    listed = told(*facts)["history"]
    assert [each["agent"] for each in listed["exposures"]] == ["citalopram", "sertraline"]
    assert [each["date"] for each in listed["scores"]] == ["2026-07-08", "2026-10-16"]


def test_scores_after_the_day_we_answer_for_are_not_told() -> None:
    assert told(depression(), score("phq-9", 20, "2026-11-24"))["history"]["scores"] == []


def test_an_order_without_any_date_is_on_record_and_has_no_first_day() -> None:
    found = told(depression(), order("sertraline", 50, authored=None, status="active", id="MedicationRequest/1"))
    listed = [each for each in found["history"]["exposures"] if each["agent"] == "sertraline"]
    assert [(each["from"], each["to"], each["fromBasis"], each["toBasis"]) for each in listed] == [
        (None, None, "assumed", "ongoing")
    ]


def test_a_statement_that_was_only_asserted_says_the_day_that_is_certain() -> None:
    said = statement("sertraline", 50, None, None, asserted="2026-10-20", status="active", id="MedicationStatement/1")
    listed = told(depression(), said)["history"]["exposures"]
    assert [(each["from"], each["fromBasis"]) for each in listed] == [("2026-10-20", "assumed")]
