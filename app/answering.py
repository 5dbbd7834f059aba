"""One hook in three parts: `read_call`, `complete` what was not sent along, `answer_call`; the last one never waits."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.clients import UNNAMED, Client
from app.clock import now
from app.completing import completed, read_completed
from app.fetching.completed import AS_SENT, Completed
from app.logs import fault, log
from app.metrics.counting import gaps_in
from app.outcomes import BadRequest, UnknownService
from app.remembering import recall, record_of
from app.shell import Shell
from app.stages import Stages
from app.store.records import DecisionRecord
from app.work import work
from cds_hooks.catalog import services_offered
from cds_hooks.configuration import Configuration, Requested, configure
from cds_hooks.messages import HookRequest, RequestError, read_request, write_response
from cds_hooks.service import Answer, Service
from fhir_mappings.reading.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it was read: what is asked, by whom, and what holds for the answer."""

    service: Service
    request: HookRequest
    configuration: Configuration
    client: Client
    body: bytes = field(repr=False)
    started: float
    """By `time.perf_counter`."""
    stages: Stages = field(default_factory=Stages, repr=False)
    had: Completed = AS_SENT
    """What was fetched beside what was sent along."""

    @property
    def size(self) -> int:
        """Bytes that the answer is made of."""
        return len(self.body) + self.had.size


@dataclass(frozen=True, slots=True)
class Answered:
    """The bytes of the answer, and what the log line and the decision record may hold."""

    body: bytes
    facts: Mapping[str, Any]
    found: Answer
    stages: Stages
    record: DecisionRecord | None = None


def services_of(shell: Shell) -> Mapping[str, Service]:
    """The services of this site: the hook of CDS Hooks 1.0 only where it is wanted."""
    return services_offered(legacy=shell.settings.legacy_hooks)


def service_called(shell: Shell, service_id: str) -> Service:
    """The service of this id; raises `UnknownService`."""
    try:
        return services_of(shell)[service_id]
    except KeyError:
        raise UnknownService from None


def read_call(shell: Shell, service_id: str, body: bytes, *, client: Client = UNNAMED) -> Call:
    """Read one call of a service; raises `ShellError`s only."""
    service = service_called(shell, service_id)
    started, stages = time.perf_counter(), Stages()
    try:
        request = read_request(body, service)
    except RequestError as error:
        raise BadRequest(error.sentence) from None
    configuration = configuration_for(shell, request.requested, client, fhir_version=request.fhir_version)
    stages.passed("parse")
    return Call(
        service=service,
        request=request,
        configuration=configuration,
        client=client,
        body=body,
        started=started,
        stages=stages,
    )


async def complete(shell: Shell, call: Call, *, port: int | None = None) -> Call:
    """The same call with what was not sent along, where a trusted server has it; it never raises for the network."""
    call.stages.begin()
    had = await completed(shell, call.request, call.client, port=port)
    call.stages.passed("fetch")
    version = had.fhir_version if call.request.fhir_version is None else None
    configuration = replace(call.configuration, fhir_version=version) if version else call.configuration
    return replace(call, had=had, configuration=configuration)


def answer_call(shell: Shell, call: Call, *, today: date) -> Answered:
    """Answer a call that was read, over what came with it; nothing here waits."""
    stages = call.stages
    stages.begin()
    request, configuration = call.request, replace(call.configuration, passed=stages.passed)
    resources = read_completed(request, call.had)
    found = call.service.answer(request, resources, shell.knowledge, configuration, as_of=configuration.as_of or today)
    if found.failed:
        log.error("judging failed; the suicide risk card alone was shown", error=found.failed, service=call.service.id)
    body = write_response(found.cards)
    stages.passed("write")
    record = None if shell.store is None else _record(shell, call, found)
    return Answered(body, log_facts(shell, call, found, resources), found, stages, record)


def _record(shell: Shell, call: Call, answer: Answer) -> DecisionRecord | None:
    """What the store is to keep; whatever fails here costs the clinician nothing."""
    try:
        return record_of(
            call.request,
            answer,
            call.configuration,
            shell.knowledge,
            client=call.client.id,
            body=call.body,
            at=now(),
            started=call.started,
            fetched=call.had.fetched,
        )
    except Exception as error:
        log.error("a decision record could not be made", service=call.service.id, **fault(error))
        return None


def answer_hook(shell: Shell, service_id: str, body: bytes, *, today: date, client: Client = UNNAMED) -> Answered:
    """Answer one call without a store and without fetching; raises `ShellError`s only."""
    return answer_call(shell, read_call(shell, service_id, body, client=client), today=today)


async def answer_remembering(shell: Shell, call: Call, *, today: date) -> Answered:
    """Answer a call with what the store remembers, and leave its record there; a store that fails costs no answer."""
    if shell.store is None:
        return await work(lambda: answer_call(shell, call, today=today), size=call.size)
    configuration = await recall(shell.store, call.request, call.configuration, client=call.client.id, at=now())
    remembering = replace(call, configuration=configuration)
    answered = await work(lambda: answer_call(shell, remembering, today=today), size=call.size)
    if answered.record is not None:
        await shell.store.room()
        shell.store.keep(answered.record)
    return answered


def configuration_for(
    shell: Shell, requested: Requested, client: Client = UNNAMED, *, fhir_version: str | None = None
) -> Configuration:
    """What holds for this call: the request over the client over the site (`contract.md` §1.2)."""
    site = Configuration(
        choices=shell.settings.choices(),
        max_cards=shell.settings.max_cards,
        language=shell.settings.language,
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


def uuid_or_none(sent: str | None) -> str | None:
    """A hook instance as the log may hold it: what is no UUID could be anything, a name too."""
    try:
        return str(uuid.UUID(sent))
    except (ValueError, TypeError, AttributeError):
        return None


def log_facts(shell: Shell, call: Call, found: Answer, resources: Resources) -> dict[str, Any]:
    """Ids of the call, counts and durations; nothing of the patient."""
    return {
        "service": call.service.id,
        "hook_instance": uuid_or_none(call.request.hook_instance),
        "cards": len(found.cards),
        "topics": list(found.topics),
        "silent_because": found.silent_because,
        "resources_read": len(resources.items),
        "gaps": sum(gaps_in(found.counts).values()),
        **dict(found.counts),
        "notes": list(call.request.notes),
        **call.had.facts,
        "knowledge_version": shell.knowledge.version,
        "stages_ms": {stage: round(seconds * 1000, 2) for stage, seconds in call.stages.taken.items()},
        "answer_ms": round((time.perf_counter() - call.started) * 1000, 2),
        "client": call.client.id,
    }
