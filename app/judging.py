"""A record judged without a hook, for `POST /assessments` and `trd-cds evaluate`; nothing is stored or fetched."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.answering import configuration_for
from app.clients import UNNAMED, Client
from app.shell import Shell
from cds_hooks.cards import write_cards
from cds_hooks.catalog import SERVICES
from cds_hooks.configuration import Configuration, Requested
from cds_hooks.messages import HookRequest, RequestError, read_request
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

    @property
    def result(self) -> dict[str, Any]:
        """The published JSON result, as plain values."""
        return result(self.assessment, self.recommendations, self.shell.knowledge, self.configuration.choices)

    @property
    def cards(self) -> tuple[Any, ...]:
        """The cards that `trd-patient-view` would show."""
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
    history = read_history(resources, shell.knowledge)
    assessment = assess(history, shell.knowledge, configuration.choices, as_of=as_of)
    return Judged(
        assessment=assessment,
        recommendations=recommend(assessment, shell.knowledge, configuration.choices),
        configuration=configuration,
        patient_id=request.patient_id if request else next(iter(found), ""),
        encounter_id=request.encounter_id if request else None,
        shell=shell,
    )


def _read(data: bytes) -> tuple[HookRequest | None, Resources]:
    """A CDS Hooks request is one that names its hook; everything else is read as FHIR."""
    if b'"hookInstance"' in data or b'"hook"' in data:
        for service in SERVICES.values():
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
