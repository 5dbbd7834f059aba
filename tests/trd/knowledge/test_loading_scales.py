"""Definitions of failure and resistance (§4.1), and the instruments (§5.1, §6.9)."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trd.knowledge.loading import load
from trd.knowledge.loading_scales import read_crosswalk, read_definitions, read_scales
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.types import Source
from trd.terms import Outcome, SeverityBand

KNOWLEDGE = load()
SOURCES = {"MGH": Source(id="MGH", citation="form")}
BOTH = frozenset({Outcome.NON_RESPONSE, Outcome.PARTIAL_RESPONSE})
NONE = frozenset({Outcome.NON_RESPONSE})


@pytest.mark.parametrize(
    ("name", "column", "days", "window", "fails_on"),
    [
        ("default", "min", 42, 52, BOTH),
        ("athf-sf", "athf", 28, 35, BOTH),
        ("mgh-atrq", "mgh", 42, 52, BOTH),
        ("fda-esketamine", "mgh", 42, 52, NONE),
        ("ema", "min", 42, 52, NONE),
        ("nice", "label", 28, 35, BOTH),
        ("canmat-2023", "min", 42, 52, BOTH),
        ("consensus", "min", 28, 35, NONE),
        ("maudsley", "min", 42, 52, BOTH),
    ],
)
def test_a_definition_is_that_of_the_table(
    name: str, column: str, days: int, window: int, fails_on: frozenset[Outcome]
) -> None:
    found = KNOWLEDGE.definitions[name]
    assert (found.dose_column, int(found.days_at_dose.value), found.window_days) == (column, days, window)
    assert found.failure_outcomes == fails_on
    assert (found.failures, int(found.augmentation_days.value)) == (2, 28)


def test_there_are_nine_definitions() -> None:
    assert len(KNOWLEDGE.definitions) == 9


def test_only_the_esketamine_definition_fails_exactly_a_quarter() -> None:
    found = {name: definition.failure_up_to for name, definition in KNOWLEDGE.definitions.items()}
    assert {name for name, share in found.items() if share is not None} == {"fda-esketamine"}
    assert found["fda-esketamine"] == Decimal("0.25")


def test_which_definitions_count_an_augmentation() -> None:
    counting = {name for name, definition in KNOWLEDGE.definitions.items() if definition.counts_augmentation}
    assert counting == {"athf-sf", "mgh-atrq"}
    assert "lithium" in KNOWLEDGE.definitions["athf-sf"].augmentation_classes
    assert KNOWLEDGE.definitions["athf-sf"].ect_sessions == 6


TABLE = """
phq-9 0 27 4 9 14 19 27 4
phq-8 0 24 4 9 14 19 24 4
qids-sr16 0 27 5 10 15 – 27 5
qids-c16 0 27 5 10 15 – 27 5
ids-sr30 0 84 13 25 38 – 84 13
ids-c30 0 84 11 23 36 – 84 11
madrs 0 60 6 19 34 – 60 10
madrs-s 0 54 12 19 34 – 54 10
hamd-17 0 52 7 16 23 – 52 7
hamd-21 0 64 8 18 26 – 64 8
hamd-24 0 75 9 20 32 – 75 9
hamd-6 0 22 4 8 11 – 22 4
hamd-7 0 26 3 11 20 – 26 3
bdi 0 63 9 16 29 – 63 9
bdi-ii 0 63 13 19 28 – 63 12
epds 0 30 6 13 19 – 30 6
gds-15 0 15 4 8 11 – 15 4
gds-30 0 30 9 19 – – 30 9
ces-d 0 60 15 20 30 – 60 15
ces-d-10 0 30 9 14 20 – 30 9
zung-sds 20 80 39 47 55 – 80 39
dass-21-d 0 42 9 13 20 – 42 9
promis-dep-8a 8 40 15 21 32 – 40 15
hads-d 0 21 7 10 14 – 21 7
k10 10 50 19 24 29 – 50 –
csdd 0 38 5 10 17 – 38 5
cudos 0 72 20 30 45 – 72 20
cgi-s 1 7 2 3 4 5 7 2
"""
"""Instrument, lowest, highest, upper ends of none, mild, moderate, moderately severe, severe; remission."""

ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_an_instrument_is_that_of_the_table(row: list[str]) -> None:
    scale = KNOWLEDGE.scales[row[0]]
    assert (scale.minimum, scale.maximum) == (Decimal(row[1]), Decimal(row[2]))
    ends = dict(scale.bands)
    assert [ends.get(band) for band in SeverityBand] == [None if end == "–" else Decimal(end) for end in row[3:8]]
    assert scale.remission == (None if row[8] == "–" else Decimal(row[8]))
    assert scale.floor == scale.minimum


@pytest.mark.parametrize(
    ("scale", "value", "band"),
    [
        ("phq-9", 14, SeverityBand.MODERATE),
        ("phq-9", 15, SeverityBand.MODERATELY_SEVERE),
        ("phq-9", 20, SeverityBand.SEVERE),
        ("madrs", 34, SeverityBand.MODERATE),
        ("madrs", 35, SeverityBand.SEVERE),
        ("gds-30", 20, SeverityBand.SEVERE),
        ("promis-dep-t", Decimal("54.9"), SeverityBand.NONE),
        ("promis-dep-t", 55, SeverityBand.MILD),
        ("promis-dep-t", 70, SeverityBand.SEVERE),
    ],
)
def test_a_value_has_its_band(scale: str, value: Decimal, band: SeverityBand) -> None:
    assert KNOWLEDGE.scales[scale].band(Decimal(value)) is band


@pytest.mark.parametrize(
    ("scale", "item", "levels"),
    [
        ("phq-9", "9", "none present present high"),
        ("qids-sr16", "12", "none present present high"),
        ("ids-c30", "18", "none present present high"),
        ("madrs", "10", "none none present present present high high"),
        ("madrs-s", "9", "none none present present present high high"),
        ("hamd-17", "3", "none present present high high"),
        ("bdi-ii", "9", "none present high high"),
        ("bdi", "9", "none present high high"),
        ("epds", "10", "none present present high"),
        ("csdd", "suicide", "none present high"),
        ("hamd-7", "suicide", "none present present high high"),
        ("cudos", "suicide", "none present present high high"),
        ("dass-21-d", "21", "none present present present"),
    ],
)
def test_an_answer_of_the_suicide_item_has_its_level(scale: str, item: str, levels: str) -> None:
    found = KNOWLEDGE.scales[scale]
    assert found.risk_item == item
    assert dict(found.risk_levels) == {Decimal(answer): level for answer, level in enumerate(levels.split())}


def test_zung_counts_its_answers_from_one() -> None:
    assert dict(KNOWLEDGE.scales["zung-sds"].risk_levels) == {1: "none", 2: "present", 3: "present", 4: "high"}


def test_the_order_of_instruments_is_that_of_the_rule() -> None:
    order = sorted((scale.preference, name) for name, scale in KNOWLEDGE.scales.items() if scale.preference < 99)
    assert [name for _, name in order] == [
        *("madrs", "hamd-17", "ids-c30", "qids-c16", "hamd-21", "hamd-24", "phq-9", "qids-sr16", "ids-sr30"),
        *("madrs-s", "bdi-ii", "hads-d", "epds", "gds-30", "gds-15", "ces-d"),
    ]


def test_what_is_no_depression_score_is_used_for_nothing() -> None:
    for name in ("phq-2", "who-5", "gad-7"):
        assert not KNOWLEDGE.scales[name].for_outcome
        assert not KNOWLEDGE.scales[name].for_severity
    assert not KNOWLEDGE.scales["k10"].for_outcome
    assert not KNOWLEDGE.scales["cgi-i"].for_severity
    assert not KNOWLEDGE.scales["promis-dep-t"].percent


def test_the_crosswalk_is_the_published_table() -> None:
    found = dict(KNOWLEDGE.crosswalk)
    assert len(found) == 28
    assert found[5] == {"ids-sr30": (12, 13), "hamd-17": (7, 7), "hamd-21": (7, 8), "hamd-24": (8, 9)}
    assert found[14]["hamd-17"] == found[15]["hamd-17"] == (18, 19)
    assert found[25]["hamd-24"] == (45, 46)
    assert found[27]["ids-sr30"] == (68, 84)


def test_the_crosswalk_leaves_no_value_out() -> None:
    for name in ("ids-sr30", "hamd-17", "hamd-21", "hamd-24"):
        covered = {value for _, row in KNOWLEDGE.crosswalk for value in range(row[name][0], row[name][1] + 1)}
        assert covered == set(range(int(KNOWLEDGE.scales[name].maximum) + 1)), name


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("5,12-13,", "5,13-12,", "no range"),
        ("5,12-13,", "5,12,", "no range"),
        ("5,12-13,7-7,7-8,8-9\n", "", "without a gap"),
    ],
)
def test_a_wrong_crosswalk_is_refused(spoil, old: str, new: str, fault: str) -> None:
    folder: Path = spoil("crosswalk.csv", old, new)
    with pytest.raises(KnowledgeError, match=rf"crosswalk\.csv.*{fault}"):
        read_crosswalk(folder)


def definition(**values: Any) -> dict[str, Any]:
    days = {"value": 42, "unit": "d", "source": "MGH", "where": "form"}
    plain = {"label": "x", "words": "two failed trials", "dose": "min", "days_at_dose": days, "augmentation_days": days}
    more = {"failures": 2, "fails_on": ["non-response"], "source": "MGH", "where": "form"}
    return {"definition": {"default": {**plain, **more, **values}}}


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"dose": "label_min"}, "dose is"),
        ({"fails_on": ["no response"]}, "fails_on"),
        ({"fails_on": []}, "fails_on"),
        ({"failures": 0}, "failures"),
        ({"days_at_dose": {"value": 6, "unit": "wk", "source": "MGH", "where": "x"}}, "whole number of days"),
        (
            {"days_at_dose": {"value": Decimal("4.5"), "unit": "d", "source": "MGH", "where": "x"}},
            "whole number of days",
        ),
        ({"augmentation_classes": ["metal"]}, "no agent has class"),
        ({"count_augmentation": True}, "unknown key count_augmentation"),
    ],
)
def test_a_wrong_definition_is_refused_by_name(values: dict[str, Any], fault: str) -> None:
    with pytest.raises(KnowledgeError, match=rf"definitions\.toml: definition\.default: .*{fault}"):
        read_definitions(definition(**values), SOURCES, KNOWLEDGE.agents)


def test_there_must_be_a_default() -> None:
    with pytest.raises(KnowledgeError, match=r"no definition\.default"):
        read_definitions({}, SOURCES, KNOWLEDGE.agents)


def scale(**values: Any) -> dict[str, Any]:
    plain = {"label": "X", "range": [0, 27], "bands": {"none": 4, "severe": 27}, "source": "MGH", "where": "x"}
    return {"scale": {"x": {**plain, **values}}}


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"range": [27, 0]}, "range"),
        ({"range": [0]}, "range"),
        ({"bands": {"none": 4, "severe": 26}}, "last band"),
        ({"bands": {"severe": 4, "none": 27}}, "bands rise"),
        ({"bands": {"none": 27, "severe": 27}}, "bands rise"),
        ({"bands": {"awful": 27}}, "bands are"),
        ({"bands": {}}, "last band"),
        ({"remission": 27}, "remission"),
        ({"scoring": "mean"}, "scoring"),
        ({"risk_item": "9"}, "risk_item and risk"),
        ({"risk": {"none": [0]}}, "risk_item and risk"),
        ({"risk_item": "9", "risk": {"unknown": [0]}}, "risk is"),
        ({"risk_item": "9", "risk": {"none": [0], "high": [0]}}, "two levels"),
        ({"remision": 4}, "unknown key remision"),
    ],
)
def test_a_wrong_scale_is_refused_by_name(values: dict[str, Any], fault: str) -> None:
    with pytest.raises(KnowledgeError, match=rf"scales\.toml: scale\.x: .*{fault}"):
        read_scales(scale(**values), SOURCES)
