"""Who it is: birth, sex, death; what is not stated stays unknown."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.patients import read_patient
from fhir_mappings.reading.clinical_resources import Patient
from tests.fhir_mappings.records import resource
from trd.intervals import DayInterval
from trd.terms import Sex

BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"


@pytest.mark.parametrize(
    ("born", "birth"),
    [
        ("1979-02-03", DayInterval.on(date(1979, 2, 3))),
        ("1979", DayInterval(earliest=date(1979, 1, 1), latest=date(1979, 12, 31))),
        ("about 1979", None),
        (None, None),
    ],
)
def test_a_birth_date_may_be_partial(born: str | None, birth: DayInterval | None) -> None:
    assert read_patient(resource(Patient, birthDate=born)).birth == birth


@pytest.mark.parametrize(
    ("elements", "sex"),
    [
        ({"gender": "female"}, Sex.FEMALE),
        ({"gender": "Male"}, Sex.MALE),
        ({"gender": "other"}, Sex.OTHER),
        ({"gender": "unknown"}, None),
        ({}, None),
        ({"gender": "unknown", "extension": [{"url": BIRTH_SEX, "valueCode": "F"}]}, Sex.FEMALE),
        ({"gender": "male", "extension": [{"url": BIRTH_SEX, "valueCode": "F"}]}, Sex.MALE),
        ({"extension": [{"url": "http://other", "valueCode": "F"}]}, None),
    ],
)
def test_sex(elements: dict[str, Any], sex: Sex | None) -> None:
    assert read_patient(resource(Patient, **elements)).sex is sex


@pytest.mark.parametrize(
    ("elements", "deceased"),
    [
        ({}, None),
        ({"deceasedBoolean": False}, None),
        ({"deceasedBoolean": True}, True),
        ({"deceasedDateTime": "2026-01-02T10:00:00Z"}, DayInterval.on(date(2026, 1, 2))),
        ({"deceasedDateTime": "?"}, True),
    ],
)
def test_death(elements: dict[str, Any], deceased: object) -> None:
    assert read_patient(resource(Patient, **elements)).deceased == deceased
