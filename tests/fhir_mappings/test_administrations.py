"""Administrations: their days are the stated ones, and what was given on a day is its dose (E19e)."""

from datetime import date
from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import administration, daily, mg, record
from trd.history import DoseStep
from trd.intervals import DayInterval
from trd.terms import RecordKind


def on(text: str) -> DayInterval:
    return DayInterval.on(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("elements", "first", "last"),
    [
        pytest.param({}, "2026-01-06", "2026-01-06", id="a moment"),
        pytest.param(
            {"effectivePeriod": {"start": "2026-01-07", "end": "2026-01-09"}}, "2026-01-07", "2026-01-09", id="R4"
        ),
        pytest.param({"effectivePeriod": {"start": "2026-01-07"}}, "2026-01-07", "2026-01-07", id="no end: one day"),
        pytest.param({"effectiveTimeDateTime": "2026-01-08"}, "2026-01-08", "2026-01-08", id="DSTU2"),
        pytest.param({"occurenceDateTime": "2026-01-08"}, "2026-01-08", "2026-01-08", id="R5, with one r"),
        pytest.param({"occurrencePeriod": {"start": "2026-01-08"}}, "2026-01-08", "2026-01-08", id="R5, with two"),
    ],
)
def test_the_days_of_giving_are_the_stated_ones(elements: dict[str, Any], first: str, last: str) -> None:
    when = elements and {"effectiveDateTime": None} | elements
    found = record(administration(None, **when))
    assert (found.kind, found.start, found.end) == (RecordKind.ADMINISTRATION, on(first), on(last))


def test_what_was_given_within_one_day_is_the_dose_of_that_day() -> None:
    hours = {"start": "2026-01-06T08:00:00Z", "end": "2026-01-06T09:00:00Z"}
    given = administration(dosage={"dose": mg(50)}, effectiveDateTime=None, effectivePeriod=hours)
    assert daily(given) == ("50", "50")


def test_what_was_given_over_several_days_is_no_daily_dose() -> None:
    days = {"start": "2026-01-06", "end": "2026-01-09"}
    given = record(administration(dosage={"dose": mg(50)}, effectiveDateTime=None, effectivePeriod=days))
    assert given.steps == (DoseStep(),)
