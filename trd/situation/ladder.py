"""How far a dose may still go: the ladder, this patient's cap, and whether there is headroom (N-O1 … N-O4)."""

from dataclasses import dataclass
from decimal import Decimal

from trd.knowledge.types import Agent, Threshold
from trd.safety import Facts, Judgement, judge
from trd.situation.running import Running
from trd.terms import ReleaseForm, StopReason, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The dose of the running drug against what this patient may take."""

    minimum: Decimal | None
    cap: Decimal | None
    """The lowest of usual maximum, label maximum for the age, organ, genotype and interaction limits (N-O4)."""
    next_step: Decimal | None
    """The next number of the ladder within the cap."""
    step_after: Decimal | None
    older: bool
    not_tolerated_higher: bool
    judgement: Judgement
    """The matrix on the running drug as something to raise."""

    @property
    def headroom(self) -> bool:
        return self.next_step is not None and not self.not_tolerated_higher


def is_older(facts: Facts, years: int | None = None) -> bool:
    """From `years`; an unknown or uncertain age is taken as older, since the lower dose is safe (G13, R-Z16)."""
    high = facts.person.age_high
    return high is None or high >= (years or facts.days("older-from"))


def cap_of(agent: Agent, facts: Facts, judgement: Judgement, form: ReleaseForm | None = None) -> Decimal | None:
    """This patient's highest dose: the lowest of label, age, genotype, organ, interaction and country (N-O4, R-C5)."""
    own = next((known for known in agent.forms if known.form is form), None)
    if own is not None:
        limits = [
            own.usual_maximum,
            own.label_maximum,
            own.older_maximum if is_older(facts, agent.older_from) else None,
        ]
    else:
        limits = [_value(agent.usual_maximum), _value(agent.label_maximum), *_by_age_and_country(agent, facts)]
    return min((limit for limit in (*limits, judgement.cap) if limit is not None), default=None)


def _value(threshold: Threshold | None) -> Decimal | None:
    return threshold.value if threshold else None


def _by_age_and_country(agent: Agent, facts: Facts) -> list[Decimal | None]:
    limits = [_value(agent.older_maximum) if is_older(facts, agent.older_from) else None]
    countries = facts.knowledge.countries
    country = countries.get(facts.choices.country) or countries["other"]
    doses = country.doses.get(agent.id)
    if doses is not None:
        limits += [doses.maximum, doses.older_maximum if is_older(facts, doses.older_from) else None]
    return limits


def read_room(running: Running, facts: Facts) -> Room:
    """Whether the running drug can be raised, and to what."""
    agent = facts.knowledge.agents[running.agent]
    judgement = judge(Topic.DOSE_OPTIMIZATION, running.agent, facts)
    cap = cap_of(agent, facts, judgement, running.form)
    steps = _steps(agent, running, cap)
    return Room(
        minimum=running.trial.adequacy.minimum_dose,
        cap=cap,
        next_step=steps[0] if steps else None,
        step_after=steps[1] if len(steps) > 1 else None,
        older=is_older(facts),
        not_tolerated_higher=not_tolerated_higher(running, facts),
        judgement=judgement,
    )


def _steps(agent: Agent, running: Running, cap: Decimal | None) -> list[Decimal]:
    if agent.ladder is None or running.dose is None:
        return []
    dose = running.dose
    return [step for step in agent.ladder.steps if step > dose and (cap is None or step <= cap)]


def not_tolerated_higher(running: Running, facts: Facts) -> bool:
    """A stop or reduction for side effects after a higher dose, or a recorded reaction to the agent."""
    agent = facts.knowledge.agents[running.agent]
    names = {agent.id, *agent.ingredients}
    if any(not names.isdisjoint(entry.agents) for entry in facts.allergies):
        return True
    dose = running.dose
    return dose is not None and any(
        taken.agent == running.agent
        and taken.stop_reason is StopReason.ADVERSE_EFFECT
        and taken.high is not None
        and taken.high > dose
        for taken in running.trial.trial.exposures
    )
