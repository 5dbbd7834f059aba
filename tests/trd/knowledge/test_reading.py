"""Files are read strictly: a mistake is refused with the file and the entry."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest

from trd.knowledge.reading import Entry, KnowledgeError, number, read_csv, read_toml
from trd.knowledge.types import Source

SOURCES = {"MGH": Source(id="MGH", citation="form")}


def entry(**values: object) -> Entry:
    return Entry("agents.toml", "agent.x", values, SOURCES)


def test_a_figure_keeps_its_decimals(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("dose = 37.5\n")
    assert read_toml(tmp_path, "a.toml")["dose"] == Decimal("37.5")


@pytest.mark.parametrize("text", ["a = ", "a = 1\na = 2"])
def test_a_toml_file_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(KnowledgeError, match=r"a\.toml"):
        read_toml(tmp_path, "a.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"a\.toml"):
        read_toml(tmp_path, "a.toml")
    with pytest.raises(KnowledgeError, match=r"a\.csv"):
        list(read_csv(tmp_path / "a.csv", "x"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x,z\n1,2\n", "header"),
        ("x,y\n1\n", "line 2: 1 fields"),
        ("x,y\r\n1,2\r\n", "lines end with LF"),
        ("x,y\n1,2", "lines end with LF"),
        ('x,y\n"1,2\n', "file"),
        ("", "lines end with LF"),
    ],
)
def test_a_table_that_is_not_as_told_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode())
    with pytest.raises(KnowledgeError, match=fault):
        list(read_csv(tmp_path / "a.csv", "x y"))


def test_a_key_that_nobody_asks_for_is_a_spelling_mistake() -> None:
    spelled = entry(min=50, maxx=200)
    spelled.decimal("min")
    with pytest.raises(KnowledgeError, match=r"agents\.toml: agent\.x: unknown key maxx"):
        spelled.close()


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"value": 50, "unit": "mg/d", "source": "nobody", "where": "form"}, "unknown source 'nobody'"),
        ({"value": 0, "unit": "mg/d", "source": "MGH", "where": "form"}, "no threshold"),
        ({"value": -1, "unit": "mg/d", "source": "MGH", "where": "form"}, "no threshold"),
        ({"value": True, "unit": "mg/d", "source": "MGH", "where": "form"}, "must be a number"),
        ({"value": "50", "unit": "mg/d", "source": "MGH", "where": "form"}, "must be a number"),
        ({"unit": "mg/d", "source": "MGH", "where": "form"}, "value is missing"),
        ({"value": 50, "unit": "mg/d", "source": "MGH"}, "where must be text"),
        ({"value": 50, "unit": "mg/d", "source": "MGH", "where": ""}, "where must be text"),
        ({"value": 50, "unit": "mg/d", "source": "MGH", "where": "form", "mark": "S"}, "mark is 'S'"),
        ({"value": 50, "unit": "mg/d", "source": "MGH", "where": "form", "page": 1}, "unknown key page"),
    ],
)
def test_a_number_without_its_place_cannot_be_read(wrong: dict[str, object], fault: str) -> None:
    with pytest.raises(KnowledgeError, match=fault):
        entry(min=wrong).threshold("min")


def test_a_number_carries_source_place_and_mark() -> None:
    found = entry(
        min={"value": Decimal("37.5"), "unit": "mg/d", "source": "MGH", "where": "form", "mark": "V"}
    ).threshold("min")
    assert found is not None
    assert (found.value, found.source.id, found.where, found.mark) == (Decimal("37.5"), "MGH", "form", "V")


class Colour(StrEnum):
    RED = "red"


def test_values_of_the_wrong_kind_are_refused() -> None:
    with pytest.raises(KnowledgeError, match="true or false"):
        entry(counted="yes").flag("counted")
    with pytest.raises(KnowledgeError, match="whole number"):
        entry(days=Decimal("1.5")).whole("days")
    with pytest.raises(KnowledgeError, match="list of texts"):
        entry(roles="augmenter").texts("roles")
    with pytest.raises(KnowledgeError, match="twice"):
        entry(roles=["a", "a"]).texts("roles")
    with pytest.raises(KnowledgeError, match="list of numbers"):
        entry(steps=50).decimals("steps")
    with pytest.raises(KnowledgeError, match="none of"):
        entry(colour="blue").one_of("colour", Colour)
    with pytest.raises(KnowledgeError, match="a table is wanted"):
        entry(form=50).table("form")
    with pytest.raises(KnowledgeError, match="list of tables"):
        entry(trap={}).tables("trap")


def test_what_is_not_there_has_its_default() -> None:
    empty = entry()
    assert empty.maybe_text("mech") is None
    assert empty.threshold("min") is None
    assert empty.text("note", "") == ""
    assert empty.one_of("colour", Colour, Colour.RED) is Colour.RED
    assert empty.tables("trap") == ()
    empty.close()


def test_a_number_of_a_cell_is_exact() -> None:
    assert number("a.csv", "S1", "0.125") == Decimal("0.125")
    with pytest.raises(KnowledgeError, match=r"a\.csv: S1: 'x' is no number"):
        number("a.csv", "S1", "x")
