"""What was found of §7, and how it is said: a value or a name, with its date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trd.history import Gap
from trd.intervals import DayInterval, interval_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    code: str
    """`hypothyroidism`, `bipolarity` …"""
    row: str
    """`X3`."""
    what: str
    """What was found, with value and date: "TSH 12.4 mIU/L (12 Oct 2026)"."""
    advice: str
    """What the specification says to do about it."""
    evidence: tuple[str, ...] = ()
    note_only: bool = False
    """A safety note: explains no non-response, makes no card (X46)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanations:
    found: tuple[Explanation, ...] = ()
    gaps: tuple[Gap, ...] = ()
    not_on_record: tuple[str, ...] = ()
    """Checks that were never made: TSH, B12, alcohol screen, bipolar screen (R-X2)."""
    lowered: frozenset[str] = frozenset()
    """Ids of the trials that ran beside an enzyme inducer: confidence one step lower (X45)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One fact that shows a row."""

    what: str
    evidence: tuple[str, ...]
    day: date | None = None
    trial: str | None = None
    """Id of the trial it bears on."""


def named(label: str, day: DayInterval | None, *, since: bool = False) -> str:
    """A name with its date, as exactly as the record knows it."""
    if day is None:
        return label
    return f"{label} ({'since ' if since else ''}{interval_in_words(day)})"


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    """Newest first; each wording once, with all its evidence."""
    same: dict[str, list[Hit]] = {}
    for hit in hits:
        same.setdefault(hit.what, []).append(hit)
    merged = [_merged(each) for each in same.values()]
    return sorted(merged, key=lambda hit: (-(hit.day or date.min).toordinal(), hit.what))


def _merged(hits: Sequence[Hit]) -> Hit:
    """The last of several hits of one wording, with the evidence of all."""
    evidence = tuple(sorted({reference for hit in hits for reference in hit.evidence}))
    return Hit(what=hits[-1].what, evidence=evidence, day=hits[-1].day, trial=hits[-1].trial)
