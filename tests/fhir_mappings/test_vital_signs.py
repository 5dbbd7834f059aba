"""Values that follow from two others."""

from datetime import date
from decimal import Decimal

from fhir_mappings.vital_signs import complete
from trd.history import Measurement

DAY = date(2026, 11, 2)


def value(concept: str, number: str, day: date = DAY) -> Measurement:
    exact = Decimal(number)
    return Measurement(concept=concept, low=exact, high=exact, day=day, evidence=(f"Observation/{concept}",))


def test_calcium_is_corrected_by_the_albumin_of_its_day() -> None:
    found = complete([value("calcium", "10.0"), value("albumin", "3.0")])
    assert (found[0].low, found[0].high) == (Decimal("10.80"), Decimal("10.80"))
    assert found[0].evidence == ("Observation/calcium", "Observation/albumin")
    other_day = complete([value("calcium", "10.0"), value("albumin", "3.0", date(2026, 11, 1))])
    assert other_day[0].low == 10


def test_an_interval_of_calcium_is_not_corrected() -> None:
    above = Measurement(concept="calcium", low=Decimal(10), high=None, day=DAY, evidence=("Observation/1",))
    assert complete([above, value("albumin", "3.0")])[0] == above


def test_the_body_mass_index_by_weight_and_the_height_known_then() -> None:
    early, late = date(2020, 1, 1), date(2027, 1, 1)
    found = complete([value("weight", "80"), value("height", "200", early), value("height", "160", late)])
    assert [(fact.concept, fact.low, fact.estimated) for fact in found if fact.concept == "bmi"] == [
        ("bmi", Decimal(20), True)
    ]
    later_height = complete([value("weight", "80"), value("height", "200", late)])
    assert [fact.low for fact in later_height if fact.concept == "bmi"] == [20]


def test_a_body_mass_index_that_was_sent_stands() -> None:
    found = complete([value("weight", "80"), value("height", "200"), value("bmi", "21")])
    assert [fact.low for fact in found if fact.concept == "bmi"] == [21]


def test_an_absurd_index_and_a_weight_alone_are_none() -> None:
    assert len(complete([value("weight", "80"), value("height", "20")])) == 2
    assert len(complete([value("weight", "80")])) == 1
