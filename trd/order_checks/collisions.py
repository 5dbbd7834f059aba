"""Which other drug makes a row of the matrix speak: each pair by itself, in both directions (R-Z33, R-Z40)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from trd.order_checks.orders import Order
from trd.order_checks.planned import with_drafts
from trd.safety import Facts, RowResult, ingredients_of
from trd.safety.facts import unique
from trd.safety.findings import Finding
from trd.safety.judgement import WASHOUT, plan_of
from trd.safety.matrix import Row, compiled
from trd.safety.notes import noted
from trd.safety.rows import Plan, evaluate
from trd.terms import Effect, Topic, Verdict

OF_THE_NEW = frozenset({"S009", "S260"})
"""Both are MAO inhibitors, or antipsychotics: said of the draft where the row is about it, in reverse only where it
is not; so quetiapine for sleep beside a new antipsychotic stays the caution that its note makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """One row that speaks because of one other drug, or of several together."""

    row: Row
    result: RowResult
    others: tuple[str, ...]
    """The other ingredients, sorted; several where only together they hit."""
    sure: bool
    """False: the other drug only may still be taken (R-Z5)."""
    reversed: bool = False
    """The row is about the other drug, and the draft is its fact."""
    timing: bool = False
    """The other drug ends today, and only one that goes on would matter (R-Z15)."""

    @property
    def effect(self) -> Effect:
        return self.result.row.effect

    @property
    def washout(self) -> bool:
        """It looks back: the end of the other drug does not clear it at once."""
        return self.row.source.test in WASHOUT


def find_collisions(order: Order) -> tuple[Collision, ...]:
    """Every row of the matrix that another drug of the record or of the call makes speak."""
    return (*_direct(order), *_reversed(order))


def _direct(order: Order) -> Iterator[Collision]:
    """Rows about the drafted drug, hit by what is taken; some drugs that only interact have rows of their own."""
    duplicates = order.call.rules.rows["duplicate"]
    for row in compiled(order.call.knowledge).for_option(Topic.ORDER_SAFETY, order.subject):
        candidates = sorted((row.mentions & order.facts.taken.keys()) - order.ingredients)
        if not candidates or row.source.id in duplicates:
            continue
        if evaluate(row, order.plan, order.facts).verdict is Verdict.CLEAR:
            continue
        for others, finding in _apart(row, candidates, order.plan, order.facts):
            collision = _collision(row, others, finding, order)
            if collision is not None:
                yield collision


def _apart(row: Row, candidates: list[str], plan: Plan, facts: Facts) -> Iterator[tuple[tuple[str, ...], Finding]]:
    """Each other drug by itself; all together where none does it alone."""
    every = frozenset(candidates)
    if evaluate(row, replace(plan, without=every), facts).verdict is Verdict.HIT:
        return  # a fact that is no drug makes it speak
    found = [((name,), evaluate(row, replace(plan, without=every - {name}), facts)) for name in candidates]
    alone = [(others, finding) for others, finding in found if _speaks(finding)]
    if alone:
        yield from alone
        return
    together = evaluate(row, plan, facts)
    if _speaks(together):
        yield tuple(candidates), together


def _speaks(finding: Finding) -> bool:
    return finding.verdict is Verdict.HIT or finding.possible_drug


def _collision(row: Row, others: tuple[str, ...], finding: Finding, order: Order) -> Collision | None:
    sure = finding.verdict is Verdict.HIT
    result = RowResult(
        row=row.source,
        verdict=Verdict.HIT,
        evidence=unique((*finding.evidence, *evidence_of(others, order.facts))),
        value=finding.value,
        unconfirmed=finding.unconfirmed,
        possible_only=not sure,
    )
    softened = noted(result, order.subject, order.facts)
    if softened is None:
        return None
    ends_today = all(name in order.call.gone for name in others)
    lingers = any(name in row.lingering for name in others)
    timing = ends_today and row.source.test not in WASHOUT and not lingers
    return Collision(row=row, result=softened, others=others, sure=sure, timing=timing)


def _reversed(order: Order) -> Iterator[Collision]:
    """Rows about a drug that runs or is drafted, hit by this draft (R-Z40)."""
    taking: Facts | None = None
    for name, ingredients, sure in _drugs_beside(order):
        plan = replace(plan_of(name, order.call.knowledge), running=True)
        for row in _rows_about(name, order):
            taking = taking or with_drafts([(order.draft, order.record)], order.facts)
            found = _by_draft(row, plan, order, taking) or _by_its_parts(row, plan, order)
            if found is None:
                continue
            evidence = unique((*found.evidence, *evidence_of(ingredients, order.facts)))
            result = RowResult(
                row=row.source, verdict=Verdict.HIT, evidence=evidence, value=found.value, possible_only=not sure
            )
            softened = noted(result, name, taking)
            if softened is not None:
                others = tuple(sorted(ingredients))
                yield Collision(row=row, result=softened, others=others, sure=sure, reversed=True)


def _by_draft(row: Row, plan: Plan, order: Order, taking: Facts) -> Finding | None:
    """The row is hit, and without the drafted drug it is not."""
    found = evaluate(row, plan, taking)
    without = replace(plan, without=order.ingredients)
    needed = found.verdict is Verdict.HIT and evaluate(row, without, taking).verdict is not Verdict.HIT
    return found if needed else None


def _by_its_parts(row: Row, plan: Plan, order: Order) -> Finding | None:
    """Parts of one tablet that hit only together, as lisinopril with hydrochlorothiazide beside lithium: said once."""
    parts = [record for record in order.draft.records if not row.mentions.isdisjoint(record.ingredients)]
    if len(parts) < 2 or parts[0] is not order.record:
        return None
    taking = with_drafts([(order.draft, record) for record in parts], order.facts)
    found = evaluate(row, plan, taking)
    apart = [evaluate(row, replace(plan, without=frozenset(part.ingredients)), taking) for part in parts]
    needed = found.verdict is Verdict.HIT and all(each.verdict is not Verdict.HIT for each in apart)
    return found if needed else None


def _rows_about(name: str, order: Order) -> Iterator[Row]:
    """The rows about a drug beside the draft that the draft may be the fact of."""
    silent = order.call.rules.rows["duplicate"]
    for row in compiled(order.call.knowledge).for_option(Topic.ORDER_SAFETY, name):
        own = row.source.id in OF_THE_NEW and order.subject in row.about
        if not (own or row.source.id in silent or row.mentions.isdisjoint(order.ingredients)):
            yield row


def _drugs_beside(order: Order) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Drugs with rows of their own that go on beside the draft: name, ingredients, and whether it is certain."""
    as_of, gone, taken = order.call.as_of, order.call.gone, order.facts.taken
    matrix, agents = compiled(order.call.knowledge), order.call.knowledge.agents
    named = {each.agent for known in taken.values() if as_of in known.possible for each in known.exposures}
    for name in sorted(named):
        names = ingredients_of(name, agents.get(name))
        if not matrix.about(name) or not names.isdisjoint(order.ingredients | gone):
            continue
        known = [taken[each] for each in names if each in taken]
        if len(known) == len(names) and all(as_of in each.possible for each in known):
            yield name, names, all(as_of in each.certain for each in known)


def evidence_of(names: Iterable[str], facts: Facts) -> tuple[str, ...]:
    """The records that tell of these ingredients."""
    return unique(
        reference for name in names if (taken := facts.taken.get(name)) is not None for reference in taken.evidence()
    )
