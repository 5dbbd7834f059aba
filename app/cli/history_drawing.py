"""`trd-cds evaluate --history`: the chart, then every span: its dose, its dates and how they are known, its records."""

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.text import Text

from app.cli.history_chart import amount, chart
from app.cli.letter import Letter
from app.cli.trial_drawing import BASES
from trd.assessment import Assessment
from trd.exposures import Exposure
from trd.figures import counted
from trd.history import Gap, Requested
from trd.intervals import DayInterval, in_words, interval_in_words
from trd.knowledge.types import Knowledge
from trd.result.record import history as record_of
from trd.terms import Counts, DateBasis, Doubt

MOST_RECORDS = 4
"""So many records are named; the rest is counted. `--json` names all."""
DOUBTS = {
    Doubt.START: "the start is not exactly known",
    Doubt.END: "no end is recorded",
    Doubt.DISPENSING: "ordered, no dispense found",
    Doubt.TAKING: "the record is unsure of it, or another one denies it",
    Doubt.AS_NEEDED: "taken as needed",
}
NO_DATE = "no date on record: perhaps taken now, no days of a trial"
NOTHING_ON_RECORD = "No antidepressant, augmentation agent, course of treatment or symptom score on record"


def draw_history(console: Console, assessment: Assessment, knowledge: Knowledge) -> None:
    """Draw the lanes over the time that the record spans, then tell spans, courses, requests and gaps in words."""
    letter = Letter(console)
    drugs = sorted(
        (exposure for exposure in assessment.exposures if exposure.agent in knowledge.agents),
        key=lambda exposure: (exposure.start.earliest, exposure.agent, exposure.possible.spans, exposure.evidence),
    )
    lines = list(chart(assessment, drugs, knowledge, letter.width))
    for line in lines:
        console.print(Text(line), soft_wrap=True)
    if not lines:
        letter.paragraph(NOTHING_ON_RECORD, indent=0)
    if drugs:
        letter.heading("Drugs")
    for agent in dict.fromkeys(exposure.agent for exposure in drugs):
        _drug(letter, [exposure for exposure in drugs if exposure.agent == agent], knowledge)
    _courses(letter, assessment, knowledge)
    _requests(letter, assessment)
    _gaps(letter, assessment.gaps)


def _drug(letter: Letter, spans: Sequence[Exposure], knowledge: Knowledge) -> None:
    agent = knowledge.agents[spans[0].agent]
    letter.paragraph(f"{agent.label[0].upper()}{agent.label[1:]} ({agent.drug_class})", style="bold")
    for span in spans:
        stated = span.low is not None or span.high is not None
        dose = f"{amount(span)} {agent.taken_unit}" if stated else "dose ?"
        letter.line(dose, NO_DATE if span.undated else f"{_dates(span)}: {_days(span)}", indent=4)
        for doubt, days in span.doubts if span.certain != span.possible else ():
            letter.line("", f"{counted(len(days), 'day')} only possible: {DOUBTS[doubt]}", indent=4)
        if span.counts is Counts.NO and span.not_counted:
            letter.line("", f"no trial: {span.not_counted}", indent=4)
        letter.line("", _records(span.evidence), indent=4, style="dim")


def _dates(span: Exposure) -> str:
    """ "5 Jan 2026 to 31 Mar 2026 (stated)"; each end says how it is known where they differ."""
    start, end = _interval(span.start), "now" if span.end is None else _interval(span.end)
    start_basis, end_basis = BASES[span.start_basis], BASES[span.end_basis]
    if span.end is None:
        return f"{start} ({start_basis}) to now{'' if span.end_basis is DateBasis.ONGOING else f' ({end_basis})'}"
    if end.startswith("between"):
        return f"{start} ({start_basis}), ended {end} ({end_basis})"
    if span.start_basis is span.end_basis:
        return f"{start} to {end} ({start_basis})"
    return f"{start} ({start_basis}) to {end} ({end_basis})"


def _interval(when: DayInterval) -> str:
    told = interval_in_words(when)
    return f"between {told.replace(' to ', ' and ')}" if " to " in told else told


def _days(span: Exposure) -> str:
    certain, possible = len(span.certain), len(span.possible)
    if certain == possible:
        return f"{counted(certain, 'day')}, all certain"
    return f"{counted(certain, 'day')} certain, {possible} possible"


def _courses(letter: Letter, assessment: Assessment, knowledge: Knowledge) -> None:
    courses = record_of(assessment, knowledge)["courses"] if assessment.history.sessions else []
    if courses:
        letter.heading("Courses")
    for course in courses:
        sessions = "sessions not counted" if course["sessions"] is None else counted(course["sessions"], "session")
        days = " to ".join(dict.fromkeys(_day(day) for day in (course["from"], course["to"]) if day))
        letter.line(course["label"], f"{sessions}, {days or 'no exact day'}", indent=4, room=LABEL_OF_COURSE)
        letter.line("", _records(course["evidence"]), indent=4, room=LABEL_OF_COURSE, style="dim")


def _day(iso: str) -> str:
    return in_words(date.fromisoformat(iso))


LABEL_OF_COURSE = 20


def _requests(letter: Letter, assessment: Assessment) -> None:
    """Referrals, bookings and plans, open or done (N-R2)."""
    asked = sorted(assessment.history.requested, key=lambda each: (str(each.day), each.label, each.evidence))
    if asked:
        letter.heading("Asked for")
    for request in asked:
        letter.line(request.label, _asked(request), indent=4, room=LABEL_OF_COURSE)


def _asked(request: Requested) -> str:
    since = in_words(request.day) if request.day is not None else "no date"
    due = f", for {interval_in_words(request.due)}" if request.due is not None else ""
    return f"{since}{due}: {request.status} [{', '.join(request.evidence)}]"


def _gaps(letter: Letter, gaps: Sequence[Gap]) -> None:
    """What could not be read, or is missing; equal ones once, with all their records."""
    told: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        told.setdefault((gap.what, gap.code), []).extend(gap.evidence)
    if told:
        letter.heading("Gaps")
    for (what, code), evidence in told.items():
        records = f" [{_records(sorted(set(evidence)))}]" if evidence else ""
        letter.items([f"{what} ({code}){records}"], indent=4, style="yellow")


def _records(evidence: Sequence[str]) -> str:
    more = len(evidence) - MOST_RECORDS
    named = ", ".join(evidence[:MOST_RECORDS])
    return f"{named} and {more} more" if more > 0 else named
