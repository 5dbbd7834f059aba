"""One judged record -> its view: words of the cards, figures of the published result, days of the history."""

from datetime import date, timedelta
from typing import Any

from app.view import missing, next_steps, standing, trial_rows
from app.view.lanes import lanes_of
from app.view.panels import panels_of
from app.view.view import Chart, Lane, Panel, View
from app.view.words import named, on, view
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import translated
from cds_hooks.wording.detail import BULLET
from cds_hooks.wording.summary import write_summary
from cds_hooks.wording.telling import Telling, spelled_here
from trd.assessment import Assessment

BEFORE = timedelta(days=14)
"""Room on the left of the first thing that is drawn."""


def view_of(told: dict[str, Any], telling: Telling) -> View:
    """The view of one answer; `told` is its published result, whose figures are shown as they are."""
    assessment = telling.assessment
    lanes, panels = lanes_of(telling), panels_of(telling)
    return View(
        as_of=assessment.as_of,
        data_up_to=assessment.data_up_to,
        who=_who(assessment),
        knowledge_version=assessment.knowledge_version,
        draft=telling.knowledge.draft,
        definition=translated(assessment.definition.label),
        in_short=standing.in_short(telling),
        chart=_chart(assessment, lanes, panels),
        nothing_on_record=missing.nothing_on_record(telling),
        trials=trial_rows.trial_rows(told, telling, lanes),
        not_counted=trial_rows.not_counted(told, telling),
        stages=standing.stages_of(telling),
        unstaged=standing.unstaged(telling),
        definitions=standing.definitions_of(telling),
        closed=next_steps.closed(telling),
        reason=next_steps.shared_reason(telling),
        options=next_steps.groups_of(telling),
        not_shown=next_steps.not_shown(telling),
        set_aside=next_steps.asides_of(telling),
        explanations=next_steps.explanations_of(told, telling),
        unchecked=tuple(map(translated, assessment.explanations.not_on_record)),
        partial=missing.partial(telling),
        unreadable=missing.unreadable(told),
        unclear=missing.unclear(told, telling),
        plain_text=_plain_text(telling),
    )


def _who(assessment: Assessment) -> str:
    """Age and sex, as far as they are on record; the name is the banner's."""
    person = assessment.person
    low, high = person.age_low, person.age_high
    ages = None if low is None else str(low) if low == high else view("to", first=low, last=high)
    sex = named("sexes", person.sex.value) if person.sex else view("sex_unknown")
    return f"{ages or view('age_unknown')}, {sex}"


def _chart(assessment: Assessment, lanes: tuple[Lane, ...], panels: tuple[Panel, ...]) -> Chart:
    episode = assessment.episode.start
    start = episode.latest if episode is not None and episode.latest <= assessment.as_of else None
    own = [lane.start for lane in lanes if not lane.earlier]
    points = [point.day for panel in panels for point in panel.points]
    first_of_all = min([*(lane.start for lane in lanes), *points, *_known(start)], default=assessment.as_of)
    if lanes and not own:
        own = [first_of_all]
    recent = [day for day in points if start is None or day >= start - BEFORE]
    first = min([*own, *_known(start), *([] if own or start else recent)], default=first_of_all)
    return Chart(
        today=assessment.as_of,
        episode=start,
        episode_words=view("episode_starts", date=figures.interval(episode)),
        first=first - BEFORE,
        first_of_all=first_of_all - BEFORE,
        lanes=lanes,
        panels=panels,
    )


def _known(day: date | None) -> list[date]:
    return [] if day is None else [day]


def _plain_text(telling: Telling) -> str:
    """What is pasted into the note: the sentences of the summary card, a line each."""
    assessment = telling.assessment
    if assessment.person.deceased:
        return view("dead")
    worded = write_summary(telling)
    summary = figures.in_day_units(worded.summary)
    lines = [line.removeprefix(BULLET) for line in worded.detail.split("\n") if line]
    said = "\n".join([f"{view('title')}, {on(assessment.as_of)}", f"{summary}.", *lines])
    return spelled_here(said, telling.country)
