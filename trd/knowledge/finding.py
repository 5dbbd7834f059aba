"""What a check of the knowledge finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at; a fault contradicts something, a note is known and said."""

    fault: bool
    about: str
    says: str


def fault(about: str, says: str) -> Finding:
    """Something is contradicted: the check fails."""
    return Finding(fault=True, about=about, says=says)


def note(about: str, says: str) -> Finding:
    """Something is known, and a reviewer has to know it too."""
    return Finding(fault=False, about=about, says=says)
