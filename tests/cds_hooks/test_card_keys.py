"""The key of a finding is stable while its facts are, differs when they differ, and reveals nothing."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_hooks.card_keys import (
    card_key,
    danger_facts,
    fresh_uuid,
    option_facts,
    suicide_risk_facts,
    summary_facts,
)
from tests.cds_hooks.patient_a import (
    AS_OF,
    SECRET,
    assessment,
    augmentation,
    on,
    plan,
    sertraline,
    venlafaxine,
)
from tests.cds_hooks.wording.test_safety import danger
from tests.cds_hooks.wording.test_suicide_risk import PRESENT, finding
from trd.explanations import Explanation, Explanations
from trd.options import Option
from trd.suicide_risk import SuicideRisk
from trd.terms import EpisodeOf, RiskLevel, Topic


def test_a_key_is_the_same_for_the_same_facts() -> None:
    assert card_key(SECRET, "p1", Topic.SWITCH, ["a"]) == card_key(SECRET, "p1", Topic.SWITCH, ("a",))


@pytest.mark.parametrize(
    "other",
    [
        card_key(b"another secret", "p1", Topic.SWITCH, ["a", "b"]),
        card_key(SECRET, "p2", Topic.SWITCH, ["a", "b"]),
        card_key(SECRET, "p1", Topic.COMBINATION, ["a", "b"]),
        card_key(SECRET, "p1", Topic.SWITCH, ["a", "c"]),
        card_key(SECRET, "p1", Topic.SWITCH, ["ab"]),
        card_key(SECRET, "p1", Topic.SWITCH, ["a", "b", ""]),
    ],
    ids=["secret", "patient", "topic", "a fact", "where facts divide", "an empty fact"],
)
def test_another_secret_patient_topic_or_fact_is_another_key(other: str) -> None:
    assert card_key(SECRET, "p1", Topic.SWITCH, ["a", "b"]) != other


@given(st.text(), st.lists(st.text()))
def test_a_key_tells_nothing_of_the_patient(patient: str, facts: list[str]) -> None:
    key = card_key(SECRET, patient, Topic.SUMMARY, facts)
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_two_lists_of_facts_share_no_key(one: list[str], two: list[str]) -> None:
    same = card_key(SECRET, "p", Topic.SUMMARY, one) == card_key(SECRET, "p", Topic.SUMMARY, two)
    assert same is (one == two)


def test_a_uuid_is_fresh_in_each_answer_and_for_each_suggestion() -> None:
    made = {fresh_uuid(answer, key, number) for answer in "ab" for key in "cd" for number in (0, 1)}
    assert len(made) == 8
    assert all(UUID(text).version == 4 for text in made)
    assert fresh_uuid("a", "c") == fresh_uuid("a", "c", 0)


def test_the_summarys_facts_do_not_change_from_day_to_day() -> None:
    tomorrow = assessment(as_of=AS_OF + timedelta(days=1), trials=(sertraline(), venlafaxine(count=191)))
    assert summary_facts(tomorrow) == summary_facts(assessment())


def test_the_summarys_facts_change_when_a_trial_fails_or_is_judged_anew() -> None:
    assert summary_facts(assessment(trials=(sertraline(), venlafaxine(failed=False)))) != summary_facts(assessment())
    possible = replace(venlafaxine(failed=False), possible_failure=True)
    assert summary_facts(assessment(trials=(sertraline(), possible))) != summary_facts(
        assessment(trials=(sertraline(), venlafaxine(failed=False)))
    )


def test_a_trial_of_an_earlier_episode_decides_nothing() -> None:
    earlier = venlafaxine(episode=EpisodeOf.EARLIER)
    assert summary_facts(assessment(trials=(sertraline(), earlier))) == summary_facts(
        assessment(trials=(sertraline(),))
    )


def test_an_options_facts_are_its_drug_its_case_and_the_failures_not_its_rank_or_days() -> None:
    option = augmentation()
    judged = assessment()
    moved = replace(option, level=3, points=2, position=7, rationale="other words")
    assert option_facts(moved, judged) == option_facts(option, judged)
    assert option_facts(augmentation("lithium"), judged) != option_facts(option, judged)
    assert option_facts(option, assessment(trials=(sertraline(),))) != option_facts(option, judged)
    assert option_facts(replace(option, level=5), judged) != option_facts(option, judged)


def test_another_target_dose_is_another_dose_card() -> None:
    def dose(target: str) -> Option:
        told = plan("sertraline", current_dose="50", target=target, base_agent="sertraline")
        return Option(topic=Topic.DOSE_OPTIMIZATION, agent="sertraline", plan=told)

    assert option_facts(dose("100"), assessment()) != option_facts(dose("150"), assessment())


def test_a_review_goes_by_what_was_found_and_a_measurement_by_the_last_score() -> None:
    review = Option(topic=Topic.DIAGNOSTIC_REVIEW)
    found = Explanations(found=(Explanation(code="x", row="X3", what="TSH 12", advice=""),))
    assert option_facts(review, assessment(explanations=found)) != option_facts(review, assessment())
    measure = Option(topic=Topic.MEASUREMENT, kind="phq-9")
    judged = assessment()
    assert judged.severity is not None
    newer = assessment(severity=replace(judged.severity, day=on("2026-11-20")))
    assert option_facts(measure, newer) != option_facts(measure, judged)
    assert option_facts(measure, assessment(severity=None)) != option_facts(measure, judged)


def test_suicide_risk_goes_by_level_sources_dates_and_values_but_not_by_their_age() -> None:
    def facts(*found: object, level: RiskLevel = RiskLevel.PRESENT) -> list[str]:
        return suicide_risk_facts(assessment(suicide_risk=SuicideRisk(level=level, findings=found)))  # type: ignore[arg-type]

    assert facts(replace(PRESENT, age_days=4)) == facts(PRESENT)
    assert facts(replace(PRESENT, answer=2)) != facts(PRESENT)
    assert facts(replace(PRESENT, day=on("2026-11-21"))) != facts(PRESENT)
    assert facts(PRESENT, level=RiskLevel.HIGH) != facts(PRESENT)
    assert facts(PRESENT, finding()) == facts(finding(), PRESENT)
    assert facts(replace(PRESENT, day=None, age_days=None, answer=None))


def test_a_running_danger_goes_by_its_row_and_its_drugs() -> None:
    assert danger_facts([danger("S020", "x", "a", "b")]) == danger_facts([danger("S020", "other words", "b", "a")])
    assert danger_facts([danger("S020", "x", "a")]) != danger_facts([danger("S021", "x", "a")])
