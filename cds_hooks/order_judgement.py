"""One call of an order hook judged: the record without its drafts, what could be done, what the drafts collide with."""

from dataclasses import dataclass, replace
from datetime import date

from cds_hooks.configuration import Configuration
from cds_hooks.order_cards import OrderCards, write_order_cards
from cds_hooks.order_context import OrderContext
from cds_hooks.order_suggestions import Received
from cds_hooks.requests import HookRequest
from fhir_mappings.draft_orders import DraftOrders, read_draft_orders, record_without_drafts
from fhir_mappings.history import read_history
from fhir_mappings.reading.resources import Resources
from trd.assessment import Assessment, assess
from trd.drafts import Drafts
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.options import Option, Recommendations
from trd.order_checks import check_orders
from trd.recommendations import recommend


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedRecord:
    """The record of the patient, and beside it what is about to be ordered: never one in the other (R-E2)."""

    history: TreatmentHistory
    received: Received


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedOrders:
    """The judgement of a call; its recommendations hold the findings."""

    assessment: Assessment
    recommendations: Recommendations
    received: Received


def read_ordered(
    request: HookRequest, ordered: OrderContext, resources: Resources, knowledge: Knowledge, *, as_of: date
) -> OrderedRecord:
    """Read the drafts, then the record without them; what of the drafts can't be read is a gap of the record."""
    orders = read_draft_orders(
        ordered.orders,
        resources,
        knowledge,
        occasion=ordered.occasion,
        patient_id=request.patient_id,
        as_of=as_of,
        selections=ordered.selections,
    )
    history = read_history(record_without_drafts(resources, orders), knowledge)
    return OrderedRecord(
        history=_with_gaps(history, orders),
        received=Received(orders=orders, occasion=ordered.occasion, details_ignored=request.details_ignored),
    )


def judge_orders(
    record: OrderedRecord, knowledge: Knowledge, configuration: Configuration, *, as_of: date
) -> JudgedOrders:
    """Judge the record, weigh what could be done, check the drafts against both."""
    assessment = assess(record.history, knowledge, configuration.choices, as_of=as_of)
    recommendations = _to_be_cleared(recommend(assessment, knowledge, configuration.choices))
    received = record.received
    findings = check_orders(
        assessment, recommendations, received.orders.drafts, received.occasion, knowledge, configuration.choices
    )
    return JudgedOrders(
        assessment=assessment,
        recommendations=replace(recommendations, order_findings=findings),
        received=received,
    )


def show_orders(
    judged: JudgedOrders,
    knowledge: Knowledge,
    configuration: Configuration,
    *,
    patient_id: str,
    encounter_id: str | None = None,
) -> OrderCards:
    """The cards of the call's own hook."""
    return write_order_cards(
        judged.assessment,
        judged.recommendations,
        judged.received,
        knowledge,
        configuration,
        patient_id=patient_id,
        encounter_id=encounter_id,
    )


def in_their_version(configuration: Configuration, request: HookRequest, record: OrderedRecord) -> Configuration:
    """A client that does not say which FHIR version it speaks is answered in that of its drafts (R-F11)."""
    version = record.received.orders.fhir_version
    if request.fhir_version is not None or version is None:
        return configuration
    return replace(configuration, fhir_version=version)


def concerns_us(drafts: Drafts) -> bool:
    """A draft that any check could speak of (R-Z30): one of our drugs, one that meets them, a treatment of ours."""
    return any(drug.records or drug.psychotropic for drug in drafts.drugs) or any(
        service.procedures for service in drafts.services
    )


def _with_gaps(history: TreatmentHistory, orders: DraftOrders) -> TreatmentHistory:
    if not orders.gaps:
        return history
    gaps = sorted({*history.gaps, *orders.gaps}, key=lambda gap: (gap.code, gap.what, gap.evidence))
    return replace(history, gaps=tuple(gaps))


def _to_be_cleared(recommendations: Recommendations) -> Recommendations:
    """On an order hook no draft is made of an option until what is to be checked first is cleared (R-Z7)."""
    return replace(recommendations, options=tuple(_held(option) for option in recommendations.options))


def _held(option: Option) -> Option:
    if not option.draft or not any(caution.check_first for caution in option.cautions):
        return option
    return replace(option, draft=False)
