"""The lines that cards about drugs share: how it is taken, what to watch, why nothing is drafted (§7.2)."""

from decimal import Decimal

from cds_hooks.wording import figures, option_lines
from cds_hooks.wording.catalogue import WORDS, Slot, translated
from cds_hooks.wording.detail import Line, line
from cds_hooks.wording.telling import Telling
from trd.history import Measurement
from trd.options import Option
from trd.terms import RiskLevel

MOST_WATCHED = 3
SEROTONERGIC_CLASSES = frozenset({"SSRI", "SNRI"})
LONGEST_HOW = 170
MOST_MISSING = 4
WATCHED_VALUES = {"blood-pressure": ("bp-systolic", "bp-diastolic"), "weight": ("weight",)}
"""What is watched, by the words with which it begins -> the values whose last is told with it."""


def spoken_dose(value: Decimal | None, unit: str, agent_id: str, telling: Telling) -> str | None:
    """A dose of an agent in words."""
    return figures.dose(value, unit, telling.agent(agent_id))


def how(option: Option, slots: dict[str, Slot], telling: Telling) -> Line | None:
    """Dose, time, next step, and when to judge."""
    return option_lines.labelled("how", WORDS.say_within(WORDS.room(LONGEST_HOW), "drug.how", **slots), telling)


def no_draft(option: Option, telling: Telling) -> Line | None:
    """Why no order lies beside the advice, where that is so."""
    if option.draft:
        return None
    return line(
        "drug.no_draft", spare=2, why=translated(option.no_draft_because) if option.no_draft_because else None
    ) or line("drug.no_draft_default", spare=2)


def watch(agent_id: Slot, telling: Telling) -> Line | None:
    """At most three effects or tests with their time (§7.2)."""
    agent = telling.agent(str(agent_id))
    own = WORDS.table("drug.watch").get(str(agent_id)) or []
    watched = list(own or (WORDS.table("drug.watch_class").get(agent.drug_class) if agent else None) or [])
    age, older_from = telling.assessment.person.age, telling.knowledge.figures["older-from"].value
    if agent and agent.drug_class in SEROTONERGIC_CLASSES and age is not None and age >= older_from:
        watched.insert(1, WORDS.word("drug.watch_older", "sodium") or "")
    if early := _early_visit(telling):
        watched.insert(0, early)
    told = [_with_last_value(item, telling) for item in watched[:MOST_WATCHED]]
    return option_lines.labelled("watch", figures.joined(told), telling, spare=1)


def _early_visit(telling: Telling) -> str | None:
    """Up to 25 years, or with a suicide risk on record: the first visit after one week (§2.12, N-W2)."""
    known, figures_ = telling.assessment.person.age, telling.knowledge.figures
    young = known is not None and known <= figures_["young-to"].value
    at_risk = telling.assessment.suicide_risk.level in (RiskLevel.PRESENT, RiskLevel.HIGH)
    days = figures_["first-look-young-days"].value
    return WORDS.say("drug.watch_early", n=int(days)) if young or at_risk else None


def _with_last_value(item: str, telling: Telling) -> str:
    """The patient's own number beside what is watched: "(last 128/82, 1 Nov 2026)" (R-W10)."""
    concepts = next((known for name, known in WATCHED_VALUES.items() if item.startswith(_watched(name))), ())
    values = [_last(concept, telling) for concept in concepts]
    known = [value for value in values if value is not None]
    if len(known) != len(concepts) or not known or len({value.day for value in known}) > 1:
        return item
    printed = "/".join(figures.number(value.low) for value in known if value.low is not None)
    unit = WORDS.word("drug.watch_units", concepts[0]) or ""
    return WORDS.say("drug.watch_last", item=item, value=f"{printed}{unit}", date=figures.day(known[0].day)) or item


def _watched(name: str) -> str:
    return WORDS.word("drug.watched", name) or name


def _last(concept: str, telling: Telling) -> Measurement | None:
    """The newest value of the last year that is one number."""
    as_of, days = telling.assessment.as_of, telling.knowledge.figures["last-value-days"].value
    known = [
        value
        for value in telling.assessment.history.measurements
        if value.concept == concept
        and value.low is not None
        and value.low == value.high
        and 0 <= (as_of - value.day).days <= days
    ]
    return max(known, key=lambda value: (value.day, value.issued or ""), default=None)


def not_measured(option: Option, telling: Telling) -> Line | None:
    """The tests that go with the drug and are not on record, where no question names them already (R-F3, R-F40)."""
    tests = telling.knowledge.monitoring.tests
    asked = " ".join((*telling.asked(option), *(caution.message for caution in option.cautions))).casefold()
    names = dict.fromkeys(tests[test].words for test in option.tests if test in tests)
    left = [translated(name) for name in names if name.casefold() not in asked]
    return option_lines.missing(figures.listed(left[:MOST_MISSING]) or None)
