"""Numbers, doses and dates as a clinician reads them (R-W6, R-W7, R-W8)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_hooks.wording import figures
from tests.cds_hooks.small_knowledge import KNOWLEDGE
from trd.intervals import DayInterval


@pytest.mark.parametrize(
    ("value", "said"),
    [("150", "150"), ("37.50", "37.5"), ("0.5", "0.5"), ("5.0", "5"), ("1E+2", "100"), ("100", "100"), ("0", "0")],
)
def test_a_number_has_no_exponent_and_no_idle_zero(value: str, said: str) -> None:
    assert figures.number(Decimal(value)) == said


@given(st.decimals(min_value=0, max_value=10_000, places=3))
def test_a_number_keeps_its_value(value: Decimal) -> None:
    said = figures.number(value)
    assert Decimal(said) == value
    assert "E" not in said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("150", "mg/d", "150 mg/day"),
        ("25", "ug/d", "25 micrograms/day"),
        ("6", "mg/24 h", "6 mg/24 h"),
        ("84", "mg/session", "84 mg"),
        ("0.5", "mg/kg", "0.5 mg/kg"),
        ("0.8", "mmol/L", "0.8 mmol/L"),
    ],
)
def test_a_dose_is_said_with_its_unit(value: str, unit: str, said: str) -> None:
    assert figures.dose(Decimal(value), unit) == said


@pytest.mark.parametrize(("value", "said"), [("105", "45/105 mg/day"), ("210", "90/210 mg/day")])
def test_a_fixed_combination_is_said_by_its_parts(value: str, said: str) -> None:
    agent = KNOWLEDGE.agents["dextromethorphan-bupropion"]
    assert figures.dose(Decimal(value), "mg/d", agent) == said


def test_a_dose_that_is_not_stated_is_not_said() -> None:
    assert figures.dose(None, "mg/d") is None


@pytest.mark.parametrize(
    ("dose", "take", "said"),
    [
        ("15 mg/day", "at night", "15 mg at night"),
        ("2 mg/day", "each morning", "2 mg each morning"),
        ("75 mg/day", "with food", "75 mg/day with food"),
        ("75 mg/day", None, "75 mg/day"),
        (None, "at night", None),
    ],
)
def test_a_dose_taken_once_a_day_says_when(dose: str | None, take: str | None, said: str | None) -> None:
    assert figures.taken(dose, take) == said


def test_a_sentence_of_the_core_gets_the_units_of_cards() -> None:
    said = figures.in_day_units("60 days at 50 mg/d or more; peak 25 ug/d.")
    assert said == "60 days at 50 mg/day or more; peak 25 micrograms/day."


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-01-10", "2026-04-20", "10 Jan–20 Apr 2026"),
        ("2025-11-10", "2026-04-20", "10 Nov 2025–20 Apr 2026"),
        ("2026-01-10", "2026-01-10", "10 Jan 2026–10 Jan 2026"),
    ],
)
def test_a_span_names_the_year_once(start: str, end: str, said: str) -> None:
    first, last = (DayInterval.on(date.fromisoformat(day)) for day in (start, end))
    assert figures.span(first, last) == said


def test_a_partial_date_is_said_no_more_exactly_than_it_is_known() -> None:
    march = DayInterval(earliest=date(2026, 3, 1), latest=date(2026, 3, 31))
    year = DayInterval(earliest=date(2025, 1, 1), latest=date(2025, 12, 31))
    assert figures.interval(march) == "Mar 2026"
    assert figures.span(year, march) == "2025–Mar 2026"
    assert figures.span(march, DayInterval.on(date(2026, 5, 4))) == "Mar–4 May 2026"
    assert figures.interval(None) is None
    open_end = DayInterval(earliest=date(2026, 4, 2), latest=date(2026, 6, 30))
    assert figures.span(DayInterval.on(date(2026, 4, 2)), open_end) == "from 2 Apr 2026, ended by 30 Jun 2026"


def test_days_are_said_by_day_short_month_and_year() -> None:
    assert figures.day(date(2026, 11, 2)) == "2 Nov 2026"
    assert figures.day(None) is None
    assert figures.day_of("2026-11-02") == "2 Nov 2026"
    assert figures.day_of("next week") == "next week"
    assert figures.day_of(None) is None


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(6, 19), "31"),
        (Fraction(249, 1000), "24"),
        (Fraction(1, 4), "25"),
        (Decimal("0.6999"), "69"),
        (Fraction(-1, 10), "-10"),
    ],
)
def test_a_percentage_is_cut_and_never_rounded_up_to_a_threshold(share: Fraction | Decimal, said: str) -> None:
    assert figures.percent(share) == said


def test_a_percentage_that_is_not_known_is_not_said() -> None:
    assert figures.percent(None) is None


def test_small_counts_are_words_at_the_start_of_a_sentence() -> None:
    assert figures.spelled(2) == "two"
    assert figures.spelled(13) == "13"


@pytest.mark.parametrize(("days", "weeks"), [(28, 4), (42, 6), (3, 1), (None, None)])
def test_days_are_told_as_whole_weeks(days: int | None, weeks: int | None) -> None:
    assert figures.weeks(days) == weeks


def test_lists_are_joined_by_commas_and_clauses_by_semicolons() -> None:
    assert figures.listed(["lithium", "ECT"]) == "lithium, ECT"
    assert figures.joined(["One.", " two "]) == "One; two"
