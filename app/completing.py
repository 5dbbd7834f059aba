"""What a call lacks is fetched where that is allowed, and what it then has is read; what can't be had is told."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from app.clients import Client
from app.fetching.completed import Completed, Origin, Source
from app.fetching.permission import hosts_of, server_for, token_of
from app.fetching.reasons import WORDS, Reason
from app.fetching.servers import Wanted
from app.fetching.states import names_in
from app.metrics.fetching import count_fetch
from app.outcomes import MissingData
from app.shell import Shell
from cds_hooks.requests import HookRequest
from fhir_mappings.reading.reader import read_prefetch
from fhir_mappings.reading.resources import Resources
from trd.history import Gap
from trd.terms import FactList, GapCode

Life = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def asking(inner: Life) -> Life:
    """The connections' part of the application's life: made before the first call, closed after the last."""

    @asynccontextmanager
    async def connected(app: FastAPI) -> AsyncIterator[None]:
        shell: Shell = app.state.shell
        shell.fhir_servers.open()
        try:
            async with inner(app):
                yield
        finally:
            await shell.fhir_servers.close()

    return connected


async def completed(shell: Shell, request: HookRequest, client: Client, *, port: int | None = None) -> Completed:
    """Fetch what was not sent along from a trusted server; `port` is our own, for the demonstration's sample server."""
    had = await _completed(shell, request, client, port=port)
    count_fetch(client.id, had.outcome, had.sources, had.reasons, had.refused_because)
    return had


async def _completed(shell: Shell, request: HookRequest, client: Client, *, port: int | None) -> Completed:
    server = server_for(request, client.fhir_servers, demo_port=port if shell.demo else None)
    if isinstance(server, Reason):
        return Completed(origins=_as_sent(request), refused=server)
    authorization = request.authorization
    return await shell.fhir_servers.complete(
        Wanted(
            server=server,
            patient_id=request.patient_id,
            prefetch=request.prefetch,
            drafts=tuple(request.context.values()),
            token=token_of(authorization),
            client=client.id,
            scope=authorization.scope if authorization else "",
            fhir_version=request.fhir_version,
            seconds=shell.settings.deadline_ms / 1000,
            most_bytes=shell.body_limit,
            listed=hosts_of(client.fhir_servers),
        )
    )


def _as_sent(request: HookRequest) -> dict[str, Origin]:
    """What came from where when nothing is fetched."""
    names = names_in(request.prefetch)
    return {key: _SENT if name in request.prefetch else _ABSENT for key, name in names.items()}


_SENT = Origin(source=Source.PREFETCH)
_ABSENT = Origin(source=Source.ABSENT)


def read_completed(request: HookRequest, had: Completed) -> Resources:
    """The resources of a call, sent and fetched; raises `MissingData` (412) when there is nothing to judge by."""
    gap = had.gap
    resources = read_prefetch(
        {**request.prefetch, **had.answers},
        patient_id=request.patient_id,
        fhir_version=request.fhir_version or had.fhir_version,
        failed=had.failures,
        gaps=() if gap is None else (Gap(code=GapCode.FETCH_FAILED, what=gap),),
    )
    refuse_missing(resources, had)
    return resources


def refuse_missing(resources: Resources, had: Completed) -> None:
    """412 when neither conditions nor any medication could be had; known to be empty, or in part, is not missing.

    Where another patient's came in their place, an empty list beside them is no answer about this one.
    """
    left_out = (name for gap in resources.gaps if gap.code is GapCode.OTHER_PATIENT for name in gap.evidence)
    foreign = any(name.startswith(("Condition/", "Medication")) for name in left_out)
    lists = resources.held if foreign else resources.delivered | resources.held
    if not lists & {FactList.CONDITIONS, FactList.MEDICATIONS, FactList.DISPENSES}:
        why = Reason.FOREIGN if foreign else had.why_missing or Reason.NEITHER
        raise MissingData(
            f"Neither conditions nor medications could be had: {WORDS[why]}. Send the prefetch keys conditions and "
            "medicationStatements (or medicationRequests), or a fhirServer that is trusted for this client."
        )
