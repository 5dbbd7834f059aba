"""One patient's facts as the rows of §7 look at them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trd.choices import Choices
from trd.diagnosis import Diagnosis, Person
from trd.exposures import Exposure, Rebuilt
from trd.history import ConditionFact, Measurement, TreatmentHistory
from trd.intervals import Days, days_between, plus
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial
from trd.terms import EpisodeOf, Route, TrialKind

LOCAL = frozenset({Route.TOPICAL, Route.OPHTHALMIC, Route.OTIC})
"""Routes by which a drug hardly reaches the brain."""

ANTIDEPRESSANT_TRIALS = frozenset({TrialKind.MONOTHERAPY, TrialKind.COMBINATION, TrialKind.AUGMENTATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    history: TreatmentHistory
    rebuilt: Rebuilt
    trials: Sequence[RatedTrial]
    person: Person
    diagnosis: Diagnosis
    conditions: tuple[ConditionFact, ...]
    """Known on `as_of`, none refuted."""
    knowledge: Knowledge
    choices: Choices
    as_of: date
    _by_ingredient: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Places of exposures, filled once: some rows ask for the drugs of every trial."""

    def __post_init__(self) -> None:
        for place, exposure in enumerate(self.rebuilt.exposures):
            for ingredient in exposure.ingredients if exposure.route not in LOCAL else ():
                self._by_ingredient.setdefault(ingredient, []).append(place)

    def window(self, days: int | None) -> Days:
        """The look-back: `days` before `as_of` and `as_of` itself; everything when there is none."""
        return Days.between(date.min if days is None else plus(self.as_of, -days), self.as_of)

    def within(self, day: date, days: int | None) -> bool:
        """Whether `day` is in the look-back."""
        age = days_between(day, self.as_of)
        return age >= 0 and (days is None or age <= days)

    def values(self, concept: str, days: int | None) -> tuple[Measurement, ...]:
        """Every value of a measurement or screening total in the look-back, ascending."""
        totals = (
            Measurement(concept=concept, low=score.value, high=score.value, day=score.day, evidence=score.evidence)
            for score in self.history.scores
            if score.instrument == concept
        )
        found = [value for value in (*self.history.measurements, *totals) if value.concept == concept]
        return tuple(
            sorted(
                (value for value in found if self.within(value.day, days)),
                key=lambda value: (value.day, value.low or Decimal(0), value.high or Decimal(0), value.evidence),
            )
        )

    def latest(self, concept: str, days: int | None) -> tuple[Measurement, ...]:
        """The values of the newest day in the look-back; two of one day both count, so that the worse decides."""
        found = self.values(concept, days)
        return tuple(value for value in found if value.day == found[-1].day)

    def taken(self, drugs: frozenset[str], *, without: frozenset[str] = frozenset()) -> tuple[Exposure, ...]:
        """Exposures that brought one of `drugs` into the body."""
        places = sorted({place for drug in self._by_ingredient.keys() & drugs for place in self._by_ingredient[drug]})
        found = (self.rebuilt.exposures[place] for place in places)
        return tuple(exposure for exposure in found if without.isdisjoint(exposure.ingredients))

    def antidepressant_trials(self) -> tuple[RatedTrial, ...]:
        """Drug trials of this episode; one whose membership is not known may be one."""
        return tuple(
            rated
            for rated in self.trials
            if rated.trial.kind in ANTIDEPRESSANT_TRIALS and rated.trial.episode is not EpisodeOf.EARLIER
        )

    def drug(self, ingredient: str) -> str:
        """How a drug is named inside a sentence."""
        agent = self.knowledge.agents.get(ingredient)
        return agent.label if agent is not None else ingredient.replace("-", " ")

    def name(self, rated: RatedTrial) -> str:
        """How a trial is named: "sertraline", "aripiprazole with sertraline"."""
        return " with ".join(self.drug(agent) for agent in rated.trial.agents)
