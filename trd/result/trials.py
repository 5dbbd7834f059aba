"""The trials of the result, and what was not counted as one."""

from typing import Any

from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial
from trd.result.values import agent, day_of, iso, number, range_of, references, rounded_down, scored, weeks
from trd.terms import TrialKind
from trd.trials import DosePeriod, NotCounted, Trial

SESSIONS = frozenset({TrialKind.NEUROMODULATION, TrialKind.KETAMINE, TrialKind.PSYCHOTHERAPY})
"""Kinds that are counted in sessions, not in weeks at a dose."""


def trial(rated: RatedTrial, knowledge: Knowledge) -> dict[str, Any]:
    """One element of `trials`."""
    return {
        "id": rated.id,
        "agents": [agent(id_, knowledge) for id_ in rated.trial.agents],
        "kind": rated.trial.kind.value,
        "episode": rated.trial.episode.value,
        **_dates(rated.trial),
        **_doses(rated),
        **_verdicts(rated, knowledge),
    }


def _dates(trial: Trial) -> dict[str, Any]:
    """`start` and `end` are certain days; an ongoing trial has no end (R-T36)."""
    return {
        "start": day_of(trial.start, trial.certain.first),
        "end": None if trial.ongoing else day_of(trial.end, trial.certain.last),
        "ongoing": trial.ongoing,
        "startRange": range_of(trial.start),
        "endRange": None if trial.ongoing else range_of(trial.end),
        "startBasis": trial.start_basis.value,
        "endBasis": trial.end_basis.value,
    }


def _doses(rated: RatedTrial) -> dict[str, Any]:
    trial, rating = rated.trial, rated.adequacy
    by_sessions = trial.kind in SESSIONS
    return {
        "doseSteps": [_step(period) for period in trial.dose_periods],
        "peakDailyDose": number(rating.peak_dose),
        "minimumAdequateDose": number(rating.minimum_dose),
        "doseUnit": rating.dose_unit or None,
        "weeksAtAdequateDose": None if by_sessions else weeks(len(rating.certain_days)),
        "weeksPossible": None if by_sessions else weeks(len(rating.possible_days)),
        "minimumWeeks": None if by_sessions else weeks(rating.needed_days),
        "adherence": None if rating.adherence is None else rounded_down(rating.adherence, 2),
        "sessions": trial.session_count,
    }


def _step(period: DosePeriod) -> dict[str, Any]:
    """The lower reading of a dose range: what was certainly taken (R-D6)."""
    return {"from": iso(period.first), "to": iso(period.last), "dailyDose": number(period.low)}


def _verdicts(rated: RatedTrial, knowledge: Knowledge) -> dict[str, Any]:
    outcome = rated.outcome
    notes = dict.fromkeys((*rated.trial.notes, *rated.adequacy.notes, *outcome.notes, *rated.notes))
    return {
        "adequacy": rated.adequacy.verdict.value,
        "outcome": outcome.outcome.value,
        "outcomeBasis": outcome.basis.value,
        "baseline": scored(outcome.baseline, knowledge),
        "endpoint": scored(outcome.endpoint, knowledge),
        "failed": rated.failed,
        "because": rated.because,
        "notes": list(notes),
        "confidence": rated.confidence.value,
        "evidence": references(rated.trial.evidence, outcome.evidence),
    }


def not_counted(exposure: NotCounted, knowledge: Knowledge) -> dict[str, Any]:
    """An exposure that is no trial, with the reason (R-A13)."""
    return {
        "agent": agent(exposure.agent, knowledge)["name"],
        "reason": exposure.reason,
        "from": iso(exposure.first),
        "to": iso(exposure.last),
        "evidence": references(exposure.evidence),
    }
