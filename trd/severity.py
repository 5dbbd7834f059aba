"""How bad it is now, how old that knowledge is, and where it is heading (§6.8)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from trd.choices import Choices
from trd.figures import plain
from trd.history import Gap, Score, TreatmentHistory
from trd.intervals import days_between, in_words
from trd.knowledge.types import Knowledge
from trd.terms import GapCode, SeverityBand, Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    instrument: str
    """Scale id."""
    score: Decimal
    day: date
    band: SeverityBand
    age_days: int
    fresh: bool
    trend: Trend
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityReading:
    severity: Severity | None
    """`None`: no usable score in the last 90 days."""
    usable: tuple[Score, ...] = ()
    """Every usable score up to `as_of`, ascending."""
    gaps: tuple[Gap, ...] = ()


def read_severity(history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date) -> SeverityReading:
    """Take the latest usable score (R-V1), its band and the trend (R-V4)."""
    usable = usable_scores(history.scores, knowledge, as_of=as_of)
    if not usable:
        return SeverityReading(severity=None, gaps=(_missing("No symptom score on record"),))
    latest = min(
        (score for score in usable if score.day == usable[-1].day),
        key=lambda score: (knowledge.scales[score.instrument].preference, score.instrument),
    )
    scale = knowledge.scales[latest.instrument]
    age = days_between(latest.day, as_of)
    said = f"{scale.label} {plain(latest.value)} of {in_words(latest.day)}"
    if age > choices.score_usable_days:
        gap = _missing(f"No symptom score in the last {choices.score_usable_days} days; the last was {said}", latest)
        return SeverityReading(severity=None, usable=usable, gaps=(gap,))
    fresh = age <= choices.score_fresh_days
    severity = Severity(
        instrument=latest.instrument,
        score=latest.value,
        day=latest.day,
        band=scale.band(latest.value),
        age_days=age,
        fresh=fresh,
        trend=_trend(usable, latest, knowledge),
        evidence=latest.evidence,
    )
    old = Gap(code=GapCode.SCORE_OLD, what=f"{said} is {age} days old", evidence=latest.evidence)
    return SeverityReading(severity=severity, usable=usable, gaps=() if fresh else (old,))


def usable_scores(scores: Iterable[Score], knowledge: Knowledge, *, as_of: date) -> tuple[Score, ...]:
    """The totals that severity may rest on, one an instrument and day, ascending (R-O1, R-O4)."""
    possible = [score for score in scores if score.day <= as_of and _readable(score, knowledge)]
    possible.sort(key=_same_day)
    return tuple(_the_one(list(group)) for _, group in groupby(possible, key=_same_day))


NICE_SCALE = "phq-9"


def more_severe(severity: Severity, knowledge: Knowledge) -> bool | None:
    """NICE's two degrees, by the PHQ-9 alone (R-V2); `None` for another instrument."""
    if severity.instrument != NICE_SCALE:
        return None
    return severity.score >= knowledge.figures["nice-more-severe"].value


def _readable(score: Score, knowledge: Knowledge) -> bool:
    scale = knowledge.scales.get(score.instrument)
    if scale is None or not scale.for_severity or not scale.bands:
        return False
    whole = not scale.whole_numbers or score.value == score.value.to_integral_value()
    return scale.minimum <= score.value <= scale.maximum and whole


def _same_day(score: Score) -> tuple[date, str]:
    return score.day, score.instrument


def _the_one(same_day: list[Score]) -> Score:
    """Of several totals of one day the later one; where that can't be told, the worse (R-O4)."""
    timed = [score.issued for score in same_day if score.issued is not None]
    if len(timed) == len(same_day):
        same_day = [score for score in same_day if score.issued == max(timed)]
    worst = max(score.value for score in same_day)
    chosen = [score for score in same_day if score.value == worst]
    evidence = tuple(sorted({reference for score in chosen for reference in score.evidence}))
    return replace(chosen[0], evidence=evidence)


def _missing(what: str, last: Score | None = None) -> Gap:
    return Gap(code=GapCode.SCORE_MISSING, what=what, evidence=last.evidence if last else ())


def _trend(usable: tuple[Score, ...], latest: Score, knowledge: Knowledge) -> Trend:
    """Compare with the newest score of the same instrument that is far enough back to show a change (R-V4)."""
    figures, scale = knowledge.figures, knowledge.scales[latest.instrument]
    near, far = int(figures["trend-min-days"].value), int(figures["trend-max-days"].value)
    earlier = [
        score
        for score in usable
        if score.instrument == latest.instrument and near <= days_between(score.day, latest.day) <= far
    ]
    if not earlier:
        return Trend.UNKNOWN
    before = earlier[-1].value
    change = latest.value - before
    noticed = scale.mcid if scale.mcid is not None else before * figures["trend-share"].value
    if change == 0 or abs(change) < noticed:
        return Trend.UNCHANGED
    return Trend.WORSE if change > 0 else Trend.BETTER
