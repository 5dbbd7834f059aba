"""Who signed what: a signature names its reader, its day, and the digest of the very figures that were read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from trd.terms import Topic

MONTHS_GOOD = 24
"""For how long a signature or a look at a source is good where `reviews.toml` sets nothing."""


class Decision(StrEnum):
    """What a clinician decides of an entry."""

    ACCEPT = "accept"
    CHANGE = "change"
    """A figure is to be another one: the note says which."""
    REJECT = "reject"


class ReviewState(StrEnum):
    """How an entry stands; all but `signed` are a draft."""

    DRAFT = "draft"
    """Nobody has signed."""
    SIGNED = "signed"
    LAPSED = "lapsed"
    """Signed, and changed afterwards: the signature was for other figures."""
    CHANGE = "change"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One decision of one clinician."""

    entry: str
    """`agent sertraline`, `safety S001`."""
    decision: Decision
    reviewer: str
    on: date
    figures: str
    """Digest of what was read, `sha256:…` (`trd.knowledge.entries`)."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """How one entry stands, by its last signature."""

    state: ReviewState = ReviewState.DRAFT
    signature: Signature | None = None

    @property
    def signed(self) -> bool:
        return self.state is ReviewState.SIGNED


DRAFT = Review()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """How every entry of one version stands. Without entries nothing was reviewed: all is a draft."""

    of: Mapping[str, Review] = field(default_factory=dict)
    """Each entry by its name."""
    unsigned: frozenset[str] = frozenset()
    unsigned_behind: Mapping[Topic, frozenset[str]] = field(default_factory=dict)
    """What nobody signed of all that every card of a topic rests on (`trd.knowledge.reviewing`)."""
    strays: tuple[Signature, ...] = ()
    """Signatures of entries that are not there."""
    months: int = MONTHS_GOOD
    """After so many months a signature, and a look at a source, is old."""

    @property
    def draft(self) -> bool:
        """True while any entry is unsigned."""
        return not self.of or bool(self.unsigned)

    def behind(self, topic: Topic | None, named: Iterable[str]) -> bool:
        """Does a card of this topic rest on a draft? `named` are the entries that this patient's record adds.

        Without a topic the whole is meant. An entry that is not there is none that could be signed, and says nothing.
        """
        if topic is None or topic not in self.unsigned_behind:
            return self.draft
        return bool(self.unsigned_behind[topic]) or not self.unsigned.isdisjoint(named)

    def __getitem__(self, entry: str) -> Review:
        return self.of.get(entry, DRAFT)
