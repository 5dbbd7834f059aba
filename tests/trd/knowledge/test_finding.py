"""A fault fails the check; a note is said."""

from trd.knowledge.finding import fault, note


def test_a_fault_is_one_and_a_note_is_none() -> None:
    assert fault("agent lithium", "is wrong").fault
    assert not note("agent lithium", "is known").fault
    assert (note("agent lithium", "is known").about, note("agent lithium", "is known").says) == (
        "agent lithium",
        "is known",
    )
