"""What a recorded reason for stopping says of benefit (§5.4)."""

from collections.abc import Sequence
from datetime import date

from trd.history import AllergyFact, TreatmentHistory
from trd.intervals import plus
from trd.knowledge.types import Knowledge
from trd.terms import Outcome, StopReason
from trd.trials import Trial

OUTCOMES = {
    StopReason.INEFFECTIVE: Outcome.NON_RESPONSE,
    StopReason.PARTIAL_BENEFIT: Outcome.PARTIAL_RESPONSE,
    StopReason.ADVERSE_EFFECT: Outcome.INTOLERANCE,
    StopReason.MOOD_SWITCH: Outcome.INTOLERANCE,
    StopReason.SUICIDAL_THOUGHTS: Outcome.INTOLERANCE,
    StopReason.REMISSION: Outcome.REMISSION,
    StopReason.PREGNANCY: Outcome.UNKNOWN,
    StopReason.PATIENT_CHOICE: Outcome.UNKNOWN,
    StopReason.ADMINISTRATIVE: Outcome.UNKNOWN,
}
"""`UNKNOWN`: the reason says nothing about benefit, and blocks inference (R-O40)."""


def reason_of(trial: Trial) -> StopReason | None:
    """The reason with which the trial ended; none while it goes on."""
    if trial.ongoing:
        return None
    for exposures in (trial.exposures, trial.partner_exposures):
        told = [exposure for exposure in exposures if exposure.evidence]
        if told:
            last = max(told, key=lambda exposure: (exposure.possible.spans[-1][1], exposure.evidence))
            if last.stop_reason is not None:
                return last.stop_reason
    return None


def not_tolerated(trial: Trial, history: TreatmentHistory, knowledge: Knowledge, *, as_of: date) -> tuple[str, ...]:
    """The evidence of an allergy or intolerance recorded from the trial's start to a month after it (R-O41)."""
    if trial.ongoing or trial.end is None:
        return ()
    last = min(plus(trial.end.latest, int(knowledge.figures["intolerance-after-days"].value)), as_of)
    names = set(trial.agents[:1])
    for exposure in trial.exposures:
        names.update(exposure.ingredients)
    return _evidence([entry for entry in history.allergies if entry.agents & names and _dated(entry, trial, last)])


def _dated(entry: AllergyFact, trial: Trial, last: date) -> bool:
    days = [entry.recorded, entry.onset.earliest if entry.onset else None]
    return any(day is not None and trial.start.earliest <= day <= last for day in days)


def _evidence(entries: Sequence[AllergyFact]) -> tuple[str, ...]:
    return tuple(sorted({reference for entry in entries for reference in entry.evidence}))
