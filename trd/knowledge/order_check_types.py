"""The shape of what the order checks look at: figures, lists of drugs, doses, rows, tests (§4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trd.knowledge.sourced import Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTests:
    """Tests that must be on record with a drug (O18)."""

    about: frozenset[str]
    """Agent ids."""
    tests: tuple[str, ...]
    """Tests of `monitoring.toml` in the order of §5.4, or observations that are named and never ordered."""
    days: int
    first_year_days: int | None
    """A shorter look-back while the drug runs for less than a year."""
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChecks:
    """Everything of §4.2 that a clinician would change after reading a paper."""

    figures: Mapping[str, Threshold] = field(default_factory=dict)
    agents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """List -> agent ids, classes and sets expanded."""
    ingredients: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """List -> ingredient ids, groups expanded."""
    doses: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    """List -> agent id -> dose in the agent's unit."""
    titration: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    """Agent id -> the label's steps (O07)."""
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """List -> rows of the safety matrix."""
    taper: Mapping[str, str] = field(default_factory=dict)
    """Agent id or `default` -> weeks of a taper, in words."""
    monitoring: tuple[WantedTests, ...] = ()

    def days(self, figure: str) -> int:
        """A whole number (days, years, counts) by its name."""
        return int(self.figures[figure].value)

    def share(self, figure: str) -> Decimal:
        """A share of one, by its name."""
        return self.figures[figure].value

    def taper_weeks(self, agent: str) -> str:
        """How long a taper takes, in words."""
        return self.taper.get(agent, self.taper["default"])
