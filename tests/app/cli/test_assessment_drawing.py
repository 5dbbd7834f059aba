"""The letter of `trd-cds evaluate`: each line can be checked against the chart."""

from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from app.cli.assessment_drawing import draw_assessment
from tests.builders import (
    allergy,
    answer,
    condition,
    depression,
    dispense,
    history,
    measurement,
    order,
    patient,
    score,
    sessions,
    statement,
)
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.options import OrderFinding
from trd.recommendations import recommend

SERTRALINE = [
    statement("sertraline", 50, "2026-01-05", "2026-01-18", id="MedicationStatement/s50"),
    statement("sertraline", 150, "2026-01-19", "2026-03-31", id="MedicationStatement/s150"),
    score("phq-9", 20, "2026-01-03", id="Observation/before"),
    score("phq-9", 18, "2026-03-30", id="Observation/after"),
]


def letter(*facts: Any, as_of: str = "2026-07-05", width: int = 100, who: Any = None, **choices: Any) -> str:
    knowledge, chosen = load(), Choices(**choices)
    found = assess(
        history(depression(onset="2025-12-01"), *facts, who=who), knowledge, chosen, as_of=date.fromisoformat(as_of)
    )
    out = StringIO()
    draw_assessment(Console(file=out, width=width), found, recommend(found, knowledge, chosen), knowledge)
    return out.getvalue()


def flat(text: str) -> str:
    """Without the line breaks that the width brought."""
    return " ".join(text.split())


def test_a_trial_shows_dates_doses_days_threshold_scores_and_the_reason() -> None:
    told = flat(letter(SERTRALINE))
    for line in (
        "t1 Sertraline (SSRI), monotherapy: failed",
        "Dates 5 Jan 2026 (stated); last day 31 Mar 2026 (stated)",
        "Doses 50 mg/d 5 Jan 2026 to 18 Jan 2026, 150 mg/d 19 Jan 2026 to 31 Mar 2026",
        "86 days certain, 86 possible at 50 mg/d or more; 42 needed within 52, best 52 hold 52; reached on 15 Feb 2026",
        "PHQ-9 20 on 3 Jan 2026 (day −2) → PHQ-9 18 on 30 Mar 2026 (day 84), 10 % better",
        "remission at 4 or less, response from 50 %, partial from 25 %",
        "Failed: adequate, and non-response is a failure by the definition default.",
        "high: stated dates and doses, two scores of one instrument",
        "MedicationStatement/s150, MedicationStatement/s50, Observation/after, Observation/before",
    ):
        assert line in told


def test_every_staging_item_is_explained() -> None:
    told = flat(letter(SERTRALINE, score("phq-9", 18, "2026-06-28")))
    for line in (
        "duration 1 since 1 Dec 2025 (stated): 7 full months",
        "severity 3–5 PHQ-9 18, moderately severe; no code excludes psychosis",
        "failures 1 1 agent failed",
        "Thase–Rush stage I (failed alone: SSRI)",
        "MGH-S 1 (sertraline 1)",
        "functional impairment and intensified treatment are not in a record",
    ):
        assert line in told


def test_the_definitions_stand_side_by_side_where_they_part() -> None:
    short = [statement("sertraline", 50, "2026-01-05", "2026-02-14"), SERTRALINE[2], score("phq-9", 18, "2026-02-14")]
    rows = {line.split()[0]: line for line in letter(short).splitlines() if " d, " in line}
    assert "failed" in rows["athf-sf"]
    assert "one-failure (1)" in rows["athf-sf"]
    assert "too short" in rows["mgh-atrq"]
    assert "< 25 %" in rows["consensus"]
    assert "≤ 25 %" in rows["fda-esketamine"]
    assert next(line for line in letter(short).splitlines() if line.startswith("* ")).split()[1] == "default"


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        pytest.param(
            [statement("sertraline", (25, 50), "2026-01-05", "2026-03-31")],
            ["25–50 mg/d", "Missing: dose.", "May have failed: the adequacy cannot be judged"],
            id="a range of doses",
        ),
        pytest.param(
            [statement("sertraline", None, "2026-01-05", "2026-03-31")], ["Doses dose not stated 5 Jan"], id="no dose"
        ),
        pytest.param(
            [statement("sertraline", 25, "2026-01-05", "2026-03-31")],
            ["dose too low.", "52 at any dose", "its dose was too low to judge."],
            id="too low",
        ),
        pytest.param(
            [statement("sertraline", 50, "2026-07-01", asserted="2026-07-05")],
            ["still taken", "ongoing, too early to judge", "37 more days at dose to judge."],
            id="too early",
        ),
        pytest.param(
            [statement("sertraline", 50, "2026-05-26", asserted="2026-07-05")],
            ["1 more day at dose to judge."],
            id="one day short",
        ),
        pytest.param(
            [dispense("sertraline", 50, day, 30, unit_strength=50) for day in ("2026-01-01", "2026-02-15")],
            ["handed over 2 times, for 60 of 75 days (80 %)"],
            id="dispensed",
        ),
        pytest.param(
            [order("sertraline", 50, "2026-01-05", status="stopped", supply_days=90)],
            ["last day between 5 Jan 2026 and 4 Apr 2026 (from supply)", "Missing: end date."],
            id="stopped, nobody knows when",
        ),
        pytest.param(
            [order("sertraline", 50, "2026-01-05", "2026-03-31", status="stopped", stop_reason="adverse-effect")],
            ["intolerance, by the recorded reason for stopping.", "which is no failure", "Not tolerated"],
            id="not tolerated",
        ),
        pytest.param(
            [sessions("ect", [date(2026, 5, day) for day in (4, 6, 8, 11, 13, 15, 18, 20)])],
            ["Sessions 8: 4 May 2026, 6 May 2026", "8 sessions that count; 8 needed; reached on 20 May 2026"],
            id="ECT",
        ),
        pytest.param(
            [sessions("rtms", [date(2026, 5, 1 + day) for day in range(20)])],
            ["… 18 May 2026, 19 May 2026, 20 May 2026"],
            id="many sessions",
        ),
        pytest.param(
            [
                sessions("ect", [date(2026, 5, day) for day in (4, 6, 8, 11, 13, 15, 29)]),
            ],
            ["1 of them maintenance, not counted"],
            id="maintenance",
        ),
        pytest.param(
            [
                statement("sertraline", 100, "2026-01-05", "2026-06-30"),
                statement("lithium", 900, "2026-04-01", "2026-06-30"),
            ],
            ["lithium 900 mg/d", "sertraline 100 mg/d", "with each at its minimum", "Missing: level."],
            id="augmentation",
        ),
        pytest.param([statement("trazodone", 50, "2026-01-05", "2026-03-31")], ["hypnotic dose"], id="not counted"),
        pytest.param(
            [SERTRALINE[:2], score("hamd-17", 22, "2026-01-03"), score("qids-sr16", 15, "2026-03-30")],
            ["the two scores are of different instruments (R-O16)"],
            id="crosswalk",
        ),
        pytest.param(
            [SERTRALINE[:2], score("phq-9", 13, "2026-03-30")], ["unknown, nothing on record tells it"], id="one score"
        ),
        pytest.param([SERTRALINE[:2], score("phq-9", 21, "2026-03-30")], ["no baseline → PHQ-9 21"], id="no baseline"),
        pytest.param([measurement("tsh", 11, "2026-06-01")], ["TSH 11 mIU/L (1 Jun 2026)"], id="another explanation"),
        pytest.param(
            [answer("phq-9", 9, 2, "2026-06-30")], ["Suicide risk present: PHQ-9 item 9 = 2 (30 Jun 2026)"], id="risk"
        ),
        pytest.param([condition("suicide-attempt", onset="2026-06-01")], ["high: ATTEMPT (1 Jun 2026)"], id="attempt"),
        pytest.param([allergy("sertraline", recorded="2026-01-01")], ["None on record."], id="no trial"),
    ],
)
def test_what_the_record_tells_and_leaves_open_is_said(facts, lines) -> None:
    told = flat(letter(facts))
    assert [line for line in lines if line not in told] == []


def test_an_earlier_episode_stands_apart_and_what_helped_then_is_said() -> None:
    old = condition(
        "mdd-recurrent-moderate", onset="2023-01-01", abated="2024-12-01", clinical="resolved", severity="moderate"
    )
    helped = [
        statement("citalopram", 20, "2023-02-01", "2024-11-30"),
        score("phq-9", 20, "2023-01-30"),
        score("phq-9", 3, "2024-11-20"),
    ]
    told = letter(old, helped, SERTRALINE)
    assert told.index("TRIALS OF THIS EPISODE") < told.index("TRIALS OF EARLIER EPISODES")
    assert "Helped citalopram (1 Feb 2023 to 30 Nov 2024): remission [t1]" in flat(told)
    assert "Kept well citalopram" in flat(told)


def test_what_would_settle_it_stands_in_the_summary() -> None:
    told = letter(SERTRALINE[:2], statement("venlafaxine", 75, "2026-06-20", asserted="2026-07-05"))
    assert "Would settle  reason for stopping sertraline" in told


def test_someone_whom_it_is_not_meant_for_is_told_so() -> None:
    told = flat(letter(SERTRALINE, condition("bipolar-i", recorded="2020-01-01")))
    assert "Not applied: bipolar." in told
    assert "not meant for this patient" in told


@pytest.mark.parametrize(
    ("born", "words"),
    [(None, "female, age not on record"), ("1979", "female, 46 to 47"), ("1979-05-01", "female, 47")],
)
def test_the_age_is_as_exact_as_the_record(born, words) -> None:
    assert words in letter(SERTRALINE, who=patient(born))


@pytest.mark.parametrize("width", [100, 160])
def test_no_line_is_longer_than_a_hundred_columns(width) -> None:
    assert max(len(line) for line in letter(SERTRALINE, width=width).splitlines()) <= 100


def test_what_a_record_says_can_not_change_how_it_looks() -> None:
    loud = statement("sertraline", 50, "2026-01-05", "2026-03-31", id="MedicationStatement/[red]x[/red]")
    assert "MedicationStatement/[red]x[/red]" in letter(loud)


def test_many_records_behind_a_line_are_counted() -> None:
    many = [statement("oxycodone", 20, f"2026-0{month}-01", f"2026-0{month}-28") for month in range(1, 7)]
    told = flat(letter(SERTRALINE, many))
    assert "Opioids can keep depression going. [" in told
    assert "and 2 more]" in told


def test_what_is_set_aside_for_one_reason_is_said_once() -> None:
    told = flat(letter(SERTRALINE, who=patient("2012-01-01")))
    assert told.count("Under the minimum age: no treatment advice from here.") == 1
    assert "ECT referral" in told


def test_without_a_trial_there_is_nothing_to_compare() -> None:
    assert "DEFINITIONS" not in letter()


def test_what_parts_this_episode_from_earlier_ones_is_said() -> None:
    old = condition("mdd-recurrent-moderate", onset="2023-01-01", abated="2024-12-01", clinical="resolved")
    told = flat(letter(old, SERTRALINE))
    assert "Before it an earlier episode was over by 30 Nov 2025" in told
    later = flat(letter(SERTRALINE, as_of="2026-12-05"))
    assert "Perhaps half a year without an antidepressant or symptoms on record up to 5 Dec 2026" in later


def test_a_pair_that_counts_once_is_named_as_it_was_taken() -> None:
    taken = [statement("escitalopram", 10, "2026-01-05", "2026-03-31"), *SERTRALINE[2:]]
    told = flat(letter(taken))
    assert "Failed 1 agent: escitalopram" in told
    assert "MGH-S 1 (escitalopram 1)" in flat(letter(taken, score("phq-9", 18, "2026-06-28")))


def test_what_a_drafted_order_collides_with_stands_with_its_check_its_row_and_its_records() -> None:
    knowledge, chosen = load(), Choices()
    found = assess(history(depression(onset="2025-12-01")), knowledge, chosen, as_of=date(2026, 7, 5))
    finding = OrderFinding(
        check="matrix-contraindicated",
        level="critical",
        message="Seizure disorder: bupropion is contraindicated.",
        row="S109",
        order="MedicationRequest/draft",
        evidence=("Condition/9",),
        details=("Another antidepressant is safer.",),
    )
    out = StringIO()
    whole = replace(recommend(found, knowledge, chosen), order_findings=(finding,))
    draw_assessment(Console(file=out, width=100), found, whole, knowledge)
    told = flat(out.getvalue())
    assert "ORDERS OF THIS REQUEST" in told
    assert (
        "critical Seizure disorder: bupropion is contraindicated. (matrix-contraindicated, S109) [Condition/9]" in told
    )
    assert "Another antidepressant is safer." in told
    assert "ORDERS OF THIS REQUEST" not in letter(SERTRALINE)
