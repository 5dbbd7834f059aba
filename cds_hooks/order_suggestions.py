"""Remedies of a draft's findings -> suggestions: one change or removal of it, then tests (R-F20 … R-F23, R-Z44)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cds_hooks.drafting import DRAFTED_VERSIONS, LONGEST_DESCRIPTION, LONGEST_LABEL, Recipient, can_be_drafted
from cds_hooks.measurement_orders import MOST_TESTS, order_test
from cds_hooks.responses import Action, Suggestion
from cds_hooks.suggestions import MOST_SUGGESTIONS, suggest
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, Slot, shortened
from cds_hooks.wording.orders import Drafted, dose_in_words, drafted_dose, drafted_name
from cds_hooks.wording.telling import Telling, spelled_here
from fhir_mappings.draft_orders import DraftOrders
from fhir_mappings.writing.changes import DraftChange, write_changed
from fhir_mappings.writing.code_maps import DETAILS_IGNORED
from fhir_mappings.writing.tests_offered import test_for
from trd.drafts import Occasion
from trd.options import Option, OrderFinding, Remedy

DUPLICATE = "duplicate-moiety"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came with the call: the drafts as they were sent, and how this client takes an order."""

    orders: DraftOrders
    occasion: Occasion
    details_ignored: bool = False
    """Some EHRs take the details of an order from their own record: a change is told in words (R-F21)."""


def suggest_for_order(
    findings: Sequence[OrderFinding],
    draft: Drafted | None,
    alternative: Option | None,
    received: Received,
    telling: Telling,
    recipient: Recipient,
) -> tuple[Suggestion, ...]:
    """The first change that the findings ask for, worst first, and what goes with it; one action a suggestion.

    Two changes of one draft would undo each other, and a test for what is removed helps nobody: the rest is told in
    words. `alternative`: its `create` moves onto this card (R-Z46), never beside a change of the draft (R-F2).
    """
    if not can_be_drafted(telling, recipient):
        return ()
    removed = _removed(findings, draft, received, telling)
    changed = None if removed else _changed(findings, draft, received, telling)
    found = [item for item in (removed, changed) if item]
    if alternative is not None and changed is None:
        found += suggest(alternative, telling, recipient)
    if removed is None:
        tests = [name for finding in findings for remedy in finding.remedies for name in remedy.tests]
        known = dict.fromkeys(test for name in tests if (test := test_for(name)))
        found += [
            order_test(test, drafted_name(draft, telling), telling, recipient) for test in list(known)[:MOST_TESTS]
        ]
    return tuple(found[:MOST_SUGGESTIONS])


def _named(draft: Drafted | None, received: Received) -> bool:
    """A draft with an id; a refill may send the signed prescription itself, which is not ours to alter (R-F22)."""
    signed = received.orders.signed if received.occasion is Occasion.REFILL else frozenset()
    return draft is not None and draft.reference in received.orders.sent and draft.reference not in signed


# ---- removal


def _removed(
    findings: Sequence[OrderFinding], draft: Drafted | None, received: Received, telling: Telling
) -> Suggestion | None:
    """`delete` of a draft of the context, for a critical finding or a duplicate; never of a stored order (R-F23)."""
    asked = any(
        remedy.delete and (finding.level == "critical" or finding.check == DUPLICATE)
        for finding in findings
        for remedy in finding.remedies
    )
    if not asked or draft is None or not _named(draft, received) or draft.reference in received.orders.stored:
        return None
    slots: dict[str, Slot] = {"drug": drafted_name(draft, telling), "dose": drafted_dose(draft, telling)}
    action = Action(
        type="delete", description=_said("suggestion.description.remove", telling, **slots), resource_id=draft.reference
    )
    return Suggestion(label=_label("suggestion.remove", telling, **slots), actions=(action,))


# ---- change


def _changed(
    findings: Sequence[OrderFinding], draft: Drafted | None, received: Received, telling: Telling
) -> Suggestion | None:
    """`update` with the whole draft: the first remedy that changes it, with what others only note."""
    if draft is None or draft.reference is None or not _named(draft, received) or _ignores_details(received, telling):
        return None
    version = next(known for known in DRAFTED_VERSIONS if known == telling.configuration.fhir_version)
    for remedy in (remedy for finding in findings for remedy in finding.remedies):
        change = _change(remedy, findings)
        if change is None:
            continue
        written = write_changed(
            received.orders.sent[draft.reference], change, draft, telling.knowledge, fhir_version=version
        )
        if written is not None:
            label, said = _words(change, draft, telling)
            return Suggestion(
                label=label, actions=(Action(type="update", description=said, resource=written.resource),)
            )
        if remedy.note is None:
            return None  # what decides can't be changed: a lesser change would hide it
    return None


def _change(remedy: Remedy, findings: Sequence[OrderFinding]) -> DraftChange | None:
    notes = dict.fromkeys(one.note.strip() for finding in findings for one in finding.remedies if one.note)
    change = DraftChange(daily_dose=remedy.daily_dose, start=remedy.start, supply_days=remedy.supply_days)
    if change == DraftChange() and remedy.note is None:
        return None
    return replace(change, note=" ".join(notes) or None)


def _words(change: DraftChange, draft: Drafted, telling: Telling) -> tuple[str, str]:
    kind = next(
        name
        for name, value in (
            ("dose", change.daily_dose),
            ("start", change.start),
            ("supply", change.supply_days),
            ("note", change.note),
        )
        if value is not None
    )
    slots: dict[str, Slot] = {
        "drug": drafted_name(draft, telling),
        "dose": dose_in_words(change.daily_dose, draft, telling),
        "was": drafted_dose(draft, telling),
        "date": figures.day(change.start),
        "n": change.supply_days,
        "note": change.note,
    }
    label = _label(f"suggestion.change_{kind}", telling, **slots)
    return label, _said(f"suggestion.description.change_{kind}", telling, **slots)


def _ignores_details(received: Received, telling: Telling) -> bool:
    targets = (entry.get("system", "") for entry in telling.configuration.code_maps.values())
    return received.details_ignored or any(target.startswith(DETAILS_IGNORED) for target in targets)


def _label(key: str, telling: Telling, **slots: Slot) -> str:
    said = WORDS.say_within(LONGEST_LABEL, key, **slots) or ""
    return shortened(spelled_here(said, telling.country), LONGEST_LABEL)


def _said(key: str, telling: Telling, **slots: Slot) -> str:
    said = WORDS.say_within(LONGEST_DESCRIPTION, key, **slots) or ""
    return shortened(spelled_here(said, telling.country), LONGEST_DESCRIPTION)
