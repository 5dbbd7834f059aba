"""Knowledge signed by a clinician who does not exist: whole, but for some entries, or only some."""

from collections.abc import Collection
from datetime import date
from typing import Any

from trd.knowledge.entries import digest_of, entries
from trd.knowledge.review_types import Decision, Signature
from trd.knowledge.reviewing import review
from trd.knowledge.types import Knowledge

DAY = date(2026, 11, 20)


def signature(knowledge: Knowledge, entry: str, **more: Any) -> Signature:
    told: dict[str, Any] = {
        "decision": Decision.ACCEPT,
        "reviewer": "A. Clinician",
        "on": DAY,
        "figures": digest_of(entries(knowledge)[entry]),
    }
    return Signature(entry=entry, **{**told, **more})


def signed(knowledge: Knowledge, names: Collection[str], **more: Any) -> Knowledge:
    """Only these entries signed."""
    return review(knowledge, [signature(knowledge, name, **more) for name in names])


def signed_throughout(knowledge: Knowledge, *, but: Collection[str] = ()) -> Knowledge:
    """Every entry signed but some."""
    return signed(knowledge, [name for name in entries(knowledge) if name not in but])
