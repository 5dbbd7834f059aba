"""Which country's entry holds (R-C1)."""

import pytest

from trd.choices import COUNTRIES, read_country
from trd.knowledge.loading import load


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_a_country_of_the_list_is_itself(code: str) -> None:
    assert read_country(code) == code
    assert read_country(code.lower()) == code


@pytest.mark.parametrize("code", ["AT", "nl", "SE", "NO", "IS", "LI", "ES", "PL", "GR", "EL"])
def test_another_state_of_the_eu_or_the_eea_is_eu(code: str) -> None:
    assert read_country(code) == "EU"


@pytest.mark.parametrize("code", ["CH", "BR", "in", "ZA", "UK"])
def test_any_other_two_letters_are_other(code: str) -> None:
    assert read_country(code) == "other"


@pytest.mark.parametrize("code", ["usa", "U", "", "U1", "ÄÖ", "United States", "others"])
def test_anything_else_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="no country"):
        read_country(code)


def test_the_knowledge_has_an_entry_for_each_and_no_other() -> None:
    assert set(load().countries) == COUNTRIES
