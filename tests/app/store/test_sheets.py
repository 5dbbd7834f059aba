"""CSV that a spreadsheet opens and never computes."""

import csv
from io import StringIO

import pytest

from app.store.sheets import sheet


def test_a_sheet_is_read_back_as_it_was() -> None:
    rows = [["a, b", 'says "no"', 3, None], ["–", "line\nbreak", 0, ""]]
    read = list(csv.reader(StringIO(sheet(("one", "two", "three", "four"), rows), newline="")))
    assert read == [["one", "two", "three", "four"], ["a, b", 'says "no"', "3", ""], ["–", "line\nbreak", "0", ""]]


@pytest.mark.parametrize("sent", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_a_spreadsheet_would_compute_is_text(sent: str) -> None:
    (_, (cell,)) = csv.reader(StringIO(sheet(("reason",), [[sent]]), newline=""))
    assert cell == f"'{sent}"


def test_a_number_below_zero_stays_one() -> None:
    assert sheet(("n",), [[-1]]) == "n\r\n-1\r\n"
