"""What was asked for already: a referral that stands is not suggested again, and it is said (N-R2)."""

from collections.abc import Mapping
from datetime import date

from trd.history import EncounterFact, Requested, TreatmentHistory
from trd.intervals import days_between
from trd.knowledge.types import Knowledge
from trd.options import UnderWay
from trd.terms import CourseKind, RequestStatus, Topic

TOPICS: Mapping[CourseKind, Topic] = {
    CourseKind.ECT: Topic.ECT_REFERRAL,
    CourseKind.TMS: Topic.TMS_REFERRAL,
    CourseKind.KETAMINE: Topic.KETAMINE_REFERRAL,
    CourseKind.ESKETAMINE: Topic.KETAMINE_REFERRAL,
    CourseKind.PSYCHOTHERAPY: Topic.PSYCHOTHERAPY,
}


def under_way(history: TreatmentHistory, knowledge: Knowledge, *, as_of: date) -> tuple[UnderWay, ...]:
    """What is under way on a day, the newest of each topic; what stands comes before what is only open."""
    days = int(knowledge.figures["referral-open-days"].value)
    services = knowledge.concept_sets.get("specialist-referral", frozenset())
    found = [
        UnderWay(
            topic=topic,
            label=request.label,
            since=request.day or (request.due.earliest if request.due is not None else None),
            stands=_stands(request, days, as_of),
            evidence=request.evidence,
        )
        for request in history.requested
        if (topic := _topic(request, services)) is not None and _is_open(request, as_of)
    ]
    found += [
        UnderWay(
            topic=Topic.SPECIALIST_REFERRAL,
            label="mental-health visit",
            since=visit.start.earliest if visit.start is not None else None,
            stands=True,
            evidence=visit.evidence,
        )
        for visit in history.encounters
        if _is_seen(visit, days, as_of)
    ]
    found.sort(key=lambda known: (known.topic, not known.stands, -_ordinal(known.since), known.evidence))
    newest: dict[Topic, UnderWay] = {}
    for known in found:
        newest.setdefault(known.topic, known)
    return tuple(newest[topic] for topic in Topic if topic in newest)


def _topic(request: Requested, services: frozenset[str]) -> Topic | None:
    if request.kind is not None:
        return TOPICS.get(request.kind)
    return Topic.SPECIALIST_REFERRAL if request.concept in services else None


def _is_open(request: Requested, as_of: date) -> bool:
    """Asked for, and neither done nor over; what is dated after this day is not known yet (R-T37)."""
    if request.status is RequestStatus.COMPLETED or (request.day is not None and request.day > as_of):
        return False
    return not (request.booked and request.due is not None and request.due.latest < as_of)


def _stands(request: Requested, days: int, as_of: date) -> bool:
    if request.status is not RequestStatus.OPEN:
        return False
    if request.booked and request.due is not None:
        return True
    return request.day is not None and days_between(request.day, as_of) <= days


def _is_seen(visit: EncounterFact, days: int, as_of: date) -> bool:
    """A visit to a mental-health service that goes on, and began in the last 90 days."""
    if not visit.mental_health or not visit.in_progress or visit.start is None:
        return False
    return 0 <= days_between(visit.start.earliest, as_of) <= days


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day is not None else 0
