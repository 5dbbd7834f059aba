"""Was a course of sessions long enough? (R-Q10, R-T33 … R-T35)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trd.history import Session
from trd.knowledge.types import Definition, Knowledge
from trd.terms import Adequacy, CourseKind
from trd.trials import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRating:
    """Sessions found and needed, and the day on which enough were reached."""

    verdict: Adequacy
    sessions: int
    """Those that count for certain."""
    possible: int
    needed: int
    reached_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    needed: int
    within: int | None = None
    dose: Decimal | None = None


def rate_course(trial: Trial, definition: Definition, knowledge: Knowledge) -> CourseRating:
    """Rate a course by its sessions; a number that is not on record is no verdict."""
    kind = trial.sessions[0].kind if trial.sessions else None
    rule = _rule(kind, definition, knowledge) if kind else None
    counted = [session for session in trial.sessions if not session.maintenance]
    if rule is None:
        return CourseRating(verdict=Adequacy.UNDETERMINED, sessions=len(counted), possible=len(counted), needed=0)
    unknown = any(session.is_period and session.count is None for session in counted)
    sure = _days([session for session in counted if _at_dose(session, rule) is True])
    perhaps = _days([session for session in counted if _at_dose(session, rule) is not False])
    most, reached = _most(sure, rule)
    most_possible, _ = _most(perhaps, rule)
    if kind is CourseKind.TMS and len(set(sure)) < len(sure):  # several sessions a day: another protocol
        most, reached = _most(sorted(set(sure)), rule)
        most_possible = max(most_possible, rule.needed)
    if most >= rule.needed:
        verdict = Adequacy.ADEQUATE
    elif unknown or most_possible >= rule.needed:
        verdict = Adequacy.UNDETERMINED
    else:
        verdict = Adequacy.INADEQUATE_DURATION
    return CourseRating(
        verdict=verdict,
        sessions=most,
        possible=most_possible,
        needed=rule.needed,
        reached_on=reached if verdict is Adequacy.ADEQUATE else None,
    )


def _rule(kind: CourseKind, definition: Definition, knowledge: Knowledge) -> _Rule | None:
    def figure(name: str) -> int:
        return int(knowledge.figures[name].value)

    match kind:
        case CourseKind.ECT:
            return _Rule(definition.ect_sessions or figure("ect-sessions"))
        case CourseKind.TMS:
            return _Rule(figure("tms-sessions"), figure("tms-days"))
        case CourseKind.ESKETAMINE:
            dose = knowledge.figures["esketamine-dose"].value
            return _Rule(figure("esketamine-sessions"), figure("esketamine-days"), dose)
        case CourseKind.KETAMINE:
            dose = knowledge.figures["ketamine-dose"].value
            return _Rule(figure("ketamine-sessions"), figure("ketamine-days"), dose)
        case CourseKind.PSYCHOTHERAPY:
            return _Rule(figure("psychotherapy-sessions"), figure("psychotherapy-days"))
        case _:
            return None


def _at_dose(session: Session, rule: _Rule) -> bool | None:
    if rule.dose is None:
        return True
    return None if session.dose is None else session.dose >= rule.dose


def _days(sessions: Sequence[Session]) -> list[date]:
    """The days of the sessions; a stated number over a period is laid on its last days."""
    days: list[date] = []
    for session in sessions:
        last = (session.end or session.start).latest
        if session.count is not None:
            days.extend(last - timedelta(days=back) for back in range(session.count))
        elif not session.is_period:
            days.append(session.start.latest)
    return sorted(days)


def _most(days: Sequence[date], rule: _Rule) -> tuple[int, date | None]:
    """The most sessions inside the window, and the first day on which enough were reached."""
    most, reached, first = 0, None, 0
    for index, day in enumerate(days):
        while rule.within is not None and (day - days[first]).days >= rule.within:
            first += 1
        found = index - first + 1
        most = max(most, found)
        if found >= rule.needed and reached is None:
            reached = day
    return most, reached
