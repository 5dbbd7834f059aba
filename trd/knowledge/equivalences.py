"""Doses written in another way than an agent's table counts them: salts, drops, weekly capsules, patches (§1.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from trd.knowledge.sourced import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalence:
    """How the written mg of one agent become the mg of its table."""

    agent: str
    source: Source
    where: str
    mark: str
    words: frozenset[str] = frozenset()
    """Folded words of the product that tell this salt."""
    factor: Fraction = Fraction(1)
    mg_per_drop: Fraction | None = None
    intake: Fraction | None = None
    """mg of the one intake a week …"""
    daily: Fraction | None = None
    """… and the daily dose that it stands for."""
    contents: Mapping[Fraction, Fraction] = field(default_factory=dict)
    """mg that a patch holds -> mg that it gives in 24 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalences:
    """By agent id; an agent stands once in each table."""

    salts: Mapping[str, Equivalence] = field(default_factory=dict)
    drops: Mapping[str, Equivalence] = field(default_factory=dict)
    weekly: Mapping[str, Equivalence] = field(default_factory=dict)
    patches: Mapping[str, Equivalence] = field(default_factory=dict)
