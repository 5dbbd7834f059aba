"""The lines that cards about drugs share: how it is taken, what to watch, why nothing is drafted (§7.2)."""

from decimal import Decimal

from cds_hooks.wording import figures, option_lines
from cds_hooks.wording.catalogue import WORDS, Slot
from cds_hooks.wording.detail import Line, line
from cds_hooks.wording.telling import Telling
from trd.options import Option

MOST_WATCHED = 3
SEROTONERGIC_CLASSES = frozenset({"SSRI", "SNRI"})
LONGEST_HOW = 170


def spoken_dose(value: Decimal | None, unit: str, agent_id: str, telling: Telling) -> str | None:
    """A dose of an agent in words."""
    return figures.dose(value, unit, telling.agent(agent_id))


def how(option: Option, slots: dict[str, Slot], telling: Telling) -> Line | None:
    """Dose, time, next step, and when to judge."""
    return option_lines.labelled("how", WORDS.say_within(LONGEST_HOW, "drug.how", **slots), telling)


def no_draft(option: Option, telling: Telling) -> Line | None:
    """Why no order lies beside the advice, where that is so."""
    if option.draft:
        return None
    return line("drug.no_draft", spare=2, why=option.no_draft_because) or line("drug.no_draft_default", spare=2)


def watch(agent_id: Slot, telling: Telling) -> Line | None:
    """At most three effects or tests with their time (§7.2)."""
    agent = telling.agent(str(agent_id))
    own = WORDS.table("drug.watch").get(str(agent_id)) or []
    watched = list(own or (WORDS.table("drug.watch_class").get(agent.drug_class) if agent else None) or [])
    age, older_from = telling.assessment.person.age, telling.knowledge.figures["older-from"].value
    if agent and agent.drug_class in SEROTONERGIC_CLASSES and age is not None and age >= older_from:
        watched.insert(1, WORDS.word("drug.watch_older", "sodium") or "")
    return option_lines.labelled("watch", figures.joined(watched[:MOST_WATCHED]), telling, spare=1)
