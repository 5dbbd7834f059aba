"""An estimated delivery date tells of a pregnancy."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.due_dates import read_due_date
from fhir_mappings.reading.clinical_resources import Observation
from fhir_mappings.reading.elements import CodeableConcept, Coding


def observation(code: str = "11778-8", due: str | None = "2027-03-01", **more: Any) -> Observation:
    coding = Coding(system="http://loinc.org", code=code)
    told: dict[str, Any] = {"status": "final", "effective_date_time": "2026-10-01", **more}
    return Observation(id="1", code=CodeableConcept(coding=(coding,)), value_date_time=due, **told)


def test_a_pregnancy_begins_forty_weeks_before_the_date() -> None:
    found = read_due_date(observation())
    assert found is not None
    assert found.concepts == {"pregnancy"}
    assert found.onset is not None
    assert found.onset.earliest == date(2026, 5, 25)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(observation(code="8302-2"), id="another observation"),
        pytest.param(observation(due=None), id="no date"),
        pytest.param(observation(due="2027-03"), id="a month alone"),
        pytest.param(observation(due="2028-03-01"), id="a year and a half ahead"),
        pytest.param(observation(due="2025-03-01"), id="long past when it was told"),
        pytest.param(observation(status="entered-in-error"), id="entered in error"),
    ],
)
def test_what_is_no_date_of_a_delivery_tells_nothing(other: Observation) -> None:
    assert read_due_date(other) is None
