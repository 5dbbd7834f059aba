"""A drug added to an antidepressant to help it: augmentation trials (R-T30 … R-T32)."""

from collections.abc import Sequence
from datetime import date

from trd.history import ConditionFact, TreatmentHistory
from trd.intervals import Days
from trd.knowledge.types import Knowledge
from trd.terms import TrialKind, Verification
from trd.trials.building import together
from trd.trials.runs import Run
from trd.trials.trial import Trial

STARTED_TOGETHER = "started-together"


def augment(
    augmenters: Sequence[Run], bases: Sequence[Run], history: TreatmentHistory, knowledge: Knowledge
) -> tuple[tuple[Trial, ...], tuple[Run, ...]]:
    """The augmentation trials, and the augmenters that made none."""
    trials: list[Trial] = []
    idle: list[Run] = []
    for run in augmenters:
        own = [_augmentation(run, base, since, knowledge) for base, since in _bases(run, bases, history, knowledge)]
        trials.extend(own)
        if not own:
            idle.append(run)
    return tuple(trials), tuple(idle)


def _bases(run: Run, bases: Sequence[Run], history: TreatmentHistory, knowledge: Knowledge) -> list[tuple[Run, int]]:
    """The antidepressants it was added to, each for long enough on days that no other explains better."""
    least = int(knowledge.figures["augmentation-overlap-days"].value)
    beside = [(base, run.certain & base.certain) for base in bases if base.agent != run.agent]
    beside = [(base, days) for base, days in beside if len(days) >= least]
    beside.sort(key=lambda pair: (-len(pair[1]), pair[0].possible.spans[0][0], pair[0].agent))
    explained = Days()
    found: list[tuple[Run, int]] = []
    for base, days in beside:
        if len(days - explained) < least or _for_another_reason(run, base, history, knowledge):
            continue
        explained = explained | days
        found.append((base, max(run.possible.spans[0][0], base.possible.spans[0][0])))
    return sorted(found, key=lambda pair: pair[1])


def _first_day(run: Run) -> int:
    """The augmenter's first certain day, or its first possible one."""
    return (run.certain or run.possible).spans[0][0]


def _augmentation(run: Run, base: Run, since: int, knowledge: Knowledge) -> Trial:
    near = int(knowledge.figures["started-together-days"].value)
    apart = _first_day(run) - _first_day(base)
    notes = (STARTED_TOGETHER,) if 0 <= apart <= near else ()
    return together(TrialKind.AUGMENTATION, (run, base), since, None, *notes)


def _for_another_reason(run: Run, base: Run, history: TreatmentHistory, knowledge: Knowledge) -> bool:
    """Taken long before the antidepressant, by someone with another reason to take it (R-T32)."""
    longest = int(knowledge.figures["augmenter-before-days"].value)
    if base.possible.spans[0][0] - run.possible.spans[0][0] <= longest:
        return False
    reasons = knowledge.concept_sets.get("augmenter-other-reason", frozenset())
    began = date.fromordinal(base.possible.spans[0][0])
    return any(_present(condition, began) for condition in history.conditions if condition.concepts & reasons)


def _present(condition: ConditionFact, on: date) -> bool:
    refuted = condition.verification in (Verification.REFUTED, Verification.DIFFERENTIAL, Verification.UNCONFIRMED)
    onset = condition.onset.earliest if condition.onset else condition.recorded
    return not refuted and (onset is None or onset <= on)
