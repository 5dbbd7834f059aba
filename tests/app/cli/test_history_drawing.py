"""`--history` in words: doses, dates and how they are known, records, courses, requests, gaps."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from app.cli.history_drawing import draw_history
from tests.builders import day, depression, dispense, history, order, request, score, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.history import Gap
from trd.knowledge.loading import load
from trd.terms import GapCode

KNOWLEDGE = load()


def drawn(*facts: Any, as_of: str = "2026-07-05", width: int = 100) -> str:
    found = assess(history(depression(onset="2025-12-01"), *facts), KNOWLEDGE, Choices(), as_of=day(as_of))
    out = StringIO()
    draw_history(Console(file=out, width=width), found, KNOWLEDGE)
    return out.getvalue()


def flat(*facts: Any, **more: Any) -> str:
    """Without the line breaks that the width brought."""
    return " ".join(drawn(*facts, **more).split())


def test_each_span_says_dose_dates_days_and_records() -> None:
    told = flat(
        statement("sertraline", 50, "2026-01-05", "2026-01-18", id="MedicationStatement/s50"),
        statement("sertraline", 150, "2026-01-19", "2026-03-31", id="MedicationStatement/s150"),
    )
    assert "Sertraline (SSRI) 50 mg/d 5 Jan 2026 to 18 Jan 2026 (stated): 14 days, all certain" in told
    assert "150 mg/d 19 Jan 2026 to 31 Mar 2026 (stated): 72 days, all certain MedicationStatement/s150" in told


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        pytest.param(
            statement("sertraline", 50, "2026-06-01", asserted="2026-07-05"),
            "1 Jun 2026 (stated) to now: 35 days, all certain",
            id="still taken",
        ),
        pytest.param(
            dispense("sertraline", 50, "2026-05-01", days=30),
            "1 May 2026 (stated) to 30 May 2026 (from supply): 30 days, all certain",
            id="from supply",
        ),
        pytest.param(
            order("sertraline", 50, "2026-01-05"),
            "90 days certain, 182 possible 92 days only possible: no end is recorded",
            id="no end",
        ),
        pytest.param(
            statement("sertraline", 50, "2026-03", "2026-05-31"),
            "Mar 2026 to 31 May 2026 (stated): 62 days certain, 92 possible",
            id="a partial date",
        ),
        pytest.param(statement("sertraline", None, "2026-01-05", "2026-03-31"), "dose ? 5 Jan 2026", id="no dose"),
        pytest.param(
            order("sertraline", 50, "2026-01-05", status="stopped", supply_days=30),
            "5 Jan 2026 (stated), ended between 5 Jan 2026 and 3 Feb 2026 (from supply): 1 day certain, 30 possible",
            id="over, and the day not known",
        ),
        pytest.param(
            order("sertraline", 50, authored=None, status="active"),
            "dose ? no date on record: perhaps taken now, no days of a trial",
            id="no date at all",
        ),
        pytest.param(
            statement("trazodone", 50, "2026-01-05", "2026-03-31"), "no trial: hypnotic dose", id="not counted"
        ),
    ],
)
def test_how_dates_and_days_are_known(fact: Any, words: str) -> None:
    assert words in flat(fact)


def test_a_record_of_nothing_says_so_in_the_width_there_is() -> None:
    told = drawn(width=60).splitlines()
    assert " ".join(told[:2]).startswith("No antidepressant, augmentation agent")
    assert max(map(len, told)) <= 60


def test_many_records_are_counted_and_not_all_named() -> None:
    refills = [
        dispense("sertraline", 50, f"2026-0{month}-01", days=31, id=f"MedicationDispense/{month}")
        for month in range(1, 7)
    ]
    told = flat(refills)
    assert "MedicationDispense/4 and 2 more" in told
    assert "MedicationDispense/5" not in told


def test_a_course_is_one_line_with_its_sessions() -> None:
    told = flat(sessions("ect", ["2026-03-02", "2026-03-04", "2026-03-06"]))
    assert "COURSES ect 3 sessions, 2 Mar 2026 to 6 Mar 2026" in told


def test_what_was_asked_for_is_listed_with_its_status() -> None:
    told = flat(
        request("psychiatry-referral", "2026-06-01", label="psychiatry", id="ServiceRequest/1"),
        request("ect", None, label="ECT", due="2026-08-01", status="on-hold", id="ServiceRequest/2"),
    )
    assert "ASKED FOR psychiatry 1 Jun 2026: open [ServiceRequest/1]" in told
    assert "ECT no date, for 1 Aug 2026: on-hold [ServiceRequest/2]" in told


def test_equal_gaps_are_one_line_with_all_their_records() -> None:
    gaps = [
        Gap(code=GapCode.UNREADABLE_RESOURCE, what="Something can't be read", evidence=(f"Procedure/{number}",))
        for number in range(6)
    ]
    told = flat(gaps)
    assert told.count("Something can't be read") == 1
    assert "[Procedure/0, Procedure/1, Procedure/2, Procedure/3 and 2 more]" in told


def test_an_empty_record_says_so() -> None:
    assert drawn().startswith("No antidepressant, augmentation agent, course of treatment or symptom score on record")


@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    record = "MedicationStatement/" + "x" * 40
    facts = [
        statement("venlafaxine", 150, "2026-01-05", "2026-03-31", id=record),
        order("sertraline", 50, "2026-03-05"),
        score("phq-9", 20, "2026-01-04"),
    ]
    assert max(len(line) for line in drawn(*facts, width=width).splitlines()) <= width


def test_what_a_record_says_cannot_change_how_it_looks() -> None:
    assert "[red]/1" in drawn(statement("sertraline", 50, "2026-01-05", "2026-03-31", id="[red]/1"))
