"""Daily mg as written -> the doses that an agent's table counts: salts, drops, patches, and what is plausible."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fhir_mappings.dosage.reading import UNSTATED, Amount, Instruction, Step
from fhir_mappings.dosage.tokens import SigDrug
from fhir_mappings.drug_products import Component, NamedDrug
from fhir_mappings.quantities import exact
from trd.history import DoseStep, Gap
from trd.knowledge.names import fold_drug_name
from trd.knowledge.types import Agent, Knowledge
from trd.terms import GapCode, ReleaseForm

_IMPLAUSIBLE = 3
"""Times the label maximum (R-D16, a product choice)."""
_MICROGRAMS = "ug/d"
_BY_SESSION = frozenset({"mg/session", "mg/kg"})

_GAPS = {
    "dose-text": (GapCode.DOSE_TEXT, "the instruction can't be read as a dose"),
    "dose-conflict": (GapCode.DOSE_CONFLICT, "the record states several doses that do not agree"),
    "unreadable-unit": (GapCode.UNREADABLE_UNIT, "the unit of the dose can't be read"),
    "rate-ignored": (GapCode.UNREADABLE_UNIT, "only a rate is stated, no dose"),
    "implausible-dose": (
        GapCode.IMPLAUSIBLE_DOSE,
        "the dose is more than three times the highest labelled dose, or none",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Dose steps in the unit of the agent's table, and what could not be used."""

    steps: tuple[DoseStep, ...] = ()
    problems: tuple[str, ...] = ()


def sig_drug(named: NamedDrug, component: Component, knowledge: Knowledge, strengths: frozenset[Fraction]) -> SigDrug:
    """What the readers of dosages must know of the drug."""
    found = knowledge.equivalences
    drops = found.drops.get(component.agent)
    patch = found.patches.get(component.agent)
    ingredients = frozenset(part for one in named.components for part in one.ingredients)
    per_day = component.strength.per_day
    contents = patch.contents if patch is not None else {}
    return SigDrug(
        ingredients=ingredients,
        per_unit=component.strength.per_unit,
        per_ml=component.strength.per_ml,
        per_day=contents.get(per_day, per_day) if per_day is not None else None,
        noun=named.noun,
        strengths=strengths,
        mg_per_drop=drops.mg_per_drop if drops is not None else None,
        fixed=len(ingredients) > 1,
        contents=contents,
    )


def count_doses(told: Instruction, named: NamedDrug, component: Component, knowledge: Knowledge) -> Counted:
    """The steps of an instruction as the rules compare them; an implausible dose becomes unstated (R-D16)."""
    agent = knowledge.agents.get(component.agent)
    problems = list(told.problems)
    steps: list[DoseStep] = []
    for step in told.steps:
        amount = _counted(step, named, component, knowledge, agent)
        stops = len(told.steps) > 1 and step is told.steps[-1]
        if not (stops and amount.single == 0) and not _plausible(amount, step, agent):
            problems.append("implausible-dose")
            amount = UNSTATED
        steps.append(
            DoseStep(
                low=_decimal(amount.low, agent),
                high=_decimal(amount.high, agent),
                start=step.start,
                end=step.end,
                days=step.days,
                per_kg=step.per_kg,
            )
        )
    return Counted(steps=_without_stop(tuple(steps)), problems=tuple(dict.fromkeys(problems)))


def gaps_of(problems: tuple[str, ...], label: str, evidence: str) -> tuple[Gap, ...]:
    """What the clinician is told of a dose that is not known."""
    return tuple(
        Gap(code=code, what=f"{label}: {words}", evidence=(evidence,))
        for code, words in dict.fromkeys(_GAPS[problem] for problem in problems)
    )


def _counted(step: Step, named: NamedDrug, component: Component, knowledge: Knowledge, agent: Agent | None) -> Amount:
    if agent is not None and agent.dose_unit in _BY_SESSION:
        return step.intake
    found = knowledge.equivalences
    weekly = found.weekly.get(component.agent)
    if weekly is not None and weekly.daily and weekly.intake and step.daily.single == weekly.intake / 7:
        return Amount.of(weekly.daily)
    factor = Fraction(1)
    salt = found.salts.get(component.agent)
    if salt is not None and _is_salt(named, salt.words):
        factor = salt.factor
    drops = found.drops.get(component.agent)
    if drops is not None and named.form is ReleaseForm.DROPS:
        factor = drops.factor
    return step.daily.by(factor) if step.daily.stated else step.daily


def _is_salt(named: NamedDrug, words: frozenset[str]) -> bool:
    folded = " ".join(f" {fold_drug_name(text)} " for text in named.words)
    return any(f" {word} " in folded for word in words)


def _plausible(amount: Amount, step: Step, agent: Agent | None) -> bool:
    if any(end is not None and end <= 0 for end in (amount.low, amount.high)):
        return False
    most = agent.label_maximum if agent is not None else None
    if most is None or step.per_kg or amount.high is None:
        return True
    high = amount.high * 1000 if agent is not None and agent.dose_unit == _MICROGRAMS else amount.high
    return high <= Fraction(most.value) * _IMPLAUSIBLE


def _without_stop(steps: tuple[DoseStep, ...]) -> tuple[DoseStep, ...]:
    """ "then stop" is an end, no dose of zero: the steps before it say how long they last."""
    if len(steps) > 1 and steps[-1].high == 0:
        return steps[:-1]
    return steps


def _decimal(value: Fraction | None, agent: Agent | None) -> Decimal | None:
    if value is None:
        return None
    return exact(value * 1000 if agent is not None and agent.dose_unit == _MICROGRAMS else value)
