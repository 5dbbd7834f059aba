"""The safety matrix's one evaluator: each row is hit, clear or unknown for this patient (`clinical-nextsteps.md` §3.0)."""

from dataclasses import dataclass
from decimal import Decimal

from trd.knowledge.types import SafetyRow
from trd.terms import Effect, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """One row, evaluated."""

    row: SafetyRow
    verdict: Verdict
    evidence: tuple[str, ...] = ()
    """The records that made it a hit (R-Z13); empty when clear or unknown."""
    value: str | None = None
    """The value that decided, as printed: "eGFR 24 (2 Nov 2026)"."""
    unknown: str | None = None
    """Of an unknown that is to be asked: what is not on record ("kidney function")."""
    unconfirmed: bool = False
    possible_only: bool = False
    """Unknown because a drug may still be taken (R-Z5): no draft until it is answered."""
    timing_only: bool = False
    """R-Z15: met only by the drug that a switch stops: a timing caution, no points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All rows about one agent or procedure, worst effect first (R-Z8)."""

    hits: tuple[RowResult, ...] = ()
    unknowns: tuple[RowResult, ...] = ()
    """Unknown rows that are to be asked, in the order of R-Z4."""
    cap: Decimal | None = None
    """The lowest dose limit that was hit, in the agent's unit (R-Z11)."""

    @property
    def worst(self) -> Effect | None:
        return min((hit.row.effect for hit in self.hits), key=lambda effect: effect.rank, default=None)
