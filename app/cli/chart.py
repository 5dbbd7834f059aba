"""One patient's record from an open FHIR server, for who waits at the terminal."""

import asyncio
import re

from app.addresses import is_server
from app.cli.talk import Exit, stop, talk
from app.fetching.addresses import place_of
from app.fetching.completed import Completed, Source
from app.fetching.reasons import WORDS, Reason
from app.fetching.servers import FhirServers, Wanted
from app.shell import Shell
from fhir_mappings.reading.reader import read_prefetch
from fhir_mappings.reading.references import bare_id
from fhir_mappings.reading.resources import Resources

PATIENCE_SECONDS = 30.0
"""A person waits longer than a chart that is being opened."""

ID = re.compile(r"(?:Patient/)?[A-Za-z0-9._\-]{1,128}")
NEEDED = ("conditions", "medicationStatements", "medicationRequests", "medicationDispenses")


def read_chart(shell: Shell, address: str, patient: str) -> tuple[Resources, str]:
    """What an open server has of this patient, and the patient's id; ends the command when that is nothing."""
    server = place_of(address) if is_server(address) else None
    if server is None:
        stop(Exit.WRONG_USE, f"{address} is no https address of a FHIR server (http only on this machine).")
    if not ID.fullmatch(patient):
        stop(Exit.WRONG_USE, f"{patient!r} is no FHIR id.")
    patient_id = bare_id(patient)
    had = asyncio.run(
        _fetched(
            Wanted(
                server=server,
                patient_id=patient_id,
                prefetch={},
                seconds=PATIENCE_SECONDS,
                most_bytes=shell.body_limit,
                listed=None,
            )
        )
    )
    _refuse_nothing(had, address, patient_id)
    for sentence in had.failures.values():
        talk().print(f"{sentence}.", markup=False, style="yellow")
    resources = read_prefetch(had.answers, patient_id=patient_id, fhir_version=had.fhir_version, failed=had.failures)
    return resources, patient_id


async def _fetched(wanted: Wanted) -> Completed:
    servers = FhirServers()
    try:
        return await servers.complete(wanted)
    finally:
        await servers.close()


def _refuse_nothing(had: Completed, address: str, patient_id: str) -> None:
    """An unreachable server and an unknown patient are two things."""
    origins = had.origins
    if all(origins[key].source is not Source.FETCHED for key in NEEDED):
        stop(
            Exit.UNREACHABLE, f"{address}: nothing could be read, since {WORDS[had.why_missing or Reason.UNREACHABLE]}."
        )
    nothing = not any(origin.count for origin in origins.values())
    if nothing and origins["patient"].reason is Reason.NOT_OFFERED:
        stop(Exit.UNREADABLE, f"{address} has no patient {patient_id}.")
