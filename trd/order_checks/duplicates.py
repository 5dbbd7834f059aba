"""O02 and O03: the same drug twice, under one name or two, and two drugs of one class."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trd.intervals import plus
from trd.options import OrderFinding
from trd.order_checks.beside import Beside, other_drugs
from trd.order_checks.collisions import Collision
from trd.order_checks.orders import Order, called
from trd.order_checks.sentences import (
    CRITICAL,
    MILDER,
    WARNING,
    begin,
    delete_if,
    dose_of,
    finding,
    fitting,
    pair,
)
from trd.safety.facts import unique
from trd.safety.matrix import compiled
from trd.terms import ReleaseForm

SAME_DRUG, SAME_CLASS = "duplicate-moiety", "same-class-twice"
REUPTAKE = frozenset({"SSRI", "SNRI"})
INHIBITORS = frozenset({"MAOI", "RIMA"})


def check_same_drug(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O02: a second order of what runs, of its enantiomer or metabolite, or of a product that holds it."""
    if order.agent is None or order.call.refill:
        return
    own = _own(order)
    if own is not None:
        yield own
    for other in other_drugs(order):
        if other.goes_on and _one_drug(order, other):
            yield _twice(order, other)


def _own(order: Order) -> OrderFinding | None:
    """The draft's own ingredient, already ordered and not replaced."""
    shared = order.ingredients & order.call.facts.taken.keys()
    may_run = [name for name in sorted(shared) if order.call.as_of in order.call.facts.taken[name].possible]
    if not may_run:
        return _second_draft(order)
    name = may_run[0]
    taken = order.call.facts.taken[name]
    if name in order.call.ending or _other_strength_today(order, name) or _changes_release(order, name):
        return None
    sure = order.call.as_of in taken.certain
    agent = order.call.knowledge.agents.get(taken.exposures[-1].agent)
    running = _dose_now(order, name)
    said = f" ({dose_of(running, agent.taken_unit)})" if running is not None and agent else ""
    active = "is already active" if sure else "may still be active"
    words = called(agent, name)
    level = _level(order) if sure else MILDER[_level(order)]
    exact = sure and running is not None and running == order.low == order.high
    return finding(
        order,
        SAME_DRUG,
        level,
        fitting(f"{begin(words)} {active}{said}; a second order would double it."),
        pair(order, agent.id if agent else name),
        row=_row(order, frozenset({name})),
        evidence=taken.evidence(),
        details=("Change the dose of the running order instead of adding one.",),
        remedies=(delete_if(order, level == CRITICAL or exact),),
    )


def _second_draft(order: Order) -> OrderFinding | None:
    """Two drafts of one drug in one call; two strengths make one dose and are none."""
    for draft in order.call.drafts.drugs:
        if draft is order.draft or draft.stops or draft.void:
            continue
        same = [record for record in draft.records if record.agent == order.subject]
        if same and same[0].unit_strength == order.record.unit_strength:
            level = _level(order)
            exact = same[0].steps == order.record.steps
            return finding(
                order,
                SAME_DRUG,
                level,
                fitting(f"{order.capital} is ordered twice in this call."),
                pair(order, order.subject),
                row=_row(order, order.ingredients),
                evidence=(draft.reference,) if draft.reference else (),
                remedies=(delete_if(order, level == CRITICAL or exact),),
            )
    return None


def _dose_now(order: Order, name: str) -> Decimal | None:
    now = [each for each in order.call.facts.taken[name].exposures if order.call.as_of in each.possible]
    return now[-1].low if now else None


def _level(order: Order) -> str:
    return CRITICAL if order.listed("critical-duplicate") else WARNING


def _other_strength_today(order: Order, name: str) -> bool:
    """ "75 mg + 150 mg": the running order is of today and of another strength."""
    today = order.call.as_of
    records = [
        record
        for record in order.call.situation.assessment.history.medications
        if name in record.ingredients and record.authored == today
    ]
    return bool(records) and all(
        record.unit_strength is not None and record.unit_strength != order.record.unit_strength for record in records
    )


def _changes_release(order: Order, name: str) -> bool:
    """A cross-over of release forms: the running one ends within a week."""
    last = plus(order.call.as_of, order.call.rules.days("release-change-days"))
    immediate = (None, ReleaseForm.IMMEDIATE)
    records = [
        record
        for record in order.call.situation.assessment.history.medications
        if name in record.ingredients and (record.end is None or record.end.latest >= order.call.as_of)
    ]
    return bool(records) and all(
        (record.form in immediate) != (order.record.form in immediate)
        and record.end is not None
        and record.end.latest <= last
        for record in records
    )


def _one_drug(order: Order, other: Beside) -> bool:
    """Enantiomer or metabolite of each other, or two tricyclics of which one becomes the other (S257 to S259)."""
    agents = order.call.knowledge.agents
    known = agents.get(other.agent)
    own = order.agent.counts_as if order.agent else None
    if own is not None and known is not None and known.counts_as == own:
        return True
    return _row(order, frozenset({other.ingredient})) is not None


def _row(order: Order, names: frozenset[str]) -> str | None:
    """The duplicate row of the matrix that names these ingredients beside the draft."""
    duplicates = order.call.rules.rows["duplicate"]
    same = names <= order.ingredients
    for row in compiled(order.call.knowledge).about(order.subject):
        if row.source.id in duplicates and (not row.mentions.isdisjoint(names) or (same and not row.mentions)):
            return row.source.id
    return None


def _twice(order: Order, other: Beside) -> OrderFinding:
    sure = other.certain
    level = _level(order) if sure else MILDER[_level(order)]
    active = "is active" if sure else "may still be active"
    agent = order.call.knowledge.agents.get(other.agent)
    running = other.dose(order.call.as_of)
    said = f" ({dose_of(running, agent.taken_unit)})" if running is not None and agent else ""
    return finding(
        order,
        SAME_DRUG,
        level,
        fitting(f"{begin(other.name)} {active}{said}: with {order.name} it is one drug twice."),
        pair(order, other.agent),
        row=_row(order, frozenset({other.ingredient})),
        evidence=other.taken.evidence(),
        others=(other.agent,),
        remedies=(delete_if(order, level == CRITICAL),),
    )


def check_same_class(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O03: two drugs of one class at more than a hypnotic dose, both taken after this order."""
    own = classes_of(order.subject, order.ingredients, order)
    if order.call.refill or not own or _hypnotic(order.subject, order.high, order):
        return
    for other in other_drugs(order):
        shared = own & classes_of(other.agent, frozenset({other.ingredient}), order)
        dose = other.dose(order.call.as_of)
        if not other.runs or not shared or _hypnotic(other.agent, dose, order):
            continue
        level = CRITICAL if "MAOI" in shared else WARNING
        yield finding(
            order,
            SAME_CLASS,
            level,
            fitting(f"{order.capital} and {other.name} are the same class; together they add risk, not benefit."),
            pair(order, other.agent),
            row=_row_of_class(other, collisions),
            evidence=unique(other.taken.evidence()),
            others=(other.agent,),
            remedies=(delete_if(order, level == CRITICAL),),
        )


def classes_of(agent: str, ingredients: frozenset[str], order: Order) -> frozenset[str]:
    """The classes of which nobody takes two (O03)."""
    rules, known = order.call.rules, order.call.knowledge.agents.get(agent)
    found: set[str] = set()
    if known is not None and known.drug_class in REUPTAKE:
        found.add("reuptake inhibitor")
    if known is not None and known.mechanism == "tca":
        found.add("TCA")
    if known is not None and known.drug_class in INHIBITORS:
        found.add("MAOI")
    antipsychotics = rules.ingredients["antipsychotic"] - rules.ingredients["antiemetic"]
    if not ingredients.isdisjoint(antipsychotics):
        found.add("antipsychotic")
    return frozenset(found)


def _hypnotic(agent: str, dose: Decimal | None, order: Order) -> bool:
    """A dose for sleep beside anything is no second antidepressant or antipsychotic."""
    doses = order.call.rules.doses
    if dose is None:
        return False
    most, below = doses["hypnotic-to"].get(agent), doses["hypnotic-below"].get(agent)
    return (most is not None and dose <= most) or (below is not None and dose < below)


def _row_of_class(other: Beside, collisions: Sequence[Collision]) -> str | None:
    rows = [each.result.row for each in collisions if other.ingredient in each.others and each.sure]
    return min(rows, key=lambda row: (row.effect.rank, row.number)).id if rows else None
