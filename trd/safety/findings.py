"""Three values and how they combine: hit, clear, unknown, each with what made it so (R-Z1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from trd.safety.facts import unique
from trd.terms import FactList, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One term for one patient."""

    verdict: Verdict
    evidence: tuple[str, ...] = ()
    value: str | None = None
    unknown: str | None = None
    """What is not on record, in the words of the question."""
    unconfirmed: bool = False
    possible_drug: bool = False
    not_sent: FactList | None = None
    """Unknown only because this list was never delivered: named once, not on every option."""
    partly: bool = False
    """Hit on some readings of the age only: a dose limit takes it as a hit (R-Z16)."""


CLEAR = Finding(verdict=Verdict.CLEAR)


def hit(*evidence: str, value: str | None = None, unconfirmed: bool = False) -> Finding:
    """A fact that is on record, with the records that say so (R-Z13)."""
    return Finding(verdict=Verdict.HIT, evidence=evidence, value=value, unconfirmed=unconfirmed)


def unknown(words: str | None = None, *, not_sent: FactList | None = None, possible_drug: bool = False) -> Finding:
    """A fact that the record does not tell: never passed, never a hit (R-Z1)."""
    return Finding(verdict=Verdict.UNKNOWN, unknown=words, not_sent=not_sent, possible_drug=possible_drug)


def all_of(findings: Iterable[Finding]) -> Finding:
    """`+`: clear if one part is clear, hit if all are hit, else unknown."""
    hits: list[Finding] = []
    open_parts: list[Finding] = []
    for part in findings:
        if part.verdict is Verdict.CLEAR:
            return CLEAR
        (open_parts if part.verdict is Verdict.UNKNOWN else hits).append(part)
    return _first_question(open_parts) if open_parts else _joined(hits)


def any_of(findings: Iterable[Finding]) -> Finding:
    """`;`: hit if one is hit, clear if all are clear, else unknown."""
    hits: list[Finding] = []
    open_parts: list[Finding] = []
    for part in findings:
        if part.verdict is not Verdict.CLEAR:
            (hits if part.verdict is Verdict.HIT else open_parts).append(part)
    if hits:
        return _joined(hits, sure=any(not part.unconfirmed for part in hits))
    return _first_question(open_parts) if open_parts else CLEAR


def _joined(parts: list[Finding], *, sure: bool = False) -> Finding:
    values = [part.value for part in parts if part.value]
    return Finding(
        verdict=Verdict.HIT,
        evidence=unique(reference for part in parts for reference in part.evidence),
        value=values[0] if values else None,
        unconfirmed=not sure and any(part.unconfirmed for part in parts),
    )


def _first_question(parts: list[Finding]) -> Finding:
    """The question that is put: a drug that may still be taken first, a list that never came last (R-Z5)."""
    if len(parts) == 1:
        return parts[0]
    return min(parts, key=lambda part: (not part.possible_drug, part.not_sent is not None, part.unknown is None))


def exactly(yes: bool, *evidence: str) -> Finding:
    """A fact that the record decides."""
    return hit(*evidence) if yes else CLEAR
