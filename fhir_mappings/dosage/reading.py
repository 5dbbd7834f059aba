"""What one instruction says, exact: a daily dose, for how long, under which condition."""

from dataclasses import dataclass
from fractions import Fraction

from trd.intervals import DayInterval


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Between two amounts; either end may not be stated (R-D6), which is never zero."""

    low: Fraction | None = None
    high: Fraction | None = None

    @classmethod
    def of(cls, value: Fraction) -> "Amount":
        return cls(low=value, high=value)

    @property
    def stated(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def single(self) -> Fraction | None:
        return self.low if self.low is not None and self.low == self.high else None

    def times(self, other: "Amount") -> "Amount":
        return Amount(low=_product(self.low, other.low), high=_product(self.high, other.high))

    def by(self, factor: Fraction) -> "Amount":
        return self.times(Amount.of(factor))

    def plus(self, other: "Amount") -> "Amount":
        """Both together: an end that is not stated in one is not stated in the sum."""
        return Amount(low=_sum(self.low, other.low), high=_sum(self.high, other.high))


UNSTATED = Amount()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A daily dose, and how long it lasts."""

    daily: Amount = UNSTATED
    intake: Amount = UNSTATED
    """One intake or session (esketamine, ketamine)."""
    days: int | None = None
    start: DayInterval | None = None
    end: DayInterval | None = None
    per_kg: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What a record says about taking, all its dosage elements together."""

    steps: tuple[Step, ...] = ()
    as_needed: bool = False
    in_addition: bool = False
    not_taken: bool = False
    """The words say that the patient does not take it: must not count as an exposure."""
    problems: tuple[str, ...] = ()
    """`dose-text`, `dose-conflict`, `implausible-dose`, `unreadable-unit`, `rate-ignored`: what became a gap."""
    supplied_days: int | None = None
    """"for 30 days" in the words of a single dose: how far the supply goes, no stop."""
    units: Amount = UNSTATED
    """Tablets, capsules … a day, where they are counted."""


def _product(one: Fraction | None, two: Fraction | None) -> Fraction | None:
    return None if one is None or two is None else one * two


def _sum(one: Fraction | None, two: Fraction | None) -> Fraction | None:
    return None if one is None or two is None else one + two
