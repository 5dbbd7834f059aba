"""O27: a drafted procedure, ECT, TMS, ketamine or esketamine, against the rows of its topic."""

from collections.abc import Iterator

from trd.drafts import DraftedService, Occasion
from trd.options import OrderFinding, Remedy
from trd.order_checks.matrix import FORBIDDING, SERVICE, name_of_fact
from trd.order_checks.orders import Call
from trd.order_checks.planned import planned_facts
from trd.order_checks.sentences import CRITICAL, INFO, WARNING, begin, fitting
from trd.safety import Facts, RowResult, judge
from trd.safety.matrix import compiled
from trd.terms import Ask, Effect, Topic

PROCEDURES: tuple[tuple[str, str, Topic, str], ...] = (
    ("ect", "procedure:ect", Topic.ECT_REFERRAL, "ECT"),
    ("esketamine", "esketamine", Topic.KETAMINE_REFERRAL, "esketamine"),
    ("ketamine", "ketamine", Topic.KETAMINE_REFERRAL, "ketamine"),
    ("rtms", "procedure:rtms", Topic.TMS_REFERRAL, "TMS"),
    ("tms", "procedure:rtms", Topic.TMS_REFERRAL, "TMS"),
    ("deep", "procedure:deep-tms", Topic.TMS_REFERRAL, "TMS"),
    ("tbs", "procedure:tbs", Topic.TMS_REFERRAL, "TMS"),
)
"""First word of a procedure concept, the subject of its rows, their topic, and what it is called."""
LEVELS = {
    Effect.CONTRAINDICATED: CRITICAL,
    Effect.AVOID: WARNING,
    Effect.CHECK_FIRST: INFO,
}


def check_services(call: Call) -> Iterator[OrderFinding]:
    """Each drafted procedure; a referral for assessment is warned of at most."""
    if call.occasion is Occasion.REFILL:
        return
    facts: Facts | None = None
    for service in call.drafts.services:
        if service.void or (call.occasion is Occasion.SELECT and not service.selected):
            continue
        for first, subject, topic, name in PROCEDURES:
            if any(concept.split("-")[0] == first for concept in service.procedures):
                facts = facts or planned_facts(call)
                yield from _findings(service, subject, topic, name, facts)


def _findings(service: DraftedService, subject: str, topic: Topic, name: str, facts: Facts) -> Iterator[OrderFinding]:
    judgement = judge(topic, subject, facts)
    for hit in judgement.hits:
        level = LEVELS.get(hit.row.effect)
        if level is not None:
            yield _finding(service, subject, name, hit, level, facts)
    if service.assessment_only:
        return  # the centre asks
    for result in judgement.unknowns:
        if (result.row.ask is Ask.REQUIRED and result.row.effect in FORBIDDING) or result.possible_only:
            level = WARNING if result.row.effect is Effect.CONTRAINDICATED else INFO
            yield _finding(service, subject, name, result, level, facts)


def _finding(
    service: DraftedService, subject: str, name: str, result: RowResult, level: str, facts: Facts
) -> OrderFinding:
    if service.assessment_only and level == CRITICAL:
        level = WARNING
    message = result.row.message
    fact = name_of_fact(compiled(facts.knowledge).rows[result.row.id], facts)
    if result.unknown is not None:
        fact = result.unknown
        message = f"check {result.unknown} first. {message}"
    deletes = level == CRITICAL and service.reference is not None
    note = Remedy(note=f"Check first: {result.row.message}") if service.reference else None
    return OrderFinding(
        check=SERVICE,
        level=level,
        message=fitting(begin(message) if name in message else f"{begin(name)}: {message}", begin(message)),
        row=result.row.id,
        order=service.reference,
        evidence=result.evidence,
        agents=(subject,),
        cause=f"{subject}:{fact}",
        details=(f"On record: {result.value}.",) if result.value else (),
        remedies=(Remedy(delete=True),) if deletes else (note,) if note else (),
    )
