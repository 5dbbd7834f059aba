"""A stop ends a drug only where no later record goes on with it (R-E21), however many records there are."""

from datetime import date, timedelta
from random import Random

import pytest

from tests.builders import history, order, statement
from trd.choices import Choices
from trd.exposures import rebuild, stops
from trd.exposures.spells import Spell
from trd.history import MedicationRecord
from trd.knowledge.loading import load
from trd.terms import RecordKind

AS_OF = date(2026, 11, 23)
INSTRUCTIONS = (RecordKind.ORDER, RecordKind.STATEMENT)


def day(ago: int) -> str:
    return (AS_OF - timedelta(days=ago)).isoformat()


def some_records(chance: Random) -> list[MedicationRecord]:
    found: list[MedicationRecord] = []
    for number in range(chance.randrange(2, 14)):
        first = chance.randrange(1, 30)
        end = day(chance.randrange(0, first)) if chance.random() < 0.8 else None
        written = {"status": "stopped"} if end and chance.random() < 0.5 else {}
        if chance.random() < 0.5:
            when = {"authored": day(chance.randrange(0, 30))}
            found.append(order("sertraline", 50, day(first), end, id=f"r{number}", **when, **written))
        else:
            told = {"asserted": day(chance.randrange(0, 30))}
            found.append(statement("sertraline", 50, day(first), end, id=f"r{number}", **told, **written))
    return found


def goes_on(stop: Spell, others: tuple[Spell, ...]) -> bool:
    """The rule as it is told: a record that began after the stopped one covers the day after the stop."""
    assert stop.end is not None
    following = stop.end.latest.toordinal() + 1
    for other in others:
        began = other.start.latest.toordinal()
        if other.record.kind not in INSTRUCTIONS or not stop.start.latest.toordinal() + 1 < began <= following:
            continue
        newer = other.record.kind is stop.record.kind or other.dated >= stop.dated or began == following
        if newer and other.possible[1] >= following:
            return True
    return False


@pytest.mark.parametrize("seed", range(40))
def test_the_final_stops_are_those_after_which_nothing_goes_on(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[Spell], tuple[Spell, ...], list[Spell]]] = []
    final = stops._final

    def watched(told: list[Spell], spells: tuple[Spell, ...]) -> list[Spell]:
        found = final(told, spells)
        seen.append((told, spells, found))
        return found

    monkeypatch.setattr(stops, "_final", watched)
    rebuild(history(some_records(Random(seed))), load(), Choices(), as_of=AS_OF)
    ((told, spells, found),) = seen
    plain = sorted((stop for stop in told if not goes_on(stop, spells)), key=lambda stop: stop.end.latest)  # type: ignore[union-attr]
    assert [stop.record.evidence for stop in found] == [stop.record.evidence for stop in plain]
