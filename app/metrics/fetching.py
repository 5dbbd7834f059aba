"""What is counted of FHIR servers: questions, what came of them for each call, and servers that are left alone."""

import re
from collections.abc import Mapping
from typing import Final

from app.metrics import series
from cds_hooks.prefetch import PREFETCH

RESOURCE_TYPES: Final = frozenset(template.partition("?")[0].partition("/")[0] for template in PREFETCH.values()) | {
    "Medication",
    "MedicationOrder",
    "metadata",
}
FIRST_PART: Final = re.compile(r"[A-Za-z]*")


def count_question(client: str, address: str, status: int, seconds: float) -> None:
    """One attempt at one question; of its address (below the server's base) only the resource type is kept."""
    labels = client, resource_type_of(address), f"{status // 100}xx" if status else "none"
    series.FHIR_REQUESTS.labels(*labels).inc()
    series.FHIR_SECONDS.labels(*labels).observe(seconds)


def resource_type_of(address: str) -> str:
    """The type that is asked for; a further page may lie at an address of the server's own making."""
    found = FIRST_PART.match(address)
    kind = found[0] if found else ""
    if kind in RESOURCE_TYPES:
        return kind
    return "page" if address.startswith("?") or "://" in address else "other"


def count_circuit(client: str, *, opened: bool) -> None:
    """A server is left alone from now on, or is in order again."""
    if opened:
        series.CIRCUITS_OPENED.labels(client).inc()
        series.CIRCUITS_OPEN.labels(client).inc()
    else:
        series.CIRCUITS_OPEN.labels(client).dec()


def count_fetch(
    client: str, outcome: str, sources: Mapping[str, str], reasons: Mapping[str, str], refused: str | None
) -> None:
    """One call: what came of fetching, where each key's data came from, and why some were not had."""
    series.FETCHES.labels(client, outcome).inc()
    for key, source in sources.items():
        if key in PREFETCH or key == "medications":
            series.PREFETCH_KEYS.labels(key, source).inc()
    for reason in reasons.values():
        series.FETCH_REFUSALS.labels(client, reason).inc()
    if refused is not None:
        series.FETCH_REFUSALS.labels(client, refused).inc()
