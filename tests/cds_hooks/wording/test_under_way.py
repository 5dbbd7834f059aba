"""What was asked for already is said, not suggested and not asked about (N-R2, R-W9)."""

from typing import Any

from cds_hooks.wording.referrals import write_specialist
from cds_hooks.wording.summary import write_summary
from cds_hooks.wording.telling import Telling
from tests.cds_hooks.patient_a import on, recommendations, telling
from trd.options import Option, UnderWay
from trd.terms import Topic

FOLLOWS = "whether a psychiatrist already follows"


def asked(topic: Topic, label: str, **more: Any) -> UnderWay:
    told: dict[str, Any] = {"since": on("2026-11-01"), "stands": True, "evidence": ("ServiceRequest/1",)}
    return UnderWay(topic=topic, label=label, **(told | more))


def told(*found: UnderWay) -> Telling:
    return telling(weighed=recommendations(under_way=found))


def lines(*found: UnderWay) -> list[str]:
    return write_summary(told(*found)).detail.split("\n")


def specialist(*found: UnderWay, level: int = 3) -> str:
    return write_specialist(
        Option(topic=Topic.SPECIALIST_REFERRAL, kind="psychiatry", level=level), told(*found)
    ).detail


def test_who_is_under_specialist_care_is_told_so_on_the_summary() -> None:
    assert "- Under specialist care: psychiatry since 1 Nov 2026." in lines(
        asked(Topic.SPECIALIST_REFERRAL, "psychiatry")
    )
    assert "- Under specialist care: psychiatry." in lines(asked(Topic.SPECIALIST_REFERRAL, "psychiatry", since=None))


def test_treatments_that_were_requested_are_listed_on_the_summary() -> None:
    found = lines(asked(Topic.ECT_REFERRAL, "ECT"), asked(Topic.PSYCHOTHERAPY, "CBT", since=None))
    assert "- Already requested, not suggested again: ECT (1 Nov 2026); CBT." in found


def test_what_is_only_open_for_long_is_no_line_of_the_summary() -> None:
    said = "\n".join(lines(asked(Topic.SPECIALIST_REFERRAL, "psychiatry", stands=False)))
    assert "specialist care" not in said
    assert "Already requested" not in said


def test_an_urgent_card_names_the_team_that_treats_already() -> None:
    found = specialist(asked(Topic.SPECIALIST_REFERRAL, "psychiatry"), level=5)
    assert "How: contact the treating mental-health team today" in found
    assert "contact the treating mental-health team" not in specialist(level=5)


def test_whether_a_psychiatrist_follows_is_asked_only_where_nothing_is_on_record() -> None:
    assert FOLLOWS in specialist()
    assert FOLLOWS not in specialist(asked(Topic.SPECIALIST_REFERRAL, "psychiatry", stands=False))
