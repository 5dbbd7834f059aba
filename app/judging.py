"""A record judged without a hook, for `POST /assessments` and `trd-cds evaluate`; nothing is stored or fetched here."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.answering import configuration_for
from app.clients import UNNAMED, Client
from app.shell import Shell
from cds_hooks.cards import write_cards
from cds_hooks.catalog import ALL_SERVICES
from cds_hooks.configuration import Configuration, Requested
from cds_hooks.messages import HookRequest, RequestError, read_request
from cds_hooks.order_context import OrderContext
from cds_hooks.order_judgement import JudgedOrders, in_their_version, judge_orders, read_ordered, show_orders
from cds_hooks.order_suggestions import Received
from fhir_mappings.history import read_history
from fhir_mappings.reading.messages import UnreadableMessage
from fhir_mappings.reading.reader import patients_in, read_any, read_prefetch
from fhir_mappings.reading.resources import Resources
from trd.assessment import Assessment, assess
from trd.options import Recommendations
from trd.recommendations import recommend
from trd.result import result

NO_RECORD = "The body is no FHIR resource, Bundle, NDJSON or CDS Hooks request."


class Unjudgeable(Exception):
    """The input holds no record of one patient; the sentence holds nothing of it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Judged:
    assessment: Assessment
    recommendations: Recommendations
    configuration: Configuration
    patient_id: str
    encounter_id: str | None
    shell: Shell
    received: Received | None = None
    """The drafts of an order hook; `None`: the record alone was judged."""

    @property
    def result(self) -> dict[str, Any]:
        """The published JSON result, as plain values."""
        return result(self.assessment, self.recommendations, self.shell.knowledge, self.configuration.choices)

    @property
    def cards(self) -> tuple[Any, ...]:
        """The cards that the request's own hook would show, or `trd-patient-view`."""
        if self.received is not None:
            judged = JudgedOrders(
                assessment=self.assessment, recommendations=self.recommendations, received=self.received
            )
            return show_orders(
                judged,
                self.shell.knowledge,
                self.configuration,
                patient_id=self.patient_id,
                encounter_id=self.encounter_id,
            ).cards
        return write_cards(
            self.assessment,
            self.recommendations,
            self.shell.knowledge,
            self.configuration,
            patient_id=self.patient_id,
            encounter_id=self.encounter_id,
        )


def judge(shell: Shell, data: bytes, *, as_of: date, definition: str | None = None, client: Client = UNNAMED) -> Judged:
    """Judge a Bundle, NDJSON or CDS Hooks request; raises `Unjudgeable`."""
    if definition is not None and definition not in shell.knowledge.definitions:
        known = ", ".join(sorted(shell.knowledge.definitions))
        raise Unjudgeable(f"There is no such definition; there are: {known}.")
    request, resources = _read(data)
    found = patients_in(resources)
    if len(found) > 1:
        raise Unjudgeable(f"The record is of {len(found)} patients; send one patient at a time.")
    requested = request.requested if request else Requested()
    configuration = configuration_for(shell, requested, client, fhir_version=request.fhir_version if request else None)
    if definition is not None:
        configuration = replace(configuration, choices=replace(configuration.choices, definition=definition))
    if request is not None and request.ordered is not None:
        return _judge_orders(shell, request, request.ordered, resources, configuration, as_of=as_of)
    return _judge_record(
        shell,
        resources,
        configuration,
        as_of=as_of,
        patient_id=request.patient_id if request else next(iter(found), ""),
        encounter_id=request.encounter_id if request else None,
    )


def judge_fetched(
    shell: Shell,
    resources: Resources,
    patient_id: str,
    *,
    as_of: date,
    definition: str | None = None,
    client: Client = UNNAMED,
    encounter_id: str | None = None,
) -> Judged:
    """Judge what was read from a FHIR server about one patient."""
    version = resources.fhir_version
    configuration = configuration_for(shell, Requested(definition=definition), client, fhir_version=version)
    return _judge_record(
        shell,
        resources,
        configuration.in_encounter(encounter_id),
        as_of=as_of,
        patient_id=patient_id,
        encounter_id=encounter_id,
    )


def _judge_record(
    shell: Shell,
    resources: Resources,
    configuration: Configuration,
    *,
    as_of: date,
    patient_id: str,
    encounter_id: str | None = None,
) -> Judged:
    history = read_history(resources, shell.knowledge)
    assessment = assess(history, shell.knowledge, configuration.choices, as_of=as_of)
    return Judged(
        assessment=assessment,
        recommendations=recommend(assessment, shell.knowledge, configuration.choices),
        configuration=configuration,
        patient_id=patient_id,
        encounter_id=encounter_id,
        shell=shell,
    )


def _judge_orders(
    shell: Shell,
    request: HookRequest,
    ordered: OrderContext,
    resources: Resources,
    configuration: Configuration,
    *,
    as_of: date,
) -> Judged:
    """The request of an order hook: its drafts are judged beside the record (contract §1.4)."""
    configuration = configuration.in_encounter(request.encounter_id)
    record = read_ordered(request, ordered, resources, shell.knowledge, as_of=as_of)
    configuration = in_their_version(configuration, request, record)
    judged = judge_orders(record, shell.knowledge, configuration, as_of=as_of)
    return Judged(
        assessment=judged.assessment,
        recommendations=judged.recommendations,
        configuration=configuration,
        patient_id=request.patient_id,
        encounter_id=request.encounter_id,
        shell=shell,
        received=judged.received,
    )


def _read(data: bytes) -> tuple[HookRequest | None, Resources]:
    """A CDS Hooks request is one that names its hook; everything else is read as FHIR."""
    if b'"hookInstance"' in data or b'"hook"' in data:
        for service in ALL_SERVICES.values():
            try:
                request = read_request(data, service)
            except RequestError:
                continue
            found = read_prefetch(request.prefetch, patient_id=request.patient_id, fhir_version=request.fhir_version)
            return request, found
    if data.strip() in (b"null", b"[]"):
        raise Unjudgeable(NO_RECORD)
    try:
        resources = read_any(data)
    except UnreadableMessage:
        raise Unjudgeable(NO_RECORD) from None
    return None, resources
