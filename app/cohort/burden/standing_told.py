"""Patients by status, under each definition side by side, and who is resistant by which of them together."""

from typing import Any, Final

from app.cohort.burden.blurring import Blurred, Name, per
from app.cohort.burden.tallying import JOINED, NOT_DEPRESSED
from trd.knowledge.types import Knowledge
from trd.terms import ResistanceStatus

GROUPS: Final = ("in-care", "silent", "dead", "undated")
STATUSES: Final = {
    ResistanceStatus.RESISTANT: "resistant",
    ResistanceStatus.ONE_FAILURE: "oneFailure",
    ResistanceStatus.INDETERMINATE: "indeterminate",
    ResistanceStatus.NONE: "none",
}
IN_CARE: Final = ("patients", "in-care")
NOT_THEM: Final = ("not-depressed",)
ANY: Final = ("resistant-by-any",)


def add_up(blurred: Blurred, knowledge: Knowledge, definition: str, as_of: str) -> None:
    """Which of these numbers are sums of others, or the same as others under another name."""
    blurred.add_up(("patients", "judged"), [("patients", group) for group in GROUPS])
    names = list(knowledge.definitions)
    blurred.put(NOT_THEM, *blurred.exact("status", names[0], NOT_DEPRESSED))  # the same under each definition
    combinations: list[Name] = [("resistant-by", each) for each in blurred.counts.under("resistant-by")]
    blurred.add_up(ANY, combinations)
    for name in names:
        blurred.add_up(IN_CARE, [*(("status", name, status.value) for status in STATUSES), NOT_THEM])
        own = [each for each in combinations if name in each[1].split(JOINED)]
        blurred.add_up(("status", name, ResistanceStatus.RESISTANT.value), own)
    blurred.add_up(IN_CARE, [("depressed",), NOT_THEM])
    blurred.add_up(("indeterminate",), [("status", definition, ResistanceStatus.INDETERMINATE.value)])
    if blurred.exact("opened", as_of).number:
        blurred.add_up(("opened", as_of), [IN_CARE])
        blurred.add_up(("resistant", as_of), [("status", definition, ResistanceStatus.RESISTANT.value)])


def patients(blurred: Blurred) -> dict[str, Any]:
    """Who was judged, and who of them counts below."""
    return {
        "judged": blurred.told("patients", "judged"),
        "inCare": blurred.told(*IN_CARE),
        "silent": blurred.told("patients", "silent"),
        "dead": blurred.told("patients", "dead"),
        "withoutDate": blurred.told("patients", "undated"),
    }


def by_definition(blurred: Blurred, knowledge: Knowledge) -> list[dict[str, Any]]:
    """Each definition with its patients in care by status."""
    return [
        {
            "definition": name,
            "label": definition.label,
            "words": definition.words,
            **{told: blurred.told("status", name, status.value) for status, told in STATUSES.items()},
            "noActiveDepression": blurred.told(*NOT_THEM),
        }
        for name, definition in knowledge.definitions.items()
    ]


def resistant_by(blurred: Blurred, knowledge: Knowledge) -> dict[str, Any]:
    """Who is resistant by which definitions and by no other, most patients first."""
    order = list(knowledge.definitions)
    found: list[tuple[int, list[str]]] = []
    withheld = 0
    for each in blurred.counts.under("resistant-by"):
        number = blurred.told("resistant-by", each)
        withheld += number is None
        if number is not None:
            found.append((number, each.split(JOINED)))
    found.sort(key=lambda one: (-one[0], [order.index(name) for name in one[1]]))
    total = blurred.told(*ANY)
    return {
        "any": total,
        "anyPercent": per(total, blurred.told(*IN_CARE)),
        "combinations": [{"definitions": names, "patients": number} for number, names in found],
        "combinationsWithheld": withheld,
    }
