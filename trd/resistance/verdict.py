"""Why a trial failed, may have failed, or did not: the test of R-O60 … R-O63 in words."""

from collections.abc import Iterator

from trd.knowledge.types import Definition
from trd.resistance.confidence import LOWERINGS
from trd.resistance.rated import RatedTrial
from trd.terms import Adequacy, Outcome, OutcomeBasis

WORDS = {
    Adequacy.INADEQUATE_DOSE: "its dose was too low to judge",
    Adequacy.INADEQUATE_DURATION: "it was too short to judge",
    Adequacy.NON_ADHERENT: "it was not taken regularly",
}

NO_FAILURE = {
    Outcome.REMISSION: "it brought remission",
    Outcome.RESPONSE: "it helped",
    Outcome.INTOLERANCE: "it was not tolerated, which is no failure",
    Outcome.ONGOING: "it is still inside its weeks",
}

DOUBTFUL = ("crosswalk", "early-dip", "first-score-late", "remission-at-start", "perhaps-better")
"""Reasons that let the word stand and forbid the failure."""


def verdict(rated: RatedTrial, definition: Definition) -> str:
    """One sentence: failed, may have failed and what is missing, or not failed and why."""
    word = rated.outcome.outcome.value
    if rated.failed:
        told = f"Failed: adequate, and {word} is a failure by the definition {definition.label}"
    elif rated.possible_failure:
        told = f"May have failed: {'; '.join(_open(rated))}"
    else:
        told = f"Not failed: {_why_not(rated, definition)}"
    aside = "" if rated.counted else f"; not counted by the definition {definition.label}"
    return f"{told}{aside}."


def _open(rated: RatedTrial) -> Iterator[str]:
    """What keeps a possible failure from being one."""
    outcome = rated.outcome
    if rated.adequacy.verdict is Adequacy.UNDETERMINED:
        yield "the adequacy cannot be judged"
    if outcome.outcome is Outcome.UNKNOWN:
        yield "the outcome is not known"
    if outcome.basis is OutcomeBasis.INFERRED_FROM_CHANGE:
        yield f"{outcome.outcome.value} is only inferred from the change of treatment"
    yield from (LOWERINGS[name].words for name in DOUBTFUL if name in rated.lowered_by)
    if rated.trial.membership_possible_only:
        yield "it may belong to an earlier episode"


def _why_not(rated: RatedTrial, definition: Definition) -> str:
    if rated.adequacy.verdict in WORDS:
        still = " so far" if rated.trial.ongoing else ""
        return f"{WORDS[rated.adequacy.verdict]}{still}"
    if rated.outcome.blocks_inference:
        return "it ended for a reason that says nothing of benefit"
    return NO_FAILURE.get(
        rated.outcome.outcome, f"{rated.outcome.outcome.value} is no failure by the definition {definition.label}"
    )
