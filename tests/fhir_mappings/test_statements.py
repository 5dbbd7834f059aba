"""Statements: partial dates, words for dates, and a date that was only asserted (§2.2, §2.3)."""

from datetime import date

from tests.fhir_mappings.drug_orders import (
    record,
    statement,
)
from trd.intervals import DayInterval
from trd.terms import GapCode


def on(text: str) -> DayInterval:
    return DayInterval.on(date.fromisoformat(text))


def test_a_partial_date_is_an_interval_and_words_are_missing_and_said() -> None:
    assert record(statement(None, effectivePeriod={"start": "2026-03"})).start == DayInterval(
        earliest=date(2026, 3, 1), latest=date(2026, 3, 31)
    )
    spring = record(statement(None, effectiveDateTime="spring 2024"))
    assert spring.start is None
    assert [gap.code for gap in spring.gaps] == [GapCode.UNREADABLE_RESOURCE]


def test_w45_only_a_date_asserted_is_an_assumed_start() -> None:
    found = record(statement(None, dateAsserted="2026-10-20"))
    assert (found.start, found.start_assumed, found.asserted) == (on("2026-10-20"), True, date(2026, 10, 20))
    stated = record(statement(None, dateAsserted="2026-10-20", effectivePeriod={"start": "2026-01-05"}))
    assert not stated.start_assumed
