"""Did it help? Scores first, then a recorded reason, then inference from a change of treatment (§5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from trd.adequacy import AdequacyRating
from trd.choices import Choices
from trd.history import Gap, Score, TreatmentHistory
from trd.knowledge.types import Definition, Knowledge
from trd.response.inference import inferred
from trd.response.points import Point, points
from trd.response.reasons import OUTCOMES, not_tolerated, reason_of
from trd.response.scored import EARLY_DIP, TWO_TOTALS, Scored, by_scores
from trd.response.windows import windows
from trd.response.words import POSITIVE
from trd.terms import Adequacy, Outcome, OutcomeBasis
from trd.trials import Trial

ALSO_NOT_TOLERATED = "also-not-tolerated"
REASON_DISAGREES = "reason-disagrees"

NO_BENEFIT = (Outcome.NON_RESPONSE, Outcome.PARTIAL_RESPONSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRating:
    """The outcome of one trial, and how it is known."""

    outcome: Outcome
    basis: OutcomeBasis
    baseline: Score | None = None
    endpoint: Score | None = None
    improvement: Fraction | None = None
    crosswalked: bool = False
    blocks_failure: bool = False
    """R-O30b, R-O33: the word stands, but can't set `failed` (a possible failure at most)."""
    blocks_inference: bool = False
    """R-O40: a recorded reason that says nothing about benefit; the trial is no possible failure."""
    conflicting: bool = False
    notes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    low_confidence: bool = False
    moderate_confidence: bool = False


@dataclass(frozen=True, slots=True)
class _Reason:
    """What the record says of why it ended."""

    outcome: Outcome | None
    evidence: tuple[str, ...] = ()


def judge(
    trial: Trial,
    adequacy: AdequacyRating,
    others: Sequence[Trial],
    history: TreatmentHistory,
    definition: Definition,
    knowledge: Knowledge,
    choices: Choices,
    *,
    as_of: date,
) -> OutcomeRating:
    """Judge the outcome of one trial by the rows R-O20 … R-O29; `others` are the patient's other trials."""
    scores = points(history.scores, knowledge, as_of=as_of)
    return judge_points(trial, adequacy, others, scores, history, knowledge, as_of=as_of)


def judge_points(
    trial: Trial,
    adequacy: AdequacyRating,
    others: Sequence[Trial],
    scores: Sequence[Point],
    history: TreatmentHistory,
    knowledge: Knowledge,
    *,
    as_of: date,
) -> OutcomeRating:
    """Judge with the scores already read; the definition speaks through the adequacy day alone (R-Q2)."""
    found = windows(trial, adequacy, others, knowledge, as_of=as_of)
    reached = adequacy.reached_on if adequacy.verdict is Adequacy.ADEQUATE else None
    scored = by_scores(trial, scores, found, reached, knowledge)
    if found.only_good and scored is None:
        return OutcomeRating(outcome=Outcome.ONGOING, basis=OutcomeBasis.NONE)
    reason = _reason(trial, history, knowledge, as_of=as_of)
    if scored is not None and (reason.outcome is None or reason.outcome is Outcome.UNKNOWN):
        rating = _by_scores(scored)
        blocked = reason.outcome is Outcome.UNKNOWN and rating.outcome is Outcome.UNKNOWN
        return replace(rating, blocks_inference=True) if blocked else rating
    silent = scored is not None and _says_less_than_a_reason(scored)
    if scored is not None and not silent and reached is not None and scored.endpoint.day >= reached:
        return _scores_win(_by_scores(scored), reason)
    if reason.outcome is not None:
        return _by_reason(reason, scored)
    change = inferred(trial, adequacy, others, knowledge, as_of=as_of)
    if change is not None:
        return OutcomeRating(outcome=change, basis=OutcomeBasis.INFERRED_FROM_CHANGE, low_confidence=True)
    return OutcomeRating(outcome=Outcome.UNKNOWN, basis=OutcomeBasis.NONE)


def _reason(trial: Trial, history: TreatmentHistory, knowledge: Knowledge, *, as_of: date) -> _Reason:
    """A recorded reason; without one an allergy entry of the time (R-O41)."""
    told = reason_of(trial)
    if told is not None:
        return _Reason(OUTCOMES[told])
    allergy = not_tolerated(trial, history, knowledge, as_of=as_of)
    return _Reason(Outcome.INTOLERANCE if allergy else None, allergy)


def _says_less_than_a_reason(scored: Scored) -> bool:
    """A score that leaves every word open, or that had to be translated from another instrument (R-O16)."""
    open_word = scored.outcome is Outcome.UNKNOWN and TWO_TOTALS not in scored.notes
    return open_word or (scored.crosswalked and scored.outcome in NO_BENEFIT)


def _by_scores(scored: Scored) -> OutcomeRating:
    known = scored.outcome is not Outcome.UNKNOWN
    before = scored.baseline.score if scored.baseline is not None else None
    evidence = {*scored.endpoint.score.evidence, *(before.evidence if before else ())}
    return OutcomeRating(
        outcome=scored.outcome,
        basis=OutcomeBasis.SCORES if known else OutcomeBasis.NONE,
        baseline=before,
        endpoint=scored.endpoint.score,
        improvement=scored.improvement,
        crosswalked=scored.crosswalked,
        blocks_failure=scored.blocks_failure,
        conflicting=scored.conflicting,
        notes=scored.notes,
        evidence=tuple(sorted(evidence)),
        low_confidence=scored.low,
        moderate_confidence=not scored.by_pair,
    )


def _scores_win(rating: OutcomeRating, reason: _Reason) -> OutcomeRating:
    """Scores on or after the adequacy day win over a recorded reason (R-O32, R-O42)."""
    if reason.outcome is Outcome.INTOLERANCE:
        evidence = tuple(sorted({*rating.evidence, *reason.evidence}))
        return replace(rating, notes=(*rating.notes, ALSO_NOT_TOLERATED), evidence=evidence)
    disagree = (reason.outcome in NO_BENEFIT) != (rating.outcome in NO_BENEFIT)
    if disagree and rating.outcome is not Outcome.UNKNOWN:
        return replace(rating, low_confidence=True, notes=(*rating.notes, REASON_DISAGREES))
    return rating


def _by_reason(reason: _Reason, scored: Scored | None) -> OutcomeRating:
    """The word of a recorded reason (R-O26); an earlier good day leaves a doubt (R-O30b)."""
    assert reason.outcome is not None
    if reason.outcome is Outcome.UNKNOWN:
        return OutcomeRating(outcome=Outcome.UNKNOWN, basis=OutcomeBasis.NONE, blocks_inference=True)
    doubtful = reason.outcome in NO_BENEFIT and scored is not None and scored.outcome in POSITIVE
    return OutcomeRating(
        outcome=reason.outcome,
        basis=OutcomeBasis.RECORDED_REASON,
        evidence=reason.evidence,
        blocks_failure=doubtful,
        low_confidence=doubtful,
        moderate_confidence=True,
        notes=(EARLY_DIP,) if doubtful else (),
    )
