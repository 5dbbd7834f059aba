"""What the safety matrix says of one option: each row hit, clear or unknown, and all of them together."""

from dataclasses import dataclass
from decimal import Decimal

from trd.knowledge.types import SafetyRow
from trd.terms import Effect, Verdict

SITE_ROW = "S403"
"""A site setting never ranks (N-K5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """One row, evaluated."""

    row: SafetyRow
    """As written; with a milder or stricter effect where its note says so."""
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

    @property
    def costs_points(self) -> bool:
        """Not of a `missing` row, a site setting or a timing caution (N-K5)."""
        return not (self.row.test == "missing" or self.row.id == SITE_ROW or self.timing_only)


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
        return min((hit.row.effect for hit in self.hits if not hit.timing_only), key=_rank, default=None)

    @property
    def points(self) -> int:
        """What the matrix costs an agent in its topic: the worst effect counts once (N-K5)."""
        counted = [hit.row.effect for hit in self.hits if hit.costs_points]
        if Effect.CHECK_FIRST in counted:
            return -2
        return -1 if counted else 0

    @property
    def forbidden(self) -> RowResult | None:
        """The row that sets the option aside: the worst of *contraindicated* and *avoid* (R-Z7)."""
        aside = (Effect.CONTRAINDICATED, Effect.AVOID)
        return next((hit for hit in self.hits if hit.row.effect in aside and not hit.timing_only), None)

    @property
    def may_still_take(self) -> bool:
        """A contraindicated drug may still be taken: no draft order until that is answered (R-Z5)."""
        return any(row.possible_only and row.row.effect is Effect.CONTRAINDICATED for row in self.unknowns)


def _rank(effect: Effect) -> int:
    return effect.rank


def order(result: RowResult) -> tuple[int, int, int]:
    """Worst first, then row number; a timing caution after everything else (R-Z8)."""
    return (result.timing_only, result.row.effect.rank, result.row.number)
