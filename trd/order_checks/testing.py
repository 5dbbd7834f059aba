"""O18: tests that must be on record with lithium, an antipsychotic, liothyronine or valproate."""

from collections.abc import Iterator, Sequence

from trd.knowledge.order_check_types import WantedTests
from trd.options import OrderFinding, Remedy
from trd.order_checks.collisions import Collision
from trd.order_checks.doses import inpatient
from trd.order_checks.orders import Order
from trd.order_checks.sentences import fact, finding, fitting
from trd.safety.measurements import missing
from trd.terms import Verdict

CHECK = "augmentation-monitoring-missing"
LEVEL = "lithium-level"


def check(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """What the record does not hold within its days and no draft of the call orders; wards have their own routine."""
    if order.agent is None or inpatient(order):
        return
    for wanted in order.call.rules.monitoring:
        if order.subject in wanted.about:
            yield from _finding(order, wanted)


def _finding(order: Order, wanted: WantedTests) -> Iterator[OrderFinding]:
    days = _days(order, wanted)
    absent = [test for test in wanted.tests if not _on_record(test, days, order) and not _is_ordered(test, order)]
    words = [_words(test, order) for test in absent]
    details: tuple[str, ...] = ()
    level_days = _level_missing(order)
    if level_days is not None:
        if absent:
            details = (f"No lithium level in {level_days} days either.",)
        else:
            words, days = ["a lithium level"], level_days
    if not words:
        return
    wanting = [*absent, LEVEL] if level_days is not None else absent
    ordered = tuple(test for test in wanting if _can_be_ordered(test, order))
    before = f"Before {order.name}" if order.running is None else f"With {order.name}"
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    yield finding(
        order,
        CHECK,
        wanted.level,
        fitting(f"{before}: {listed} not on record in {days} days.", f"{before}: tests not on record in {days} days."),
        fact(order, "tests"),
        details=details,
        remedies=(Remedy(tests=ordered) if ordered else None,),
    )


def _days(order: Order, wanted: WantedTests) -> int:
    """In the first year of the drug that runs the look-back is shorter."""
    first_year = order.call.rules.days("antipsychotic-first-year-days")
    if wanted.first_year_days is not None and 0 < order.certain_days < first_year:
        return wanted.first_year_days
    return wanted.days


def _words(test: str, order: Order) -> str:
    known = order.call.knowledge.monitoring.tests.get(test)
    return known.words if known is not None else test


def _answers(test: str, order: Order) -> tuple[str, ...]:
    """The observations of which one is enough; one that is no test of `monitoring.toml` answers itself."""
    known = order.call.knowledge.monitoring.tests.get(test)
    return known.answered_by if known is not None else (test,)


def _can_be_ordered(test: str, order: Order) -> bool:
    known = order.call.knowledge.monitoring.tests.get(test)
    return known is not None and known.loinc is not None


def _on_record(test: str, days: int, order: Order) -> bool:
    return any(missing(order.facts, concept, days).verdict is Verdict.CLEAR for concept in _answers(test, order))


def _is_ordered(test: str, order: Order) -> bool:
    """The same call orders it."""
    concepts = {test, *_answers(test, order)}
    return any(not service.void and not concepts.isdisjoint(service.tests) for service in order.call.drafts.services)


def _level_missing(order: Order) -> int | None:
    """The days without a lithium level: the first is due a week after the start, then every three months."""
    agent, rules = order.agent, order.call.rules
    if agent is None or agent.level_concept is None or agent.id != "lithium" or order.running is None:
        return None
    if any(not service.void and agent.level_concept in service.tests for service in order.call.drafts.services):
        return None
    if order.certain_days >= rules.days("lithium-level-days"):
        days = rules.days("lithium-level-days")
    elif order.certain_days > rules.days("lithium-new-days"):
        days = rules.days("lithium-first-level-days")
    else:
        return None
    return days if missing(order.facts, agent.level_concept, days).verdict is not Verdict.CLEAR else None
