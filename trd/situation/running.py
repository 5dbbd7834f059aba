"""What runs now: the current antidepressant trial, its dose, and the add-on beside it (§1.2.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.assessment import Assessment
from trd.exposures import Exposure
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial
from trd.terms import EpisodeOf, ReleaseForm, TrialKind

COUNTED = frozenset({TrialKind.MONOTHERAPY, TrialKind.COMBINATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One agent that is taken now, with the dose of its last certain day."""

    agent: str
    trial: RatedTrial
    dose: Decimal | None
    """`d`: the lower reading of the last certain day; None where it is not stated."""
    form: ReleaseForm | None
    since_change: int | None
    """Days since the dose last changed."""

    def names(self, knowledge: Knowledge) -> tuple[str, ...]:
        """The agent and its ingredients, as a recorded reaction may name them."""
        return (self.agent, *knowledge.agents[self.agent].ingredients)

    @property
    def days(self) -> int:
        """Certain days at dose (c-days)."""
        return len(self.trial.adequacy.certain_days)


def in_episode(assessment: Assessment) -> tuple[RatedTrial, ...]:
    """Trials that belong, or may belong, to this episode."""
    return tuple(rated for rated in assessment.trials if rated.trial.episode is not EpisodeOf.EARLIER)


def counted(trials: Iterable[RatedTrial]) -> tuple[RatedTrial, ...]:
    """Antidepressant trials: one drug, or a combination of two."""
    return tuple(rated for rated in trials if rated.trial.kind in COUNTED)


def find_add_on(trials: Iterable[RatedTrial]) -> RatedTrial | None:
    """`aug`: the augmentation that runs, the latest start where there are several."""
    running = [rated for rated in trials if rated.trial.kind is TrialKind.AUGMENTATION and rated.trial.ongoing]
    return max(running, key=lambda rated: (rated.trial.start.latest, rated.trial.agents), default=None)


def find_current(trials: Iterable[RatedTrial], add_on: RatedTrial | None, as_of: date) -> Running | None:
    """`cur`: the counted trial that runs; during an augmentation its base."""
    running = [rated for rated in counted(trials) if rated.trial.ongoing]
    base = add_on.trial.agents[1] if add_on is not None and len(add_on.trial.agents) > 1 else None
    of_base = [rated for rated in running if base in rated.trial.agents]
    found = max(of_base or running, key=_precedence, default=None)
    return read_running(found, as_of) if found else None


def _precedence(rated: RatedTrial) -> tuple[date, int, tuple[int, ...]]:
    """Latest certain start, then more weeks at dose, then agent id."""
    by_id = tuple(-ord(letter) for letter in rated.trial.agents[0])
    return rated.trial.start.earliest, len(rated.adequacy.certain_days), by_id


def read_running(rated: RatedTrial, as_of: date) -> Running:
    """The dose of an ongoing trial's first agent on its last certain day."""
    last = rated.trial.certain.last
    exposures = rated.trial.exposures
    now = next((exposure for exposure in exposures if last is not None and last in exposure.certain), None)
    return Running(
        agent=rated.trial.agents[0],
        trial=rated,
        dose=now.low if now else None,
        form=now.form if now else None,
        since_change=_since_change(exposures, now, as_of),
    )


def _since_change(exposures: Iterable[Exposure], now: Exposure | None, as_of: date) -> int | None:
    low = now.low if now else None
    same = [known.certain.first for known in exposures if known.low == low and known.certain.first]
    other = [known.certain.last for known in exposures if known.low != low and known.certain.last]
    changed = max(other, default=None)
    starts = [first for first in same if changed is None or first > changed]
    return (as_of - min(starts)).days if starts else None
