"""How bad it is now, how old that knowledge is, and where it is heading."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from tests.builders import history, score
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.severity import SeverityReading, more_severe, read_severity, usable_scores
from trd.terms import GapCode, SeverityBand, Trend

AS_OF = date(2026, 11, 23)


def read(*scores, choices: Choices | None = None) -> SeverityReading:
    return read_severity(history(*scores), load(), choices or Choices(), as_of=AS_OF)


def codes(reading: SeverityReading) -> list[GapCode]:
    return [gap.code for gap in reading.gaps]


@pytest.mark.parametrize(
    ("day", "fresh", "gaps"),
    [
        pytest.param("2026-11-23", True, [], id="today"),
        pytest.param("2026-10-26", True, [], id="28 days: fresh"),
        pytest.param("2026-10-25", False, [GapCode.SCORE_OLD], id="29 days: usable, old"),
        pytest.param("2026-08-25", False, [GapCode.SCORE_OLD], id="90 days: usable, old"),
    ],
)
def test_a_score_is_fresh_for_28_days_and_usable_for_90(day, fresh, gaps) -> None:
    reading = read(score("phq-9", 18, day))  # W107
    assert reading.severity is not None
    assert reading.severity.fresh is fresh
    assert reading.severity.band is SeverityBand.MODERATELY_SEVERE
    assert codes(reading) == gaps


def test_a_score_of_91_days_is_no_severity_and_the_gap_names_it() -> None:
    reading = read(score("phq-9", 18, "2026-08-24", id="Observation/old"))  # W107
    assert reading.severity is None
    assert codes(reading) == [GapCode.SCORE_MISSING]
    assert reading.gaps[0].evidence == ("Observation/old",)
    assert "PHQ-9 18 of 24 Aug 2026" in reading.gaps[0].what


def test_no_score_at_all_is_a_gap_not_a_zero() -> None:
    assert read().severity is None
    assert codes(read()) == [GapCode.SCORE_MISSING]


def test_a_site_sets_how_long_a_score_is_fresh_and_usable() -> None:
    choices = Choices(score_fresh_days=7, score_usable_days=14)
    assert codes(read(score("phq-9", 18, "2026-11-15"), choices=choices)) == [GapCode.SCORE_OLD]
    assert read(score("phq-9", 18, "2026-11-08"), choices=choices).severity is None


@pytest.mark.parametrize(
    ("instrument", "value", "band"),
    [
        ("phq-9", 4, SeverityBand.NONE),
        ("phq-9", 5, SeverityBand.MILD),
        ("phq-9", 9, SeverityBand.MILD),
        ("phq-9", 10, SeverityBand.MODERATE),
        ("phq-9", 15, SeverityBand.MODERATELY_SEVERE),
        ("phq-9", 20, SeverityBand.SEVERE),
        ("madrs", 6, SeverityBand.NONE),
        ("madrs", 34, SeverityBand.MODERATE),
        ("madrs", 35, SeverityBand.SEVERE),
        ("hamd-17", 7, SeverityBand.NONE),
        ("hamd-17", 24, SeverityBand.SEVERE),
        ("promis-dep-t", "54.9", SeverityBand.NONE),
        ("promis-dep-t", "55", SeverityBand.MILD),
        ("promis-dep-t", "70", SeverityBand.SEVERE),
        ("k10", 30, SeverityBand.SEVERE),
    ],
)
def test_each_scale_has_its_own_bands(instrument, value, band) -> None:
    severity = read(score(instrument, value, "2026-11-20")).severity
    assert severity is not None
    assert severity.band is band


@pytest.mark.parametrize(
    "unusable",
    [
        pytest.param(score("phq-9", 28, "2026-11-20"), id="above the range"),
        pytest.param(score("phq-9", -1, "2026-11-20"), id="below the range"),
        pytest.param(score("phq-9", "17.5", "2026-11-20"), id="a fraction where only whole numbers exist"),
        pytest.param(score("phq-2", 6, "2026-11-20"), id="a scale that is not used"),
        pytest.param(score("gad-7", 20, "2026-11-20"), id="a scale of anxiety"),
        pytest.param(score("cgi-i", 4, "2026-11-20"), id="a scale of change"),
        pytest.param(score("phq-9", 20, "2026-11-24"), id="after the day we answer for"),
        pytest.param(score("audit", 20, "2026-11-20"), id="no symptom scale"),
    ],
)
def test_what_is_no_usable_score_is_not_used(unusable) -> None:
    older = score("phq-9", 12, "2026-11-01")
    severity = read(unusable, older).severity
    assert severity is not None
    assert (severity.score, severity.day) == (Decimal(12), date(2026, 11, 1))


def test_the_latest_score_counts_whatever_the_scale() -> None:
    severity = read(score("madrs", 30, "2026-11-10"), score("phq-9", 12, "2026-11-11")).severity
    assert severity is not None
    assert severity.instrument == "phq-9"


def test_of_several_scales_on_one_day_the_preferred_counts() -> None:
    severity = read(score("phq-9", 20, "2026-11-10"), score("madrs", 30, "2026-11-10")).severity
    assert severity is not None
    assert severity.instrument == "madrs"


@pytest.mark.parametrize(
    ("scores", "value"),
    [
        pytest.param([("9", "2026-11-10T08:00Z"), ("15", "2026-11-10T07:00Z")], 9, id="the later one"),
        pytest.param([("9", None), ("15", None)], 15, id="no times: the higher"),
        pytest.param([("9", "2026-11-10T08:00Z"), ("15", None)], 15, id="one time alone decides nothing"),
        pytest.param([("9", "2026-11-10T08:00Z"), ("15", "2026-11-10T08:00Z")], 15, id="the same instant: the higher"),
    ],
)
def test_of_two_totals_on_one_day_the_later_counts_else_the_higher(scores, value) -> None:
    facts = [score("phq-9", total, "2026-11-10", issued=issued) for total, issued in scores]  # R-O4
    for order in permutations(facts):
        severity = read(*order).severity
        assert severity is not None
        assert severity.score == value


def test_a_total_sent_twice_keeps_both_references() -> None:
    twice = [score("phq-9", 15, "2026-11-10", id=f"Observation/{number}") for number in (2, 1)]
    (kept,) = usable_scores(twice, load(), as_of=AS_OF)
    assert kept.evidence == ("Observation/1", "Observation/2")


@pytest.mark.parametrize(
    ("earlier", "later", "trend"),
    [
        pytest.param((12, "2026-10-27"), (17, "2026-11-10"), Trend.WORSE, id="5 points up in 14 days: worse"),
        pytest.param((12, "2026-10-27"), (16, "2026-11-10"), Trend.UNCHANGED, id="4 points up: less than the MCID"),
        pytest.param((17, "2026-10-27"), (12, "2026-11-10"), Trend.BETTER, id="5 points down: better"),
        pytest.param((17, "2026-10-27"), (13, "2026-11-10"), Trend.UNCHANGED, id="4 points down"),
        pytest.param((12, "2026-10-28"), (20, "2026-11-10"), Trend.UNKNOWN, id="13 days apart"),
        pytest.param((12, "2026-08-12"), (20, "2026-11-10"), Trend.WORSE, id="90 days apart"),
        pytest.param((12, "2026-08-11"), (20, "2026-11-10"), Trend.UNKNOWN, id="91 days apart"),
    ],
)
def test_the_trend_compares_two_scores_14_to_90_days_apart(earlier, later, trend) -> None:
    severity = read(score("phq-9", *earlier), score("phq-9", *later)).severity
    assert severity is not None
    assert severity.trend is trend


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        pytest.param(20, 24, Trend.WORSE, id="20 % of 20 up"),
        pytest.param(20, 23, Trend.UNCHANGED, id="15 % up"),
        pytest.param(20, 16, Trend.BETTER, id="20 % down"),
        pytest.param(0, 0, Trend.UNCHANGED, id="nothing stays nothing"),
        pytest.param(0, 1, Trend.WORSE, id="from nothing"),
    ],
)
def test_a_scale_without_an_mcid_uses_a_fifth_of_the_earlier_score(before, now, trend) -> None:
    severity = read(score("bdi-ii", before, "2026-10-01"), score("bdi-ii", now, "2026-11-10")).severity
    assert severity is not None
    assert severity.trend is trend


def test_weekly_scores_are_compared_over_at_least_two_weeks() -> None:
    weekly = [score("phq-9", value, day) for value, day in ((20, "2026-11-01"), (18, "2026-11-10"), (14, "2026-11-17"))]
    severity = read(*weekly).severity
    assert severity is not None
    assert severity.trend is Trend.BETTER


def test_two_scales_are_never_compared() -> None:
    severity = read(score("qids-sr16", 20, "2026-10-01"), score("phq-9", 5, "2026-11-10")).severity
    assert severity is not None
    assert severity.trend is Trend.UNKNOWN


@pytest.mark.parametrize(
    ("scale", "value", "expected"), [("phq-9", 16, True), ("phq-9", 15, False), ("madrs", 40, None)]
)
def test_nice_knows_two_degrees_by_the_phq_9(scale, value, expected) -> None:
    """R-V2."""
    severity = read(score(scale, value, "2026-11-20")).severity
    assert severity is not None
    assert more_severe(severity, load()) is expected
