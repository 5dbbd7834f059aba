"""A draft as it was received, with one thing replaced: dose, start, supply or one more note (R-F20, R-F21).

Everything else stays byte for byte: unknown extensions, odd shapes, the order of members.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from fhir_mappings.writing.changed_doses import DoseChange, change_dose
from fhir_mappings.writing.changed_supplies import change_supply
from fhir_mappings.writing.drafts import FhirVersion
from fhir_mappings.writing.members import Members, Sent, members_of, only_object, plain, put, several
from fhir_mappings.writing.orders import note_of_text
from trd.drafts import DraftedDrug, DraftedService
from trd.knowledge.types import Knowledge

CHANGED_HERE: Final = "dosageInstruction"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChange:
    """What is to be replaced; `None` stays as it is."""

    daily_dose: Decimal | None = None
    start: date | None = None
    supply_days: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDraft:
    """The whole draft, and what the words beside it tell."""

    resource: dict[str, Any]
    product: str | None = None
    """The name of another product, where the dose needs one."""
    direction: str | None = None
    """How the new dose is taken, where it can be said."""


def write_changed(
    sent: Sent,
    change: DraftChange,
    draft: DraftedDrug | DraftedService,
    knowledge: Knowledge,
    *,
    fhir_version: FhirVersion,
) -> ChangedDraft | None:
    """The draft with the change; `None`: it can't be made safely, and words alone say it (R-F21)."""
    order = members_of(sent)
    if order is None or draft.reference is None:
        return None
    if isinstance(draft, DraftedService):
        return _noted(order, change)
    dose: DoseChange | None = None
    if change.daily_dose is not None:
        dose = change_dose(order, change.daily_dose, draft, knowledge)
        if dose is None:
            return None
    if change.start is not None and not _begin(order, change.start):
        return None
    if change.supply_days is not None and not change_supply(
        order, change.supply_days, draft, fhir_version=fhir_version, units_a_day=dose.units_a_day if dose else None
    ):
        return None
    if change.note is not None:
        _annotate(order, change.note)
    return ChangedDraft(
        resource=order, product=dose.product if dose else None, direction=dose.direction if dose else None
    )


def _noted(order: Members, change: DraftChange) -> ChangedDraft | None:
    """A service takes a note and nothing else."""
    if change.note is None or change != DraftChange(note=change.note):
        return None
    _annotate(order, change.note)
    return ChangedDraft(resource=order)


def _begin(order: Members, start: date) -> bool:
    """Begin on this day: the validity, and the bounds where the draft has them; never after its own end."""
    dispense = only_object(order.get("dispenseRequest")) if "dispenseRequest" in order else {}
    if dispense is None:
        return False
    validity = only_object(dispense.get("validityPeriod")) if "validityPeriod" in dispense else {}
    if validity is None or _ends_before(validity, start):
        return False
    instructions = several(order.get(CHANGED_HERE))
    if len(instructions) > 1:
        return False
    if instructions:
        instruction = only_object(instructions[0])
        moved = None if instruction is None else _with_bounds(instruction, start)
        if moved is None:
            return False
        put(order, CHANGED_HERE, moved, like=order[CHANGED_HERE])
    order["dispenseRequest"] = {**dispense, "validityPeriod": {**validity, "start": start.isoformat()}}
    return True


def _with_bounds(instruction: Members, start: date) -> Members | None:
    """The instruction with its bounds from `start`; `None`: they end before, or can't be read."""
    timing = only_object(instruction.get("timing")) if "timing" in instruction else {}
    repeat = only_object(timing.get("repeat")) if timing and "repeat" in timing else {}
    if timing is None or repeat is None:
        return None
    if "boundsPeriod" not in repeat:
        return instruction
    bounds = only_object(repeat["boundsPeriod"])
    if bounds is None or _ends_before(bounds, start):
        return None
    moved = {**repeat, "boundsPeriod": {**bounds, "start": start.isoformat()}}
    return {**instruction, "timing": {**timing, "repeat": moved}}


def _ends_before(period: Members, start: date) -> bool:
    end = plain(period.get("end"))
    try:
        return end is not None and (not isinstance(end, str) or date.fromisoformat(end[:10]) < start)
    except ValueError:
        return True


def _annotate(order: Members, note: str) -> None:
    """One more note, after those that stand there."""
    order["note"] = [*several(order.get("note")), {"text": note_of_text(note)}]
