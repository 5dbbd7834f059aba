"""What a clinician did with a card, in every dialect that clients send; free text is passed over.

https://cds-hooks.hl7.org/2.0/#feedback
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from cds_hooks.card_sources import OVERRIDE_REASONS
from cds_hooks.envelope import MalformedRequest, MissingElement, WrongValue, read_body, read_value

Outcome = Literal["accepted", "overridden"]

EPIC_REASON = "com.epic.cdshooks.feedback.overrideReason."
EPIC_NAMES = ("reasonCategory", "reasonDisplay", "reasonTitle")
CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""A code as code systems write them; anything else could be a sentence, and a sentence could name a patient."""
UNNAMED_REASON = "unlisted"
MOST_ENTRIES = 1000

OF_HL7 = {
    "patient-refuses": "patient-declined",
    "service-not-available": "not-available",
    "too-costly-uncovered": "not-available",
    "patient-contraindication": "clinically-inappropriate",
    "action-unsuccessful": "already-tried",
}
"""Codes of HL7's non-adherence reasons that say the same as one of ours (R-W31)."""
OURS = {reason.code: reason.code for reason in OVERRIDE_REASONS}
BY_DISPLAY = {(reason.display or "").casefold(): reason.code for reason in OVERRIDE_REASONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One answer to one card. What was typed is not in it, only that something was."""

    card: str
    outcome: Outcome
    suggestions: tuple[str, ...] = ()
    """Ids of the suggestions that were accepted."""
    reasons: tuple[str, ...] = ()
    """Codes as they were sent; our own where a text is that of one of ours; else `unlisted`."""
    commented: bool = False
    said_at: datetime | None = None

    @property
    def reason(self) -> str | None:
        """The first reason that is one of ours, or HL7's word for it (R-W31)."""
        ours = (OURS.get(code) or OF_HL7.get(code) for code in self.reasons)
        return next((code for code in ours if code), None)


def read_feedback(body: bytes) -> tuple[Feedback, ...]:
    """Read a message; raises a `RequestError` for one that can't be understood, and then for the whole of it."""
    members = read_body(body)
    if "feedback" not in members:
        raise MissingElement("The message holds no feedback.")
    entries = read_value(members["feedback"], "feedback")
    if isinstance(entries, dict):
        entries = [entries]
    if not isinstance(entries, list):
        raise MalformedRequest("The feedback is no list.")
    if len(entries) > MOST_ENTRIES:
        raise WrongValue(f"One message holds at most {MOST_ENTRIES} entries.")
    return tuple(_read_entry(entry, place) for place, entry in enumerate(entries, start=1))


def _read_entry(entry: object, place: int) -> Feedback:
    if not isinstance(entry, dict):
        raise MalformedRequest(f"Entry {place} of the feedback is no object.")
    card, outcome = entry.get("card"), entry.get("outcome")
    if not isinstance(card, str) or not card.strip():
        raise MissingElement(f"Entry {place} of the feedback names no card.")
    outcome = outcome.strip().lower() if isinstance(outcome, str) else None
    if outcome is None:
        raise MissingElement(f"Entry {place} of the feedback names no outcome.")
    if outcome not in ("accepted", "overridden"):
        raise WrongValue(f"Entry {place} of the feedback is neither accepted nor overridden.")
    given = [*_reasons(entry.get("overrideReason")), *_reasons(entry.get("overrideReasons"))]
    return Feedback(
        card=card.strip(),
        outcome="accepted" if outcome == "accepted" else "overridden",
        suggestions=tuple(dict.fromkeys(_suggestions(entry.get("acceptedSuggestions")))),
        reasons=tuple(dict.fromkeys(code for reason in given for code in _codes(reason))),
        commented=any(_is_text(reason.get("userComment")) for reason in [entry, *given]),
        said_at=_instant(entry.get("outcomeTimestamp")),
    )


def _reasons(given: object) -> list[dict[str, Any]]:
    """One or several, under either name (Epic writes the plural)."""
    several = given if isinstance(given, list) else [given]
    return [reason for reason in several if isinstance(reason, dict)]


def _codes(reason: dict[str, Any]) -> Iterator[str]:
    """The code of `reason`, as Coding or list of them, WintEHR's `key`, a bare Coding, or Epic's texts."""
    inner = reason.get("reason")
    codings = inner if isinstance(inner, list) else [inner if isinstance(inner, dict) else reason]
    extension = reason.get("extension")
    texts = [extension.get(EPIC_REASON + name) for name in EPIC_NAMES] if isinstance(extension, dict) else []
    found = False
    for coding in codings:
        sent = coding.get("code", coding.get("key")) if isinstance(coding, dict) else None
        if isinstance(sent, str) and sent:
            found = True
            yield sent if CODE.fullmatch(sent) else UNNAMED_REASON
        elif isinstance(coding, dict):
            texts.append(coding.get("display"))
    told = [text for text in texts if _is_text(text)]
    if not found and told:
        ours = (BY_DISPLAY.get(str(text).strip().casefold()) for text in told)
        yield next((code for code in ours if code), UNNAMED_REASON)


def _suggestions(given: object) -> Iterator[str]:
    for item in given if isinstance(given, list) else []:
        found = item.get("id", item.get("uuid")) if isinstance(item, dict) else item
        if isinstance(found, str) and CODE.fullmatch(found):
            yield found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _instant(given: object) -> datetime | None:
    """RFC 3339; a time without a zone is taken for UTC, one that can't be read for none."""
    if not isinstance(given, str):
        return None
    try:
        found = datetime.fromisoformat(given.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
