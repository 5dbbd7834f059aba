"""One form of a sentence: its words and its slots, taken apart once; and what cuts a sentence that is too long."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

Slot = str | int | None
"""A value to fill in; `None` is not known, and a form that needs it is passed over."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """`{agent}`; `{Agent}` for its capital; `{n:trial|trials}` for the word that agrees with a number."""

    name: str
    one: str = ""
    many: str = ""

    def fill(self, slots: Mapping[str, Slot]) -> str | None:
        value = slots.get(self.name)
        if value is None and self.name[:1].isupper():
            lower = slots.get(self.name[:1].lower() + self.name[1:])
            return None if lower is None else capitalised(str(lower))
        if value is None:
            return None
        if self.many:
            return self.one if value == 1 else self.many
        return str(value)


Form = tuple[str | _Slot, ...]
"""A template taken apart once, when it is first said."""


def read_form(template: str) -> Form:
    """A template taken apart."""
    parts: list[str | _Slot] = []
    for text, name, words, _ in Formatter().parse(template):
        if text:
            parts.append(text)
        if name is not None:
            one, _, many = (words or "").partition("|")
            parts.append(_Slot(name, one, many))
    return tuple(parts)


def fill(form: Form, slots: Mapping[str, Slot]) -> str | None:
    """The form with its slots filled; `None` where one is not known."""
    said = []
    for part in form:
        text = part if isinstance(part, str) else part.fill(slots)
        if text is None:
            return None
        said.append(text)
    return "".join(said)


def capitalised(text: str) -> str:
    """The text with a capital at its start; what has one inside ("rTMS", "eGFR") keeps its own."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def shortened(text: str, limit: int) -> str:
    """Drop what follows the last colon, semicolon, comma or bracket until it fits; never an ellipsis (R-W1)."""
    while len(text) > limit:
        cut = max(text.rfind(mark, 0, limit + 1) for mark in (": ", "; ", ". ", ", ", " ("))
        if cut <= 0:
            cut = text.rfind(" ", 0, limit + 1)
        text = _closed(text[: cut if cut > 0 else limit])
    return text


def _closed(text: str) -> str:
    """Without a bracket that was opened and lost its end."""
    opened = text.rfind("(")
    return text[:opened].rstrip() if opened > 0 and opened > text.rfind(")") else text
