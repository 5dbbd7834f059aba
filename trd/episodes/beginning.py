"""When the current episode began (R-P10)."""

from collections.abc import Sequence
from datetime import date

from trd.choices import Choices
from trd.episodes.boundaries import Mood, certain_boundary, depressions, moods, possible_boundary
from trd.episodes.episode import Episode
from trd.exposures import Rebuilt
from trd.history import ConditionFact, TreatmentHistory
from trd.intervals import DayInterval
from trd.knowledge.types import Knowledge
from trd.terms import ClinicalStatus, EpisodeStartBasis, SeverityBand, TrialKind
from trd.trials import Trial

ILL = (ClinicalStatus.ACTIVE, ClinicalStatus.RECURRENCE, ClinicalStatus.RELAPSE, None)
ANTIDEPRESSANTS = (TrialKind.MONOTHERAPY, TrialKind.COMBINATION)

Begin = tuple[DayInterval, EpisodeStartBasis, tuple[str, ...]]


def find_episode(
    history: TreatmentHistory,
    rebuilt: Rebuilt,
    trials: tuple[Trial, ...],
    knowledge: Knowledge,
    choices: Choices,
    *,
    as_of: date,
) -> Episode:
    """Find the start of the current episode by R-P10, after the last boundary of R-P11."""
    scores = moods(history.scores, knowledge, as_of=as_of)
    ill = [each for each in depressions(history.conditions, knowledge) if _known_by(each, as_of)]
    boundary = certain_boundary(scores, ill, knowledge)
    possible = possible_boundary(rebuilt, scores, knowledge, as_of=as_of)
    begin = _onset(ill, boundary)
    if begin is None:
        begin = _inferred(ill, scores, trials, boundary)
    start, basis, evidence = begin or (None, EpisodeStartBasis.UNKNOWN, ())
    return Episode(
        start=start,
        start_basis=basis,
        certain_boundary=boundary,
        possible_boundary=possible,
        evidence=evidence,
    )


def _known_by(condition: ConditionFact, as_of: date) -> bool:
    """Nothing after `as_of` is read (R-T37)."""
    first = condition.onset.earliest if condition.onset is not None else condition.recorded
    return first is None or first <= as_of


def _onset(ill: Sequence[ConditionFact], boundary: date | None) -> Begin | None:
    """(a) The onset of the active diagnosis, where no boundary comes after it."""
    for each in ill:
        if each.onset is None or each.clinical not in ILL or each.abated is not None:
            continue
        if boundary is None or each.onset.earliest > boundary:
            return each.onset, EpisodeStartBasis.STATED, each.evidence
    return None


def _inferred(
    ill: Sequence[ConditionFact], scores: Sequence[Mood], trials: Sequence[Trial], boundary: date | None
) -> Begin | None:
    """(b), (c): the first sign of illness after the boundary; a recorded date is only an upper bound."""
    band = SeverityBand.MODERATE if boundary is None else SeverityBand.MILD
    found: list[Begin] = []
    for mood in scores:
        if mood.at_least(band) and (boundary is None or mood.day > boundary):
            found.append((DayInterval.on(mood.day), EpisodeStartBasis.INFERRED, mood.score.evidence))
            break
    for trial in trials:
        if trial.kind in ANTIDEPRESSANTS and (boundary is None or trial.start.earliest > boundary):
            found.append((trial.start, EpisodeStartBasis.INFERRED, trial.evidence))
    for each in ill:
        if each.onset is not None and (boundary is not None and each.onset.earliest > boundary):
            found.append((each.onset, EpisodeStartBasis.INFERRED, each.evidence))
        elif each.onset is None and each.clinical in ILL:
            recorded = each.recorded
            if recorded is not None and (boundary is None or recorded > boundary):
                found.append((DayInterval.on(recorded), EpisodeStartBasis.RECORDED, each.evidence))
    return min(found, key=lambda begin: (begin[0].earliest, begin[0].latest, begin[1].value), default=None)
