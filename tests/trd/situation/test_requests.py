"""What was asked for already, and whether it still stands on a day (N-R2)."""

from datetime import date
from typing import Any

import pytest

from tests import builders
from trd.knowledge.loading import load
from trd.options import UnderWay
from trd.situation.requests import under_way
from trd.terms import Topic

KNOWLEDGE = load()
AS_OF = date(2026, 11, 23)


def found(*facts: Any) -> tuple[UnderWay, ...]:
    return under_way(builders.history(*facts), KNOWLEDGE, as_of=AS_OF)


def stands(*facts: Any) -> dict[str, bool]:
    return {known.topic.value: known.stands for known in found(*facts)}


@pytest.mark.parametrize(
    ("concept", "topic"),
    [
        ("psychiatry-referral", Topic.SPECIALIST_REFERRAL),
        ("mental-health-referral", Topic.SPECIALIST_REFERRAL),
        ("ect", Topic.ECT_REFERRAL),
        ("rtms", Topic.TMS_REFERRAL),
        ("esketamine-session", Topic.KETAMINE_REFERRAL),
        ("ketamine-infusion", Topic.KETAMINE_REFERRAL),
        ("cbt", Topic.PSYCHOTHERAPY),
    ],
)
def test_each_request_belongs_to_a_topic(concept: str, topic: Topic) -> None:
    (known,) = found(builders.request(concept, "2026-11-01", id="ServiceRequest/7"))
    assert (known.topic, known.since, known.stands, known.evidence) == (
        topic,
        date(2026, 11, 1),
        True,
        ("ServiceRequest/7",),
    )


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param(("psychiatry-referral", "2026-08-25"), True, id="90 days old"),
        pytest.param(("psychiatry-referral", "2026-08-24"), False, id="91 days old: asked about"),
        pytest.param(("psychiatry-referral", "2026-11-23"), True, id="today"),
        pytest.param(("psychiatry-referral", "2026-11-24"), None, id="not known yet on this day"),
        pytest.param(("psychiatry-referral", None), False, id="no day: asked about"),
    ],
)
def test_a_request_stands_for_ninety_days(request_: tuple[str, str | None], expected: bool | None) -> None:
    assert stands(builders.request(*request_)).get("specialistReferral") is expected


def test_what_is_on_hold_is_asked_about_and_what_is_done_is_over() -> None:
    assert stands(builders.request("ect", "2026-11-01", status="on-hold")) == {"ectReferral": False}
    assert stands(builders.request("ect", "2026-11-01", status="completed")) == {}


@pytest.mark.parametrize(
    ("due", "expected"), [("2026-11-23", True), ("2027-03-01", True), ("2026-11-22", None), (None, False)]
)
def test_an_appointment_stands_until_its_day(due: str | None, expected: bool | None) -> None:
    booked = builders.request("psychiatry-referral", due=due, booked=True)
    assert stands(booked).get("specialistReferral") is expected


@pytest.mark.parametrize(
    ("start", "more", "expected"),
    [
        pytest.param("2026-08-25", {}, True, id="goes on, 90 days"),
        pytest.param("2026-08-24", {}, None, id="91 days"),
        pytest.param("2026-11-20", {"in_progress": False}, None, id="over"),
        pytest.param("2026-11-20", {"mental_health": False}, None, id="another service"),
        pytest.param("2026-11-24", {}, None, id="later than this day"),
        pytest.param(None, {}, None, id="no day"),
    ],
)
def test_a_visit_to_a_mental_health_service_that_goes_on_is_care(
    start: str | None, more: dict[str, Any], expected: bool | None
) -> None:
    visit = builders.encounter("AMB", start, **({"in_progress": True, "mental_health": True} | more))
    assert stands(visit).get("specialistReferral") is expected


def test_of_one_topic_what_stands_comes_before_what_is_only_open_and_then_the_newest() -> None:
    old, new = builders.request("ect", "2026-11-01"), builders.request("ect", "2026-11-10")
    paused = builders.request("ect", "2026-11-20", status="on-hold")
    (known,) = found(paused, old, new)
    assert (known.since, known.stands) == (date(2026, 11, 10), True)


def test_neurostimulation_without_a_topic_is_nothing_that_we_suggest() -> None:
    assert found(builders.request("vns", "2026-11-01")) == ()
