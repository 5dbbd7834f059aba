"""A life written down in one style, and beside each record what can be known from it."""

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.truth import codes
from tests.truth.formulary import ANTIDEPRESSANTS, DRUGS, NOISE
from tests.truth.lives import Chart, Course, Known, Life, Score, Step, days
from tests.truth.records import Pen
from tests.truth.styles import Style

Resource = dict[str, Any]

BELIEVED, STALE = 90, 365
"""How long an open order is believed, and when it is stale (E12, E13)."""


def write(life: Life, style: Style, chance: Random) -> Chart:
    """The chart as FHIR resources, and what can be known from it."""
    pen = Pen(style, chance, f"Patient/p{life.number}")
    resources: list[Resource] = [codes.patient(life), *codes.diagnoses(life, style.diagnosis, style.version)]
    known = []
    for course in life.courses:
        written, told = _course(course, life, pen)
        resources += written
        known.append(told)
    scores = codes.kept(life, style.scores)
    shape = "quantity" if (style.version, style.score_shape) == ("DSTU2", "integer") else style.score_shape
    resources += [codes.observation(score, shape, chance) for score in scores]
    resources += [codes.level(day) for course in life.courses for day in course.levels]
    resources += _noise(life, pen) if "noise" in style.extras else []
    resources += _errors(life, pen) if "errors" in style.extras else []
    for number, resource in enumerate(resources):
        resource.setdefault("id", f"{resource['resourceType'].lower()}-x{number}")
        if resource["resourceType"] not in ("Patient", "Medication") and "patient" not in resource:
            resource.setdefault("subject", {"reference": pen.patient})
    if "twice" in style.extras:
        resources += [each for each in resources if each["resourceType"] != "Patient"]
    chance.shuffle(resources)
    return Chart(resources=tuple(resources), known=tuple(known), scores=scores)


def with_gaps(life: Life, chance: Random) -> Life:
    """The same life, but between some refills nothing was left to take."""
    courses = []
    for course in life.courses:
        others = [other for other in life.courses if other is not course]
        alone = all(other.first > course.last or other.last < course.first for other in others)
        missed = tuple(_gaps(course, chance)) if alone and (course.last - course.first).days > 60 else ()
        courses.append(replace(course, missed=missed))
    return replace(life, courses=tuple(courses))


def _gaps(course: Course, chance: Random) -> Iterator[tuple[date, date]]:
    at = course.first + timedelta(30)
    for _ in range(chance.randint(1, 3)):
        last = days(at, chance.choice((3, 5, 9, 10, 11, 12, 15, 20, 28)))
        if last > course.last - timedelta(15):
            return
        yield at, last
        at = last + timedelta(31)


def _course(course: Course, life: Life, pen: Pen) -> tuple[list[Resource], Known]:
    told = pen.style.units != "missing"
    known = Known(
        agent=course.agent,
        start=(course.first, course.first),
        end=(course.last, course.last),
        ongoing=course.ongoing,
        doses=tuple((step.first, step.last, *(step.dose if told else None,) * 2) for step in course.steps),
        gaps=course.missed if pen.style.source in ("dispenses", "supply") else (),
        reason=course.reason if _reason_is_told(pen.style) else None,
        levels=course.levels,
    )
    match pen.style.source:
        case "dispenses":
            return _dispensed(course, life, pen, known)
        case "supply":
            return _supplied(course, life, pen, known)
        case "statements":
            return _stated(course, life, pen, known)
        case "sequence" if not course.ongoing and pen.style.ends == "stated" and pen.style.dates == "day":
            return _sequence(course, pen), known
        case _:
            return _ordered(course, life, pen, known)


def _reason_is_told(style: Style) -> bool:
    """STU3 has no place for it, DSTU2 one in orders only."""
    return style.version != "STU3" and (style.version != "DSTU2" or style.source != "statements")


def _sequence(course: Course, pen: Pen) -> list[Resource]:
    """One order whose steps follow one another."""
    doses = []
    for place, step in enumerate(course.steps, start=1):
        length = (step.last - step.first).days + 1
        bounds = {"boundsDuration": {"value": length, "unit": "days", "code": "d"}}
        doses.append(pen.dose(course.agent, step.dose, bounds, course.steps[0].dose) | {"sequence": place})
    status = "stopped" if course.reason else "completed"
    first = course.steps[0]
    return pen.order(course.agent, doses, first.dose, status=status, authored=first.first, reason=course.reason)


def _ordered(course: Course, life: Life, pen: Pen, known: Known) -> tuple[list[Resource], Known]:
    """An order for each dose; what goes on is renewed every ninety days."""
    written: list[Resource] = []
    pieces = list(_renewed(course))
    for place, step in enumerate(pieces):
        final, first = place == len(pieces) - 1, place == 0
        period, authored, known = _period(step, course, life, pen, known, first=first, final=final)
        status = "active" if final and (course.ongoing or pen.style.ends == "open") else "completed"
        if final and not course.ongoing and pen.style.ends != "open" and course.reason:
            status = "stopped"
        dose = pen.dose(course.agent, step.dose, {"boundsPeriod": period} if period else None)
        reason = course.reason if final and status != "active" else None
        written += pen.order(course.agent, [dose], step.dose, status=status, authored=authored, reason=reason)
        if "statement copy" in pen.style.extras and ("end" in period or course.ongoing):
            asserted = life.as_of if final and course.ongoing else None
            told = {"start": period["start"]} if asserted else period
            written += pen.statement(course.agent, step.dose, told, asserted=asserted, reason=reason)
    if pen.style.ends == "open" and not course.ongoing:
        known = replace(known, reason=None)
    return written, known


def _stated(course: Course, life: Life, pen: Pen, known: Known) -> tuple[list[Resource], Known]:
    """A statement for each dose."""
    written: list[Resource] = []
    for place, step in enumerate(course.steps):
        final, first = place == len(course.steps) - 1, place == 0
        period, _, known = _period(step, course, life, pen, known, first=first, final=final)
        asserted = life.as_of if final and course.ongoing else None
        period = {"start": period.get("start", step.first.isoformat())} | (
            {"end": period["end"]} if "end" in period and not asserted else {}
        )
        reason = course.reason if final else None
        written += pen.statement(course.agent, step.dose, period, asserted=asserted, reason=reason)
    return written, known


def _period(
    step: Step, course: Course, life: Life, pen: Pen, known: Known, *, first: bool, final: bool
) -> tuple[Resource, date | None, Known]:
    """The dates of one record as far as they are told: the period, the day of the order, and what is known then."""
    style = pen.style
    start, end = step.first.isoformat(), step.last.isoformat()
    authored: date | None = step.first
    if style.dates == "month" and first:
        start, authored = start[:7], None
        known = replace(known, start=_first_month(course))
    if style.dates == "month" and final and not course.ongoing and step.last.replace(day=1) < life.as_of.replace(day=1):
        end = end[:7]
        known = replace(known, end=_last_month(course))
    if not final:
        return {"start": start, "end": end}, authored, known
    if course.ongoing:
        planned = authored is not None and pen.chance.random() < 0.3
        later = (life.as_of + timedelta(20)).isoformat()
        return {"start": start} | ({"end": later} if planned else {}), authored, known
    if style.ends == "missing":
        earliest, latest = known.start if first else (step.first, step.first)
        last = min(_until_next(latest, course, life, style), life.as_of)
        known = replace(known, end=(earliest, max(last, latest)), stated_end=False)
        return {"start": start} if authored is None or style.source == "statements" else {}, authored, known
    if style.ends == "open" and style.source != "statements":
        return {"start": start} if authored is None else {}, authored, _open(step, course, life, known)
    return {"start": start, "end": end}, authored, known


def _open(step: Step, course: Course, life: Life, known: Known) -> Known:
    """An order that nobody closed: believed for ninety days, possible for a year (E13, R-E23)."""
    earliest, latest = known.start if step is course.steps[0] else (step.first, step.first)
    again = [other.first for other in life.courses if other.agent == course.agent and other.first > days(step.first, 2)]
    closed = min(again, default=date.max)
    until = life.as_of if closed == date.max else closed - timedelta(1)
    believed, stale = days(earliest, BELIEVED), days(latest, STALE)
    going_on = closed == date.max and stale >= life.as_of
    return replace(
        known,
        end=(min(believed, until, life.as_of), min(stale, until, life.as_of)),
        stated_end=False,
        ongoing=going_on,
        assumed=True,
    )


def _supplied(course: Course, life: Life, pen: Pen, known: Known) -> tuple[list[Resource], Known]:
    """Orders that tell for how many days each is, and nothing of an end."""
    written: list[Resource] = []
    pieces = list(_chunks(course, pen.style.supply))
    for place, (first, last, dose) in enumerate(pieces):
        final = place == len(pieces) - 1
        length = (last - first).days + 1
        if final and course.ongoing:
            length = pen.style.supply
        repeats = 2 if length % 3 == 0 and length >= 30 and pen.chance.random() < 0.3 else 0
        active = final and course.ongoing
        stopped = final and not active and pen.style.ends == "missing"
        status = "active" if active else "stopped" if stopped else "completed"
        written += pen.order(
            course.agent,
            [pen.dose(course.agent, dose)],
            dose,
            status=status,
            authored=first,
            supply=(length // (repeats + 1), repeats),
            reason=course.reason if final else None,
        )
        if stopped:
            known = replace(known, end=(first, max(first, min(last, _day_before_next(first, life) or last))))
    first, last, _ = pieces[-1]
    return written, replace(known, stated_end=False, last_supply=(last - first).days + 1)


def _dispensed(course: Course, life: Life, pen: Pen, known: Known) -> tuple[list[Resource], Known]:
    """Dispenses, one after another; with an order of the whole where the style has one."""
    written: list[Resource] = []
    order = None
    if "dispense copy" in pen.style.extras:
        written = _sequence(course, pen) if not course.ongoing else _ordered(course, life, pen, known)[0]
        order = f"MedicationRequest/{written[0]['id']}" if not course.ongoing else None
    else:
        known = replace(known, reason=None)
    pieces = list(_chunks(course, pen.style.supply))
    ahead = 0
    for place, (first, last, dose) in enumerate(pieces):
        final = place == len(pieces) - 1
        length = (last - first).days + 1
        if final and course.ongoing:
            length = pen.style.supply
        before = pieces[place - 1] if place else None
        if before is None or before[2] != dose or before[1] + timedelta(1) != first:
            ahead = 0
        elif "early refills" in pen.style.extras:
            most = min(28, (before[1] - before[0]).days + ahead - 2)
            ahead = max(0, min(most, ahead + pen.chance.randint(0, 12)))
        written += pen.dispense(course.agent, dose, first - timedelta(ahead), length, order)
    first, last, _ = pieces[-1]
    return written, replace(known, fills=len(pieces), last_supply=(last - first).days + 1, stated_end=False)


def _renewed(course: Course) -> Iterator[Step]:
    for step in course.steps:
        if course.ongoing and step is course.steps[-1]:
            yield from (
                Step(first=first, last=last, dose=dose)
                for first, last, dose in _chunks(replace(course, steps=(step,), missed=()), BELIEVED)
            )
        else:
            yield step


def _chunks(course: Course, length: int) -> Iterator[tuple[date, date, Decimal]]:
    """The days taken, cut by dose, by gap and by the length of a supply."""
    for step in course.steps:
        at = step.first
        for gap_first, gap_last in (*course.missed, (date.max, date.max)):
            until = min(step.last, gap_first - timedelta(1))
            while at <= until:
                last = min(days(at, length), until)
                yield at, last, step.dose
                at = last + timedelta(1)
            if gap_first > step.last:
                break
            at = max(at, gap_last + timedelta(1))


def _day_before_next(day: date, life: Life) -> date | None:
    later = [course.first for course in life.courses if course.agent in ANTIDEPRESSANTS and course.first > day]
    return min(later) - timedelta(1) if later else None


def _until_next(start: date, course: Course, life: Life, style: Style) -> date:
    """E16: until the day before another antidepressant, else a year; no longer than until its own next record."""
    first_days = {
        each: (_first_month(each)[1] if style.dates == "month" else each.first)
        for each in life.courses
        if each.agent in ANTIDEPRESSANTS
    }
    others = [day for each, day in first_days.items() if each.agent != course.agent and day > start]
    again = [day for each, day in first_days.items() if each.agent == course.agent and day > start + timedelta(1)]
    last = min(others) - timedelta(1) if others else days(start, STALE)
    return min([last, *(day - timedelta(1) for day in again)])


def _first_month(course: Course) -> tuple[date, date]:
    """From the second record on the days are exact; the first one counts only if it surely began before its end."""
    earliest, latest = _month(course.first)
    alone = len(course.steps) == 1 or latest <= course.steps[0].last
    return earliest, latest if alone else course.steps[1].first


def _last_month(course: Course) -> tuple[date, date]:
    earliest, latest = _month(course.last)
    if len(course.steps) > 1 and earliest < course.steps[-1].first:
        earliest = course.steps[-2].last
    return earliest, latest


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _beside(agent: str, dose: Decimal, first: date, last: date) -> Course:
    return Course(agent=agent, steps=(Step(first=first, last=last, dose=dose),), story="noise")


def _noise(life: Life, pen: Pen) -> list[Resource]:
    """Drugs for sleep, pain and blood pressure over the same time."""
    written: list[Resource] = []
    plainly = replace(
        pen, style=replace(pen.style, extras=frozenset(), ends="stated", dates="day", units="ucum"), number=900
    )
    for name in pen.chance.sample(NOISE, 2):
        first = life.onset + timedelta(pen.chance.randint(0, 40))
        if first < life.as_of - timedelta(20):
            last = min(life.as_of - timedelta(1), days(first, pen.chance.randint(60, 400)))
            dose = pen.chance.choice(DRUGS[name].doses[:2])
            written += _course(_beside(name, dose, first, last), life, plainly)[0]
    return written


def _errors(life: Life, pen: Pen) -> list[Resource]:
    """Rows that somebody entered in error: a drug never taken, a score, a diagnosis."""
    agent = pen.chance.choice([name for name in ANTIDEPRESSANTS if name not in {each.agent for each in life.courses}])
    first = life.onset + timedelta(5)
    plainly = replace(
        pen, style=replace(pen.style, extras=frozenset(), ends="stated", dates="day", units="ucum"), number=800
    )
    course = _beside(agent, DRUGS[agent].minimum, first, min(days(first, 70), life.as_of))
    written = _course(course, life, plainly)[0]
    score = Score(instrument="PHQ-9", day=min(days(first, 60), life.as_of), value=2)
    wrong = [each for each in written if each["resourceType"] != "Medication"]
    wrong.append(codes.observation(score, "integer", pen.chance))
    for each in wrong:
        each["status"] = "entered-in-error"
    return [*written, wrong[-1], codes.wrong_diagnosis(life)]
