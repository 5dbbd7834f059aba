"""The dates of orders and their neighbours: where a start and an end are stated (§2.3, §2.4)."""

from datetime import date
from typing import Any

import pytest

from tests.fhir_mappings.drug_orders import (
    SERTRALINE_50,
    administration,
    dispense,
    dosage,
    mg,
    order,
    record,
    repeat,
    statement,
)
from trd.intervals import DayInterval
from trd.terms import StopReason


def on(text: str) -> DayInterval:
    return DayInterval.on(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("link", "replaced"),
    [
        ({"reference": "MedicationRequest/9"}, "MedicationRequest/9"),
        ({"reference": "https://ehr.example/fhir/MedicationRequest/9/_history/2"}, "MedicationRequest/9"),
        ({"display": "an earlier one"}, None),
        (None, None),
    ],
    ids=["local", "absolute, of a version", "words alone", "none"],
)
def test_the_order_whose_place_this_one_takes_is_known(link: dict[str, str] | None, replaced: str | None) -> None:
    assert record(order(None, priorPrescription=link)).replaces == replaced


@pytest.mark.parametrize(
    ("resource", "start"),
    [
        pytest.param(order(), "2026-01-05", id="authoredOn"),
        pytest.param(
            order(None, dispenseRequest={"validityPeriod": {"start": "2026-01-07"}}), "2026-01-07", id="validity"
        ),
        pytest.param(
            order(
                None,
                dosage(mg(50), repeat(boundsPeriod={"start": "2026-01-09"})),
                dispenseRequest={"validityPeriod": {"start": "2026-01-07"}},
            ),
            "2026-01-09",
            id="bounds first",
        ),
        pytest.param(order(None, effectiveDosePeriod={"start": "2026-01-08"}), "2026-01-08", id="R5"),
        pytest.param(statement(None, effectivePeriod={"start": "2026-02-01"}), "2026-02-01", id="period"),
        pytest.param(
            statement(None, effectiveDateTime="2026-02-01T23:30:00-08:00"), "2026-02-01", id="local calendar day"
        ),
        pytest.param(dispense(), "2026-01-06", id="handed over"),
        pytest.param(dispense(None, whenHandedOver=None, whenPrepared="2026-01-04"), "2026-01-04", id="prepared"),
        pytest.param(administration(), "2026-01-06", id="given"),
        pytest.param(
            administration(None, effectiveDateTime=None, occurencePeriod={"start": "2026-01-07"}),
            "2026-01-07",
            id="R5, given",
        ),
    ],
)
def test_where_a_start_is_found(resource: dict[str, Any], start: str) -> None:
    assert record(resource).start == on(start)


def test_dstu2_orders_are_read_by_their_own_names() -> None:
    found = record(
        {
            "resourceType": "MedicationOrder",
            "id": "1",
            "status": "completed",
            "dateWritten": "2015-03-01",
            "dateEnded": "2015-06-01",
            "reasonEnded": {"text": "no effect"},
            "medicationCodeableConcept": SERTRALINE_50,
            "dosageInstruction": [
                {"text": "1 tablet daily", "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnits": "d"}}}
            ],
        }
    )
    assert (found.start, found.end, found.stop_reason) == (on("2015-03-01"), on("2015-06-01"), StopReason.INEFFECTIVE)
    assert found.evidence == ("MedicationOrder/1",)


@pytest.mark.parametrize(
    ("resource", "end"),
    [
        pytest.param(
            statement(None, effectivePeriod={"start": "2026-01-05", "end": "2026-03-01"}), "2026-03-01", id="period"
        ),
        pytest.param(
            order(None, dosage(mg(50), repeat(boundsPeriod={"start": "2026-01-05", "end": "2026-03-05"}))),
            "2026-03-05",
            id="bounds",
        ),
        pytest.param(order(None, status="stopped", statusChanged="2026-02-01"), "2026-02-01", id="R5, stopped"),
        pytest.param(
            order(
                None,
                dosage(mg(50), repeat(boundsPeriod={"start": "2026-01-05", "end": "2026-03-05"})),
                status="stopped",
                statusChanged="2026-02-01",
            ),
            "2026-02-01",
            id="stopped before its end",
        ),
        pytest.param(administration(), "2026-01-06", id="one day of giving"),
    ],
)
def test_where_an_end_is_stated(resource: dict[str, Any], end: str) -> None:
    assert record(resource).end == on(end)


def test_a_range_of_bounds_is_certain_to_its_low_and_possible_to_its_high_end() -> None:
    bounds: dict[str, Any] = {"boundsRange": {"low": {"value": 28, "code": "d"}, "high": {"value": 42, "code": "d"}}}
    found = record(order(None, dosage(mg(50), repeat(**bounds))))
    assert found.end == DayInterval(earliest=date(2026, 2, 1), latest=date(2026, 2, 15))


def test_the_validity_of_the_paper_is_no_end() -> None:
    found = record(order(None, dispenseRequest={"validityPeriod": {"start": "2026-01-05", "end": "2027-01-04"}}))
    assert found.end is None
    assert found.validity_end == date(2027, 1, 4)


def test_w43_the_day_of_a_hold_is_kept() -> None:
    held = record(order(None, status="on-hold", statusChanged="2026-03-01"))
    assert (held.hold, held.end) == (date(2026, 3, 1), None)
    assert record(order(None, status="on-hold")).hold is None
