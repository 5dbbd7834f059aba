"""What few patients stand behind is withheld, and can't be worked out from the sums that are told."""

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest

from app.cohort.burden.blurring import Blurred, per
from app.cohort.burden.counts import Counts

TOTAL = ("all",)


def row(*numbers: int, under: int = 5, total: bool = True) -> Blurred:
    """One row of counts of patients, with its sum."""
    counts = Counts()
    names = [("part", str(place)) for place in range(len(numbers))]
    for name, number in zip(names, numbers, strict=True):
        if number:
            counts.sums["\t".join(name)] = (number, number)
    counts.sums["all"] = (sum(numbers), sum(numbers))
    blurred = Blurred(counts, under)
    if total:
        blurred.add_up(TOTAL, names)
    return blurred


def told(blurred: Blurred, parts: int) -> list[int | None]:
    return [blurred.told("part", str(place)) for place in range(parts)]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        pytest.param(4, None, id="four patients"),
        pytest.param(5, 5, id="five patients"),
        pytest.param(1, None, id="one patient"),
        pytest.param(0, 0, id="nobody is no secret"),
    ],
)
def test_a_number_by_itself_is_told_from_five_patients_on(number: int, shown: int | None) -> None:
    assert told(row(number, total=False), 1) == [shown]


def test_it_is_the_patients_that_count_and_not_the_cards() -> None:
    blurred = Blurred(Counts(sums={"shown": (40, 4), "opened": (40, 5)}))
    assert blurred.told("shown") is None
    assert blurred.told("opened") == 40


def test_the_smallest_other_part_is_withheld_too_where_the_sum_would_give_one_away() -> None:
    assert told(row(3, 20, 9, 0), 4) == [None, 20, None, 0]


def test_two_withheld_parts_keep_each_other() -> None:
    assert told(row(3, 2, 9), 3) == [None, None, 9]


@pytest.mark.parametrize("numbers", [(1, 1, 9), (4, 4, 9)], ids=["all ones", "all fours"])
def test_two_withheld_parts_whose_sum_leaves_one_reading_take_a_third_with_them(numbers: tuple[int, ...]) -> None:
    assert told(row(*numbers), 3) == [None, None, None]


def test_without_another_part_the_sum_is_withheld() -> None:
    blurred = row(3, 0)
    assert told(blurred, 2) == [None, 0]
    assert blurred.told(*TOTAL) is None
    alone = row(7, 3, under=8)
    assert (told(alone, 2), alone.told(*TOTAL)) == ([None, None], 10)


def test_below_one_patient_nothing_is_withheld() -> None:
    assert told(row(1, 4, under=1), 2) == [1, 4]


def tables(seed: int) -> Iterator[tuple[Blurred, list[list[int]]]]:
    """Tables with sums of rows, columns and all."""
    chance = Random(seed)
    for _ in range(40):
        cells = [[chance.choice((0, 1, 2, 3, 4, 4, 6, 7)) for _ in range(3)] for _ in range(2)]
        counts = Counts()
        for down, line in enumerate(cells):
            counts.sums[f"row\t{down}"] = (sum(line), sum(line))
            for across, number in enumerate(line):
                counts.sums[f"cell\t{down}\t{across}"] = (number, number)
        for across in range(3):
            counts.sums[f"column\t{across}"] = (cells[0][across] + cells[1][across],) * 2
        counts.sums["all"] = (sum(map(sum, cells)),) * 2
        blurred = Blurred(counts)
        for down in range(2):
            blurred.add_up(("row", str(down)), [("cell", str(down), str(across)) for across in range(3)])
        for across in range(3):
            blurred.add_up(("column", str(across)), [("cell", str(down), str(across)) for down in range(2)])
        blurred.add_up(TOTAL, [("row", str(down)) for down in range(2)])
        blurred.add_up(TOTAL, [("column", str(across)) for across in range(3)])
        yield blurred, cells


def readings(blurred: Blurred) -> Iterator[tuple[int, ...]]:
    """Every table of six cells up to 7 that agrees with all that is told."""
    columns = [blurred.told("column", str(across)) for across in range(3)]
    whole = blurred.told(*TOTAL)
    for upper, lower in product(*(lines(blurred, down) for down in range(2))):
        sums = [upper[across] + lower[across] for across in range(3)]
        if whole in (None, sum(sums)) and all(known in (None, sum_) for known, sum_ in zip(columns, sums, strict=True)):
            yield upper + lower


def lines(blurred: Blurred, down: int) -> list[tuple[int, ...]]:
    """Every reading of one row."""
    known = [blurred.told("cell", str(down), str(across)) for across in range(3)]
    sum_ = blurred.told("row", str(down))
    found = product(*(range(8) if number is None else [number] for number in known))
    return [line for line in found if sum_ in (None, sum(line))]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_withheld_number_of_a_table_can_be_worked_out(seed: int) -> None:
    for blurred, cells in tables(seed):
        possible = [set(values) for values in zip(*readings(blurred), strict=True)]
        flat = [number for line in cells for number in line]
        given_away = [place for place, number in enumerate(flat) if 0 < number < 5 and len(possible[place]) == 1]
        assert not given_away, cells


def test_a_rate_of_what_is_withheld_or_of_nothing_is_none() -> None:
    assert (per(None, 10), per(1, None), per(1, 0), per(1, 8)) == (None, None, None, 12.5)
