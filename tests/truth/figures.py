"""Agreement beyond chance, precision and recall, each with its 95 % interval."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Z = 1.959964
"""Of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion with Wilson's interval; nothing to count is no proportion."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.of:
            return None
        p, n = self.hits / self.of, self.of
        middle = p + Z * Z / (2 * n)
        half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + Z * Z / n)), min(1.0, (middle + half) / (1 + Z * Z / n))

    def __str__(self) -> str:
        if self.value is None or self.interval is None:
            return "–"
        low, high = self.interval
        return f"{self.value:.3f} ({low:.2f}–{high:.2f})"


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's κ; its interval is that of the agreement, with the agreement by chance held."""

    agreement: Share
    by_chance: float

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]]) -> "Kappa":
        """Of the words of two judges for the same trials."""
        one, other = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
        chance = sum(one[word] * other[word] for word in one) / max(len(pairs), 1) ** 2
        return cls(Share(sum(first == second for first, second in pairs), len(pairs)), chance)

    @property
    def value(self) -> float | None:
        return self._beyond_chance(self.agreement.value)

    def _beyond_chance(self, agreement: float | None) -> float | None:
        if agreement is None:
            return None
        return 1.0 if self.by_chance == 1 else (agreement - self.by_chance) / (1 - self.by_chance)

    def __str__(self) -> str:
        interval = self.agreement.interval
        value = self.value
        if value is None or interval is None:
            return "–"
        low, high = (self._beyond_chance(bound) for bound in interval)
        return f"{value:.3f} ({low:.2f}–{high:.2f})"


def total(shares: Iterable[Share]) -> Share:
    """Several proportions as one."""
    found = list(shares)
    return Share(sum(share.hits for share in found), sum(share.of for share in found))
