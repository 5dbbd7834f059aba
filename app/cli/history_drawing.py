"""The rebuilt history drawn in the terminal: a lane a drug, a line a scale, then every span with its evidence."""

from collections.abc import Sequence
from datetime import date, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from trd.assessment import Assessment
from trd.exposures import Exposure
from trd.history import Score
from trd.intervals import Days
from trd.knowledge.types import Knowledge
from trd.terms import Counts

CERTAIN, POSSIBLE, NOT_COUNTED, NOTHING = "█", "░", "▒", " "
LANE_NAME = 22
"""Columns that a lane's name takes."""


def draw_history(console: Console, assessment: Assessment, knowledge: Knowledge) -> None:
    """Draw the lanes over the time that the record spans, then the spans and gaps in words."""
    drugs = sorted(
        (exposure for exposure in assessment.exposures if exposure.agent in knowledge.agents),
        key=lambda exposure: (exposure.start.earliest, exposure.agent),
    )
    scores = [score for score in assessment.history.scores if score.day <= assessment.as_of]
    days = [day for exposure in drugs for day in (exposure.possible.first, exposure.possible.last) if day is not None]
    days += [score.day for score in scores]
    if not days:
        console.print("No antidepressant, augmentation agent or symptom score on record")
    else:
        axis = Axis(min(days), max(max(days), assessment.as_of), max(console.width - LANE_NAME - 2, 20))
        _lanes(console, axis, drugs, knowledge)
        _scores(console, axis, scores, knowledge)
        console.print(Text(f"{'':{LANE_NAME}} {axis.line()}", style="dim"))
        console.print(
            Text(f"{CERTAIN} certain  {POSSIBLE} only possible  {NOT_COUNTED} not counted as a trial", style="dim")
        )
        _spans(console, drugs)
    _courses(console, assessment)
    for gap in assessment.gaps:
        console.print(Text(f"  gap: {gap.what} ({gap.code}) {', '.join(gap.evidence)}", style="yellow"))


class Axis:
    """Days on columns."""

    def __init__(self, first: date, last: date, width: int) -> None:
        self.first, self.last, self.width = first, last, width
        self.days = max((last - first).days + 1, 1)

    def column(self, day: date) -> int:
        return min(max((day - self.first).days * self.width // self.days, 0), self.width - 1)

    def span(self, column: int) -> tuple[date, date]:
        """The days that a column stands for."""
        start = self.first + timedelta(days=-(-column * self.days // self.width))
        end = self.first + timedelta(days=max(-(-(column + 1) * self.days // self.width) - 1, 0))
        return start, max(start, end)

    def line(self) -> str:
        """First and last day, and the first of each January between."""
        marks = [NOTHING] * self.width
        for year in range(self.first.year + 1, self.last.year + 1):
            self._write(marks, self.column(date(year, 1, 1)), str(year))
        self._write(marks, 0, self.first.isoformat())
        self._write(marks, self.width - 10, self.last.isoformat())
        return "".join(marks)

    def _write(self, marks: list[str], column: int, text: str) -> None:
        for place, letter in enumerate(text, max(column, 0)):
            if place < self.width:
                marks[place] = letter


def _lanes(console: Console, axis: Axis, drugs: Sequence[Exposure], knowledge: Knowledge) -> None:
    for agent in dict.fromkeys(exposure.agent for exposure in drugs):
        mine = [exposure for exposure in drugs if exposure.agent == agent]
        doses = " → ".join(dict.fromkeys(dose_of(exposure, knowledge) for exposure in mine))
        console.print(Text(f"{knowledge.agents[agent].label[:LANE_NAME]:<{LANE_NAME}} {_bar(axis, mine)}"))
        console.print(Text(f"{'':{LANE_NAME}} {doses}", style="dim"))


def _bar(axis: Axis, exposures: Sequence[Exposure]) -> str:
    counted = [exposure for exposure in exposures if exposure.counts is not Counts.NO]
    certain = Days.of(span for exposure in counted for span in exposure.certain.spans)
    possible = Days.of(span for exposure in counted for span in exposure.possible.spans)
    other = Days.of(span for exposure in exposures for span in exposure.possible.spans)
    marks = []
    for column in range(axis.width):
        window = Days.between(*axis.span(column))
        marks.append(
            CERTAIN
            if window & certain
            else POSSIBLE
            if window & possible
            else NOT_COUNTED
            if window & other
            else NOTHING
        )
    return "".join(marks)


def _scores(console: Console, axis: Axis, scores: Sequence[Score], knowledge: Knowledge) -> None:
    for instrument in dict.fromkeys(score.instrument for score in scores):
        marks = [NOTHING] * axis.width
        free = 0
        for score in sorted((one for one in scores if one.instrument == instrument), key=lambda one: one.day):
            text = format(score.value.normalize(), "f")
            place = max(axis.column(score.day), free)
            if place + len(text) > axis.width:
                place = max(axis.width - len(text), 0)
            marks[place : place + len(text)] = text
            free = place + len(text) + 1
        label = knowledge.scales[instrument].label if instrument in knowledge.scales else instrument
        console.print(Text(f"{label[:LANE_NAME]:<{LANE_NAME}} {''.join(marks[: axis.width])}", style="bold"))


def _spans(console: Console, drugs: Sequence[Exposure]) -> None:
    table = Table("drug", "dose a day", "from", "to", "certain", "possible", header_style="bold")
    table.add_column("evidence", overflow="fold")
    for exposure in drugs:
        table.add_row(
            exposure.agent + ("" if exposure.counts is not Counts.NO else f" ({exposure.not_counted})"),
            _amount(exposure),
            f"{exposure.start.earliest} ({exposure.start_basis})",
            f"{exposure.end.latest if exposure.end else 'open'} ({exposure.end_basis})",
            f"{len(exposure.certain)} d",
            f"{len(exposure.possible)} d",
            ", ".join(exposure.evidence),
        )
    console.print(table)


def dose_of(exposure: Exposure, knowledge: Knowledge) -> str:
    """A dose with its unit: "150 mg/d"."""
    unit = knowledge.agents[exposure.agent].taken_unit
    return f"{_amount(exposure)} {unit}" if exposure.low or exposure.high else "dose not stated"


def _amount(exposure: Exposure) -> str:
    low, high = ("?" if value is None else format(value.normalize(), "f") for value in (exposure.low, exposure.high))
    return low if low == high else f"{low}–{high}"


def _courses(console: Console, assessment: Assessment) -> None:
    for session in assessment.history.sessions:
        until = f" to {session.end.latest}" if session.end else ""
        console.print(f"  {session.kind}: {session.label}, {session.start.earliest}{until}", markup=False)
