"""What the words of a sig are made of: numbers, units, frequencies, moments of the day, durations (R-D15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from fhir_mappings.dosage.reading import Amount


class Kind(Enum):
    NUMBER = "number"
    MASS = "mass"
    FORM = "form"
    VOLUME = "volume"
    DROPS = "drops"
    RATE = "mg in 24 hours"
    CONCENTRATION = "mg in a mL"
    CONTENT = "mg in a patch"
    PER_KG = "mg/kg"
    PAIR = "mg of two ingredients"
    OTHER_UNIT = "units, mEq, %"
    SCHEME = "1-0-1"
    FREQUENCY = "frequency"
    MOMENT = "moment"
    CLOCK = "clock"
    WEEKDAYS = "weekdays"
    EXCEPT = "except"
    DURATION = "duration"
    DAY_LABEL = "days 1-7"
    DIVIDED = "in divided doses"
    TIMES = "x"
    DASH = "dash"
    TO = "to"
    OR = "or"
    AND = "and"
    ALTERNATING = "alternating with"
    OF = "of"
    COMMA = "comma"
    COLON = "colon"
    STOP_MARK = "full stop"
    OPEN = "("
    CLOSE = ")"
    EQUALS = "="
    THEN = "then"
    STOP = "stop"
    NEEDED = "as needed"
    MOST = "at most"
    UP_TO = "up to"
    MAY = "may"
    SECOND = "a second one"
    EXTRA = "an extra one"
    REPEAT = "may repeat"
    FROM = "from"
    CHANGE_BY = "increase by"
    CHANGE = "increase to"
    TOLERATED = "as tolerated"
    UNTIL_OFF = "until off"
    TOTAL = "total"
    TOTAL_DAILY = "total daily dose"
    EACH = "each"
    WITH = "together with"
    CONTAINS = "contains"
    OWN = "the drug itself"
    OTHER = "another drug"
    ONCE = "once"
    START = "start"
    WORD = "word"
    DOUBT = "a word that changes a dose"
    CONDITION = "if"


TIMINGS = frozenset({Kind.FREQUENCY, Kind.MOMENT, Kind.CLOCK, Kind.WEEKDAYS, Kind.EXCEPT, Kind.DIVIDED, Kind.ONCE})
"""What says when, or how often."""


class UnreadableSig(Exception):
    """A piece that can't be placed: the whole sig says nothing certain."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    value: object = None
    text: str = ""

    @property
    def number(self) -> Fraction:
        assert isinstance(self.value, Fraction)
        return self.value

    @property
    def amount(self) -> Amount:
        assert isinstance(self.value, Amount)
        return self.value

    @property
    def name(self) -> str:
        assert isinstance(self.value, str)
        return self.value

    @property
    def days(self) -> frozenset[str]:
        assert isinstance(self.value, frozenset)
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class SigDrug:
    """The drug that a sig is written for."""

    ingredients: frozenset[str] = frozenset()
    per_unit: Fraction | None = None
    per_ml: Fraction | None = None
    per_day: Fraction | None = None
    """Of a patch."""
    noun: str = ""
    strengths: frozenset[Fraction] = frozenset()
    """mg of one unit that exist for this drug: "cymbalta 60" leaves the mg out."""
    mg_per_drop: Fraction | None = None
    """Only where the knowledge says it (citalopram, R-A24)."""
    fixed: bool = False
    """One of several ingredients of its product: mg in the text may be another's (R-D13)."""
    contents: Mapping[Fraction, Fraction] = field(default_factory=dict)
    """What a patch holds -> what it gives in a day (R-A25)."""

    @property
    def key(self) -> tuple[object, ...]:
        """What tells one drug from another for the reading of a sig."""
        given = (self.per_unit, self.per_ml, self.per_day, self.mg_per_drop)
        return (self.ingredients, self.noun, self.fixed, self.strengths, frozenset(self.contents.items()), *given)
