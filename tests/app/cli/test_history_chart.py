"""The chart of a history: every mark stands at its day, and a text is written whole or not at all."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from app.cli.history_chart import LANE_NAME, Axis, Marks, chart
from tests.builders import day, depression, history, score, session, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load

KNOWLEDGE = load()


def lines(*facts: Any, as_of: str = "2026-07-05", width: int = 100) -> list[str]:
    found = assess(history(depression(onset="2026-01-01"), *facts), KNOWLEDGE, Choices(), as_of=day(as_of))
    drugs = [exposure for exposure in found.exposures if exposure.agent in KNOWLEDGE.agents]
    return list(chart(found, drugs, KNOWLEDGE, width))


def lane(name: str, *facts: Any, **more: Any) -> str:
    return next(line[LANE_NAME + 1 :] for line in lines(*facts, **more) if line.startswith(name))


def test_an_empty_record_has_no_chart() -> None:
    assert lines() == []


def test_columns_are_days() -> None:
    axis = Axis(date(2026, 1, 1), date(2026, 4, 10), 50)
    assert (axis.column(date(2026, 1, 1)), axis.column(date(2026, 4, 10))) == (0, 49)
    assert axis.column(date(2026, 1, 3)) == 1
    assert (axis.column(date(2020, 1, 1)), axis.column(date(2030, 1, 1))) == (0, 49), "never outside"
    assert axis.span(1) == (date(2026, 1, 3), date(2026, 1, 4))


def test_every_day_belongs_to_a_column() -> None:
    axis = Axis(date(2026, 1, 1), date(2026, 12, 31), 77)
    spans = [axis.span(column) for column in range(77)]
    assert spans[0][0] == axis.first
    assert spans[-1][1] == axis.last
    assert all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(spans))


def test_a_short_record_has_columns_between_its_days() -> None:
    axis = Axis(date(2026, 1, 1), date(2026, 1, 3), 30)
    assert [axis.column(date(2026, 1, number)) for number in (1, 2, 3)] == [0, 10, 20]


def test_years_stand_where_they_begin_and_never_on_the_ends() -> None:
    line = Axis(date(2014, 12, 3), date(2026, 11, 23), 77).line()
    assert line.startswith("3 Dec 2014 ")
    assert line.endswith(" 23 Nov 2026")
    assert "2020" in line
    assert "2026" not in line[:-12], "no room beside the last day"


def test_a_text_is_written_whole_or_not_at_all() -> None:
    marks = Marks(10)
    assert marks.write(0, "150")
    assert not marks.write(3, "7"), "a column stays free between two texts"
    assert marks.write(9, "22"), "before the right end"
    assert not marks.write(5, "1234567890123")
    assert str(marks) == "150     22"


def test_a_bar_says_what_is_certain_what_is_possible_and_what_is_no_trial() -> None:
    known = statement("sertraline", 100, "2026-01-05", "2026-03-31")
    partial = statement("venlafaxine", 150, "2026-04", "2026-05-31")
    hypnotic = statement("trazodone", 50, "2026-01-05", "2026-06-01")
    facts = (known, partial, hypnotic)
    assert set(lane("sertraline", *facts)) == {"█", " "} or set(lane("sertraline", *facts)) == {"█"}
    assert lane("venlafaxine", *facts).strip().startswith("░")
    assert lane("venlafaxine", *facts).strip().endswith("█")
    assert set(lane("trazodone", *facts).strip()) == {"▒"}
    legend = lines(*facts)[-1]
    assert legend == "█ certain  ░ only possible  ▒ not counted as a trial"


def test_a_legend_names_only_what_is_drawn() -> None:
    assert lines(statement("sertraline", 100, "2026-01-05", "2026-07-05"))[-1] == "█ certain"


@pytest.mark.parametrize("width", [80, 100])
def test_each_dose_stands_under_the_step_that_it_begins(width: int) -> None:
    steps = [
        statement("sertraline", 50, "2026-01-05", "2026-01-18"),
        statement("sertraline", 150, "2026-01-19", "2026-03-31"),
        statement("sertraline", 150, "2026-04-02", "2026-05-31"),
    ]
    assert lane("  mg/d", *steps, width=width).split() == ["50", "150"], "the same dose is said once"
    unknown = statement("sertraline", None, "2026-01-05", "2026-03-31")
    assert lane("  mg/d", unknown, width=width).split() == ["?"]


def test_scores_stand_at_their_day_and_the_weightiest_first() -> None:
    few = [score("phq-9", 21, "2026-01-05"), score("phq-9", 9, "2026-07-05")]
    told = lane("PHQ-9", *few)
    assert told.split() == ["21", "9"]
    assert (told.index("21"), len(told)) == (0, 100 - LANE_NAME - 1)
    crowd = [score("phq-9", 12, f"2026-03-{number:02}") for number in range(1, 29)]
    low = score("phq-9", 2, "2026-05-01")
    told = lane("PHQ-9", *few, *crowd, low)
    assert told.split()[0] == "21"
    assert told.split()[-1] == "9"
    assert " 2 " in told
    assert "·" in told, "what has no room is a dot at its day"


def test_sessions_and_courses_have_a_lane_of_their_own() -> None:
    ect = sessions("ect", ["2026-03-02", "2026-03-04", "2026-06-01"])
    course = session("cbt", "2026-04-01", "2026-05-31")
    assert lane("ect", ect, course, as_of="2026-12-31").count("▪") >= 2
    assert "▪▪▪▪▪▪▪▪▪▪" in lane("cbt", ect, course)
    assert lines(session("ect", "2027-01-01")) == [], "nothing of what is to come"


def test_the_episode_is_a_line_from_its_first_certain_day() -> None:
    before = statement("sertraline", 100, "2025-07-01", "2025-12-01")
    assert lane("this episode", before).strip() == "─" * len(lane("this episode", before).strip())
    assert 0 < lane("this episode", before).index("─") < 60


@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    facts = [statement("dextromethorphan-bupropion", 45, "2026-01-05", "2026-03-31"), score("phq-9", 21, "2026-07-05")]
    assert max(len(line) for line in lines(*facts, width=width)) <= width


def test_a_chart_of_scores_alone_ends_with_its_axis() -> None:
    assert lines(score("phq-9", 20, "2026-02-01"))[-1].strip().endswith("5 Jul 2026")
