"""A number and who says so: nothing of the knowledge stands without a source."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication, label or guideline."""

    id: str
    citation: str
    url: str | None = None
    accessed: date | None = None
    seen: bool = True
    """False: cited from memory, the text was not seen (mark M); said wherever it is shown."""
    supports: str = ""
    """What is taken from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number that decides something, and who says so."""

    value: Decimal
    unit: str
    source: Source
    where: str
    """Table, page or section: enough for a reader to check the number in a minute."""
    mark: str = "M"
    """V seen in the source, M from memory, P product choice."""

    def __post_init__(self) -> None:
        if self.value <= 0:
            raise ValueError(f"{self.source.id}, {self.where}: {self.value} is no threshold")
        if not self.where:
            raise ValueError(f"{self.source.id}: a threshold says where it stands")
