"""What was set aside and by which rows of the safety matrix; which missing facts would settle most patients."""

from typing import Any

from app.cohort.burden.blurring import Blurred, per
from app.cohort.burden.settling import words_of
from app.cohort.burden.tallying import NO_ROW
from trd.knowledge.types import Knowledge

WITHOUT_ROW = "No safety row: no active depression, in remission, tried before, under way"
"""Most of them by far are patients without an active depression, to whom nothing is offered at all."""


def set_aside(blurred: Blurred, knowledge: Knowledge) -> dict[str, Any]:
    """Row by row, most patients first; those of few patients are only counted."""
    rows: list[tuple[int, dict[str, Any]]] = []
    withheld = 0
    known = {row.id: row for row in knowledge.safety}
    for row in blurred.counts.under("aside-row"):
        patients = blurred.told("aside-row", row)
        if patients is None:
            withheld += 1
            continue
        topics = {topic: blurred.told("aside", row, topic) for topic in blurred.counts.under("aside", row)}
        told = {
            "row": None if row == NO_ROW else row,
            "message": known[row].message if row in known else WITHOUT_ROW,
            "effect": known[row].effect.value if row in known else None,
            "patients": patients,
            "topics": topics,
        }
        rows.append((patients, told))
    rows.sort(key=lambda one: (-one[0], one[1]["row"] or ""))
    return {"patients": blurred.told("aside-any"), "rows": [told for _, told in rows], "rowsWithheld": withheld}


def missing_facts(blurred: Blurred) -> dict[str, Any]:
    """Of the undecided: which kind of fact would decide; of all with a depression: what is missing or unreadable."""
    undecided, depressed = blurred.told("indeterminate"), blurred.told("depressed")
    settle = [(kind, blurred.told("settle", kind)) for kind in blurred.counts.under("settle")]
    gaps = [(code, blurred.told("gap", code)) for code in blurred.counts.under("gap")]
    return {
        "depressed": depressed,
        "indeterminate": undecided,
        "wouldSettle": [
            {"fact": kind, "words": words_of(kind), "patients": number, "percent": per(number, undecided)}
            for kind, number in _most_first(settle)
        ],
        "gaps": [
            {"code": code, "patients": number, "percent": per(number, depressed)} for code, number in _most_first(gaps)
        ],
    }


def _most_first(found: list[tuple[str, int | None]]) -> list[tuple[str, int | None]]:
    return sorted(found, key=lambda one: (one[1] is None, -(one[1] or 0), one[0]))
