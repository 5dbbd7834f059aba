"""The lines of a card: one sentence, then list items, at most twelve lines of 180 characters in English (R-W2)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cds_hooks.wording.catalogue import LONGEST_LINE, WORDS, shortened
from cds_hooks.wording.figures import day, in_day_units, joined, listed

MOST_LINES = 12
BULLET = "- "


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What a card says."""

    summary: str
    detail: str


@dataclass(frozen=True, slots=True)
class Line:
    """One list item. `spare` 0 is never left out; of the others the highest goes first when a detail is too long."""

    text: str
    spare: int = 0


def write_detail(first: str, lines: Iterable[Line | None]) -> str:
    """Join the first sentence and its list items; what does not fit is left out by its rank, whole lines only."""
    kept = [line for line in lines if line is not None and line.text]
    while len(kept) > MOST_LINES - 1:
        spare = max(line.spare for line in kept)
        last = max(place for place, line in enumerate(kept) if line.spare == spare)
        del kept[last]
    texts = [BULLET + fitted(line.text) for line in kept]
    head = shortened(plain(first), WORDS.room(LONGEST_LINE))
    return "\n".join([head, "", *texts]) if texts else head


def as_overridden(detail: str, on: date) -> str:
    """R-Z35: the detail of a critical finding that a clinician overrode, with the day; where no line is free, above."""
    head, *rest = detail.split("\n")
    said = WORDS.say("lines.overridden", day=day(on)) or ""
    if sum(bool(text) for text in rest) >= MOST_LINES - 1:
        return "\n".join([f"{head} {said}", *rest])
    return "\n".join([head, *(rest or [""]), BULLET + said])


def line(key: str, *, spare: int = 0, **slots: str | int | None) -> Line | None:
    """One list item of the catalogue; `None`, label and all, where a slot is not known."""
    said = WORDS.say(key, **slots)
    return Line(said, spare) if said else None


def named(key: str, names: Sequence[str], *, most: int, spare: int = 0) -> Line | None:
    """A labelled list of names; beyond `most` the rest is counted."""
    shown = [*names[:most], *_more(len(names) - most)]
    return line(key, spare=spare, items=listed(shown)) if names else None


def packed(keys: tuple[str, str], clauses: Sequence[str], *, most: int, lines: int = 1, spare: int = 0) -> list[Line]:
    """A labelled list of clauses over up to `lines` lines; what has no room is counted, never dropped silently.

    `keys` are the label of the first line and of the lines after it.
    """
    shown, hidden = [plain(clause) for clause in clauses[:most]], max(len(clauses) - most, 0)
    rows: list[list[str]] = []
    room = WORDS.room(LONGEST_LINE) - len(BULLET) - len(_said_more(99))
    for clause in shown:
        key = keys[0] if len(rows) <= 1 else keys[1]
        if rows and len(_said(key, [*rows[-1], clause])) <= room:
            rows[-1].append(clause)
        elif len(rows) < lines:
            rows.append([clause])
        else:
            hidden += 1
    if rows and hidden:
        rows[-1].append(_more(hidden)[0])
    return [Line(_said(keys[0] if place == 0 else keys[1], row), spare) for place, row in enumerate(rows)]


def _said(key: str, row: Sequence[str]) -> str:
    return WORDS.say(key, items=joined(row)) or ""


def _said_more(count: int) -> str:
    return "; " + (WORDS.say("lines.and_more", n=count) or "")


def _more(count: int) -> list[str]:
    more = WORDS.say("lines.and_more", n=count) if count > 0 else None
    return [more] if more else []


def fitted(text: str) -> str:
    """A line with its bullet: at most 180 characters in English."""
    return shortened(plain(text), WORDS.room(LONGEST_LINE) - len(BULLET))


UNWANTED = re.compile(r"[<>`*_#|\[\]\\~]|https?://\S+")
"""Marks that a Markdown reader takes for structure, and addresses: none belongs in a line."""


def plain(text: str) -> str:
    """The text without marks of Markdown or HTML, on one line, in the units of a card (R-W2, R-W6, R-W14)."""
    return in_day_units(re.sub(r"\s+", " ", UNWANTED.sub("", text)).strip())
