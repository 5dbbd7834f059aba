"""A reading is remembered by the digest of its text: bounded, and no text in it."""

import gc
from fractions import Fraction

import pytest

from fhir_mappings.dosage.sigs import SigReader
from fhir_mappings.dosage.tokens import SigDrug
from fhir_mappings.remembering import Memory, digest


def test_what_is_met_again_is_not_found_again() -> None:
    memory: Memory[str] = Memory(4)
    asked: list[str] = []

    def find() -> str:
        asked.append("once more")
        return "found"

    for key in ("a", "b", "a", "a", "b"):
        assert memory.recall(key, find) == "found"
    assert len(asked) == 2


def test_it_never_holds_more_than_it_may() -> None:
    memory: Memory[int] = Memory(10)
    for number in range(1000):
        memory.recall(number, lambda: 0)
        assert len(memory) <= 10


def test_what_is_asked_for_stays_and_what_is_not_goes() -> None:
    memory: Memory[int] = Memory(10)
    memory.recall("often", lambda: -1)
    for number in range(100):
        memory.recall(number, lambda: 0)
        assert memory.recall("often", lambda: 7) == -1
    assert memory.recall(0, lambda: 7) == 7


def test_nothing_found_is_remembered_too() -> None:
    memory: Memory[int | None] = Memory(2)
    assert memory.recall("a", lambda: None) is None
    assert memory.recall("a", lambda: 1) is None


@pytest.mark.parametrize("text", ["", "Take 1 tablet daily", "½ Tablette morgens", "\ud800"])
def test_a_digest_stands_for_its_text_alone(text: str) -> None:
    assert digest(text) == digest(text)
    assert digest(text) != digest(text + " ")


def test_no_text_is_kept_in_which_a_name_may_stand() -> None:
    sigs = SigReader(None)
    sigs.read("Take 1 tablet daily, Mrs Featherstonehaugh", SigDrug())
    sigs.times("Take 1 tablet daily, Mrs Featherstonehaugh", SigDrug())
    seen, waiting = set(), [sigs._read, sigs._timed]
    while waiting:
        held = waiting.pop()
        if id(held) in seen or isinstance(held, type):
            continue
        seen.add(id(held))
        assert "eatherstonehaugh" not in (str(held) if isinstance(held, str | bytes) else "").lower()
        waiting.extend(gc.get_referents(held))


def test_the_same_words_are_read_for_each_drug() -> None:
    sigs = SigReader(None)
    strong, weak = SigDrug(per_unit=Fraction(100)), SigDrug()
    assert sigs.read("1 tablet daily", strong) != sigs.read("1 tablet daily", weak)
    assert sigs.read("1 tablet daily", strong) == sigs.read("1 tablet daily", strong)
