"""Who the patient is: age in completed years, dead or alive."""

from datetime import date

import pytest

from tests.builders import history, patient
from tests.diagnosed import AS_OF
from trd.diagnosis import read_person
from trd.intervals import DayInterval
from trd.terms import Sex


@pytest.mark.parametrize(
    ("born", "age", "low", "high"),
    [
        pytest.param("1979-11-23", 47, 47, 47, id="birthday today"),
        pytest.param("1979-11-24", 46, 46, 46, id="birthday tomorrow"),
        pytest.param("1979", None, 46, 47, id="only the year"),
        pytest.param("1979-03", 47, 47, 47, id="a month in which it does not matter"),
        pytest.param(None, None, None, None, id="not on record"),
        pytest.param("2026-12-01", 0, 0, 0, id="not born yet"),
    ],
)
def test_age_is_in_completed_years_and_an_interval_where_the_date_is_partial(born, age, low, high) -> None:
    person = read_person(history(who=patient(born)), as_of=AS_OF)
    assert (person.age, person.age_low, person.age_high, person.sex) == (age, low, high, Sex.FEMALE)


@pytest.mark.parametrize(
    ("deceased", "dead"),
    [
        (None, False),
        (False, False),
        (True, True),
        (DayInterval.on(date(2026, 11, 23)), True),
        (DayInterval.on(date(2026, 11, 24)), False),
        (DayInterval(earliest=date(2026, 11, 1), latest=date(2026, 11, 30)), True),
    ],
)
def test_a_death_that_may_have_happened_counts(deceased, dead) -> None:
    assert read_person(history(who=patient(deceased=deceased)), as_of=AS_OF).deceased is dead
