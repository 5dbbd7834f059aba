"""How well a record can be read, by the system that it comes from: what each order, refill, score and trial states.

The system is `meta.source`, else the system of the first identifier; of an address only what can name no record.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from fhir_mappings.reading.resource import Resource
from trd.history import MedicationRecord, TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.terms import RecordKind

NOT_STATED: Final = "not stated"
LONGEST: Final = 60
_MOST_PARTS: Final = 3

MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "orders-coded": ("orders", "antidepressant orders known by a code"),
    "orders-dose": ("orders", "antidepressant orders with a dose"),
    "orders-start": ("orders", "antidepressant orders with an exact first day"),
    "orders-end": ("orders", "antidepressant orders with an end or a length of supply"),
    "refills-supply": ("refills", "antidepressant refills with a length of supply"),
    "trials-rated": ("trials", "trials whose dose and duration could be rated"),
    "trials-scores": ("trials", "trials with two scores"),
}
"""What is measured -> of what it is a share, and in words."""


def system_of(resource: Resource) -> str:
    """The system that a record comes from, as it may be told."""
    stated = [resource.meta.source if resource.meta is not None else None]
    stated += [each.system for each in resource.identifier[:1]]
    return next((found for text in stated if text and (found := named(text))), NOT_STATED)


def named(text: str) -> str:
    """A system without what could name one record: no fragment, no query, no part of a path with a digit in it."""
    plain = re.sub(r"[#?].*", "", "".join(text.split()))
    if plain.lower().startswith("urn:uuid:"):
        return ""
    scheme, there, rest = plain.partition("://")
    if not there:
        return plain[:LONGEST]
    host, *parts = rest.split("/")
    kept = []
    for part in parts[: _MOST_PARTS - 1]:
        if not part or re.search(r"[\d%@=]", part):
            break
        kept.append(part)
    return f"{scheme}://{'/'.join([host.rpartition('@')[2], *kept])}"[:LONGEST]


def measured(
    history: TreatmentHistory, trials: Iterable[Mapping[str, Any]], systems: Mapping[str, str], knowledge: Knowledge
) -> Counter[tuple[str, str]]:
    """System and measure -> how often; `…/of` counts what it is a share of. A trial is of its first record's system."""
    found: Counter[tuple[str, str]] = Counter()

    def tell(measure: str, evidence: Iterable[str], stated: bool) -> None:
        system = systems.get(next(iter(evidence), ""), NOT_STATED)
        found[system, measure if stated else f"{measure}/not"] += 1

    for record in history.medications:
        if record.agent in knowledge.agents and record.kind in (RecordKind.ORDER, RecordKind.DISPENSE):
            for measure, stated in _of_record(record):
                tell(measure, record.evidence, stated)
    for trial in trials:
        tell("trials-rated", trial["evidence"], trial["adequacy"] != "undetermined")
        tell("trials-scores", trial["evidence"], bool(trial["baseline"] and trial["endpoint"]))
    return found


def _of_record(record: MedicationRecord) -> Iterable[tuple[str, bool]]:
    if record.kind is RecordKind.DISPENSE:
        return [("refills-supply", record.supply_days is not None)]
    return [
        ("orders-coded", not record.by_text),
        ("orders-dose", any(step.low is not None for step in record.steps)),
        ("orders-start", record.start is not None and record.start.exact),
        ("orders-end", record.end is not None or record.supply_days is not None),
    ]
