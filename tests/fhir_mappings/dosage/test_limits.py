"""A maximum in the words bounds a dose and is never one (R-D9)."""

import pytest

from tests.fhir_mappings.dosage.test_sigs import read, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max 3/day", ""),
        ("up to 2 tablets daily", ""),
        ("1 tablet as needed, max 3/day", "prn:150"),
        ("1-3 tablets daily, max 2 tablets per day", "50-100"),
        ("1 tablet daily, max 200 mg/day", "50"),
        ("2 tablets daily, max 1 tablet per day", ""),
        ("max 4 tablets per week, 1 tablet daily", ""),
    ],
)
def test_a_maximum_bounds_and_is_no_dose(text: str, expected: str) -> None:
    assert told(read(text)) == expected
