"""What was had beside what was sent along, and what came from where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.fetching.reasons import WORDS, Reason

LABELS: Mapping[str, str] = {
    "patient": "Patient data",
    "conditions": "Conditions",
    "medicationStatements": "Medications as the patient takes them",
    "medicationRequests": "Medications as ordered",
    "medicationDispenses": "Dispenses",
    "medicationAdministrations": "Administrations",
    "observations": "Observations",
    "questionnaireResponses": "Questionnaires",
    "procedures": "Procedures",
    "allergies": "Allergies",
    "encounters": "Encounters",
    "medications": "Names of drugs that the record only points to",
}


class Source(StrEnum):
    PREFETCH = "prefetch"
    FETCHED = "fetched"
    FAILED = "failed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the data of one key came from; for the log and the decision record, nothing of the patient."""

    source: Source
    reason: Reason | None = None
    ms: float | None = None
    pages: int = 0
    count: int | None = None

    def as_fact(self) -> str | dict[str, Any]:
        """The source alone where there is nothing more to tell."""
        told = {"reason": self.reason, "ms": self.ms, "pages": self.pages or None, "count": self.count}
        told = {name: value for name, value in told.items() if value is not None}
        return {"source": self.source.value, **told} if told else self.source.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """Beside the prefetch of a call: answers that take a key's place, and what could not be had."""

    answers: Mapping[str, Sequence[bytes]] = field(default_factory=dict, repr=False)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    fhir_version: str | None = None
    """Of the server, as its metadata say."""
    refused: Reason | None = None
    """Why the server was not asked at all, though something was missing."""
    ms: float | None = None

    @property
    def failures(self) -> dict[str, str]:
        """Key -> the sentence of its gap."""
        found = {}
        for key, origin in self.origins.items():
            if origin.reason is None or origin.source not in (Source.FAILED, Source.FETCHED):
                continue
            had = "could not be had" if origin.source is Source.FAILED else "could be had in part only"
            found[key] = f"{LABELS[key]} {had}: {WORDS[origin.reason]}"
        return found

    @property
    def why_missing(self) -> Reason | None:
        """The reason to tell when nothing of a record could be had: that of the first list that failed."""
        reasons = (self.origins[key].reason for key in LABELS if key in self.origins)
        return self.refused or next((reason for reason in reasons if reason is not None), None)

    @property
    def gap(self) -> str | None:
        """The sentence of a server that was not asked, though the call named one and something was missing."""
        absent = any(origin.source is Source.ABSENT for origin in self.origins.values())
        if self.refused in (None, Reason.NO_SERVER) or not absent:
            return None
        return f"What was not sent along was not fetched: {WORDS[self.refused]}"

    @property
    def sources(self) -> dict[str, str]:
        """Key -> where its data came from."""
        return {key: origin.source.value for key, origin in self.origins.items()}

    @property
    def fetched(self) -> tuple[str, ...]:
        """The keys whose data, or a part of them, the request does not hold."""
        return tuple(key for key, origin in self.origins.items() if origin.source is Source.FETCHED)

    @property
    def reasons(self) -> dict[str, str]:
        """Key -> why its data, or a part of them, were not had; what a server need not have is none of it."""
        wanted = {key: one for key, one in self.origins.items() if one.source is not Source.ABSENT}
        return {key: one.reason.value for key, one in wanted.items() if one.reason is not None}

    @property
    def refused_because(self) -> str | None:
        """Why the server was not asked, where something was missing."""
        absent = any(origin.source is Source.ABSENT for origin in self.origins.values())
        return self.refused.value if self.refused is not None and absent else None

    @property
    def outcome(self) -> str:
        """What came of fetching, in a word."""
        if self.refused_because is not None:
            return "not-asked"
        fetched = [origin for origin in self.origins.values() if origin.source is Source.FETCHED]
        failed = any(origin.source is Source.FAILED for origin in self.origins.values())
        if not fetched:
            return "failed" if failed else "not-needed"
        return "part" if failed or any(origin.reason for origin in fetched) else "complete"

    @property
    def size(self) -> int:
        """Bytes that were fetched."""
        return sum(len(page) for pages in self.answers.values() for page in pages)

    @property
    def facts(self) -> dict[str, Any]:
        """For the log line and the decision record."""
        told: dict[str, Any] = {"sources": {key: origin.as_fact() for key, origin in self.origins.items()}}
        if self.refused is not None:
            told["not_fetched_because"] = self.refused.value
        if self.ms is not None:
            told["fetch_ms"] = self.ms
        return told


AS_SENT = Completed()
