"""`reviews.toml` -> signatures, in the order in which they were given."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from trd.knowledge.reading import Entry, KnowledgeError, read_toml
from trd.knowledge.review_types import MONTHS_GOOD, Decision, Signature

FILE = "reviews.toml"
DIGEST = len("sha256:") + 64


def read_reviews(folder: Path) -> tuple[tuple[Signature, ...], int]:
    """Every signature, and after how many months one is old; a folder without the file was signed by nobody."""
    if not (folder / FILE).exists():
        return (), MONTHS_GOOD
    entry = Entry(FILE, "file", read_toml(folder, FILE))
    months = entry.whole("months_good")
    signatures = tuple(_signature(place, values) for place, values in enumerate(entry.raw("signature", []), start=1))
    entry.close()
    if months is not None and months < 1:
        raise KnowledgeError(FILE, "months_good", "at least one month")
    return signatures, MONTHS_GOOD if months is None else months


def _signature(place: int, values: Any) -> Signature:
    entry = Entry(FILE, f"signature {place}", values)
    on, figures = entry.raw("on"), entry.text("figures")
    if not isinstance(on, date) or isinstance(on, datetime):
        raise entry.fault("on is a day, such as 2026-11-30")
    if len(figures) != DIGEST or not figures.startswith("sha256:"):
        raise entry.fault("figures is the digest that the review pack prints in full, sha256:…")
    found = Signature(
        entry=entry.text("entry"),
        decision=entry.one_of("decision", Decision),
        reviewer=entry.text("reviewer"),
        on=on,
        figures=figures,
        note=entry.text("note", ""),
    )
    entry.close()
    if found.decision is not Decision.ACCEPT and not found.note:
        raise entry.fault(f"{found.decision.value} says in a note what is wrong")
    if not found.reviewer.strip():
        raise entry.fault("a signature has a name")
    return found
