"""Is it depression, and ours to advise on? The gates R-P1 to R-P6b, and R-P9."""

import pytest

from tests.builders import condition, depression, patient, score, statement
from tests.diagnosed import ACTIVE, EXCLUDED, NONE, TRIAL, codes, judge
from trd.choices import Choices
from trd.history import Gap
from trd.terms import FactList, GapCode


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
