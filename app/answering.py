"""One hook answered: parse, complete, answer, write; below the completion nothing waits for the network."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clients import UNNAMED, Client
from app.logs import log
from app.outcomes import BadRequest, MissingData, UnknownService
from app.shell import Shell
from cds_hooks.catalog import services_offered
from cds_hooks.configuration import Configuration, Requested, configure
from cds_hooks.messages import HookRequest, RequestError, read_request, write_response
from cds_hooks.service import Service
from fhir_mappings.reading.reader import read_prefetch
from fhir_mappings.reading.resources import Resources
from trd.terms import FactList


@dataclass(frozen=True, slots=True)
class Answered:
    """The bytes of the answer, and what the log line and the decision record may hold."""

    body: bytes
    facts: Mapping[str, Any]


def services_of(shell: Shell) -> Mapping[str, Service]:
    """The services of this site: the hook of CDS Hooks 1.0 only where it is wanted."""
    return services_offered(legacy=shell.settings.legacy_hooks)


def service_called(shell: Shell, service_id: str) -> Service:
    """The service of this id; raises `UnknownService`."""
    try:
        return services_of(shell)[service_id]
    except KeyError:
        raise UnknownService from None


def answer_hook(shell: Shell, service_id: str, body: bytes, *, today: date, client: Client = UNNAMED) -> Answered:
    """Answer one call of a service; raises `ShellError`s only."""
    service = service_called(shell, service_id)
    started = time.perf_counter()
    try:
        request = read_request(body, service)
    except RequestError as error:
        raise BadRequest(error.sentence) from None
    configuration = configuration_for(shell, request.requested, client, fhir_version=request.fhir_version)
    resources = read_prefetch(request.prefetch, patient_id=request.patient_id, fhir_version=request.fhir_version)
    refuse_missing(resources)
    answer = service.answer(request, resources, shell.knowledge, configuration, as_of=configuration.as_of or today)
    if answer.failed:
        log.error("judging failed; the suicide risk card alone was shown", error=answer.failed, service=service.id)
    written = write_response(answer.cards)
    return Answered(written, log_facts(shell, service, request, answer, started) | {"client": client.id})


def configuration_for(
    shell: Shell, requested: Requested, client: Client = UNNAMED, *, fhir_version: str | None = None
) -> Configuration:
    """What holds for this call: the request over the client over the site (`contract.md` §1.2)."""
    site = Configuration(
        choices=shell.settings.choices(),
        max_cards=shell.settings.max_cards,
        key_secret=shell.secret,
        base_url=shell.settings.base_url,
        silent=shell.settings.silent,
        fhir_version=fhir_version or "R4",
        answer_id=str(uuid.uuid4()),
    )
    return configure(
        site,
        client.choices,
        requested,
        known_definitions=frozenset(shell.knowledge.definitions),
        as_of_allowed=shell.honours_as_of,
    )


def refuse_missing(resources: Resources) -> None:
    """412 when neither conditions nor any medication could be had; known to be empty, or in part, is not missing."""
    medications = {FactList.MEDICATIONS, FactList.DISPENSES}
    had = resources.delivered | resources.held
    if FactList.CONDITIONS not in had and not medications & had:
        raise MissingData(
            "Neither conditions nor medications came along, and no trusted FHIR server is configured to fetch them "
            "from: send the prefetch keys conditions and medicationStatements (or medicationRequests)."
        )


def uuid_or_none(sent: str | None) -> str | None:
    """A hook instance as the log may hold it: what is no UUID could be anything, a name too."""
    try:
        return str(uuid.UUID(sent))
    except (ValueError, TypeError, AttributeError):
        return None


def log_facts(shell: Shell, service: Service, request: HookRequest, answer: Any, started: float) -> dict[str, Any]:
    """Ids of the call, counts and durations; nothing of the patient."""
    return {
        "service": service.id,
        "hook_instance": uuid_or_none(request.hook_instance),
        "cards": len(answer.cards),
        "topics": list(answer.topics),
        "silent_because": answer.silent_because,
        **dict(answer.counts),
        "notes": list(request.notes),
        "knowledge_version": shell.knowledge.version,
        "answer_ms": round((time.perf_counter() - started) * 1000, 2),
    }
