"""What a patient truly lived through, and what a chart lets one know of it: days, doses, scores, reasons."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stretch of days at one daily dose."""

    first: date
    last: date
    dose: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One drug from its first day to its last, as it was swallowed."""

    agent: str
    steps: tuple[Step, ...]
    missed: tuple[tuple[date, date], ...] = ()
    """Days between two refills on which nothing was left to take."""
    reason: str | None = None
    """Why it was stopped: ineffective, partial, intolerance, choice."""
    ongoing: bool = False
    story: str = "plain"
    levels: tuple[date, ...] = ()
    """Days on which the serum level was in the range."""

    @property
    def first(self) -> date:
        return self.steps[0].first

    @property
    def last(self) -> date:
        return self.steps[-1].last


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    instrument: str
    day: date
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A patient: the groups are those by which equity will be measured."""

    number: int
    born: date
    sex: str
    completeness: str
    """full, usual or sparse: drawn, and used by nobody yet; what gaps do is measured of each patient (`gaps.py`)."""
    as_of: date
    onset: date
    courses: tuple[Course, ...]
    scores: tuple[Score, ...]
    earlier: tuple[date, date] | None = None
    """Onset and end of an episode before this one."""

    @property
    def age_band(self) -> str:
        age = (self.as_of - self.born).days // 365
        return "18–34" if age < 35 else "35–64" if age < 65 else "65 and older"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a chart tells of one course: dates and doses as exactly as they can be known from it."""

    agent: str
    start: tuple[date, date]
    end: tuple[date, date]
    """Earliest and latest possible last day; for an open course both are the day of the question."""
    ongoing: bool
    doses: tuple[tuple[date, date, Decimal | None, Decimal | None], ...]
    """First and last day, lowest and highest reading."""
    taken: bool = True
    """False: the chart says that it was ordered, not that it was taken."""
    gaps: tuple[tuple[date, date], ...] = ()
    """Days certainly without supply; between two fills they stay possible."""
    gaps_possible: bool = True
    fills: int = 0
    """Dispenses of known supply; adherence is measured from two on."""
    last_supply: int = 0
    stated_end: bool = True
    reason: str | None = None
    assumed: bool = False
    levels: tuple[date, ...] = ()
    """Days of a serum level in the range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A patient written down, and what can be known from it."""

    resources: tuple[dict[str, object], ...]
    known: tuple[Known, ...]
    scores: tuple[Score, ...]


def truly(life: Life) -> Chart:
    """What somebody who saw everything would know."""
    known = tuple(
        Known(
            agent=course.agent,
            start=(course.first, course.first),
            end=(course.last, course.last),
            ongoing=course.ongoing,
            doses=tuple((step.first, step.last, step.dose, step.dose) for step in course.steps),
            gaps=course.missed,
            gaps_possible=False,
            fills=2 if course.missed else 0,
            reason=course.reason,
            levels=course.levels,
        )
        for course in life.courses
    )
    return Chart(resources=(), known=known, scores=life.scores)


def days(first: date, count: int) -> date:
    """The last day of `count` days that begin with `first`."""
    return first + timedelta(days=count - 1)


def with_missed(life: Life, missed: dict[int, tuple[tuple[date, date], ...]]) -> Life:
    """The same life with days on which a drug had run out, by the place of its course."""
    courses = tuple(replace(course, missed=missed.get(place, ())) for place, course in enumerate(life.courses))
    return replace(life, courses=courses)


__all__ = ["Chart", "Course", "Known", "Life", "Score", "Step", "days", "field", "truly", "with_missed"]
