"""Signatures that are missing, that no longer hold or that are old, and sources that nobody has looked at for long."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date

from trd.knowledge.finding import Finding, fault, note
from trd.knowledge.review_types import Review, ReviewState
from trd.knowledge.types import Knowledge


def review_findings(knowledge: Knowledge, *, as_of: date) -> Iterator[Finding]:
    """How the entries stand, and what is old on that day."""
    kinds = Counter(entry.partition(" ")[0] for entry in knowledge.drafts)
    yield from (note(f"{kind} entries", f"{n} have not been signed by a clinician") for kind, n in kinds.items())
    for entry, found in knowledge.reviews.of.items():
        yield from _standing(entry, found, as_of)
    for stray in knowledge.reviews.strays:
        yield note(stray.entry, f"was signed by {stray.reviewer}, {stray.on}, and is no entry of this version")
    yield from stale(knowledge, as_of=as_of)


def _standing(entry: str, found: Review, as_of: date) -> Iterator[Finding]:
    signature = found.signature
    if signature is None:
        return
    who = f"{signature.reviewer}, {signature.on}"
    if signature.on > as_of:
        yield fault(entry, f"is signed on {signature.on}, which is still to come")
    if found.state is ReviewState.LAPSED:
        yield note(entry, f"has changed since it was signed ({who}): the signature no longer holds")
    if found.state is ReviewState.CHANGE:
        yield note(entry, f"is to be changed ({who}): {signature.note}")
    if found.state is ReviewState.REJECT:
        yield note(entry, f"was refused ({who}): {signature.note}")


def stale(knowledge: Knowledge, *, as_of: date) -> Iterator[Finding]:
    """Signatures and sources that are older than the period set: what was right then may have been replaced."""
    months = knowledge.reviews.months
    for entry, found in knowledge.reviews.of.items():
        if found.signed and found.signature is not None and is_old(found.signature.on, months, as_of=as_of):
            yield note(
                entry, f"was signed on {found.signature.on}, more than {months} months ago: to be reviewed again"
            )
    for name, source in knowledge.sources.items():
        if source.accessed is not None and is_old(source.accessed, months, as_of=as_of):
            yield note(f"source {name}", f"was last looked at on {source.accessed}, more than {months} months ago")


def is_old(day: date, months: int, *, as_of: date) -> bool:
    """More than so many calendar months ago: on the very day it is still good."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return as_of > date(year, month, min(day.day, monthrange(year, month)[1]))
