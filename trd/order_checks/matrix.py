"""O08 to O10: rows of the safety matrix with the draft as option, or read in reverse with it as fact (R-Z40)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from trd.intervals import plus
from trd.options import OrderFinding, Remedy
from trd.order_checks import young
from trd.order_checks.beside import beside
from trd.order_checks.collisions import Collision
from trd.order_checks.depression import for_sleep_or_pain
from trd.order_checks.orders import Order
from trd.order_checks.sentences import CRITICAL, INFO, WARNING, delete_if, fact, finding, fitting, pair
from trd.order_checks.washout import of_washout
from trd.safety import RowResult
from trd.safety.conditions import day_of
from trd.safety.facts import Facts
from trd.safety.matrix import Row, compiled
from trd.terms import Ask, DiagnosisStatus, Effect

CONTRAINDICATED, AVOID, CHECK_FIRST = "matrix-contraindicated", "matrix-avoid", "matrix-check-first"
SERVICE = "service-contraindicated"
SUPERVISED = frozenset({"esketamine", "ketamine"})
"""Drugs that are given as a procedure: their rows speak as O27."""
NOT_ABRUPTLY = "do not stop it abruptly."
FORBIDDING = (Effect.CONTRAINDICATED, Effect.AVOID)


def check(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """Facts of the patient, then other drugs; what another check says better is left to it."""
    for found in _rows(order, collisions):
        yield replace(found, check=SERVICE) if order.subject in SUPERVISED else found


def _rows(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    elsewhere = rows_said_elsewhere(order)
    for hit in order.judgement.hits:
        row = compiled(order.call.knowledge).rows[hit.row.id]
        if hit.row.id in order.call.rules.rows["new-start"] and order.running is not None:
            continue  # "no new start": of what runs only the supply counts, and O19 speaks of it (G17)
        if hit.row.id not in elsewhere and not _by_drugs(row, hit, collisions):
            yield from _of_fact(order, hit, row)
    asked_here = order.call.rules.rows["pregnancy"]  # O23 speaks of what is known; what is not is asked here
    for result in order.judgement.unknowns:
        if (result.row.id not in elsewhere or result.row.id in asked_here) and not result.possible_only:
            yield from _unknown(order, result)
    about_draft = {name for each in collisions if not each.reversed and _forbids(each) for name in each.others}
    for collision in collisions:
        if collision.row.source.id in elsewhere or collision.timing:
            continue
        if collision.reversed and collision.washout and about_draft.issuperset(collision.others):
            continue  # "was taken in the last 14 days" is said of the drug that is taken, not of its draft too
        yield from _of_drugs(order, collision)


def _forbids(collision: Collision) -> bool:
    return collision.sure and not collision.timing and collision.effect is Effect.CONTRAINDICATED


def rows_said_elsewhere(order: Order) -> frozenset[str]:
    """Duplicates speak as O02, bipolar disorder as O26, age as O30, pregnancy as O23: of the drugs that those name."""
    rows = order.call.rules.rows
    kept = rows["duplicate"] | rows["bipolar"]
    if young.is_meant(order):
        kept |= rows["young"]
    return kept | rows["pregnancy"] if order.listed("pregnancy") else kept


def _by_drugs(row: Row, hit: RowResult, collisions: Sequence[Collision]) -> bool:
    """Another drug makes it speak: then it is said pair by pair, or is a matter of timing."""
    return hit.timing_only or any(each.row.source.id == row.source.id and not each.reversed for each in collisions)


def _of_fact(order: Order, hit: RowResult, row: Row) -> Iterator[OrderFinding]:
    cause = fact(order, name_of_fact(row, order.facts))
    if hit.row.effect in FORBIDDING:
        yield _forbidding(order, hit, cause, newer=_newer_than_start(order, row))
    elif hit.row.effect is Effect.CHECK_FIRST and not _settled(order):
        yield _check_first(order, hit, cause, INFO)


def _of_drugs(order: Order, collision: Collision) -> Iterator[OrderFinding]:
    if of_washout(collision, order) and not order.call.refill:
        return
    others = [beside(name, order) for name in collision.others]
    cause = pair(order, *sorted({other.agent for other in others}))
    names = tuple(other.agent for other in others)
    if not collision.sure:
        yield from _may_still(order, collision, cause, names)
    elif collision.effect in FORBIDDING:
        yield _forbidding(order, collision.result, cause, others=names, reverse=collision.reversed)
    elif collision.effect is Effect.CHECK_FIRST and not _settled(order):
        yield _check_first(order, collision.result, cause, INFO)


def _forbidding(
    order: Order,
    result: RowResult,
    cause: str,
    *,
    newer: bool = False,
    others: tuple[str, ...] = (),
    reverse: bool = False,
) -> OrderFinding:
    forbidden = result.row.effect is Effect.CONTRAINDICATED
    level = CRITICAL if forbidden else (INFO if newer and order.call.refill else WARNING)
    details = [f"On record: {result.value}."] if result.value and not others else []
    if order.running is not None and not reverse and not _ends_at_once(order):
        details.append(f"{order.capital} is taken: {NOT_ABRUPTLY}")
    if result.unconfirmed:
        details.append("The diagnosis is unconfirmed.")
    return finding(
        order,
        CONTRAINDICATED if forbidden else AVOID,
        level,
        fitting(result.row.message),
        cause,
        row=result.row.id,
        evidence=result.evidence,
        others=others,
        details=tuple(details),
        remedies=(delete_if(order, forbidden),),
    )


def _ends_at_once(order: Order) -> bool:
    """A row says to stop it today: a toxic lithium level (S345)."""
    return any(f"stop {order.name}" in hit.row.message for hit in order.judgement.hits)


def _check_first(order: Order, result: RowResult, cause: str, level: str) -> OrderFinding:
    note = f"Check first: {result.row.message}"
    return finding(
        order,
        CHECK_FIRST,
        level,
        fitting(result.row.message),
        cause,
        row=result.row.id,
        evidence=result.evidence,
        details=(f"On record: {result.value}.",) if result.value else (),
        remedies=(_note(order, note),),
    )


def _unknown(order: Order, result: RowResult) -> Iterator[OrderFinding]:
    """A required fact that is not on record (R-Z3)."""
    if result.row.ask is not Ask.REQUIRED or result.row.effect not in FORBIDDING or _settled(order):
        return
    if _for_the_body(order) or (result.row.effect is Effect.AVOID and _small_without_depression(order)):
        return
    level = WARNING if result.row.effect is Effect.CONTRAINDICATED else INFO
    asked = result.unknown or "the record"
    yield finding(
        order,
        CHECK_FIRST,
        level,
        fitting(f"Check {asked} before {order.name}: {result.row.message}", f"Check {asked} before {order.name}."),
        fact(order, asked),
        row=result.row.id,
        details=(f"Why it is asked: {result.row.message}", f"Not on record: {asked}."),
        remedies=(_note(order, f"Check first: {asked} (not on record)."),),
    )


def _for_the_body(order: Order) -> bool:
    """An antidepressant for pain or the like, and no depression on record: what is unknown is not asked (§7.9)."""
    knowledge, reasons = order.call.knowledge, order.record.indications
    if order.agent is None or not order.agent.antidepressant or not reasons:
        return False
    sets = ("augmenter-other-reason", "not-depression")
    psychiatric = knowledge.anxiety_indications.union(*(knowledge.concept_sets[name] for name in sets))
    elsewhere = reasons <= knowledge.other_indications.keys() and reasons.isdisjoint(psychiatric)
    return elsewhere and order.call.situation.assessment.diagnosis.status is DiagnosisStatus.NONE


def _small_without_depression(order: Order) -> bool:
    """25 mg of amitriptyline, no depression on record: for pain or sleep, though no reason is stated (R-A11, §7.9)."""
    return for_sleep_or_pain(order) and order.call.situation.assessment.diagnosis.status is DiagnosisStatus.NONE


def _may_still(order: Order, collision: Collision, cause: str, names: tuple[str, ...]) -> Iterator[OrderFinding]:
    """A drug that only may still be taken: a contraindication is always asked, whatever the row says (R-Z5)."""
    effect, row = collision.effect, collision.result.row
    if effect is not Effect.CONTRAINDICATED and not (effect is Effect.AVOID and row.ask is Ask.REQUIRED):
        return
    words = " and ".join(beside(name, order).name for name in collision.others)
    before = f"Before {order.name}: {words} may still be taken, confirm."
    yield finding(
        order,
        CHECK_FIRST,
        WARNING if effect is Effect.CONTRAINDICATED else INFO,
        fitting(f"{before} {row.message}", before),
        cause,
        row=row.id,
        evidence=collision.result.evidence,
        others=names,
        details=(row.message,),
        remedies=(_note(order, f"Confirm first whether {words} is still taken."),),
    )


def _note(order: Order, words: str) -> Remedy | None:
    return Remedy(note=words) if order.reference and not order.call.refill else None


def _settled(order: Order) -> bool:
    """What has run for long was checked long ago; and a refill asks nothing new (hooks of O10)."""
    return order.call.refill or order.certain_days >= order.call.rules.days("taken-days")


def name_of_fact(row: Row, facts: Facts) -> str:
    """The fact of a row that is on record, so that two rows about one fact have one cause."""
    terms = [term for alternative in row.codes.alternatives for term in alternative]
    found = {term.id for term in terms if term.id in facts.conditions or term.id in facts.measurements}
    kinds = {term.id or term.sort for term in terms if term.sort not in ("condition", "observation", "sex")}
    return "+".join(sorted(found or kinds or {row.source.id}))


def _newer_than_start(order: Order, row: Row) -> bool:
    """The fact came up while the drug had long been taken and tolerated (O09)."""
    if order.certain_days < order.call.rules.days("taken-days"):
        return False
    start = plus(order.call.as_of, 1 - order.certain_days)
    days = list(_days_of(row, order.facts))
    return bool(days) and min(days) > start


def _days_of(row: Row, facts: Facts) -> Iterator[date]:
    for term in (term for alternative in row.codes.alternatives for term in alternative):
        for known in facts.conditions.get(term.id, ()):
            day = day_of(known)
            yield day.earliest if day is not None else date.min
        for value in facts.measurements.get(term.id, ())[-1:]:
            yield value.day
