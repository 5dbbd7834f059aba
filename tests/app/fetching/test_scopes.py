"""What a token's scopes let us ask for, in both versions of SMART and in an EHR's own words."""

import pytest

from app.fetching.scopes import covers


@pytest.mark.parametrize(
    ("scope", "may"),
    [
        ("", True),
        ("launch openid fhirUser", True),
        ("user/Condition.read", True),
        ("patient/*.read", True),
        ("patient/*.*", True),
        ("system/Condition.rs", True),
        ("user/Condition.cruds", True),
        ("user/Condition.rs?category=problem-list-item", True),
        ("Condition.Search (R4)", True),
        ("user/Patient.read Epic.Own.Name", True),
        ("user/Condition.r", False),
        ("user/Condition.write", False),
        ("user/Condition.cud", False),
        ("user/Patient.read launch", False),
        ("user/Conditions.read", False),
    ],
)
def test_conditions_are_searched_only_where_the_scope_allows_or_says_nothing(scope: str, may: bool) -> None:
    assert covers(scope, "Condition") is may


def test_a_read_needs_less_than_a_search() -> None:
    assert covers("patient/Patient.r", "Patient", search=False)
    assert not covers("patient/Patient.s", "Patient", search=False)
