"""How far the resistance goes, by the field's staging schemes, each with its working (§6.4 … §6.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Maudsley:
    minimum: int
    maximum: int
    band: str | None
    items: Mapping[str, tuple[int, int]]
    """`duration`, `severity`, `failures`, `augmentation`, `ect` -> lowest and highest points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """`None` where a scheme does not apply."""

    maudsley: Maudsley | None = None
    thase_rush: str | None = None
    """`I` … `V`."""
    mgh_score: Decimal | None = None
    mgh_max: Decimal | None = None
    """Given only when possible failures could add to it."""
    european: str | None = None
    """`non-responder`, `TRD1` … `TRD5`, `CRD`."""
    notes: tuple[str, ...] = field(default=())


__all__ = ["Maudsley", "Mapping", "Sequence", "Staging", "date"]
