"""Is it depression, active, and ours to advise on? The gates R-P1 to R-P9."""

from datetime import date
from itertools import permutations

import pytest

from tests.builders import answer, condition, depression, history, patient, score, statement
from trd.choices import Choices
from trd.diagnosis import Diagnosis, diagnose, read_person
from trd.exposures import rebuild
from trd.history import Gap
from trd.intervals import DayInterval
from trd.knowledge.loading import load
from trd.severity import read_severity
from trd.suicide_risk import read_suicide_risk
from trd.terms import DiagnosisStatus, FactList, GapCode, Sex

AS_OF = date(2026, 11, 23)
ACTIVE, REMISSION = DiagnosisStatus.ACTIVE, DiagnosisStatus.REMISSION
EXCLUDED, NONE = DiagnosisStatus.EXCLUDED, DiagnosisStatus.NONE

TRIAL = statement("sertraline", 50, "2026-01-05", "2026-03-05")
"""The trial of W01."""


def judge(*facts, choices: Choices | None = None, **more) -> Diagnosis:
    record = history(*facts, **more)
    knowledge, settled = load(), choices or Choices()
    return diagnose(
        record,
        rebuild(record, knowledge, settled, as_of=AS_OF),
        read_severity(record, knowledge, settled, as_of=AS_OF).severity,
        read_suicide_risk(record, knowledge, settled, as_of=AS_OF),
        knowledge,
        settled,
        as_of=AS_OF,
    )


def codes(found: Diagnosis) -> list[GapCode]:
    return [gap.code for gap in found.gaps]


# R-P1: age


@pytest.mark.parametrize(
    ("born", "status", "reason"),
    [
        pytest.param("2008-11-24", EXCLUDED, "under-minimum-age", id="W73: 18 tomorrow"),
        pytest.param("2008-11-23", ACTIVE, None, id="W73: 18 today"),
        pytest.param("2007-02", ACTIVE, None, id="a partial date that leaves nothing open"),
    ],
)
def test_advice_begins_on_the_eighteenth_birthday(born, status, reason) -> None:
    found = judge(depression(), TRIAL, who=patient(born))
    assert (found.status, found.reason, codes(found)) == (status, reason, [])


def test_a_birth_year_that_leaves_adulthood_open_is_not_served() -> None:
    found = judge(depression(), who=patient("2008"))
    assert (found.status, found.reason) == (EXCLUDED, "under-minimum-age")
    assert codes(found) == [GapCode.AGE_UNCERTAIN]


def test_without_an_age_the_patient_is_served_as_an_adult() -> None:
    found = judge(depression(), TRIAL, who=patient(None))  # W74
    assert (found.status, codes(found)) == (ACTIVE, [GapCode.AGE_UNKNOWN])


def test_a_site_sets_its_minimum_age() -> None:
    assert judge(depression(), who=patient("2008-11-24"), choices=Choices(minimum_age=16)).status is ACTIVE


@pytest.mark.parametrize(
    ("born", "age", "low", "high"),
    [
        pytest.param("1979-11-23", 47, 47, 47, id="birthday today"),
        pytest.param("1979-11-24", 46, 46, 46, id="birthday tomorrow"),
        pytest.param("1979", None, 46, 47, id="only the year"),
        pytest.param("1979-03", 47, 47, 47, id="a month in which it does not matter"),
        pytest.param(None, None, None, None, id="not on record"),
        pytest.param("2026-12-01", 0, 0, 0, id="not born yet"),
    ],
)
def test_age_is_in_completed_years_and_an_interval_where_the_date_is_partial(born, age, low, high) -> None:
    person = read_person(history(who=patient(born)), as_of=AS_OF)
    assert (person.age, person.age_low, person.age_high, person.sex) == (age, low, high, Sex.FEMALE)


@pytest.mark.parametrize(
    ("deceased", "dead"),
    [
        (None, False),
        (False, False),
        (True, True),
        (DayInterval.on(date(2026, 11, 23)), True),
        (DayInterval.on(date(2026, 11, 24)), False),
        (DayInterval(earliest=date(2026, 11, 1), latest=date(2026, 11, 30)), True),
    ],
)
def test_a_death_that_may_have_happened_counts(deceased, dead) -> None:
    assert read_person(history(who=patient(deceased=deceased)), as_of=AS_OF).deceased is dead


# R-P2 to R-P5: what excludes


@pytest.mark.parametrize(
    ("verification", "status", "reason"),
    [
        ("confirmed", EXCLUDED, "bipolar"),
        ("provisional", EXCLUDED, "bipolar"),
        (None, EXCLUDED, "bipolar"),
        ("unconfirmed", ACTIVE, None),
        ("differential", ACTIVE, None),
        ("refuted", ACTIVE, None),
    ],
)
def test_bipolar_disorder_excludes_unless_it_was_only_considered(verification, status, reason) -> None:
    found = judge(depression(), condition("bipolar-ii", verification=verification), TRIAL)  # W75
    assert (found.status, found.reason) == (status, reason)


@pytest.mark.parametrize("clinical", ["active", "inactive", "resolved", "remission", None])
def test_bipolar_disorder_excludes_for_life(clinical) -> None:
    assert judge(depression(), condition("bipolar-i", clinical=clinical, onset="1999")).reason == "bipolar"


@pytest.mark.parametrize(
    ("concepts", "status", "reason", "flags"),
    [
        pytest.param(["schizophrenia-spectrum"], EXCLUDED, "psychotic-disorder", (), id="W76: F20.0"),
        pytest.param(
            ["schizophrenia-spectrum", "psychosis-acute-or-unspecified"], ACTIVE, None, ("psychotic",), id="F23, F29"
        ),
        pytest.param(["schizophrenia-spectrum", "schizotypal-or-induced"], ACTIVE, None, (), id="F21, F24"),
        pytest.param(["dementia"], EXCLUDED, "dementia", (), id="W77: F03.90"),
        pytest.param(["dementia-with-depression"], EXCLUDED, "dementia", (), id="dementia with depression"),
        pytest.param(["mild-cognitive-impairment"], ACTIVE, None, (), id="mild cognitive impairment"),
        pytest.param(["cyclothymia"], ACTIVE, None, (), id="cyclothymia"),
        pytest.param(["mania-substance-or-organic"], ACTIVE, None, (), id="mania by a substance"),
    ],
)
def test_psychotic_disorder_and_dementia_exclude_beside_a_depression(concepts, status, reason, flags) -> None:
    found = judge(depression(), condition(*concepts), TRIAL)
    assert (found.status, found.reason, found.flags) == (status, reason, flags)


def test_an_unconfirmed_dementia_does_not_exclude_and_is_said() -> None:
    found = judge(depression(), condition("dementia", verification="unconfirmed"))
    assert (found.status, codes(found)) == (ACTIVE, [GapCode.UNCONFIRMED_DIAGNOSIS])


@pytest.mark.parametrize(
    ("beside", "status", "reason"),
    [
        pytest.param([], EXCLUDED, "secondary-depression", id="W78: F06.31 alone"),
        pytest.param([depression()], ACTIVE, None, id="W78: with F33.1"),
        pytest.param([depression(verification="refuted")], EXCLUDED, "secondary-depression", id="F33.1 refuted"),
        pytest.param(
            [depression(verification="differential")], EXCLUDED, "secondary-depression", id="F33.1 considered"
        ),
    ],
)
def test_a_depression_of_another_cause_excludes_only_alone(beside, status, reason) -> None:
    found = judge(condition("depression-organic-or-substance"), *beside, TRIAL)
    assert (found.status, found.reason) == (status, reason)


def test_a_secondary_depression_that_is_over_excludes_nobody() -> None:
    found = judge(condition("depression-organic-or-substance", clinical="resolved"))
    assert (found.status, found.reason) == (NONE, "no-depression-diagnosis")


def test_the_first_gate_gives_the_reason() -> None:
    found = judge(condition("dementia"), condition("bipolar-i"), condition("schizophrenia-spectrum"), depression())
    assert found.reason == "bipolar"
    assert judge(condition("bipolar-i"), who=patient("2010-01-01")).reason == "under-minimum-age"


# R-P6, R-P7: depression, active or not


def test_dysthymia_alone_is_served_and_flagged() -> None:
    found = judge(depression("dysthymia"), TRIAL)  # W79
    assert (found.status, found.flags) == (ACTIVE, ("dysthymia-only",))
    assert judge(depression("dysthymia"), depression(), TRIAL).flags == ()


def test_an_adjustment_disorder_is_no_depression_of_ours() -> None:
    found = judge(condition("adjustment-disorder-depressed"), TRIAL)  # W80
    assert (found.status, found.reason) == (NONE, "no-depression-diagnosis")
    assert codes(found) == [GapCode.NO_DEPRESSION_DIAGNOSIS]


@pytest.mark.parametrize(
    ("facts", "gaps"),
    [
        pytest.param([], [], id="nothing at all"),
        pytest.param([score("phq-9", 9, "2026-11-10")], [], id="a mild score"),
        pytest.param([score("phq-9", 10, "2026-11-10")], [GapCode.NO_DEPRESSION_DIAGNOSIS], id="a moderate score"),
        pytest.param([TRIAL], [GapCode.NO_DEPRESSION_DIAGNOSIS], id="an antidepressant"),
        pytest.param(
            [statement("trazodone", 50, "2026-01-05", "2026-03-05")], [], id="a hypnotic dose counts for none"
        ),
    ],
)
def test_a_missing_diagnosis_is_a_gap_when_something_points_to_depression(facts, gaps) -> None:
    found = judge(*facts)
    assert (found.status, found.reason, codes(found)) == (NONE, "no-depression-diagnosis", gaps)


def test_conditions_that_were_never_sent_are_not_no_depression() -> None:
    found = judge(TRIAL, delivered=[FactList.MEDICATIONS])
    assert (found.status, found.reason) == (NONE, "conditions-not-sent")
    assert codes(found) == [GapCode.CONDITIONS_NOT_SENT]


def test_a_diagnosis_that_came_along_counts_though_the_list_was_not_sent() -> None:
    assert judge(depression(), delivered=[FactList.MEDICATIONS]).status is ACTIVE


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


# R-P8: scores correct the code


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


# Flags


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        pytest.param([depression("mdd-recurrent-severe-psychotic")], ("psychotic",), id="W86: F33.3"),
        pytest.param([depression("mdd-recurrent-severe")], (), id="F33.2"),
        pytest.param([depression(), depression("mdd-single-severe-psychotic", clinical="resolved")], (), id="over"),
        pytest.param([depression(), condition("pregnancy", onset="2026-06-01")], ("perinatal",), id="pregnant"),
        pytest.param([depression(), condition("pregnancy", onset="2025-12-01")], (), id="too long ago to be pregnant"),
        pytest.param([depression(), condition("pregnancy")], (), id="pregnancy without a date is asked, not flagged"),
        pytest.param(
            [depression(), condition("pregnancy", onset="2025-04-01", abated="2025-12-20", clinical="resolved")],
            ("perinatal",),
            id="delivered within the year",
        ),
        pytest.param(
            [depression(), condition("postpartum-period", recorded="2025-11-23")], ("perinatal",), id="365 days after"
        ),
        pytest.param([depression(), condition("postpartum-period", recorded="2025-11-22")], (), id="366 days after"),
        pytest.param([depression("postpartum-depression", onset="2026-03-01")], ("perinatal",), id="F53.0"),
        pytest.param([depression("postpartum-depression", onset=None)], ("perinatal",), id="F53.0 without a date"),
    ],
)
def test_flags_say_what_changes_the_advice(facts, flags) -> None:
    assert judge(*facts).flags == flags


# R-P6b: read from words


def test_what_was_read_from_words_is_said() -> None:
    found = judge(depression("depression-unspecified", by_text=True, id="Condition/7"))
    assert (found.status, found.by_text) == (ACTIVE, True)
    assert [(gap.code, gap.evidence) for gap in found.gaps] == [(GapCode.CONDITION_BY_TEXT, ("Condition/7",))]


def test_what_the_reading_has_said_is_not_said_again() -> None:
    gap = Gap(code=GapCode.CONDITION_BY_TEXT, what="“depression”", evidence=("Condition/7",))
    found = judge(depression("depression-unspecified", by_text=True, id="Condition/7"), gap)
    assert (found.by_text, found.gaps) == (True, ())


def test_words_close_the_same_gates_as_codes() -> None:
    found = judge(depression(), condition("bipolar-i", by_text=True))
    assert (found.status, found.reason, found.by_text) == (EXCLUDED, "bipolar", True)


def test_a_code_beside_the_words_carries_the_diagnosis() -> None:
    assert judge(depression(), depression("depression-unspecified", by_text=True)).by_text is False
