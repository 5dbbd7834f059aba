"""Did it help? Scores first, then a recorded reason, then inference from a change of treatment (§5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from trd.adequacy import AdequacyRating
from trd.choices import Choices
from trd.history import Gap, Score, TreatmentHistory
from trd.knowledge.types import Definition, Knowledge
from trd.terms import Outcome, OutcomeBasis
from trd.trials import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRating:
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
    raise NotImplementedError
