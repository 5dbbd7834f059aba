"""The view as the data that the timeline draws: days, heights and sentences, nothing left to be worked out."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.view.view import Bar, Chart, Lane, Panel, Session
from app.view.words import on, view

Drawn = dict[str, Any]


def drawn(chart: Chart) -> Drawn:
    """JSON values of a chart; the browser turns days into places, and reads every word from here."""
    return {
        "today": chart.today.isoformat(),
        "todayWords": on(chart.today),
        "todayLabel": view("bars.today"),
        "episode": _day(chart.episode),
        "episodeWords": chart.episode_words,
        "range": [chart.first.isoformat(), chart.today.isoformat()],
        "rangeOfAll": [chart.first_of_all.isoformat(), chart.today.isoformat()],
        "label": view("chart.label", first=on(chart.first), last=on(chart.today)),
        "labelOfAll": view("chart.label", first=on(chart.first_of_all), last=on(chart.today)),
        "lanes": [_lane(lane) for lane in chart.lanes],
        "panels": [_panel(panel) for panel in chart.panels],
    }


def _lane(lane: Lane) -> Drawn:
    said = f"{lane.label}: {lane.sentence}" if lane.sentence else lane.label
    return {
        "id": lane.id,
        "trial": lane.trial,
        "label": lane.label,
        "kind": lane.kind,
        "sentence": lane.sentence,
        "said": said,
        "earlier": lane.earlier,
        "start": lane.start.isoformat(),
        "end": lane.end.isoformat(),
        "ongoing": lane.ongoing,
        "least": lane.least,
        "bars": [_bar(bar) for bar in lane.bars],
        "gaps": [[first.isoformat(), last.isoformat()] for first, last in lane.gaps],
        "sessions": [_session(session) for session in lane.sessions],
        "enough": _day(lane.enough),
        "enoughWords": lane.enough_sentence,
    }


def _bar(bar: Bar) -> Drawn:
    return {
        "start": bar.start.isoformat(),
        "end": bar.end.isoformat(),
        "dose": bar.dose,
        "label": bar.label,
        "ratio": _number(bar.ratio),
        "state": bar.state,
        "perhaps": bar.perhaps,
        "aboutStart": bar.about_start,
        "aboutEnd": bar.about_end,
        "say": bar.sentence,
        "from": list(bar.evidence),
    }


def _session(session: Session) -> Drawn:
    return {
        "start": session.start.isoformat(),
        "end": session.end.isoformat(),
        "count": session.count,
        "say": session.sentence,
        "from": list(session.evidence),
    }


def _panel(panel: Panel) -> Drawn:
    return {
        "instrument": panel.instrument,
        "lowest": _number(panel.lowest),
        "highest": _number(panel.highest),
        "remission": _number(panel.remission),
        "remissionWords": panel.remission_words,
        "responses": [
            {
                "start": limit.start.isoformat(),
                "end": limit.end.isoformat(),
                "value": _number(limit.value),
                "say": limit.sentence,
            }
            for limit in panel.responses
        ],
        "points": [
            {
                "date": point.day.isoformat(),
                "value": _number(point.value),
                "label": point.label,
                "alarm": point.alarm,
                "say": point.sentence,
                "from": list(point.evidence),
            }
            for point in panel.points
        ],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: Decimal | None) -> int | float | None:
    """For a place on the page, never for a clinical rule: a float is exact enough."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
