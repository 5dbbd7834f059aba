"""The shape of the ways forward: candidates, strategies, main rows of the decision table, countries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trd.knowledge.sourced import Source, Threshold
from trd.terms import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyAgent:
    """One candidate of switch, combination or augmentation with its table row (§2.2.1, §2.3, §2.4)."""

    agent: str
    place: int
    points: tuple[int, int, int]
    """Base points for n <= 1, n = 2, n >= 3."""
    start: Decimal | None
    target: Decimal | None
    maximum: Decimal | None
    line: str
    """`first`, `second`, `third` or `specialist`: the level this agent may reach at most."""
    required: tuple[str, ...] = ()
    """Facts that are asked before the draft (★ / column `required`)."""
    titration: str = ""
    specialist_only: bool = False
    text_only: bool = False
    partners: frozenset[str] = frozenset()
    """Combination: classes (`class:SSRI`) or agent ids of the base it may be added to."""
    least_failures: int = 0
    """Offered from this many failures only (pramipexole: 2)."""
    source: Source
    where: str
    mark: str = "M"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A way forward and the figures that its rule uses."""

    id: str
    topic: Topic
    label: str
    candidates: tuple[StrategyAgent, ...] = ()
    figures: Mapping[str, Threshold] = field(default_factory=dict)
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MainRow:
    """One row of the decision table (§1.2.3): topics in order, each with its level 4…1."""

    id: str
    state: str
    topics: tuple[tuple[Topic, int], ...]
    why: str
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryDose:
    """Doses of one agent in a country that differ, in the agent's unit (§6.2)."""

    maximum: Decimal
    older_maximum: Decimal | None = None
    older_from: int | None = None
    older_start: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What may be suggested in a country (§6.1) and from how many failures (§1.3)."""

    country: str
    agents: Mapping[str, str]
    """Agent id -> `yes`, `off-label`, `specialist`, both (`off-label-specialist`), `no`.

    An agent without a row is `yes` in every country.
    """
    entry: Mapping[str, int | None]
    """`tms`, `esketamine`, `iv-ketamine`, `ect` -> least n; None: not available."""
    crisis_text: str = ""
    crisis_source: Source | None = None
    doses: Mapping[str, CountryDose] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    """Label facts that a card says: `esketamine` -> "with an SSRI or SNRI"."""
    citations: tuple[str, ...] = ()
    """Sources of the list; what they do not support is from memory (M)."""
    checked: str = ""
    """Year and month of the last look at the list."""
