"""The chart of a history: a lane a drug, dots for sessions, a line a scale, all over one axis of days."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from trd.assessment import Assessment
from trd.exposures import Exposure
from trd.figures import plain
from trd.history import Score, Session
from trd.intervals import Days, in_words
from trd.knowledge.types import Knowledge
from trd.terms import Counts

CERTAIN, POSSIBLE, NOT_COUNTED, SESSION, EPISODE, HIDDEN, NOTHING = "█", "░", "▒", "▪", "─", "·", " "
LEGEND = {
    CERTAIN: "certain",
    POSSIBLE: "only possible",
    NOT_COUNTED: "not counted as a trial",
    SESSION: "session",
    HIDDEN: "score without room",
}
LANE_NAME = 22
"""Columns that a lane's name takes."""
LEAST_WIDTH = 20


class Axis:
    """Days on columns."""

    def __init__(self, first: date, last: date, width: int) -> None:
        self.first, self.last, self.width = first, last, max(width, LEAST_WIDTH)
        self.days = max((last - first).days + 1, 1)

    def column(self, day: date) -> int:
        return min(max((day - self.first).days * self.width // self.days, 0), self.width - 1)

    def span(self, column: int) -> tuple[date, date]:
        """The days that a column stands for."""
        start = self.first + timedelta(days=-(-column * self.days // self.width))
        end = self.first + timedelta(days=max(-(-(column + 1) * self.days // self.width) - 1, 0))
        return start, max(start, end)

    def line(self) -> str:
        """First and last day, and between them each January that has room."""
        marks = Marks(self.width)
        marks.write(0, in_words(self.first))
        end = in_words(self.last)
        marks.write(self.width - len(end), end)
        for year in range(self.first.year + 1, self.last.year + 1):
            marks.write(self.column(date(year, 1, 1)), str(year))
        return str(marks)


class Marks:
    """One line of the chart; a text is written whole or not at all, with a column free on both sides."""

    def __init__(self, width: int) -> None:
        self._marks = [NOTHING] * width

    def write(self, column: int, text: str) -> bool:
        """Whether there was room at this column, or just before the right end."""
        first = max(min(column, len(self._marks) - len(text)), 0)
        last = first + len(text)
        around = self._marks[max(first - 1, 0) : last + 1]
        if last > len(self._marks) or any(mark != NOTHING for mark in around):
            return False
        self._marks[first:last] = text
        return True

    def dot(self, column: int, mark: str) -> None:
        """A mark where nothing stands yet."""
        if self._marks[column] == NOTHING:
            self._marks[column] = mark

    def __str__(self) -> str:
        return "".join(self._marks)


def chart(assessment: Assessment, drugs: Sequence[Exposure], knowledge: Knowledge, width: int) -> Iterator[str]:
    """The lines of the chart; none where the record holds nothing that has a day."""
    scores = [score for score in assessment.history.scores if score.day <= assessment.as_of]
    sessions = [each for each in assessment.history.sessions if each.start.earliest <= assessment.as_of]
    days = [day for exposure in drugs for day in (exposure.possible.first, exposure.possible.last) if day is not None]
    days += [score.day for score in scores] + [session.start.earliest for session in sessions]
    if not days:
        return
    axis = Axis(min(days), max(max(days), assessment.as_of), width - LANE_NAME - 1)
    lines = [
        *_episode(axis, assessment),
        *_lanes(axis, drugs, knowledge),
        *_sessions(axis, sessions),
        *_scores(axis, scores, knowledge),
        ("", axis.line()),
    ]
    drawn = "".join(marks for _, marks in lines[:-1])
    yield from (f"{name[: LANE_NAME - 1]:<{LANE_NAME}} {marks}".rstrip() for name, marks in lines)
    legend = "  ".join(f"{mark} {words}" for mark, words in LEGEND.items() if mark in drawn)
    yield from [legend] if legend else []


def _episode(axis: Axis, assessment: Assessment) -> Iterator[tuple[str, str]]:
    start = assessment.episode.start
    if start is not None and start.latest <= axis.last:
        first = axis.column(max(start.latest, axis.first))
        yield "this episode", NOTHING * first + EPISODE * (axis.width - first)


def _lanes(axis: Axis, drugs: Sequence[Exposure], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """A bar for each drug, and under it the daily dose where each step begins, or soon after."""
    for agent in dict.fromkeys(exposure.agent for exposure in drugs):
        mine = [exposure for exposure in drugs if exposure.agent == agent]
        yield knowledge.agents[agent].label, _bar(axis, mine)
        yield f"  {knowledge.agents[agent].taken_unit}", _doses(axis, mine)


def _bar(axis: Axis, exposures: Sequence[Exposure]) -> str:
    counted = [exposure for exposure in exposures if exposure.counts is not Counts.NO]
    certain = Days.union(exposure.certain for exposure in counted)
    possible = Days.union(exposure.possible for exposure in counted)
    other = Days.union(exposure.possible for exposure in exposures)
    kinds = ((CERTAIN, certain), (POSSIBLE, possible), (NOT_COUNTED, other))
    windows = (Days.between(*axis.span(column)) for column in range(axis.width))
    return "".join(next((mark for mark, days in kinds if window & days), NOTHING) for window in windows)


def _doses(axis: Axis, exposures: Sequence[Exposure]) -> str:
    marks, before = Marks(axis.width), ""
    for exposure in exposures:
        dose = amount(exposure)
        first, last = exposure.possible.first, exposure.possible.last
        if dose != before and first is not None and last is not None:
            columns = range(axis.column(first), axis.column(last) + 1)
            any(marks.write(column, dose) for column in columns)
        before = dose
    return str(marks)


def _sessions(axis: Axis, sessions: Sequence[Session]) -> Iterator[tuple[str, str]]:
    """A mark a session; a course told as a period is a line of them."""
    for label in dict.fromkeys(session.label for session in sessions):
        marks = Marks(axis.width)
        for session in sessions:
            if session.label == label:
                last = min((session.end or session.start).latest, axis.last)
                for column in range(axis.column(session.start.earliest), axis.column(last) + 1):
                    marks.dot(column, SESSION)
        yield label, str(marks)


def _scores(axis: Axis, scores: Sequence[Score], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Each total at its day; where there is no room the first, the last and the extremes stand before the others."""
    for instrument in dict.fromkeys(score.instrument for score in scores):
        own = sorted((one for one in scores if one.instrument == instrument), key=lambda one: one.day)
        marks, left = Marks(axis.width), []
        for score in _weightiest(own):
            if not marks.write(axis.column(score.day), plain(score.value)):
                left.append(score)
        for score in left:
            marks.dot(axis.column(score.day), HIDDEN)
        scale = knowledge.scales.get(instrument)
        yield scale.label if scale is not None else instrument, str(marks)


def _weightiest(scores: Sequence[Score]) -> Iterable[Score]:
    """The first and the last, the highest and the lowest, then all by their day; each once."""
    values = sorted(scores, key=lambda score: (score.value, score.day))
    return dict.fromkeys((scores[0], scores[-1], values[-1], values[0], *scores))


def amount(exposure: Exposure) -> str:
    """A daily dose without its unit: "150", "50–100", "?" where it is not stated."""
    low, high = ("?" if value is None else plain(value) for value in (exposure.low, exposure.high))
    return low if low == high else f"{low}–{high}"
