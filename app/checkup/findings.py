"""What was found of one part: well or not, in one sentence, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a part stands; the command's exit code is that of the worst."""

    WELL = "well"
    NOTE = "note"
    """Nothing is broken; an operator should know."""
    WRONG = "wrong"
    """It works, and not as it should."""
    UNREACHABLE = "unreachable"
    MISCONFIGURED = "misconfigured"
    """The service does not start like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the check-up."""

    part: str
    state: State
    told: str
    cure: str | None = None


def well(part: str, told: str) -> Finding:
    """Nothing to do."""
    return Finding(part=part, state=State.WELL, told=told)


def note(part: str, told: str, cure: str) -> Finding:
    """Nothing is broken, and this could be meant otherwise."""
    return Finding(part=part, state=State.NOTE, told=told, cure=cure)


def wrong(part: str, told: str, cure: str) -> Finding:
    """To be mended."""
    return Finding(part=part, state=State.WRONG, told=told, cure=cure)


def unreachable(part: str, told: str, cure: str) -> Finding:
    """Something outside does not answer."""
    return Finding(part=part, state=State.UNREACHABLE, told=told, cure=cure)


def misconfigured(part: str, told: str, cure: str) -> Finding:
    """The service does not start like this."""
    return Finding(part=part, state=State.MISCONFIGURED, told=told, cure=cure)
