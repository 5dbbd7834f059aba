"""Active, in remission, or over: by status, code and date (R-P7), corrected by scores (R-P8)."""

from itertools import permutations

import pytest

from tests.builders import answer, condition, depression, score
from tests.diagnosed import ACTIVE, NONE, REMISSION, codes, judge
from trd.terms import GapCode


@pytest.mark.parametrize(
    ("concept", "clinical", "status"),
    [
        ("mdd-recurrent-moderate", "active", ACTIVE),
        ("mdd-recurrent-moderate", "recurrence", ACTIVE),
        ("mdd-recurrent-moderate", "relapse", ACTIVE),
        ("mdd-recurrent-moderate", "remission", REMISSION),
        ("mdd-recurrent-moderate", "inactive", NONE),
        ("mdd-recurrent-moderate", "resolved", NONE),
        pytest.param("mdd-recurrent-full-remission", "active", REMISSION, id="W83: F33.42"),
        pytest.param("mdd-recurrent-partial-remission", "active", ACTIVE, id="W83: F33.41"),
        pytest.param("mdd-recurrent-partial-remission", "remission", ACTIVE, id="partial remission is no remission"),
        pytest.param("mdd-single-full-remission", None, REMISSION, id="F32.5, no status"),
        pytest.param("mdd-recurrent-full-remission", "resolved", NONE, id="full remission, and over"),
        pytest.param("postpartum-depression", "active", ACTIVE, id="F53.0"),
    ],
)
def test_status_follows_the_record_and_the_code(concept, clinical, status) -> None:
    assert judge(depression(concept, onset="2026-10-01", clinical=clinical)).status is status


@pytest.mark.parametrize(
    ("dates", "status", "gaps"),
    [
        pytest.param({"onset": "2025-11-23"}, ACTIVE, [], id="W84: 365 days"),
        pytest.param({"onset": "2025-11-22"}, NONE, [GapCode.DIAGNOSIS_STALE], id="W84: 366 days"),
        pytest.param({"onset": "2019", "recorded": "2026-10-01"}, ACTIVE, [], id="recorded again this year"),
        pytest.param({"onset": "2025-11"}, NONE, [GapCode.DIAGNOSIS_STALE], id="the month leaves it open"),
        pytest.param({"onset": None}, NONE, [GapCode.DIAGNOSIS_STALE], id="no date"),
    ],
)
def test_a_diagnosis_without_a_status_counts_for_a_year(dates, status, gaps) -> None:
    found = judge(depression(clinical=None, **dates))
    assert (found.status, codes(found)) == (status, gaps)


def test_an_end_in_the_record_ends_a_diagnosis_without_a_status() -> None:
    assert judge(depression(onset="2026-01-01", clinical=None, abated="2026-09-01")).status is NONE


def test_on_an_earlier_day_a_resolved_diagnosis_was_still_active() -> None:
    assert judge(depression(onset="2025-12-01", clinical="resolved", abated="2026-12-15")).status is ACTIVE


def test_a_diagnosis_of_a_later_day_was_not_there_yet() -> None:
    assert judge(depression(onset="2026-11-24")).reason == "no-depression-diagnosis"


def test_an_unconfirmed_depression_alone_is_none_and_said() -> None:
    found = judge(depression(verification="unconfirmed"))  # W85
    assert (found.status, codes(found)) == (NONE, [GapCode.UNCONFIRMED_DIAGNOSIS])


def test_of_several_diagnoses_any_active_one_decides() -> None:
    facts = [
        depression("mdd-single-full-remission", onset="2020-01-01", id="Condition/1"),
        depression("mdd-recurrent-moderate", id="Condition/2"),
        depression("mdd-recurrent-mild", clinical="resolved", id="Condition/3"),
    ]
    found = {judge(*order) for order in permutations(facts)}
    assert len(found) == 1
    assert found.pop().evidence == ("Condition/2",)


@pytest.mark.parametrize(
    ("scores", "status"),
    [
        pytest.param([], REMISSION, id="no score"),
        pytest.param([score("phq-9", 4, "2026-11-10")], REMISSION, id="no symptoms"),
        pytest.param([score("phq-9", 5, "2026-11-10")], ACTIVE, id="mild"),
        pytest.param([score("phq-9", 5, "2026-08-25")], ACTIVE, id="mild, 90 days old"),
        pytest.param([score("phq-9", 5, "2026-08-24")], REMISSION, id="mild, 91 days old"),
    ],
)
def test_an_unspecified_remission_is_settled_by_a_score(scores, status) -> None:
    found = judge(depression("mdd-recurrent-remission-unspecified", onset="2025-12-01"), *scores)
    assert (found.status, codes(found)) == (status, [GapCode.REMISSION_UNSPECIFIED])


@pytest.mark.parametrize(
    ("value", "day", "status", "gaps"),
    [
        pytest.param(14, "2026-11-10", ACTIVE, [GapCode.DIAGNOSIS_CONTRADICTS_SCORE], id="W81: moderate"),
        pytest.param(10, "2026-11-10", ACTIVE, [GapCode.DIAGNOSIS_CONTRADICTS_SCORE], id="just moderate"),
        pytest.param(9, "2026-11-10", REMISSION, [], id="W81: mild"),
        pytest.param(14, "2026-08-24", REMISSION, [], id="91 days old"),
    ],
)
def test_a_later_moderate_score_undoes_a_remission(value, day, status, gaps) -> None:
    remitted = depression(onset=None, clinical="remission", recorded="2026-01-10")
    found = judge(remitted, score("phq-9", value, day))
    assert (found.status, codes(found)) == (status, gaps)


@pytest.mark.parametrize(
    ("abated", "status"),
    [
        pytest.param("2026-11-09", ACTIVE, id="the score is later"),
        pytest.param("2026-11-10", REMISSION, id="the same day"),
        pytest.param("2026-11", REMISSION, id="not later on every reading"),
    ],
)
def test_a_remission_stands_unless_the_score_is_later(abated, status) -> None:
    remitted = depression(onset="2025-12-01", clinical="remission", abated=abated)
    assert judge(remitted, score("phq-9", 14, "2026-11-10")).status is status


@pytest.mark.parametrize(
    ("value", "day", "status"),
    [
        pytest.param(4, "2026-11-10", REMISSION, id="W82: 4, 13 days old"),
        pytest.param(5, "2026-11-10", ACTIVE, id="one point above"),
        pytest.param(4, "2026-08-25", REMISSION, id="90 days old"),
        pytest.param(4, "2026-08-24", ACTIVE, id="W82: 91 days old"),
    ],
)
def test_a_later_score_in_the_remission_range_ends_the_depression(value, day, status) -> None:
    found = judge(depression(onset="2025-12-01"), score("phq-9", value, day, id="Observation/4"))
    assert (found.status, codes(found)) == (status, [])
    assert ("Observation/4" in found.evidence) is (status is REMISSION)


def test_the_remission_range_is_that_of_the_scale() -> None:
    assert judge(depression(), score("madrs", 10, "2026-11-10")).status is REMISSION
    assert judge(depression(), score("madrs", 11, "2026-11-10")).status is ACTIVE
    assert judge(depression(), score("k10", 10, "2026-11-10")).status is ACTIVE, "no remission can be read from it"


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param({"onset": "2025-12-01", "recorded": "2026-11-10"}, id="recorded on the day of the score"),
        pytest.param({"onset": "2026-11"}, id="begun in the month of the score"),
        pytest.param({"onset": None}, id="without a date"),
    ],
)
def test_a_low_score_that_may_be_older_than_the_diagnosis_does_not_end_it(dates) -> None:
    found = judge(depression(**dates), score("phq-9", 4, "2026-11-10"))
    assert (found.status, codes(found)) == (ACTIVE, [GapCode.DIAGNOSIS_CONTRADICTS_SCORE])


@pytest.mark.parametrize(
    "danger",
    [
        pytest.param(answer("phq-9", 9, 1, "2026-11-10"), id="W118: a positive item 9"),
        pytest.param(condition("suicide-attempt", onset="2026-10-01"), id="a suicide attempt"),
        pytest.param(condition("catatonia"), id="catatonia"),
        pytest.param(condition("depressive-symptom", refuses_intake=True), id="refusal of food"),
        pytest.param(condition("schizophrenia-spectrum", "psychosis-acute-or-unspecified"), id="psychosis"),
        pytest.param(depression("mdd-recurrent-severe-psychotic"), id="psychotic features"),
    ],
)
def test_a_low_total_does_not_outweigh_danger(danger) -> None:
    found = judge(depression(), danger, score("phq-9", 4, "2026-11-10"))
    assert (found.status, codes(found)) == (ACTIVE, [GapCode.DIAGNOSIS_CONTRADICTS_SCORE])


def test_a_danger_that_is_over_lets_the_score_decide() -> None:
    over = condition("catatonia", clinical="resolved")
    assert judge(depression(), over, score("phq-9", 4, "2026-11-10")).status is REMISSION


def test_a_negative_item_9_lets_the_score_decide() -> None:
    facts = depression(), score("phq-9", 4, "2026-11-10"), answer("phq-9", 9, 0, "2026-11-10")
    assert judge(*facts).status is REMISSION  # W118


def test_a_coded_remission_with_a_positive_item_9_stays_a_remission() -> None:
    remitted = depression("mdd-recurrent-full-remission")
    found = judge(remitted, score("phq-9", 4, "2026-11-10"), answer("phq-9", 9, 2, "2026-11-10"))
    assert (found.status, codes(found)) == (REMISSION, [])
