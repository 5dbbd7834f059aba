"""Drafts: what a clinician is about to order, as the order checks read it (`clinical-nextsteps.md` §4).

`fhir_mappings.draft_orders` fills these from the context of an order hook. A draft is never history (R-E2).
"""

from dataclasses import dataclass
from enum import StrEnum

from trd.history import MedicationRecord


class Occasion(StrEnum):
    """The moment of prescribing at which the checks are asked."""

    SELECT = "order-select"
    SIGN = "order-sign"
    REFILL = "medication-refill"


class DoseReading(StrEnum):
    """How far the dose of a draft could be read."""

    READ = "read"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    TWO_READINGS = "two-readings"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedDrug:
    """One drafted, renewed or stopped medication order: one resource, with a record for each of its agents."""

    reference: str | None
    """`MedicationRequest/draft-1`; None: the draft came without an id."""
    label: str
    """The drug as the draft prints it, cleaned and short (R-W14)."""
    records: tuple[MedicationRecord, ...] = ()
    """One an agent, read as an order is; empty: the drug was not recognised, or it is none that any rule knows.

    A record's `start` is only what the draft states (bounds, validity); None: it begins on the day of the call.
    """
    selected: bool = True
    """`order-select`: the draft is among the `selections`; elsewhere every draft is."""
    stops: bool = False
    """The draft ends a drug: status stopped or completed, or a discontinue action (R-Z31, R-Z32)."""
    void: bool = False
    """Cancelled, entered in error, a proposal or an order *not* to give: read by nothing but O13 and O14 (R-Z31)."""
    replaces: frozenset[str] = frozenset()
    """References and identifier values of the orders it replaces (`priorPrescription`, `replaces`).

    Its own reference, where the record holds an earlier copy of it: an order that is changed, renewed or stopped.
    """
    dose: DoseReading = DoseReading.READ
    instructions: int = 1
    """How many dosage instructions it has."""
    tapers: bool = False
    """Its steps go down to an end: a taper (O14)."""
    combines: bool = False
    """Its reason or note says that the drug is added on purpose ("augment", "combination"; O13)."""
    psychotropic: bool = False
    """Of an unrecognised drug: its ATC class or its words say that it is one of ours (O25)."""
    repeats: int | None = None
    """Repeats allowed."""
    supervised: bool = False
    """The supply is blister-managed or supervised (O19)."""
    specialist: bool = False
    """The requester is a specialist, where the draft says so (O17, O30)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedService:
    """One drafted ServiceRequest: a procedure of ours, or tests that O18 asks for."""

    reference: str | None
    label: str
    procedures: frozenset[str] = frozenset()
    """Procedure concept ids (`ect`, `tms`, `esketamine` …)."""
    tests: frozenset[str] = frozenset()
    """Measurement concepts that it orders."""
    assessment_only: bool = False
    """"Assessment for …": a referral to the centre, not the treatment (O27)."""
    selected: bool = True
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """All drafts of one call, in the order they came."""

    drugs: tuple[DraftedDrug, ...] = ()
    services: tuple[DraftedService, ...] = ()
    unreadable: tuple[str, ...] = ()
    """References (or types) of drafts that could not be read at all: neither a failure nor "safe" (R-Z37)."""
