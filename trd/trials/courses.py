"""Treatments that are sessions: stimulation, ketamine, psychotherapy (R-T33 … R-T35)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from trd.choices import Choices
from trd.exposures import Rebuilt
from trd.exposures.starts import distinct
from trd.history import Measurement, MedicationRecord, Session, TreatmentHistory
from trd.intervals import DayInterval, Days
from trd.knowledge.types import Knowledge
from trd.terms import CourseKind, DateBasis, RecordKind, TrialKind
from trd.trials.trial import NotCounted, Trial

KINDS = {
    CourseKind.ECT: TrialKind.NEUROMODULATION,
    CourseKind.TMS: TrialKind.NEUROMODULATION,
    CourseKind.OTHER_NEUROMODULATION: TrialKind.NEUROMODULATION,
    CourseKind.KETAMINE: TrialKind.KETAMINE,
    CourseKind.ESKETAMINE: TrialKind.KETAMINE,
    CourseKind.PSYCHOTHERAPY: TrialKind.PSYCHOTHERAPY,
}

SESSION_DRUGS = {"ketamine": CourseKind.KETAMINE, "esketamine": CourseKind.ESKETAMINE}
"""Drugs that are given in sessions, never as daily doses (R-T34)."""

WEIGHT = "weight"
"""Measurement of the body weight in kg."""

NAMED_THERAPY = "named-psychotherapy"


def courses(
    history: TreatmentHistory, rebuilt: Rebuilt, knowledge: Knowledge, choices: Choices, *, as_of: date
) -> tuple[tuple[Trial, ...], tuple[NotCounted, ...]]:
    """The courses up to `as_of`, and single anaesthetic doses of ketamine, which are none."""
    given, aside = _given(history, knowledge, as_of)
    sessions = [*(each for each in history.sessions if each.start.latest <= as_of), *given]
    named = knowledge.concept_sets.get(NAMED_THERAPY, frozenset())
    trials: list[Trial] = []
    for key, group in groupby(sorted(sessions, key=_order), key=_series):
        if key[0] is CourseKind.PSYCHOTHERAPY and key[1] not in named:
            continue  # "counselling" is listed, not a trial (R-T35)
        psychotherapy = key[0] is CourseKind.PSYCHOTHERAPY
        gap = choices.join_gap_days if psychotherapy else int(knowledge.figures["course-gap-days"].value)
        for course in _joined(list(group), gap):
            trials.append(_trial(key, course, knowledge, as_of))
    return (*trials, *_ordered_only(rebuilt, trials, as_of)), aside


def _series(session: Session) -> tuple[CourseKind, str]:
    """What belongs to one course: ECT of any placement; other procedures by their own name."""
    if session.kind in (CourseKind.PSYCHOTHERAPY, CourseKind.OTHER_NEUROMODULATION):
        return session.kind, session.concept
    return session.kind, session.kind.value


def _order(session: Session) -> tuple[str, str, date, date, tuple[str, ...]]:
    return (*_series(session), session.start.earliest, session.start.latest, session.evidence)


def _joined(sessions: Sequence[Session], gap: int) -> Iterator[list[Session]]:
    current: list[Session] = []
    last = date.min
    for session in _once(sessions):
        if current and (session.start.earliest - last).days > gap:
            yield current
            current = []
        current.append(session)
        last = max(_last(session), last) if len(current) > 1 else _last(session)
    yield current


def _once(sessions: Sequence[Session]) -> Iterable[Session]:
    """Each record once, whatever was sent twice."""
    return {(session.evidence, session.start, session.end): session for session in sessions}.values()


def _last(session: Session) -> date:
    return (session.end or session.start).latest


def _trial(series: tuple[CourseKind, str], sessions: Sequence[Session], knowledge: Knowledge, as_of: date) -> Trial:
    kind, name = series
    if kind is CourseKind.ECT:
        sessions = _maintenance(sessions, knowledge)
    certain = Days.of(_day(each) for each in sessions if each.start.exact and not each.is_period)
    possible = Days.of((each.start.earliest.toordinal(), min(_last(each), as_of).toordinal()) for each in sessions)
    ongoing = as_of in possible
    last = max(sessions, key=lambda each: (_last(each), each.evidence))
    ends = last.end or last.start
    counted = [each for each in sessions if not each.maintenance]
    return Trial(
        agents=(name,),
        kind=KINDS[kind],
        certain=certain,
        possible=possible,
        start=sessions[0].start,
        end=None if ongoing else DayInterval(earliest=ends.earliest, latest=min(ends.latest, as_of)),
        start_basis=DateBasis.STATED,
        end_basis=DateBasis.ONGOING if ongoing else DateBasis.STATED,
        ongoing=ongoing,
        sessions=tuple(sessions),
        session_count=count(counted),
        evidence=tuple(sorted({reference for each in sessions for reference in each.evidence})),
    )


def count(sessions: Sequence[Session]) -> int | None:
    """How many sessions: days with one, and the number that a record states; `None` where one does not tell."""
    if any(session.is_period and session.count is None for session in sessions):
        return None
    stated = sum(session.count for session in sessions if session.count is not None)
    return stated + len({session.start for session in sessions if session.count is None})


def _day(session: Session) -> tuple[int, int]:
    day = session.start.earliest.toordinal()
    return day, day


def _maintenance(sessions: Sequence[Session], knowledge: Knowledge) -> list[Session]:
    """ECT after the first pause of more than a week that follows enough sessions is maintenance (R-T33)."""
    pause = int(knowledge.figures["ect-maintenance-gap-days"].value)
    after = int(knowledge.figures["ect-maintenance-after"].value)
    result: list[Session] = []
    maintenance = False
    for session in sessions:
        before = result[-1] if result else None
        free = (session.start.earliest - _last(before)).days - 1 if before is not None else 0
        if free > pause and (count(result) or 0) >= after:
            maintenance = True
        result.append(replace(session, maintenance=True) if maintenance else session)
    return result


def _given(
    history: TreatmentHistory, knowledge: Knowledge, as_of: date
) -> tuple[list[Session], tuple[NotCounted, ...]]:
    """Administrations of ketamine and esketamine as sessions; one ketamine dose alone is anaesthesia or pain relief."""
    found: dict[str, list[MedicationRecord]] = {}
    within = int(knowledge.figures["body-weight-days"].value)
    weights = [each for each in history.measurements if each.concept == WEIGHT and each.day <= as_of]
    given = (
        record
        for record in history.medications
        if record.kind is RecordKind.ADMINISTRATION and record.agent in SESSION_DRUGS
    )
    for record in distinct(given):
        if not record.only_possible and record.start is not None and record.start.latest <= as_of:
            found.setdefault(record.agent, []).append(record)
    sessions: list[Session] = []
    aside: list[NotCounted] = []
    for agent, records_of in sorted(found.items()):
        if SESSION_DRUGS[agent] is CourseKind.KETAMINE and len({record.start for record in records_of}) == 1:
            aside.append(_single(records_of[0]))
        else:
            sessions.extend(_session(record, weights, within) for record in records_of)
    return sessions, tuple(aside)


def _session(record: MedicationRecord, weights: Sequence[Measurement], within: int) -> Session:
    assert record.start is not None
    step = record.steps[0] if record.steps else None
    kind = SESSION_DRUGS[record.agent]
    dose = step.low if step is not None else None
    if dose is not None and step is not None and kind is CourseKind.KETAMINE and not step.per_kg:
        dose = _per_kg(dose, record.start, weights, within)
    return Session(
        kind=kind,
        concept=record.agent,
        label=record.label,
        start=record.start,
        end=None,
        evidence=record.evidence,
        dose=dose,
    )


def _per_kg(dose: Decimal, day: DayInterval, weights: Sequence[Measurement], within: int) -> Decimal | None:
    """mg as mg/kg by the body weight nearest to the day, within a year; of two the heavier. Else not stated (R-D11)."""
    near = [
        (max(abs((each.day - end).days) for end in (day.earliest, day.latest)), -each.low, each.low)
        for each in weights
        if each.low is not None and each.low == each.high and each.low > 0
    ]
    apart, _, weight = min(near, default=(within + 1, Decimal(0), Decimal(0)))
    return dose / weight if apart <= within else None


def _single(record: MedicationRecord) -> NotCounted:
    assert record.start is not None
    return NotCounted(
        agent=record.agent,
        reason="single dose",
        first=record.start.earliest,
        last=record.start.latest,
        dose=record.steps[0].low if record.steps else None,
        evidence=record.evidence,
    )


def _ordered_only(rebuilt: Rebuilt, trials: Sequence[Trial], as_of: date) -> Iterator[Trial]:
    """Ordered or reported, and no session on record: a course whose sessions are not known."""
    seen = {trial.agents[0] for trial in trials}
    for exposure in rebuilt.exposures:
        if exposure.agent not in SESSION_DRUGS or exposure.agent in seen:
            continue
        if RecordKind.ADMINISTRATION in exposure.sources or exposure.not_counted is not None:
            continue
        yield Trial(
            agents=(exposure.agent,),
            kind=TrialKind.KETAMINE,
            certain=exposure.certain,
            possible=exposure.possible,
            start=exposure.start,
            end=exposure.end,
            start_basis=exposure.start_basis,
            end_basis=exposure.end_basis,
            ongoing=exposure.end is None and as_of in exposure.possible,
            exposures=(exposure,),
            session_count=None,
            evidence=exposure.evidence,
        )
