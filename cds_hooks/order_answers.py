"""What the services of the order hooks answer: they differ by their hook alone."""

from datetime import date

from cds_hooks.answers import (
    NOTHING_CHOSEN,
    NOTHING_OF_OURS,
    NOTHING_TO_SAY,
    Recipient,
    answer_or_tell_the_risk,
    answered,
    counts,
    counts_of,
)
from cds_hooks.configuration import Configuration
from cds_hooks.order_judgement import (
    OrderedRecord,
    concerns_us,
    in_their_version,
    judge_orders,
    read_ordered,
    show_orders,
)
from cds_hooks.requests import HookRequest
from cds_hooks.service import Answer
from fhir_mappings.reading.resources import Resources
from trd.drafts import Occasion
from trd.knowledge.types import Knowledge
from trd.relevance import concerns


def answer_orders(
    request: HookRequest,
    resources: Resources,
    knowledge: Knowledge,
    configuration: Configuration,
    *,
    as_of: date,
) -> Answer:
    """Read drafts and record apart, judge both, say what collides and what would be better, or nothing."""
    if request.ordered is None:
        raise ValueError(f"{request.hook} is no order hook")
    configuration = configuration.in_encounter(request.encounter_id)
    record = read_ordered(request, request.ordered, resources, knowledge, as_of=as_of)
    configuration = in_their_version(configuration, request, record)
    configuration.passed("read")
    if why := _silent(record, request.ordered.occasion, knowledge):
        return answered((), configuration, as_of=as_of, counts=counts_of(record.history), silent_because=why)
    recipient: Recipient = {"patient_id": request.patient_id, "encounter_id": request.encounter_id}
    return answer_or_tell_the_risk(
        lambda: _judged(record, knowledge, configuration, recipient, as_of=as_of),
        record.history,
        knowledge,
        configuration,
        recipient,
        as_of=as_of,
    )


def _silent(record: OrderedRecord, occasion: Occasion, knowledge: Knowledge) -> str | None:
    """Nothing chosen yet, or neither the record nor the drafts hold anything of ours (§7.9)."""
    orders = record.received.orders
    if occasion is Occasion.SELECT and not orders.chosen:
        return NOTHING_CHOSEN
    if not concerns(record.history, knowledge) and not concerns_us(orders.drafts):
        return NOTHING_OF_OURS
    return None


def _judged(
    record: OrderedRecord,
    knowledge: Knowledge,
    configuration: Configuration,
    recipient: Recipient,
    *,
    as_of: date,
) -> Answer:
    judged = judge_orders(record, knowledge, configuration, as_of=as_of)
    configuration.passed("assess")
    shown = show_orders(judged, knowledge, configuration, **recipient)
    why = None if shown.cards else judged.recommendations.gate or NOTHING_TO_SAY
    return answered(
        shown.cards,
        configuration,
        as_of=as_of,
        finding_keys=shown.finding_keys,
        counts=counts(judged.assessment, judged.recommendations),
        silent_because=why,
    )
