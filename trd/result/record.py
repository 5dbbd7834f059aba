"""`history`: what was read of the record, for the treatment timeline."""

from collections.abc import Sequence
from typing import Any

from trd.assessment import Assessment
from trd.exposures import Exposure
from trd.history import Session
from trd.knowledge.types import Knowledge
from trd.result.values import COURSES, agent, day_of, instrument, iso, number, references
from trd.terms import CourseKind

KINDS = {CourseKind.ESKETAMINE: "ketamine", CourseKind.OTHER_NEUROMODULATION: "other"}
"""Where the name on the wire is not that of the field."""


def history(assessment: Assessment, knowledge: Knowledge) -> dict[str, Any]:
    """Exposures of the agents we rate, scores, and courses of sessions, each list in a fixed order."""
    exposures = [exposure for exposure in assessment.exposures if exposure.agent in knowledge.agents]
    exposures.sort(key=lambda each: (each.start.earliest, each.start.latest, each.agent, each.evidence))
    scores = [score for score in assessment.history.scores if score.day <= assessment.as_of]
    return {
        "exposures": [_exposure(exposure, knowledge) for exposure in exposures],
        "scores": [
            {
                "instrument": instrument(score.instrument, knowledge),
                "date": iso(score.day),
                "score": number(score.value),
                "evidence": references(score.evidence),
            }
            for score in sorted(scores, key=lambda each: (each.day, each.instrument, each.value, each.evidence))
        ],
        "courses": _courses(assessment),
    }


def _exposure(exposure: Exposure, knowledge: Knowledge) -> dict[str, Any]:
    low, high = number(exposure.low), number(exposure.high)
    return {
        "agent": agent(exposure.agent, knowledge)["name"],
        "from": _first_day(exposure),
        "to": day_of(exposure.end, exposure.certain.last),
        "dailyDose": low if low == high else None,
        "doseRange": None if low is None and high is None else [low, high],
        "fromBasis": exposure.start_basis.value,
        "toBasis": exposure.end_basis.value,
        "evidence": references(exposure.evidence),
    }


def _first_day(exposure: Exposure) -> str | None:
    """Null where nothing tells when it began: an order without any date is on record, no more (§2.3)."""
    return None if exposure.undated else day_of(exposure.start, exposure.certain.first)


def _courses(assessment: Assessment) -> list[dict[str, Any]]:
    """The courses that were rated, and what was left over, such as counselling without a name."""
    courses = [
        _course(rated.trial.sessions, rated.trial.session_count) for rated in assessment.trials if rated.trial.sessions
    ]
    rated = {session for each in assessment.trials for session in each.trial.sessions}
    left: dict[tuple[CourseKind, str], list[Session]] = {}
    for session in assessment.history.sessions:
        if session not in rated and session.start.earliest <= assessment.as_of:
            left.setdefault((session.kind, session.concept), []).append(session)
    courses += [_course(sessions, _count(sessions)) for sessions in left.values()]
    return sorted(courses, key=lambda each: (each["from"] or "", each["kind"], each["label"], each["evidence"]))


def _course(sessions: Sequence[Session], count: int | None) -> dict[str, Any]:
    first = min(sessions, key=lambda session: (session.start.earliest, session.start.latest))
    last = max((session.end or session.start for session in sessions), key=lambda day: (day.latest, day.earliest))
    labels = dict.fromkeys(session.label for session in sorted(sessions, key=lambda each: each.start.earliest))
    kind = first.kind
    return {
        "kind": KINDS.get(kind, kind.value),
        "label": " / ".join(label for label in labels if label) or COURSES.get(kind.value, kind.value),
        "from": day_of(first.start, None),
        "to": day_of(last, None),
        "sessions": count,
        "evidence": references(*(session.evidence for session in sessions)),
    }


def _count(sessions: Sequence[Session]) -> int | None:
    """Sessions of a course; not known where one record stands for several days without a count (R-T33)."""
    if any(session.is_period and session.count is None for session in sessions):
        return None
    return sum(1 if session.count is None else session.count for session in sessions)
