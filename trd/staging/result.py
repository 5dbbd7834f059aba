"""What each staging scheme says, with its working."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Maudsley:
    """The Maudsley Staging Method as an interval: what is not known widens it."""

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
    notes: tuple[str, ...] = ()
