"""How sure a rating is, by rules and not by feeling: what lowers it, and to which step (R-Q13)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trd.adequacy import AdequacyRating
from trd.response import OutcomeRating
from trd.response.judging import REASON_DISAGREES
from trd.response.scored import (
    EARLY_DIP,
    ENDPOINT_BY_DATES,
    LATE_FIRST_SCORE,
    TWO_TOTALS,
    WELL_AT_START,
)
from trd.terms import Adequacy, Confidence, DateBasis, OutcomeBasis
from trd.trials import Trial

LOW, MODERATE = Confidence.LOW, Confidence.MODERATE


@dataclass(frozen=True, slots=True)
class Lowering:
    """A reason to be less sure."""

    id: str
    to: Confidence
    rules: str
    words: str
    """As the assessment says it."""
    one_step: bool = False
    """It takes one step from where the other reasons leave it."""


LOWERINGS = {
    each.id: each
    for each in (
        Lowering("adequacy-open", LOW, "R-Q4, R-Q13", "the adequacy cannot be judged"),
        Lowering("end-assumed", LOW, "R-0.2, E13, E19c", "adequate only because an end was assumed"),
        Lowering("inferred", LOW, "R-O50 … R-O52", "the outcome is inferred from a change of treatment"),
        Lowering("crosswalk", LOW, "R-O16", "the two scores are of different instruments"),
        Lowering("conflicting-instruments", LOW, "R-O15", "instruments disagree about response"),
        Lowering("two-totals-one-day", LOW, "R-O4", "two totals of one day cannot be told apart"),
        Lowering("reason-disagrees", LOW, "R-O32", "the recorded reason and the scores disagree"),
        Lowering("early-dip", LOW, "R-O30b", "one good day before the judgement"),
        Lowering("first-score-late", LOW, "R-O33", "no score in the first half year: it may have worked then"),
        Lowering("remission-at-start", LOW, "R-O10", "in remission when it began"),
        Lowering("perhaps-better", LOW, "R-O14", "on another reading of the dates a better score is its own"),
        Lowering("endpoint-by-dates", LOW, "R-O14", "its dates leave open which of two poor scores is its last"),
        Lowering("by-words", MODERATE, "R-E0", "the drug was recognised by its words, without a code"),
        Lowering("for-anxiety", MODERATE, "R-A10", "prescribed for an anxiety disorder, depression active"),
        Lowering("dates-not-stated", MODERATE, "R-Q13", "a date comes from supply, the next drug or an assumption"),
        Lowering("one-score", MODERATE, "R-O24, R-O25", "one score decides, without a baseline of its instrument"),
        Lowering("recorded-reason", MODERATE, "R-O26", "the outcome is a recorded reason, not a score"),
        Lowering("no-outcome", MODERATE, "R-O28, R-O29", "no outcome is known"),
        Lowering("diagnosis-by-words", MODERATE, "R-P6b", "the diagnosis was read from its words"),
        Lowering("inducer", MODERATE, "X45", "an enzyme inducer or tobacco smoke beside it", one_step=True),
    )
}
"""Every reason that exists; `docs/confidence.md` lists them."""

OF_NOTE = {
    REASON_DISAGREES: "reason-disagrees",
    EARLY_DIP: "early-dip",
    LATE_FIRST_SCORE: "first-score-late",
    WELL_AT_START: "remission-at-start",
    ENDPOINT_BY_DATES: "endpoint-by-dates",
    TWO_TOTALS: "two-totals-one-day",
}


def lowered_by(trial: Trial, adequacy: AdequacyRating, outcome: OutcomeRating) -> tuple[str, ...]:
    """The ids of the reasons that hold for one trial, in the order of the list."""
    found = {*_of_adequacy(trial, adequacy), *_of_outcome(outcome)}
    return tuple(name for name in LOWERINGS if name in found)


def confidence_of(reasons: Iterable[str]) -> Confidence:
    """High without a reason; low with a reason that says so; else moderate."""
    own = [LOWERINGS[name] for name in reasons]
    steps = {each.to for each in own if not each.one_step}
    found = LOW if LOW in steps else (MODERATE if steps else Confidence.HIGH)
    if any(each.one_step for each in own):
        return MODERATE if found is Confidence.HIGH else LOW
    return found


def _of_adequacy(trial: Trial, adequacy: AdequacyRating) -> Iterator[str]:
    if adequacy.verdict is Adequacy.UNDETERMINED:
        yield "adequacy-open"
    if adequacy.on_assumed_dates:
        yield "end-assumed"
    exposures = (*trial.exposures, *trial.partner_exposures)
    if any(exposure.by_text for exposure in exposures):
        yield "by-words"
    if any(exposure.for_anxiety for exposure in exposures):
        yield "for-anxiety"
    stated = adequacy.on_stated_dates if adequacy.verdict is Adequacy.ADEQUATE else _stated(trial)
    if not stated:
        yield "dates-not-stated"


def _stated(trial: Trial) -> bool:
    return trial.start_basis is DateBasis.STATED and trial.end_basis in (DateBasis.STATED, DateBasis.ONGOING)


def _of_outcome(outcome: OutcomeRating) -> Iterator[str]:
    if outcome.crosswalked:
        yield "crosswalk"
    if outcome.conflicting:
        yield "conflicting-instruments"
    noted = [OF_NOTE[note] for note in outcome.notes if note in OF_NOTE]
    yield from noted
    match outcome.basis:
        case OutcomeBasis.INFERRED_FROM_CHANGE:
            yield "inferred"
        case OutcomeBasis.RECORDED_REASON:
            yield "recorded-reason"
        case OutcomeBasis.NONE:
            yield "no-outcome"
        case OutcomeBasis.SCORES if outcome.moderate_confidence and not outcome.crosswalked:
            yield "one-score"
    explained = noted or outcome.crosswalked or outcome.conflicting
    if outcome.low_confidence and not explained and outcome.basis is not OutcomeBasis.INFERRED_FROM_CHANGE:
        yield "perhaps-better" if outcome.blocks_failure else "two-totals-one-day"
