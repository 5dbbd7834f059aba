"""Which question brings the data of a prefetch key, and which plainer ones when a server does not take the first.

Epic R4 has no MedicationStatement and takes Observations by category only; others know no `_count`; DSTU2 calls an
order MedicationOrder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from cds_hooks.prefetch import PAGE, PATIENT, PREFETCH

OBSERVED: Final = ("survey", "laboratory", "vital-signs", "social-history", "exam")

NEWEST_FIRST: Final = "_sort=-date"
"""Of thousands of values a deadline may cut off some: then the oldest."""

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {key: template.partition("?")[0].partition("/")[0] for key, template in PREFETCH.items()}
)
"""The resource type of each key."""

NEED_NOT_EXIST: Final = frozenset(
    {"medicationStatements", "medicationDispenses", "medicationAdministrations", "questionnaireResponses"}
)
"""A server without these is a usual one: their absence is no failure, as it is none when an EHR doesn't send them."""


@dataclass(frozen=True, slots=True)
class Search:
    """One key's question; `several` are asked together and count as one."""

    addresses: tuple[str, ...]
    read: bool = False


def searches_for(key: str, patient_id: str, *, fhir_version: str | None = None) -> tuple[Search, ...]:
    """The questions for a key, in the order in which they are tried, relative to the server's base."""
    kind = KINDS[key]
    if key == "patient":
        return (Search((f"{kind}/{_quoted(patient_id)}",), read=True),)
    whole = PREFETCH[key].replace(PATIENT, _quoted(patient_id))
    if kind == "MedicationRequest" and fhir_version == "DSTU2":
        whole = whole.replace("MedicationRequest?", "MedicationOrder?")
    found = [Search((whole,)), Search((_uncounted(whole),))]
    if key == "observations":
        found.insert(0, Search((f"{whole}&{NEWEST_FIRST}",)))
        patient = f"{kind}?patient={_quoted(patient_id)}"
        found.append(Search(tuple(f"{patient}&category={category}" for category in OBSERVED)))
    return tuple(found)


def everything_observed(patient_id: str) -> str:
    """Observations without a category: some servers give their records none, and the search by category is empty."""
    return f"Observation?patient={_quoted(patient_id)}&{PAGE}"


def _uncounted(search: str) -> str:
    return search.removesuffix(f"&{PAGE}")


def _quoted(identity: str) -> str:
    return quote(identity, safe="")
