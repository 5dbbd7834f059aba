"""Counts of many patients add up, whatever the order, and no record can make them grow without end."""

from app.cohort.burden.counts import MOST_SOURCES, Counts, joined


def counts_of(*patients: dict[tuple[str, ...], int]) -> Counts:
    counts = Counts()
    for own in patients:
        counts.add(own)
    return counts


def test_under_each_name_stand_a_sum_and_the_patients_behind_it() -> None:
    counts = counts_of({("shown", "all"): 3}, {("shown", "all"): 2, ("dead",): 1})
    assert counts.get("shown", "all") == (5, 2)
    assert counts.get("dead") == (1, 1)
    assert counts.get("nobody") == (0, 0)


def test_the_order_of_partitions_changes_nothing() -> None:
    one, other = counts_of({("b",): 1, ("a",): 2}), counts_of({("c",): 1}, {("a",): 1})
    assert joined([one, other]) == joined([other, one])
    assert list(joined([one, other]).sums) == ["a", "b", "c"]


def test_the_names_below_a_name_are_told_in_order() -> None:
    counts = counts_of({("gap", "b"): 1, ("gap", "a", "x"): 1, ("gaps",): 1})
    assert counts.under("gap") == ["a", "b"]


def test_the_systems_of_records_are_so_many_and_no_more() -> None:
    counts = Counts()
    for number in range(MOST_SOURCES + 3):
        counts.add({("source", f"s{number}", "trials"): 1})
    assert len(counts.under("source")) == MOST_SOURCES + 1
    assert counts.get("source", "others", "trials") == (3, 3)
