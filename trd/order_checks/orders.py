"""One drafted drug as the checks look at it: its agent, its dose, what runs beside it and what ends with it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trd.drafts import DoseReading, DraftedDrug, Drafts, Occasion
from trd.history import DoseStep, MedicationRecord
from trd.knowledge.order_check_types import OrderChecks
from trd.knowledge.types import Agent, Knowledge
from trd.options import Recommendations
from trd.safety import Facts, Judgement, Taken
from trd.safety.rows import Plan
from trd.situation import Situation
from trd.terms import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked: one patient, the drafts of the call, the moment."""

    situation: Situation
    recommendations: Recommendations
    drafts: Drafts
    occasion: Occasion
    ending: frozenset[str]
    """Ingredients whose running orders end today by the drafts of the call (R-Z32)."""
    starting: frozenset[str]
    """Ingredients that its drafts start or carry on."""

    @property
    def facts(self) -> Facts:
        """The record alone, without any draft."""
        return self.situation.facts

    @property
    def knowledge(self) -> Knowledge:
        return self.situation.knowledge

    @property
    def rules(self) -> OrderChecks:
        return self.situation.knowledge.order_checks

    @property
    def as_of(self) -> date:
        return self.situation.as_of

    @property
    def gone(self) -> frozenset[str]:
        """Ingredients that end today and that no draft carries on."""
        return self.ending - self.starting

    @property
    def refill(self) -> bool:
        return self.occasion is Occasion.REFILL

    @property
    def signing(self) -> bool:
        return self.occasion is Occasion.SIGN

    def first_topic(self, *topics: Topic) -> Topic | None:
        """The topic of the first option among these for which a draft can be made (R-Z46)."""
        options = self.recommendations.options
        return next((option.topic for option in options if option.topic in topics and option.draft), None)

    def taken(self, ingredient: str) -> Taken | None:
        """The record's days of one ingredient."""
        return self.facts.taken.get(ingredient)


def called(agent: Agent | None, name: str) -> str:
    """A drug inside a sentence: the generic name, never the product or brand that the record prints (R-W6, R-W14)."""
    return agent.label if agent else name.replace("-", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One agent of one draft that is to be checked."""

    call: Call
    draft: DraftedDrug
    record: MedicationRecord
    agent: Agent | None
    """None: a drug that only interacts (R-Z30)."""
    ingredients: frozenset[str]
    facts: Facts
    """The record, and what the other drafts of the call start."""
    plan: Plan
    judgement: Judgement
    """By all rows about the drug that speak on orders; empty of one that no row is about."""

    @property
    def subject(self) -> str:
        """Agent id, or the ingredient id of a drug that only interacts."""
        return self.record.agent

    @property
    def name(self) -> str:
        """As it stands inside a sentence."""
        return called(self.agent, self.record.agent)

    @property
    def capital(self) -> str:
        """As it begins a sentence."""
        return self.name[:1].upper() + self.name[1:]

    @property
    def reference(self) -> str | None:
        return self.draft.reference

    @property
    def starts(self) -> date:
        """The day on which it begins, not before today."""
        stated = self.record.start.earliest if self.record.start else self.call.as_of
        return max(stated, self.call.as_of)

    @property
    def low(self) -> Decimal | None:
        """The highest dose that it certainly reaches."""
        lows = [step.low for step in self._steps if step.low is not None]
        return max(lows, default=None)

    @property
    def first(self) -> Decimal | None:
        """The dose that it certainly begins with."""
        return self._steps[0].low if self._steps else None

    @property
    def high(self) -> Decimal | None:
        """The highest dose that it may reach; None where one step states none."""
        highs = [step.high for step in self._steps]
        known = [high for high in highs if high is not None]
        return max(known) if known and len(known) == len(highs) else None

    @property
    def _steps(self) -> tuple[DoseStep, ...]:
        readable = self.draft.dose is DoseReading.READ
        return tuple(step for step in self.record.steps if not step.per_kg) if readable else ()

    @property
    def one_dose(self) -> bool:
        """A dose that an `update` may change: one instruction, no range, not as needed, with an id (R-F21)."""
        exact = len(self.record.steps) == 1 and self.low is not None and self.low == self.high
        return exact and self.draft.instructions == 1 and not self.record.as_needed and self.reference is not None

    @property
    def running(self) -> Taken | None:
        """The same drug on record, if it is certainly taken now."""
        known = [self.call.taken(name) for name in sorted(self.ingredients)]
        if not known or any(taken is None or self.call.as_of not in taken.certain for taken in known):
            return None
        return known[0]

    @property
    def running_dose(self) -> Decimal | None:
        """The dose that is taken now, lower reading, all orders together."""
        taken = self.running
        if taken is None:
            return None
        now = [each for each in taken.exposures if self.call.as_of in each.certain and each.agent == self.subject]
        doses = [each.low for each in now]
        known = [dose for dose in doses if dose is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(doses) else None

    @property
    def certain_days(self) -> int:
        """For how long without a free day it is certainly taken until now."""
        taken = self.running
        return unbroken(taken, self.call.as_of) if taken is not None else 0

    @property
    def renews(self) -> bool:
        """It carries on what runs: a refill, or a change of the running order (R-Z32)."""
        return self.call.refill or bool(self.ingredients & self.call.ending)

    def listed(self, name: str) -> bool:
        """Whether the agent stands on a list of the knowledge."""
        return self.subject in self.call.rules.agents[name]


def unbroken(taken: Taken, as_of: date) -> int:
    """Certain days without a free one up to today; 0: not certainly taken today."""
    day = as_of.toordinal()
    span = next((span for span in taken.certain.spans if span[0] <= day <= span[1]), None)
    return day - span[0] + 1 if span else 0
