"""The record behind the timeline: read from the EHR's FHIR server with the token of the session, and judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.completing import refuse_missing
from app.fetching.completed import LABELS, Completed, Origin, Source
from app.fetching.reasons import WORDS, Reason
from app.fetching.servers import Wanted
from app.judging import Judged, judge_fetched
from app.outcomes import MissingData
from app.shell import Shell
from app.smart.refusals import Cause, Refused
from app.smart.registrations import Registration
from app.smart.sessions import Session
from app.work import work
from fhir_mappings.reading.reader import read_prefetch

SLOW_SECONDS: Final = 8.0
"""After so long the reader is told what came and what is awaited."""
PATIENCE_SECONDS: Final = 30.0
"""And after so long what came until then is shown."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of a slow server came."""

    read: tuple[str, ...]
    awaited: tuple[str, ...]
    records: int


async def read_chart(shell: Shell, session: Session, registration: Registration, *, seconds: float) -> Completed:
    """Every kind of record of the session's patient, in pages, within the deadline; what fails is told, not raised."""
    return await shell.fhir_servers.complete(
        Wanted(
            server=registration.server,
            patient_id=session.patient,
            prefetch={},
            token=session.token,
            scope=session.scope,
            client=registration.client.id,
            seconds=seconds,
            most_bytes=shell.body_limit,
            listed=registration.hosts,
        )
    )


def token_was_refused(had: Completed) -> bool:
    """Not one question was let through: the token is over, or was withdrawn."""
    asked = [origin for origin in had.origins.values() if origin.reason is not Reason.NOT_PERMITTED]
    return bool(asked) and all(_refused(origin) for origin in asked)


def _refused(origin: Origin) -> bool:
    return origin.source is Source.FAILED and origin.reason is Reason.REFUSED


def progress_of(had: Completed) -> Progress | None:
    """What to tell of a server that is slow; `None` when everything came or failed for another reason."""
    awaited = [key for key, origin in had.origins.items() if origin.reason is Reason.DEADLINE]
    if not awaited:
        return None
    read = [key for key, origin in had.origins.items() if origin.source is Source.FETCHED and key not in awaited]
    return Progress(
        read=_labels(read), awaited=_labels(awaited), records=sum(origin.count or 0 for origin in had.origins.values())
    )


def _labels(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(LABELS[key] for key in LABELS if key in keys)


async def judge_chart(
    shell: Shell, session: Session, registration: Registration, had: Completed, *, as_of: date
) -> Judged:
    """The record judged as a card of this client would; raises `Refused` when too little of it could be had."""

    def judged() -> Judged:
        resources = read_prefetch(
            had.answers, patient_id=session.patient, fhir_version=had.fhir_version, failed=had.failures
        )
        refuse_missing(resources, had)
        known = session.definition if session.definition in shell.knowledge.definitions else None
        return judge_fetched(
            shell,
            resources,
            session.patient,
            as_of=as_of,
            definition=known,
            client=registration.client,
            encounter_id=session.encounter,
        )

    try:
        return await work(judged, size=had.size)
    except MissingData:
        why = had.why_missing or Reason.FOREIGN
        raise Refused(
            Cause.UNREAD, f"Neither conditions nor medications could be had: {WORDS[why]}.", also=why.value
        ) from None
