"""The shape of the tests that go with a treatment: before it, and later (§5.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trd.knowledge.sourced import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringTest:
    """One test, by what it is called, coded and answered."""

    id: str
    words: str
    """As a question on a card names it."""
    days: int
    """A value older than this is no value, where no row says otherwise."""
    loinc: str | None = None
    """None: named in words, never ordered."""
    loinc_si: str | None = None
    """The same in amounts of substance (R-F42)."""
    answered_by: tuple[str, ...] = ()
    """Observations of which one is enough; empty: nothing on record can answer it."""
    asked_as: tuple[str, ...] = ()
    """The words by which the tables of candidates require it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringRow:
    """One test with one treatment."""

    about: frozenset[str]
    """Agent ids and `procedure:ID`."""
    named: str
    """The same as written."""
    test: str
    before: bool
    days: int | None
    """Look-back before the start; None: not wanted before."""
    later: str
    when: str
    """Only with these facts, in the grammar of the safety matrix; empty: always."""
    ordered: bool
    """False: named in words, the treating service orders it."""
    source: Source
    where: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """All tests, and for each agent or procedure its rows in the order in which they are offered."""

    tests: Mapping[str, MonitoringTest] = field(default_factory=dict)
    rows: tuple[MonitoringRow, ...] = ()
    by_subject: Mapping[str, tuple[MonitoringRow, ...]] = field(default_factory=dict)
    by_word: Mapping[str, MonitoringTest] = field(default_factory=dict)
    """The word of candidates.csv -> its test."""

    def of(self, subject: str) -> tuple[MonitoringRow, ...]:
        """The rows of one agent or `procedure:ID`."""
        return self.by_subject.get(subject, ())

    def days(self, subject: str, test: str) -> int:
        """For how many days a value of the test is good before this treatment."""
        own = [row.days for row in self.of(subject) if row.test == test and row.days is not None]
        return min(own, default=self.tests[test].days)
