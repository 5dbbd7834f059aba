"""Drafts of one call count together: what they end, what they start, and the patient as each of them will find it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from trd.drafts import DoseReading, DraftedDrug, DraftedService, Drafts, Occasion
from trd.exposures import Exposure
from trd.history import MedicationRecord
from trd.intervals import DayInterval, Days
from trd.options import Recommendations
from trd.order_checks.orders import Call, Order
from trd.safety import Facts, Judgement, Taken, ingredients_of, judge
from trd.safety.judgement import plan_of
from trd.safety.matrix import compiled
from trd.situation import Situation
from trd.terms import DateBasis, Topic

Started = tuple[DraftedDrug, MedicationRecord]
Draft = TypeVar("Draft", DraftedDrug, DraftedService)


def read_call(situation: Situation, recommendations: Recommendations, drafts: Drafts, occasion: Occasion) -> Call:
    """Read what the drafts together end and start; one that was sent twice counts once (R-Z31, R-Z32)."""
    once = replace(drafts, drugs=_each_once(drafts.drugs), services=_each_once(drafts.services))
    return Call(
        situation=situation,
        recommendations=recommendations,
        drafts=once,
        occasion=occasion,
        ending=_ending(once, situation),
        starting=frozenset(name for _, record in _started(once) for name in record.ingredients),
    )


def _each_once(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    kept: dict[object, Draft] = {}
    for place, draft in enumerate(drafts):
        kept.setdefault(draft.reference or place, draft)
    return tuple(kept.values())


def read_orders(call: Call) -> Iterator[Order]:
    """The orders that are to be checked; at `order-select` only the selected ones (R-Z43)."""
    for draft, record in _started(call.drafts):
        if draft.selected or call.occasion is not Occasion.SELECT:
            yield _order(draft, record, call)


def _started(drafts: Drafts) -> Iterator[Started]:
    """Each agent that some draft starts or carries on."""
    for draft in drafts.drugs:
        if not (draft.stops or draft.void):
            for record in draft.records:
                yield draft, record


def _order(draft: DraftedDrug, record: MedicationRecord, call: Call) -> Order:
    agent = call.knowledge.agents.get(record.agent)
    ingredients = ingredients_of(record.agent, agent) | frozenset(record.ingredients)
    others = [(known, other) for known, other in _started(call.drafts) if known is not draft]
    facts = with_drafts(others, call.facts, apart=ingredients)
    plan = replace(plan_of(record.agent, call.knowledge, call.gone - ingredients), running=True)
    judgement = Judgement()
    if compiled(call.knowledge).about(record.agent):  # of some drugs that are no agents of ours too
        base = _base(record, call)
        judgement = judge(Topic.ORDER_SAFETY, record.agent, facts, stops=plan.stops, base=base, running=True)
    return Order(
        call=call,
        draft=draft,
        record=record,
        agent=agent,
        ingredients=ingredients,
        facts=facts,
        plan=plan,
        judgement=judgement,
    )


def _base(record: MedicationRecord, call: Call) -> frozenset[str]:
    """The running antidepressant that an add-on joins: it is no second serotonergic drug (S031)."""
    agent, current = call.knowledge.agents.get(record.agent), call.situation.current
    if agent is None or current is None or agent.antidepressant:
        return frozenset()
    return ingredients_of(current.agent, call.knowledge.agents[current.agent])


def with_drafts(drafted: Iterable[Started], facts: Facts, *, apart: frozenset[str] = frozenset()) -> Facts:
    """The same patient, taking from today what these drafts start."""
    added: dict[str, Taken] = {}
    for draft, record in sorted(drafted, key=_place):  # whatever their order in the call
        exposure = _planned(draft, record, facts)
        for name in record.ingredients:
            if name not in apart:
                added[name] = _joined(name, exposure, added.get(name) or facts.taken.get(name))
    return replace(facts, taken={**facts.taken, **added}, memory={}) if added else facts


def _place(started: Started) -> tuple[str, str]:
    draft, record = started
    return draft.reference or "", record.agent


def _planned(draft: DraftedDrug, record: MedicationRecord, facts: Facts) -> Exposure:
    """A drafted drug as if it were taken from today."""
    today = Days.between(facts.as_of, facts.as_of)
    steps = record.steps if draft.dose is DoseReading.READ else ()
    highs = [step.high for step in steps]
    known = [high for high in highs if high is not None]
    return Exposure(
        agent=record.agent,
        ingredients=record.ingredients,
        label=record.label,
        certain=today,
        possible=today,
        low=max((step.low for step in steps if step.low is not None), default=None),
        high=max(known) if known and len(known) == len(highs) else None,
        start=DayInterval.on(facts.as_of),
        end=None,
        start_basis=DateBasis.STATED,
        end_basis=DateBasis.ONGOING,
        evidence=(draft.reference,) if draft.reference else (),
        route=record.route,
        form=record.form,
        indications=record.indications,
        open_end=True,
    )


def _joined(name: str, exposure: Exposure, known: Taken | None) -> Taken:
    if known is None:
        today = exposure.certain
        return Taken(ingredient=name, label=exposure.label, certain=today, possible=today, exposures=(exposure,))
    return replace(
        known,
        certain=known.certain | exposure.certain,
        possible=known.possible | exposure.possible,
        exposures=(*known.exposures, exposure),
    )


def _ending(drafts: Drafts, situation: Situation) -> frozenset[str]:
    """Ingredients of which every running order is stopped or replaced by this call."""
    records = situation.assessment.history.medications
    named: set[str] = set()
    whole: set[str] = set()
    for draft in drafts.drugs:
        matched = _matched(draft, records)
        named.update(reference for record in matched for reference in record.evidence)
        if draft.stops and not matched:
            whole.update(name for record in draft.records for name in record.ingredients)
    taken = situation.facts.taken
    return frozenset(name for name in taken if name in whole or _all_named(taken[name], named, situation))


def _matched(draft: DraftedDrug, records: Iterable[MedicationRecord]) -> list[MedicationRecord]:
    """The records that a draft stops, replaces, or is itself."""
    wanted = draft.replaces | ({draft.reference} if draft.reference else set())
    return [record for record in records if not wanted.isdisjoint({*record.evidence, *record.identities})]


def _all_named(taken: Taken, named: set[str], situation: Situation) -> bool:
    """Whether nothing of it goes on beside what was stopped or replaced."""
    as_of = situation.as_of
    may_run = as_of in taken.possible
    open_now = [each for each in taken.exposures if as_of in each.possible or (may_run and each.open_end)]
    return bool(open_now) and all(not named.isdisjoint(each.evidence) for each in open_now)


def planned_facts(call: Call) -> Facts:
    """The patient who takes what all drafts of the call start."""
    return with_drafts(_started(call.drafts), call.facts)
