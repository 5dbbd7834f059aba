"""What weighs a next step, as data: modifiers and the methods of a switch (§1.4.2, §2.2.2)."""

import pytest

from trd.knowledge.loading import load

KNOWLEDGE = load()


def test_every_modifier_of_the_specification_that_is_not_left_out_is_here() -> None:
    assert KNOWLEDGE.modifiers is not None
    names = {modifier.id.partition("-")[0] for modifier in KNOWLEDGE.modifiers.all}
    left_out = {"M48"} | {f"M{number}" for number in (51, 52, 53)}
    assert names == {f"M{number}" for number in range(8, 55)} - left_out


def test_no_modifier_moves_further_than_the_clip() -> None:
    assert KNOWLEDGE.modifiers is not None
    clip = KNOWLEDGE.modifiers.trials.clip
    for modifier in KNOWLEDGE.modifiers.all:
        assert all(abs(points) <= clip for points in (*modifier.points.values(), *modifier.added.values())), modifier.id


@pytest.mark.parametrize(
    ("old", "new", "method", "days"),
    [
        ("sertraline", "phenelzine", "washout", 14),
        ("fluoxetine", "phenelzine", "washout", 35),
        ("vortioxetine", "tranylcypromine", "washout", 21),
        ("imipramine", "phenelzine", "washout", 21),
        ("phenelzine", "sertraline", "washout", 14),
        ("phenelzine", "clomipramine", "washout", 21),
        ("moclobemide", "sertraline", "washout", 1),
        ("fluvoxamine", "agomelatine", "washout", 7),
        ("sertraline", "mirtazapine", "cross-taper", 14),
        ("paroxetine", "sertraline", "taper", 28),
        ("dextromethorphan-bupropion", "sertraline", "direct", 0),
    ],
)
def test_the_method_of_a_switch_is_that_of_the_table(old: str, new: str, method: str, days: int) -> None:
    assert KNOWLEDGE.switching is not None
    found = KNOWLEDGE.switching.method(old, new)
    assert found is not None
    assert (found.method, found.days) == (method, days)


def test_an_agent_in_no_row_or_column_has_no_method() -> None:
    assert KNOWLEDGE.switching is not None
    assert KNOWLEDGE.switching.method("gepirone", "sertraline") is None
    assert KNOWLEDGE.switching.method("fluoxetine", "fluoxetine") is None
