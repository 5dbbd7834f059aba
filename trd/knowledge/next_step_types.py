"""The shape of what weighs a next step: the modifiers of agents, and the methods of a switch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trd.knowledge.sourced import Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class GenotypeLimit:
    """What one metaboliser phenotype changes in the doses of one drug (§2.2.4)."""

    gene: str
    phenotype: str
    maximum: Threshold
    older_maximum: Threshold | None = None
    start_low: bool = False
    """The first dose is the older adult's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """A fact of the record that a modifier looks for; exactly one of the four is given."""

    codes: str = ""
    """In the grammar of the safety matrix, tested by `test` in the last `days` days."""
    test: str = ""
    answer: str = ""
    """`phq-9:3`: the answer to one question, of at least `at_least`."""
    score: str = ""
    """A scale whose newest total is at least `at_least`."""
    fact: str = ""
    """A fact that is a rule of its own, by name."""
    at_least: int = 0
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """What moves agents up or down when one of its circumstances is on record (§1.4.2)."""

    id: str
    words: str
    """As a clause says it: "migraine"."""
    when: tuple[Circumstance, ...]
    points: Mapping[str, int]
    """Agent id -> points."""
    added: Mapping[str, int] = field(default_factory=dict)
    """Agent id -> points where the agent is added to another drug; beats `points`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPoints:
    """What earlier trials say of an agent (M1, M3 … M7, M-R4, N-S4, N-S9)."""

    prior_response: int
    not_tolerated: int
    not_tolerated_class: int
    failed_earlier_episode: int
    new_mechanism: tuple[int, int, int]
    """At n = 0, n = 1, n >= 2."""
    class_failed_twice: int
    failed_relative: int
    failed_tricyclic_relative: int
    never_fair: int
    other_class_after_intolerance: int
    same_class_after_intolerance: int
    clip: int
    """The sum of all points of one agent stays within ± this (M-R1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifiers:
    trials: TrialPoints
    all: tuple[Modifier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchMethod:
    method: str
    """`direct`, `cross-taper`, `taper`, `washout`."""
    days: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Switching:
    """How to go from one antidepressant to another (§2.2.2)."""

    group: Mapping[str, str]
    """Agent id -> row and column of the table; an agent in none has no method."""
    cells: Mapping[tuple[str, str], SwitchMethod]
    pairs: Mapping[tuple[str, str], SwitchMethod]
    """Agent ids that differ from their cell."""
    low_starts: Mapping[str, Decimal] = field(default_factory=dict)
    """Agent id -> its first dose where another serotonergic drug was taken in the last `low_start_days` days."""
    low_start_days: int = 0
    tapered: frozenset[str] = frozenset()
    """Agents with withdrawal trouble: lowered step by step before they end (N-S14)."""
    may_stop: Mapping[str, Decimal] = field(default_factory=dict)
    """Agent id -> the dose up to which it may be stopped at once."""

    def method(self, old: str, new: str) -> SwitchMethod | None:
        """The method from one agent to another; None: ask a pharmacist (N-S11a)."""
        if (old, new) in self.pairs:
            return self.pairs[old, new]
        return self.cells.get((self.group.get(old, ""), self.group.get(new, "")))
