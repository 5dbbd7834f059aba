"""Maudsley Staging Method: duration, severity, failures, augmentation, ECT (§6.5)."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from trd.diagnosis import Diagnosis
from trd.episodes import Episode
from trd.history import ConditionFact, TreatmentHistory
from trd.intervals import completed_months, plus
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial, Resistance
from trd.severity import Severity
from trd.staging.result import Maudsley
from trd.terms import (
    Adequacy,
    ClinicalStatus,
    CourseKind,
    EpisodeOf,
    EpisodeStartBasis,
    SeverityBand,
    TrialKind,
    Verification,
)

Points = tuple[int, int]
"""Lowest and highest points of an item."""

OF_BAND: dict[SeverityBand, Points] = {
    SeverityBand.NONE: (1, 1),
    SeverityBand.MILD: (2, 2),
    SeverityBand.MODERATE: (3, 3),
    SeverityBand.MODERATELY_SEVERE: (3, 4),
    SeverityBand.SEVERE: (4, 4),
}
OF_CODE = {"mild": 2, "moderate": 3, "severe": 4}
SEVERE, PSYCHOTIC = 4, 5
UNKNOWN_SEVERITY: Points = (1, PSYCHOTIC)
LONGEST = 3

FAILURES = (2, 4, 6, 10)
"""Up to 2 failed antidepressants one point, up to 4 two, up to 6 three, up to 10 four, more: five."""

_ILL = (ClinicalStatus.ACTIVE, ClinicalStatus.RECURRENCE, ClinicalStatus.RELAPSE, None)
_ESTABLISHED = (Verification.CONFIRMED, Verification.PROVISIONAL, None)


def maudsley(
    trials: Sequence[RatedTrial],
    resistance: Resistance,
    episode: Episode,
    severity: Severity | None,
    diagnosis: Diagnosis,
    history: TreatmentHistory,
    knowledge: Knowledge,
    *,
    as_of: date,
) -> Maudsley | None:
    """The score as an interval (R-S2); `None` without a certain failure."""
    if resistance.failed_trials < 1:
        return None
    certain, possible = resistance.failed_trials, resistance.possible_failures
    items: dict[str, Points] = {
        "duration": _duration(episode, knowledge, as_of),
        "severity": _severity(severity, diagnosis, _depressions(history, knowledge)),
        "failures": (_failures(certain), _failures(certain + possible)),
        "augmentation": _augmentation(trials),
        "ect": _ect(trials),
    }
    minimum, maximum = (sum(points[end] for points in items.values()) for end in (0, 1))
    low, high = _band(minimum, knowledge), _band(maximum, knowledge)
    return Maudsley(minimum=minimum, maximum=maximum, band=low if low == high else None, items=items)


def _duration(episode: Episode, knowledge: Knowledge, as_of: date) -> Points:
    """R-S3; a start that is inferred or only recorded may be earlier, but not before the last boundary."""
    assert episode.start is not None, "a certain failure lies in an episode that began"
    shortest = _months_points(episode.start.latest, knowledge, as_of)
    if episode.start_basis is EpisodeStartBasis.STATED:
        return shortest, _months_points(episode.start.earliest, knowledge, as_of)
    if episode.certain_boundary is None:
        return shortest, LONGEST
    return shortest, _months_points(plus(episode.certain_boundary, 1), knowledge, as_of)


def _months_points(start: date, knowledge: Knowledge, as_of: date) -> int:
    """1, 2 or 3 points: the day on which 12 months are complete is already more than 12 months."""
    months = completed_months(start, as_of)
    limits = [int(knowledge.figures[f"maudsley-duration-{step}-months"].value) for step in (1, 2)]
    return 1 + sum(months >= limit for limit in limits)


def _severity(severity: Severity | None, diagnosis: Diagnosis, depressions: Sequence[ConditionFact]) -> Points:
    """R-S4: by the latest usable score, else by the code; psychosis is excluded only by a code that says so."""
    if "psychotic" in diagnosis.flags:
        return PSYCHOTIC, PSYCHOTIC
    if severity is not None:
        low, high = OF_BAND[severity.band]
        excluded = any(each.severity == "severe" and each.psychotic is False for each in depressions)
        return low, PSYCHOTIC if high >= SEVERE and not excluded else high
    coded = [OF_CODE[each.severity] for each in depressions if each.severity in OF_CODE]
    if not coded:
        return UNKNOWN_SEVERITY
    told = any(each.severity == "severe" and each.psychotic is None for each in depressions)
    return min(coded), PSYCHOTIC if told else max(coded)


def _depressions(history: TreatmentHistory, knowledge: Knowledge) -> list[ConditionFact]:
    concepts = knowledge.concept_sets["mdd"]
    return [
        each
        for each in history.conditions
        if each.concepts & concepts and each.clinical in _ILL and each.verification in _ESTABLISHED
    ]


def _failures(count: int) -> int:
    return bisect_left(FAILURES, count) + 1


def _augmentation(trials: Sequence[RatedTrial]) -> Points:
    """R-S5: certain when adequate and of this episode; perhaps when it cannot be judged."""
    found = [rated for rated in trials if rated.trial.kind is TrialKind.AUGMENTATION]
    sure = any(rated.adequacy.verdict is Adequacy.ADEQUATE and not _perhaps(rated) for rated in found)
    judged = (Adequacy.ADEQUATE, Adequacy.UNDETERMINED)
    return int(sure), int(sure or any(rated.adequacy.verdict in judged for rated in found))


def _ect(trials: Sequence[RatedTrial]) -> Points:
    """Any ECT in the episode; perhaps where its membership is not known."""
    found = [rated for rated in trials if any(session.kind is CourseKind.ECT for session in rated.trial.sessions)]
    sure = any(not _perhaps(rated) for rated in found)
    return int(sure), int(bool(found))


def _perhaps(rated: RatedTrial) -> bool:
    return rated.trial.membership_possible_only or rated.trial.episode is EpisodeOf.UNKNOWN


def _band(points: int, knowledge: Knowledge) -> str:
    if points <= int(knowledge.figures["maudsley-mild-to"].value):
        return "mild"
    return "moderate" if points <= int(knowledge.figures["maudsley-moderate-to"].value) else "severe"
