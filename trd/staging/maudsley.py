"""Maudsley Staging Method: duration, severity, failures, augmentation, ECT (§6.5)."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from trd.adequacy.sentence import treatment
from trd.diagnosis import Diagnosis
from trd.episodes import Episode
from trd.figures import counted, plain
from trd.history import ConditionFact, TreatmentHistory
from trd.intervals import completed_months, interval_in_words, plus
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial, Resistance
from trd.severity import Severity
from trd.staging.result import Item, Maudsley
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
    items: dict[str, Item] = {
        "duration": _duration(episode, knowledge, as_of),
        "severity": _severity(severity, diagnosis, _depressions(history, knowledge), knowledge),
        "failures": _failures_item(resistance),
        "augmentation": _augmentation(trials, knowledge),
        "ect": _ect(trials),
    }
    minimum, maximum = (sum(item.points[end] for item in items.values()) for end in (0, 1))
    low, high = _band(minimum, knowledge), _band(maximum, knowledge)
    return Maudsley(
        minimum=minimum,
        maximum=maximum,
        band=low if low == high else None,
        items={name: item.points for name, item in items.items()},
        because={name: item.because for name, item in items.items()},
    )


def _duration(episode: Episode, knowledge: Knowledge, as_of: date) -> Item:
    """R-S3; a start that is inferred or only recorded may be earlier, but not before the last boundary."""
    assert episode.start is not None, "a certain failure lies in an episode that began"
    stated = episode.start_basis is EpisodeStartBasis.STATED
    shortest = _months_points(episode.start.latest, knowledge, as_of)
    if stated:
        longest = _months_points(episode.start.earliest, knowledge, as_of)
    elif episode.certain_boundary is None:
        longest = LONGEST
    else:
        longest = _months_points(plus(episode.certain_boundary, 1), knowledge, as_of)
    months = completed_months(episode.start.latest, as_of)
    since = f"since {interval_in_words(episode.start)} ({episode.start_basis})"
    doubt = "" if stated else "; it may have begun earlier"
    return Item(points=(shortest, longest), because=f"{since}: {counted(months, 'full month')}{doubt}")


def _months_points(start: date, knowledge: Knowledge, as_of: date) -> int:
    """1, 2 or 3 points: the day on which 12 months are complete is already more than 12 months."""
    months = completed_months(start, as_of)
    limits = [int(knowledge.figures[f"maudsley-duration-{step}-months"].value) for step in (1, 2)]
    return 1 + sum(months >= limit for limit in limits)


def _severity(
    severity: Severity | None, diagnosis: Diagnosis, depressions: Sequence[ConditionFact], knowledge: Knowledge
) -> Item:
    """R-S4: by the latest usable score, else by the code; psychosis is excluded only by a code that says so."""
    if "psychotic" in diagnosis.flags:
        return Item(points=(PSYCHOTIC, PSYCHOTIC), because="psychotic features are coded and active")
    if severity is not None:
        low, high = OF_BAND[severity.band]
        excluded = any(each.severity == "severe" and each.psychotic is False for each in depressions)
        open_psychosis = high >= SEVERE and not excluded
        told = f"{knowledge.scales[severity.instrument].label} {plain(severity.score)}, {_words(severity.band)}"
        doubt = "; no code excludes psychosis" if open_psychosis else ""
        return Item(points=(low, PSYCHOTIC if open_psychosis else high), because=told + doubt)
    coded = [OF_CODE[each.severity] for each in depressions if each.severity in OF_CODE]
    if not coded:
        return Item(points=UNKNOWN_SEVERITY, because="no usable score, and no code that tells the severity")
    open_psychosis = any(each.severity == "severe" and each.psychotic is None for each in depressions)
    doubt = "; no code excludes psychosis" if open_psychosis else ""
    points = min(coded), PSYCHOTIC if open_psychosis else max(coded)
    return Item(points=points, because=f"by the code of the diagnosis; no usable score{doubt}")


def _words(band: SeverityBand) -> str:
    return band.value.replace("-", " ")


def _depressions(history: TreatmentHistory, knowledge: Knowledge) -> list[ConditionFact]:
    concepts = knowledge.concept_sets["mdd"]
    return [
        each
        for each in history.conditions
        if each.concepts & concepts and each.clinical in _ILL and each.verification in _ESTABLISHED
    ]


def _failures(count: int) -> int:
    return bisect_left(FAILURES, count) + 1


def _failures_item(resistance: Resistance) -> Item:
    """R-S5: the certain failures, and what the possible ones could make of them."""
    certain, possible = resistance.failed_trials, resistance.possible_failures
    more = f", {possible} more may have" if possible else ""
    told = f"{counted(certain, 'agent')} failed{more}"
    return Item(points=(_failures(certain), _failures(certain + possible)), because=told)


def _augmentation(trials: Sequence[RatedTrial], knowledge: Knowledge) -> Item:
    """R-S5: certain when adequate and of this episode; perhaps when it cannot be judged."""
    found = [rated for rated in trials if rated.trial.kind is TrialKind.AUGMENTATION]
    sure = [rated for rated in found if rated.adequacy.verdict is Adequacy.ADEQUATE and not _perhaps(rated)]
    judged = (Adequacy.ADEQUATE, Adequacy.UNDETERMINED)
    perhaps = [rated for rated in found if rated.adequacy.verdict in judged]
    if sure:
        return Item(points=(1, 1), because=f"{_name(sure[0], knowledge)}: adequate")
    if perhaps:
        return Item(points=(0, 1), because=f"{_name(perhaps[0], knowledge)}: cannot be judged")
    return Item(points=(0, 0), because="no adequate augmentation in this episode")


def _name(rated: RatedTrial, knowledge: Knowledge) -> str:
    return treatment(rated.trial, knowledge)


def _ect(trials: Sequence[RatedTrial]) -> Item:
    """Any ECT in the episode; perhaps where its membership is not known."""
    found = [rated for rated in trials if any(session.kind is CourseKind.ECT for session in rated.trial.sessions)]
    if any(not _perhaps(rated) for rated in found):
        return Item(points=(1, 1), because="ECT in this episode")
    if found:
        return Item(points=(0, 1), because="ECT, perhaps in this episode")
    return Item(points=(0, 0), because="no ECT in this episode on record")


def _perhaps(rated: RatedTrial) -> bool:
    return rated.trial.membership_possible_only or rated.trial.episode is EpisodeOf.UNKNOWN


def _band(points: int, knowledge: Knowledge) -> str:
    if points <= int(knowledge.figures["maudsley-mild-to"].value):
        return "mild"
    return "moderate" if points <= int(knowledge.figures["maudsley-moderate-to"].value) else "severe"
