"""Symptom scores by instrument, with the remission band and a response line for each trial that has a baseline."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from app.view.view import Limit, Panel, Point
from app.view.words import view
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS
from cds_hooks.wording.telling import Telling
from trd.history import Score
from trd.knowledge.types import Scale
from trd.terms import RiskLevel

A_DAY = timedelta(days=1)
"""The item of a questionnaire and its total may be stored a day apart."""


def panels_of(telling: Telling) -> tuple[Panel, ...]:
    """One panel an instrument, the preferred first; never two on one axis."""
    scores = [score for score in telling.assessment.history.scores if score.day <= telling.assessment.as_of]
    scales = telling.knowledge.scales
    shown = {score.instrument for score in scores if score.instrument in scales}
    told = sorted(
        (scales[name] for name in shown if _of_mood(scales[name])), key=lambda each: (each.preference, each.id)
    )
    return tuple(_panel(scale, [one for one in scores if one.instrument == scale.id], telling) for scale in told)


def _of_mood(scale: Scale) -> bool:
    return scale.for_outcome or scale.for_severity


def _panel(scale: Scale, scores: list[Score], telling: Telling) -> Panel:
    alarms = {answer.day: answer for answer in _alarms(scale, telling)}
    points = [_point(score, scale, alarms) for score in sorted(scores, key=lambda each: (each.day, each.issued or ""))]
    remission = scale.remission
    return Panel(
        instrument=scale.label,
        lowest=scale.minimum,
        highest=scale.maximum,
        remission=remission,
        remission_words="" if remission is None else view("panels.remission", value=figures.number(remission)),
        responses=tuple(_responses(scale, telling)),
        points=tuple(points),
    )


def _alarms(scale: Scale, telling: Telling) -> Iterator[Score]:
    """Answers to the suicide item above its lowest level, as points in time."""
    items = (scale.risk_item or "").split()
    for answer in telling.assessment.history.answers:
        level = scale.risk_levels.get(answer.value)
        if answer.instrument == scale.id and answer.item in items and level not in (None, RiskLevel.NONE.value):
            yield Score(instrument=scale.id, value=answer.value, day=answer.day, evidence=answer.evidence)


def _point(score: Score, scale: Scale, alarms: Mapping[date, Score]) -> Point:
    near = (score.day, score.day - A_DAY, score.day + A_DAY)
    answer = next((alarms[day] for day in near if day in alarms), None)
    label = figures.number(score.value)
    said = f"{scale.label} {label}, {figures.day(score.day)}"
    if answer is not None:
        said = f"{said}, {_item(scale)} = {figures.number(answer.value)}"
    return Point(
        day=score.day,
        value=score.value,
        label=label,
        sentence=said,
        alarm=answer is not None,
        evidence=tuple(dict.fromkeys((*score.evidence, *(answer.evidence if answer else ())))),
    )


def _item(scale: Scale) -> str:
    """ "item 9"; a scale whose questions have no numbers has a suicide item."""
    item = scale.risk_item or ""
    named = WORDS.say("suicide_risk.item_short", item=item) if item.isdigit() else None
    return named or WORDS.say("suicide_risk.item_named") or ""


def _responses(scale: Scale, telling: Telling) -> Iterator[Limit]:
    """From each baseline to the end of its trial: the score at which response begins."""
    if not scale.percent:
        return
    share = telling.knowledge.figures["response-share"].value
    for rated in telling.assessment.trials:
        baseline, trial = rated.outcome.baseline, rated.trial
        if baseline is None or baseline.instrument != scale.id or baseline.value <= scale.floor:
            continue
        end = telling.assessment.as_of if trial.end is None else min(trial.end.latest, telling.assessment.as_of)
        limit = baseline.value - share * (baseline.value - scale.floor)
        percent = figures.number(share * Decimal(100))
        yield Limit(
            start=min(baseline.day, end),
            end=end,
            value=limit,
            sentence=view(
                "panels.response",
                value=figures.number(limit),
                percent=percent,
                baseline=figures.number(baseline.value),
            ),
        )
