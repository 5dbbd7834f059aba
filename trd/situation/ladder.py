"""How far a dose may still go: the ladder, this patient's cap, and whether there is headroom (N-O1 … N-O4)."""

from dataclasses import dataclass
from decimal import Decimal

from trd.knowledge.next_step_types import GenotypeLimit
from trd.knowledge.types import Agent, FormDose, Ladder, Threshold
from trd.safety import Facts, Judgement, judge
from trd.situation.running import Running
from trd.terms import ReleaseForm, StopReason, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The dose of the running drug against what this patient may take."""

    dose: Decimal | None
    minimum: Decimal | None
    cap: Decimal | None
    """The lowest of usual maximum, label maximum for the age, organ, genotype and interaction limits (N-O4)."""
    limit: Decimal | None
    """The same without the usual maximum: a dose above it is too high."""
    ladder: Ladder | None
    next_step: Decimal | None
    """The next number of the ladder within the cap."""
    step_after: Decimal | None
    not_tolerated_higher: bool

    @property
    def too_high(self) -> bool:
        """The dose that runs is above this patient's limit (N-O1)."""
        return self.dose is not None and self.limit is not None and self.dose > self.limit

    @property
    def headroom(self) -> bool:
        return self.next_step is not None and not self.not_tolerated_higher


def is_older(facts: Facts, years: int | None = None) -> bool:
    """From `years`; an unknown or uncertain age is taken as older, since the lower dose is safe (G13, R-Z16)."""
    high = facts.person.age_high
    return high is None or high >= (years or facts.days("older-from"))


def cap_of(agent: Agent, facts: Facts, judgement: Judgement, form: ReleaseForm | None = None) -> Decimal | None:
    """This patient's highest dose: the usual maximum, and never above the limit (N-O4, R-C5)."""
    own = _form(agent, form)
    usual = own.usual_maximum if own else _value(agent.usual_maximum)
    outpatient = None if own else _value(agent.outpatient_maximum)
    return _lowest(usual, outpatient, limit_of(agent, facts, judgement, form))


def limit_of(agent: Agent, facts: Facts, judgement: Judgement, form: ReleaseForm | None = None) -> Decimal | None:
    """The lowest of label, age, genotype, organ, interaction and country: a dose above it is too high (R-C5)."""
    own = _form(agent, form)
    older = is_older(facts, agent.older_from)
    by_genotype = _by_genotype(agent, facts)
    if own is not None:
        return _lowest(own.label_maximum, own.older_maximum if older else None, *by_genotype, judgement.cap)
    by_age = (_value(agent.older_maximum), agent.ladder.older_cap if agent.ladder else None) if older else ()
    return _lowest(_value(agent.label_maximum), *by_age, *by_genotype, *_in_country(agent, facts), judgement.cap)


def phenotype_limits(agent: Agent, facts: Facts) -> tuple[GenotypeLimit, ...]:
    """What the reported phenotypes of this patient change in the doses of the drug (§2.2.4, N-G1)."""
    reported = facts.phenotypes
    return tuple(
        limit
        for limit in facts.knowledge.genotypes.get(agent.id, ())
        if limit.gene in reported and reported[limit.gene].value == limit.phenotype
    )


def _by_genotype(agent: Agent, facts: Facts) -> tuple[Decimal | None, ...]:
    limits, older = phenotype_limits(agent, facts), is_older(facts)
    return tuple(
        limit.older_maximum.value if older and limit.older_maximum else limit.maximum.value for limit in limits
    )


def ladder_of(agent: Agent, form: ReleaseForm | None) -> Ladder | None:
    """The dose steps of this release form, else of the agent."""
    own = _form(agent, form)
    return own.ladder if own is not None and own.ladder is not None else agent.ladder


def _form(agent: Agent, form: ReleaseForm | None) -> FormDose | None:
    return next((known for known in agent.forms if known.form is form), None)


def _value(threshold: Threshold | None) -> Decimal | None:
    return threshold.value if threshold else None


def _lowest(*limits: Decimal | None) -> Decimal | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _in_country(agent: Agent, facts: Facts) -> tuple[Decimal | None, ...]:
    countries = facts.knowledge.countries
    country = countries.get(facts.choices.country) or countries["other"]
    doses = country.doses.get(agent.id)
    if doses is None:
        return ()
    return (doses.maximum, doses.older_maximum if is_older(facts, doses.older_from) else None)


def read_room(running: Running, facts: Facts) -> Room:
    """Whether the running drug can be raised, and to what."""
    agent = facts.knowledge.agents[running.agent]
    judgement = judge(Topic.DOSE_OPTIMIZATION, running.agent, facts)
    cap = cap_of(agent, facts, judgement, running.form)
    ladder = ladder_of(agent, running.form)
    steps = _steps(ladder, running, cap)
    return Room(
        minimum=running.trial.adequacy.minimum_dose,
        cap=cap,
        limit=limit_of(agent, facts, judgement, running.form),
        ladder=ladder,
        next_step=steps[0] if steps else None,
        step_after=steps[1] if len(steps) > 1 else None,
        not_tolerated_higher=not_tolerated_higher(running, facts),
        dose=running.dose,
    )


def _steps(ladder: Ladder | None, running: Running, cap: Decimal | None) -> list[Decimal]:
    if ladder is None or running.dose is None:
        return []
    dose = running.dose
    return [step for step in ladder.steps if step > dose and (cap is None or step <= cap)]


def not_tolerated_higher(running: Running, facts: Facts) -> bool:
    """A stop or reduction for side effects after a higher dose, or a recorded reaction to the agent."""
    names = set(running.names(facts.knowledge))
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
