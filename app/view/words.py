"""The words of the view, out of the one catalogue: in the language in which the answer is written."""

from datetime import date

from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, Slot


def said(key: str, **slots: Slot) -> str:
    """A sentence of the page; empty where its slots are not known."""
    return WORDS.say(key, **slots) or ""


def view(key: str, **slots: Slot) -> str:
    """A sentence of the treatment history."""
    return WORDS.say(f"view.{key}", **slots) or ""


def named(table: str, value: str) -> str:
    """A code of the rules in a word of the treatment history; one without a word as it is spelled."""
    return WORDS.word(f"view.{table}", value) or value.replace("-", " ")


def on(day: date) -> str:
    """A day in words."""
    return figures.day(day) or ""
