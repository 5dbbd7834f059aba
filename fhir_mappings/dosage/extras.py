"""What may be taken as needed beside a scheduled dose: "25 mg nightly, may take an extra 25 mg as needed" (R-D9)."""

from fhir_mappings.dosage.items import Cursor, Item
from fhir_mappings.dosage.sentences import Sentence
from fhir_mappings.dosage.tokens import Kind


def is_scheduled(items: list[Item]) -> bool:
    """Doses that stand complete, each with its own times."""
    return bool(items) and all(item.has_amount and (item.has_timing or item.scheme) for item in items)


def is_extra(item: Item | None, said: Sentence) -> bool:
    """Does "as needed" belong to this dose alone, and leave the scheduled one before it certain?

    Only where the words part the two: "1 tablet daily and 1 tablet as needed", or another sentence with times of
    its own. "1 tablet in the morning and 1 at night as needed" may mean both: as needed, all of it.
    """
    before = said.parts[0].items
    if item is None or len(said.parts) != 1 or said.needed or item.ended or not item.has_amount:
        return False
    if not is_scheduled(before):
        return False
    if all(one.scheduled for one in before) or item.joint == "plus":
        return True
    if item.joint == "and":
        return not item.has_timing and not item.broken
    return item.joint == "stop" and item.has_timing and not any(_same_times(one, item) for one in before)


def _same_times(one: Item, two: Item) -> bool:
    """The same dose may be told twice: "1 tablet at bedtime. 1 tablet at bedtime as needed"."""
    slots = {*one.slots, *one.clocks} & {*two.slots, *two.clocks}
    return bool(slots) or one.frequencies == two.frequencies != []


def needed_ahead(cursor: Cursor) -> bool:
    """Does "as needed" follow in this sentence?"""
    for token in cursor.tokens[cursor.place :]:
        if token.kind is Kind.STOP_MARK:
            return False
        if token.kind is Kind.NEEDED:
            return True
    return False
