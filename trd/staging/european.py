"""European staging: non-responder, resistant by number of trials, chronic (§6.6)."""

from collections.abc import Sequence
from datetime import date

from trd.intervals import completed_months
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial, Resistance
from trd.terms import TrialKind

DRUGS = (TrialKind.MONOTHERAPY, TrialKind.COMBINATION)
HIGHEST = 5


def drug_months(trials: Sequence[RatedTrial], as_of: date) -> int:
    """Full months since the first antidepressant of the episode."""
    since = min((rated.trial.start.latest for rated in trials if rated.trial.kind in DRUGS), default=as_of)
    return completed_months(since, as_of)


def european(trials: Sequence[RatedTrial], resistance: Resistance, knowledge: Knowledge, *, as_of: date) -> str | None:
    """The stage by the number of failed trials; an isomer or metabolite pair counts once."""
    failed = resistance.failed_trials
    weeks = int(knowledge.definitions["default"].days_at_dose.value)
    if failed < 1:
        return None
    if failed == 1:
        long_enough = any(rated.failed and len(rated.adequacy.certain_days) >= weeks for rated in trials)
        return "non-responder" if long_enough else None
    if drug_months(trials, as_of) >= int(knowledge.figures["chronic-months"].value):
        return "CRD"
    return f"TRD{min(failed - 1, HIGHEST)}"
