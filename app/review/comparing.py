"""Two versions of the knowledge by the patients whose answers differ."""

from collections.abc import Callable, Sequence

from app.review.answers import changes
from app.review.hanging import Changed
from app.review.patients import Patient
from trd.knowledge.types import Knowledge

SHOWN = 4
"""Parts of an answer that are told of one patient."""


def changed_patients(
    patients: Sequence[Patient], old: Knowledge, new: Knowledge, progress: Callable[[], None] = lambda: None
) -> tuple[Changed, ...]:
    """Every patient who is answered otherwise, with what differs."""
    told = []
    for patient in patients:
        differs = changes(patient.answer(old), patient.answer(new))
        if differs:
            told.append(Changed(patient=patient.name, title=patient.title, sample=patient.sample, changes=differs))
        progress()
    return tuple(told)


def sentence(changed: Changed) -> str:
    """`Sample patient dose-too-low (Fifteen weeks …): failed trials: 0 → 1; …`"""
    more = len(changed.changes) - SHOWN
    parts = "; ".join(changed.changes[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
    return f"{'Sample patient' if changed.sample else 'Case'} {changed.patient} ({changed.title}): {parts}"
