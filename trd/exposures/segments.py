"""What is told of one drug: its sources by how surely they tell it, and segments of days on which they say the same."""

from dataclasses import dataclass

from trd.exposures.dosing import Dose
from trd.exposures.spells import Spell
from trd.intervals import NO_DAYS, Days
from trd.terms import DateBasis, Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Days on which the same records tell the same of one agent."""

    first: int
    last: int
    certain: bool
    basis: DateBasis
    """What a certain day rests on: `stated`, `supply` or `assumed`."""
    doubt: Doubt | None
    dose: Dose
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The spells of one agent by how surely they tell that it was taken."""

    instructions: tuple[Spell, ...] = ()
    fills: tuple[Spell, ...] = ()
    given: tuple[Spell, ...] = ()
    denied: Days = NO_DAYS

    @property
    def all(self) -> tuple[Spell, ...]:
        return self.given + self.fills + self.instructions
