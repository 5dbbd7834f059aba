"""Did a trial fail? For certain, perhaps, or not; and how sure is the whole rating (R-O60 … R-O63, R-Q13)."""

from fractions import Fraction

from trd.adequacy import AdequacyRating
from trd.choices import Choices
from trd.knowledge.types import Definition, Knowledge
from trd.resistance.confidence import confidence_of, lowered_by
from trd.resistance.rated import RatedTrial
from trd.response import OutcomeRating
from trd.response.scored import RELAPSE
from trd.terms import Adequacy, Outcome, OutcomeBasis, TrialKind
from trd.trials import Trial

INADEQUATE = (Adequacy.INADEQUATE_DOSE, Adequacy.INADEQUATE_DURATION, Adequacy.NON_ADHERENT)


def rate_failure(
    trial: Trial, adequacy: AdequacyRating, outcome: OutcomeRating, definition: Definition, choices: Choices
) -> tuple[bool, bool]:
    """(failed, possible failure) by R-O60 … R-O63: only certain days, doses and outcomes make a failure."""
    if adequacy.verdict in INADEQUATE or outcome.outcome is Outcome.ONGOING or outcome.blocks_inference:
        return False, False
    fails = _is_failure(outcome, definition)
    inferred = outcome.basis is OutcomeBasis.INFERRED_FROM_CHANGE
    doubtful = outcome.crosswalked or outcome.blocks_failure or (inferred and not choices.count_inferred_failures)
    if fails and not doubtful and adequacy.verdict is Adequacy.ADEQUATE and not trial.membership_possible_only:
        return True, False
    return False, fails or inferred or outcome.outcome is Outcome.UNKNOWN


def rated_trial(
    identity: str,
    trial: Trial,
    adequacy: AdequacyRating,
    outcome: OutcomeRating,
    definition: Definition,
    knowledge: Knowledge,
    choices: Choices,
) -> RatedTrial:
    """Put the verdicts on one trial together."""
    failed, possible = rate_failure(trial, adequacy, outcome, definition, choices)
    lowering = lowered_by(trial, adequacy, outcome)
    return RatedTrial(
        id=identity,
        trial=trial,
        adequacy=adequacy,
        outcome=outcome,
        failed=failed,
        possible_failure=possible,
        counted=counts(trial, definition, knowledge),
        because=_because(adequacy, outcome, knowledge, failed=failed, possible=possible),
        confidence=confidence_of(lowering),
        lowered_by=lowering,
        notes=tuple(dict.fromkeys((*trial.notes, *adequacy.notes, *outcome.notes))),
    )


def counts(trial: Trial, definition: Definition, knowledge: Knowledge) -> bool:
    """Does this kind of trial enter `failedTrials` of the definition? (R-O63)"""
    match trial.kind:
        case TrialKind.MONOTHERAPY | TrialKind.COMBINATION:
            return True
        case TrialKind.AUGMENTATION:
            classes = definition.augmentation_classes
            drug_class = knowledge.agents[trial.agents[0]].drug_class
            return definition.counts_augmentation and (not classes or drug_class in classes)
        case TrialKind.NEUROMODULATION:
            return definition.counts_neuromodulation
        case TrialKind.PSYCHOTHERAPY:
            return definition.counts_psychotherapy
        case _:
            return False


def _is_failure(outcome: OutcomeRating, definition: Definition) -> bool:
    """Is the word one that fails here? One definition draws the line by the share itself (R-Q1)."""
    if outcome.outcome in definition.failure_outcomes:
        return True
    limit = definition.failure_up_to
    partial = outcome.outcome is Outcome.PARTIAL_RESPONSE and outcome.improvement is not None
    return partial and limit is not None and (outcome.improvement or 0) <= Fraction(limit)


def _because(
    adequacy: AdequacyRating, outcome: OutcomeRating, knowledge: Knowledge, *, failed: bool, possible: bool
) -> str:
    """The rating's sentence, and how it ended."""
    verdict = "failed" if failed else ("may have failed" if possible else "")
    told = ", ".join(word for word in (_outcome(outcome, knowledge), verdict) if word)
    return f"{adequacy.because} {told[0].upper()}{told[1:]}."


def _outcome(outcome: OutcomeRating, knowledge: Knowledge) -> str:
    word = outcome.outcome.value
    if RELAPSE in outcome.notes:
        word = "response, then relapse on treatment"
    if outcome.outcome is Outcome.ONGOING:
        return "still running"
    if outcome.outcome is Outcome.UNKNOWN:
        return "outcome not known"
    if outcome.basis is OutcomeBasis.RECORDED_REASON:
        return f"recorded: {word}"
    if outcome.basis is OutcomeBasis.INFERRED_FROM_CHANGE:
        return f"{word}, inferred from the change of treatment"
    assert outcome.endpoint is not None, "a word by scores has an endpoint"
    scale = knowledge.scales[outcome.endpoint.instrument]
    if outcome.baseline is None or outcome.baseline.instrument != outcome.endpoint.instrument:
        return f"{scale.label} {outcome.endpoint.value}: {word}"
    change = f"{scale.label} {outcome.baseline.value} to {outcome.endpoint.value}"
    if outcome.improvement is None:
        return f"{change}: {word}"
    percent = int(abs(outcome.improvement) * 100)
    return f"{change} ({percent} % {'better' if outcome.improvement >= 0 else 'worse'}): {word}"
