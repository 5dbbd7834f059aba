"""What each staging scheme says, with its working."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Maudsley:
    """The Maudsley Staging Method as an interval: what is not known widens it."""

    minimum: int
    maximum: int
    band: str | None
    items: Mapping[str, tuple[int, int]]
    """`duration`, `severity`, `failures`, `augmentation`, `ect` -> lowest and highest points."""
    because: Mapping[str, str] = field(default_factory=dict)
    """Item -> the fact that its points rest on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a scheme: lowest and highest points, and the fact they rest on."""

    points: tuple[int, int]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DmTrd:
    """What a record tells of the DM-TRD; without the other items there is no total."""

    items: Mapping[str, Item]
    not_from_record: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """Adequate failed trials by domain."""

    drugs: int
    stimulation: int
    psychotherapy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AthfSummary:
    """The ATHF-SF's own count, by domain."""

    episode: Domains
    lifetime: Domains


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
    athf: AthfSummary | None = None
    dm_trd: DmTrd | None = None
    because: Mapping[str, str] = field(default_factory=dict)
    """`thase-rush`, `mgh`, `european` -> the facts that the stage rests on."""
