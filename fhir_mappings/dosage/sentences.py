"""What a sig says, still unweighed: its steps, their intakes, bounds and totals."""

from dataclasses import dataclass, field
from fractions import Fraction

from fhir_mappings.dosage.items import Item
from fhir_mappings.dosage.reading import Amount
from fhir_mappings.dosage.tokens import UnreadableSig


@dataclass(slots=True)
class Part:
    """One step of a sig."""

    items: list[Item] = field(default_factory=list)
    days: Fraction | None = None
    first_day: int | None = None
    last_day: int | None = None
    options: list[Item] = field(default_factory=list)
    """ "may increase to": an upper end without a date."""
    extras: list[Item] = field(default_factory=list)
    """As needed, beside what is scheduled: the upper end rises, the lower does not (R-D9)."""
    rises: bool = False
    """The option is a change of the dose, not a dose beside it."""
    seconds: int = 0
    repeats: str = ""
    """ "may repeat": `once`, or as often as the text leaves open (`more`)."""
    stops: bool = False
    labelled: bool = False
    """Its days stand after its dose: what comes then is another step."""

    @property
    def empty(self) -> bool:
        return not self.items and not self.stops


@dataclass(slots=True)
class Ramp:
    """ "increase by 25 mg every week to 100 mg"."""

    by: Item
    interval: Fraction
    target: Item | None
    upward: bool
    to_nothing: bool = False


@dataclass(slots=True)
class Sentence:
    """All that a sig says."""

    parts: list[Part] = field(default_factory=list)
    needed: bool = False
    bounds: list[Item] = field(default_factory=list)
    totals: list[Amount] = field(default_factory=list)
    daily_totals: list[Amount] = field(default_factory=list)
    strength: Fraction | None = None
    per_ml: Fraction | None = None
    mg_per_drop: Fraction | None = None
    drops_per_ml: Fraction | None = None
    beside_other: bool = False
    """Taken with another product: a total counts both."""
    ramp: Ramp | None = None
    thens: int = 0


def only(known: Fraction | None, found: Fraction) -> Fraction:
    """A strength said twice must be one."""
    if known is not None and known != found:
        raise UnreadableSig("two strengths")
    return found
