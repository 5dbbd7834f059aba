"""The report as it is drawn and as it leaves the house: small counts are not told, shares have their interval."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest

from app.pages.report import Chosen, report_values, share, top_reasons, weekly_columns
from app.pages.report_exports import COLUMNS, counted, report_csv, report_json
from app.store.report import Report, TopicReport, VersionReport, WeekReport

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHOSEN = Chosen(until=NOW, days=14)


def report(*topics: TopicReport) -> Report:
    return Report(
        calls=40,
        calls_with_a_card=20,
        silent_calls=0,
        charts_opened=50,
        entries=30,
        on_unknown_cards=1,
        topics=topics,
        weeks=(
            WeekReport(monday=date(2026, 11, 16), calls=36, shown=20, accepted=5, overridden=5),
            WeekReport(monday=date(2026, 11, 23), calls=4, shown=1),
        ),
        versions=(VersionReport(version="2026.11", calls=40, shown=21, accepted=5, overridden=5),),
    )


FOUND = report(
    TopicReport(
        topic="augmentation", shown=20, accepted=5, overridden=5, reasons={"already-tried": 1, "other": 3, "local": 1}
    ),
    TopicReport(topic="switch", shown=1),
)


@pytest.mark.parametrize(
    ("number", "told"), [(0, "< 5"), (1, "< 5"), (4, "< 5"), (5, 5), (6, 6)], ids=["0", "1", "4", "5", "6"]
)
def test_a_count_below_five_does_not_leave_the_house(number: int, told: object) -> None:
    assert counted(number) == told


def test_json_holds_every_part_and_no_small_count() -> None:
    told = report_json(FOUND, CHOSEN)
    assert (told["since"], told["until"]) == ("2026-11-09T12:00:00+00:00", "2026-11-23T12:00:00+00:00")
    augmentation, switch = told["topics"]
    assert augmentation == {
        "topic": "augmentation",
        "shown": 20,
        "accepted": 5,
        "overridden": 5,
        "noAnswer": 10,
        "repeated": "< 5",
        "acceptedPercent": 50,
        "low95": 24,
        "high95": 76,
        "reasons": {"already-tried": "< 5", "local": "< 5", "other": "< 5"},
    }
    assert (switch["shown"], switch["acceptedPercent"]) == ("< 5", None)
    assert (told["weeks"][0]["calls"], told["weeks"][1]["calls"]) == (36, "< 5")
    assert told["cardsPer100Charts"] == 42
    assert told["all"]["shown"] == 21


def test_csv_says_the_same_as_json_a_row_a_line() -> None:
    head, *rows = csv.reader(StringIO(report_csv(FOUND), newline=""))
    assert tuple(head) == COLUMNS
    read = [dict(zip(head, row, strict=True)) for row in rows]
    told = report_json(FOUND, CHOSEN)
    for by, entries, name in (("topic", told["topics"], "topic"), ("week", told["weeks"], "monday")):
        lines = [line for line in read if line["by"] == by]
        assert [line["name"] for line in lines] == [entry[name] for entry in entries]
        for line, entry in zip(lines, entries, strict=True):
            for column in ("shown", "accepted", "overridden", "noAnswer", "acceptedPercent", "low95", "high95"):
                assert line[column] == ("" if entry[column] is None else str(entry[column]))
    assert {line["name"] for line in read if line["by"] == "reason"} == {"already-tried", "other", "local"}


def test_reasons_are_told_in_the_words_of_the_menu_and_a_sites_own_by_its_code() -> None:
    ((topic, given),) = top_reasons(FOUND.topics)
    assert topic.topic == "augmentation"
    assert [(reason.words, reason.times) for reason in given] == [
        ("Other", 3),
        ("Already tried (not in this record)", 1),
        ("local", 1),
    ]


def test_the_picture_of_the_weeks_is_as_high_as_its_highest_week() -> None:
    first, last = weekly_columns(FOUND.weeks)
    assert (first.x, first.shown, first.accepted) == (0, 60, 15)
    assert (last.x, last.shown, last.accepted) == (12, 3, 0)


def test_of_weeks_without_a_card_nothing_is_drawn() -> None:
    (column,) = weekly_columns([WeekReport(monday=date(2026, 11, 23))])
    assert (column.shown, column.accepted) == (0, 0)


def test_a_share_of_nothing_is_none() -> None:
    assert (share(0, 0), share(1, 3), share(0, 5)) == ("–", "33 %", "0 %")


def test_a_period_that_is_in_no_list_stays_chosen() -> None:
    assert report_values(None, CHOSEN, ())["periods"][14] == "last 14 days"
    assert str(CHOSEN) == "days=14"
    assert str(Chosen(until=NOW, service="trd-order-sign")) == "days=90&service=trd-order-sign"


def test_the_guide_names_each_column_that_hti_1_names_and_what_is_not_kept() -> None:
    from pathlib import Path

    from app.cli.feedback import COLUMNS as OF_HTI_1

    guide = (Path(__file__).parents[3] / "docs" / "feedback.md").read_text(encoding="utf-8")
    assert OF_HTI_1 == ("intervention", "action", "feedback", "user", "date", "location")
    for column in OF_HTI_1:
        assert f"| `{column}` |" in guide
    assert "| `user` | empty" in guide
