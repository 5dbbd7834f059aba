"""What a drafted order collides with (`clinical-nextsteps.md` §4)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from trd.assessment import Assessment
from trd.choices import Choices
from trd.drafts import Drafts, Occasion
from trd.knowledge.types import Knowledge
from trd.options import OrderFinding, Recommendations
from trd.order_checks import (
    bipolar,
    doses,
    duplicates,
    first_doses,
    matrix,
    pregnancy,
    refills,
    repeats,
    sedation,
    serotonin,
    stopping,
    supplies,
    testing,
    tidying,
    timing,
    unread,
    washout,
    young,
)
from trd.order_checks.collisions import Collision, find_collisions
from trd.order_checks.depression import is_treated
from trd.order_checks.orders import Order
from trd.order_checks.planned import read_call, read_orders
from trd.order_checks.precedence import LEVELS, cut, once_a_pair, order_key, settled, without_plans
from trd.order_checks.services import check_services
from trd.situation import read_situation
from trd.terms import Effect

Check = Callable[[Order, Sequence[Collision]], Iterator[OrderFinding]]

SAFETY: tuple[Check, ...] = (
    duplicates.check_same_drug,
    duplicates.check_same_class,
    doses.check_maximum,
    matrix.check,
    serotonin.check,
    washout.check,
    pregnancy.check,
    bipolar.check,
    sedation.check,
    young.check,
    first_doses.check_start,
    first_doses.check_step,
    tidying.check_plan,
    testing.check,
    supplies.check_quantity,
    unread.check_dose,
    tidying.check_deprescribing,
)
"""Run whatever the diagnosis (R-Z36)."""

BENEFIT: tuple[Check, ...] = (
    repeats.check_failed,
    repeats.check_mechanism,
    doses.check_minimum,
    timing.check_too_early,
    timing.check_room,
    refills.check_benefit,
    refills.check_score,
    supplies.check_gap,
)
"""Run for an adult whose depression is active (R-Z36)."""


def check_orders(
    assessment: Assessment,
    recommendations: Recommendations,
    drafts: Drafts,
    occasion: Occasion,
    knowledge: Knowledge,
    choices: Choices,
) -> tuple[OrderFinding, ...]:
    """Check every draft of one call against the record and against each other.

    An empty answer is no approval and never says "safe" (R-Z30).
    """
    if assessment.person.deceased or not (drafts.drugs or drafts.services):
        return ()
    situation = read_situation(assessment, knowledge, choices)
    call = read_call(situation, recommendations, drafts, occasion)
    orders = list(read_orders(call))
    checks = (*SAFETY, *BENEFIT) if is_treated(call) else SAFETY
    found = [finding for order in orders for finding in _of_order(order, checks)]
    found = once_a_pair(found, (order.subject for order in orders))
    whole = [*check_services(call), *stopping.check_stops(call), *unread.check_drugs(call)]
    return _in_order([*found, *settled(whole)], drafts)


def _of_order(order: Order, checks: Sequence[Check]) -> list[OrderFinding]:
    collisions = find_collisions(order)
    findings = without_plans(settled(finding for check in checks for finding in check(order, collisions)))
    return _with_cautions(findings, order, collisions)


def _with_cautions(findings: list[OrderFinding], order: Order, collisions: Sequence[Collision]) -> list[OrderFinding]:
    """What only warns is said in the detail of the first finding, and never makes a card of its own."""
    if not findings:
        return []
    told = {each.row for each in findings}
    cautions = [hit.row for hit in order.judgement.hits if hit.row.effect is Effect.CAUTION]
    cautions += [each.result.row for each in collisions if each.effect is Effect.CAUTION and each.sure]
    said = {words for finding in findings for words in (finding.message, *finding.details)}
    more = dict.fromkeys(row.message for row in cautions if row.id not in told and row.message not in said)
    return [replace(findings[0], details=(*findings[0].details, *more)), *findings[1:]]


def _in_order(findings: Sequence[OrderFinding], drafts: Drafts) -> tuple[OrderFinding, ...]:
    """One draft after the other, the one with the worst finding first, then as they were sent (§7.6)."""
    sent = [*(draft.reference for draft in drafts.drugs), *(draft.reference for draft in drafts.services)]
    place = {reference: -at for at, reference in enumerate(reversed(sent), start=1) if reference is not None}
    ranked = sorted(findings, key=lambda each: (place.get(each.order or "", 0), order_key(each)))
    groups = [list(group) for _, group in groupby(ranked, key=lambda each: each.order)]
    shown = [cut(group) if group[0].order is not None else group for group in groups]
    shown.sort(key=lambda group: LEVELS.index(group[0].level))
    return tuple(finding for group in shown for finding in group)


__all__ = ["check_orders"]
