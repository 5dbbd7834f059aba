"""A drug that was chosen -> the draft of its first step, with the words that stand beside it (§5.1, R-F15)."""

from dataclasses import dataclass

from cds_hooks.drafting import Subject
from cds_hooks.wording import figures, trials
from cds_hooks.wording.catalogue import WORDS, Slot, translated
from cds_hooks.wording.tapers import taper_words
from cds_hooks.wording.telling import Telling
from fhir_mappings.writing.directions import in_brief
from fhir_mappings.writing.drafts import NEVER_DRAFTED, DraftDrug
from fhir_mappings.writing.first_orders import FirstOrder, first_order
from fhir_mappings.writing.supply import first_supply_days
from trd.knowledge.types import Agent
from trd.options import Option
from trd.terms import Topic

TOXIC_CLASSES = frozenset({"TCA", "MAOI"})
TOXIC_AGENTS = frozenset({"lithium", "venlafaxine"})
MOST_UNKNOWNS = 3
CHANGES_DOSE = frozenset({"too-low", "room", "no-response", "too-high", "lower", "by-level", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugOrder:
    """A draft with its label and its description."""

    draft: DraftDrug
    label: str
    description: str


def draft_drug(option: Option, telling: Telling, subject: Subject, supporting: tuple[str, ...]) -> DrugOrder | None:
    """The draft of an option; `None` where no rule allows one or no product fits: then words alone say it (R-F12)."""
    plan, agent = option.plan, telling.agent(option.plan.agent if option.plan else option.agent)
    if not option.draft or plan is None or agent is None or agent.id in NEVER_DRAFTED:
        return None
    changes_dose = option.topic is Topic.DOSE_OPTIMIZATION
    if changes_dose and option.case not in CHANGES_DOSE:
        return None
    found = first_order(agent.id, plan.target if changes_dose else plan.start, telling.knowledge)
    if found is None:
        return None
    draft = DraftDrug(
        supporting=supporting,
        note=_note(option, found, telling),
        agent=agent.id,
        name=found.name,
        coding=found.coding,
        is_product=found.is_product,
        form=found.form,
        transdermal=found.transdermal,
        intakes=found.intakes,
        supply_days=first_supply_days(
            first_step_days=found.step_days,
            risk=telling.assessment.suicide_risk.level,
            toxic=_toxic(agent),
            knowledge=telling.knowledge,
        ),
        **subject,
    )
    return DrugOrder(
        draft=draft, label=_label(option, telling), description=_description(option, draft, found, telling)
    )


def _toxic(agent: Agent) -> bool:
    """More dangerous in overdose than others (R-F15)."""
    return agent.drug_class in TOXIC_CLASSES or agent.id in TOXIC_AGENTS


def _slots(option: Option, telling: Telling) -> dict[str, Slot]:
    plan = option.plan
    assert plan is not None  # `draft_drug` asked
    base = plan.agent if option.topic is Topic.DOSE_OPTIMIZATION else plan.base_agent
    rated = telling.trial_of(base)
    ongoing = rated is not None and rated.trial.ongoing
    current: Slot = figures.dose(plan.current_dose, plan.unit, telling.agent(plan.agent))
    if option.topic is not Topic.DOSE_OPTIMIZATION:
        current = trials.facts_of(rated, telling).get("current") if ongoing else None
    dose = plan.target if option.topic is Topic.DOSE_OPTIMIZATION else plan.start
    return {
        "agent": telling.running(base) if base and ongoing else None,
        "new": telling.new_drug(plan.agent),
        "current": current,
        "dose": figures.dose(dose, plan.unit, telling.agent(plan.agent)),
        "taken": figures.taken(
            figures.dose(dose, plan.unit, telling.agent(plan.agent)), WORDS.word("drug.take", plan.agent)
        ),
    }


def _label(option: Option, telling: Telling) -> str:
    slots = _slots(option, telling)
    if option.topic is Topic.DOSE_OPTIMIZATION:
        verb = "lower" if option.case in ("too-high", "lower") else "raise"
        running = telling.running(option.plan.agent if option.plan else option.agent or "")
        return WORDS.say(f"suggestion.{verb}", **{**slots, "agent": running}) or ""
    key = "start" if option.topic is Topic.SWITCH else "add"
    return WORDS.say_within(80, f"suggestion.{key}", **slots) or ""


def _description(option: Option, draft: DraftDrug, found: FirstOrder, telling: Telling) -> str:
    """Product, dose, supply, and what it replaces or joins: all that some EHRs show (R-F4)."""
    slots = {**_slots(option, telling), "order": translated(in_brief(draft), "orders")}
    key = {Topic.DOSE_OPTIMIZATION: "replaces", Topic.SWITCH: "instead"}.get(option.topic, "added")
    said = WORDS.say(f"suggestion.description.{key}", **slots) or translated(in_brief(draft), "orders")
    following = WORDS.say("suggestion.description.next_step", target=_next_step(option, found))
    return f"{said}. {following}" if following else said


def _next_step(option: Option, found: FirstOrder) -> str | None:
    """The table's next step, unless the dose is lowered or that step lies above this patient's cap."""
    wanted = option.plan is not None and option.plan.titrates
    return translated(found.next_step) if wanted and found.next_step else None


def _note(option: Option, found: FirstOrder, telling: Telling) -> str:
    """What happens to the running drug, the next step, what is to be asked first (R-F9)."""
    slots = _slots(option, telling)
    change = None
    if option.topic is Topic.DOSE_OPTIMIZATION:
        change = WORDS.say("suggestion.note.replaces", **slots)
    elif option.topic is Topic.SWITCH:
        change = WORDS.say("suggestion.note.instead", **slots)
    else:
        change = WORDS.say("suggestion.note.added", **slots)
    unknowns = figures.listed(map(translated, telling.asked(option)[:MOST_UNKNOWNS])) or None
    sentences = (
        change,
        WORDS.say("suggestion.note.taper", text=taper_words(option, telling)),
        WORDS.say("suggestion.note.check", items=unknowns),
        WORDS.say("suggestion.note.next", target=_next_step(option, found)),
    )
    return " ".join(sentence for sentence in sentences if sentence)
