"""All trials of a patient, from exposures and sessions (R-T1 … R-T36)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from trd.choices import Choices
from trd.exposures import Exposure, Rebuilt
from trd.history import TreatmentHistory
from trd.intervals import DayInterval
from trd.knowledge.types import Knowledge
from trd.terms import Counts, TrialKind
from trd.trials.augmenting import augment
from trd.trials.building import evidence, monotherapy
from trd.trials.combining import combine
from trd.trials.courses import SESSION_DRUGS, courses
from trd.trials.runs import Run, runs
from trd.trials.trial import JoinedTrials, NotCounted, Trial

NO_BASE = "no antidepressant beside it for long enough"


def join(
    rebuilt: Rebuilt, history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date
) -> JoinedTrials:
    """Join exposures and sessions into trials over all episodes; `trd.episodes` assigns them.

    The list is in a fixed order: start, then agent.
    """
    daily = [
        exposure
        for exposure in rebuilt.exposures
        if exposure.agent in knowledge.agents and exposure.agent not in SESSION_DRUGS and exposure.possible
    ]
    counted = [exposure for exposure in daily if exposure.counts is not Counts.NO]
    antidepressants, augmenters = (
        runs(
            (exposure for exposure in counted if _treats_alone(exposure, knowledge) is alone),
            knowledge,
            choices,
            as_of=as_of,
        )
        for alone in (True, False)
    )
    combined = combine(antidepressants, history, knowledge)
    augmentations, idle = augment(augmenters, antidepressants, history, knowledge)
    of_sessions, single_doses = courses(history, rebuilt, knowledge, choices, as_of=as_of)
    alone = (monotherapy(run, rebuilt.supplied) for run in combined.runs)
    trials = sorted((*alone, *combined.trials, *augmentations, *of_sessions), key=order)
    begun = _begun((*antidepressants, *augmenters), of_sessions)
    return JoinedTrials(
        trials=tuple(_beside(trial, begun) for trial in trials),
        not_counted=tuple(sorted((*_not_counted(daily), *_idle(idle), *single_doses), key=_listed)),
        gaps=combined.gaps,
    )


def _treats_alone(exposure: Exposure, knowledge: Knowledge) -> bool:
    """An augmenter of which nobody knows the dose (quetiapine) is no antidepressant either (R-A11, §1.3)."""
    agent = knowledge.agents[exposure.agent]
    return exposure.counts is Counts.YES or (exposure.counts is Counts.UNDETERMINED and agent.antidepressant)


def order(trial: Trial) -> tuple[date, date, tuple[str, ...], str, date]:
    """The fixed order of trials."""
    last = trial.possible.last or trial.start.latest
    return trial.start.earliest, trial.start.latest, trial.agents, trial.kind.value, last


def _begun(drugs: Iterable[Run], courses: Iterable[Trial]) -> list[tuple[DayInterval, set[str]]]:
    """What began on which day: every counted antidepressant, augmenter, and course but psychotherapy (R-O11)."""
    began: dict[DayInterval, set[str]] = {}
    for run in drugs:
        began.setdefault(_first_day(run), set()).add(run.agent)
    for course in courses:
        if course.kind is not TrialKind.PSYCHOTHERAPY:
            began.setdefault(course.start, set()).add(course.agents[0])
    return sorted(began.items(), key=lambda each: (each[0].earliest, each[0].latest))


def _first_day(run: Run) -> DayInterval:
    """From the first day on which it may have been taken to the first on which it certainly was."""
    start = run.start[0]
    first = run.possible.first or start.earliest
    return DayInterval(earliest=min(first, start.earliest), latest=start.latest)


def _beside(trial: Trial, begun: Iterable[tuple[DayInterval, set[str]]]) -> Trial:
    return replace(trial, begun_beside=tuple(day for day, agents in begun if not agents.issubset(trial.agents)))


def _listed(entry: NotCounted) -> tuple[date, str, str, date]:
    return entry.first or date.min, entry.agent, entry.reason, entry.last or date.max


def _not_counted(exposures: Iterable[Exposure]) -> list[NotCounted]:
    """What is no trial, each drug once for each reason and run (R-A13)."""
    found: list[NotCounted] = []
    last: dict[tuple[str, str], int] = {}
    for exposure in exposures:
        if exposure.counts is not Counts.NO or exposure.not_counted is None:
            continue
        key = (exposure.agent, exposure.not_counted)
        if key in last:
            found[last[key]] = _longer(found[last[key]], exposure)
        else:
            last[key] = len(found)
            found.append(_entry([exposure], exposure.not_counted))
    return found


def _longer(entry: NotCounted, exposure: Exposure) -> NotCounted:
    doses = [dose for dose in (entry.dose, exposure.high) if dose is not None]
    ends = [day for day in (entry.last, exposure.possible.last) if day is not None]
    return NotCounted(
        agent=entry.agent,
        reason=entry.reason,
        first=entry.first,
        last=max(ends, default=None),
        dose=max(doses, default=None),
        evidence=tuple(sorted({*entry.evidence, *exposure.evidence})),
    )


def _idle(augmenters: Iterable[Run]) -> list[NotCounted]:
    return [_entry(run.exposures, NO_BASE) for run in augmenters]


def _entry(exposures: Sequence[Exposure], reason: str) -> NotCounted:
    doses = [exposure.high for exposure in exposures if exposure.high is not None]
    return NotCounted(
        agent=exposures[0].agent,
        reason=reason,
        first=exposures[0].possible.first,
        last=max((exposure.possible.last for exposure in exposures if exposure.possible.last), default=None),
        dose=max(doses, default=None),
        evidence=evidence(exposures),
    )
