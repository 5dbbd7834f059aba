"""A few bytes that would cost minutes: numbers of a billion digits, and texts of nothing but digits."""

import json

import pytest

from fhir_mappings.drug_forms import strength_in_words
from fhir_mappings.history import read_history
from fhir_mappings.reading.decoding import Unreadable, decode_resource
from fhir_mappings.reading.messages import Found
from fhir_mappings.reading.reader import read_any
from fhir_mappings.reading.resource import Resource
from trd.knowledge.loading import load

WILD = {
    "tiny": "1e-999999999",
    "huge": "1E+999999999",
    "nothing at all": "0E-999999999",
    "tinier than a Decimal can be": "1E-99999" + "0" * 40,
    "larger than a Decimal can be": "-1.5e99999" + "0" * 40,
    "many digits": "1" * 100_000,
    "many places": "0." + "3" * 100_000,
}

ORDER = {
    "resourceType": "MedicationRequest",
    "id": "order",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {"text": "Sertraline 50 mg tablet"},
    "subject": {"reference": "Patient/p"},
    "authoredOn": "2026-01-10",
}


def order(place: str) -> str:
    """The order with `@` where the number is to stand."""
    dosage: dict[str, object] = {
        "dose": {"doseAndRate": [{"doseQuantity": {"value": "@", "unit": "mg"}}]},
        "period": {"timing": {"repeat": {"frequency": 1, "period": "@", "periodUnit": "d"}}},
    }
    if place == "supply":
        return json.dumps(ORDER | {"dispenseRequest": {"quantity": {"value": "@", "unit": "tablet"}}})
    return json.dumps(ORDER | {"dosageInstruction": [dosage[place]]})


@pytest.mark.parametrize("number", WILD.values(), ids=WILD)
@pytest.mark.parametrize("place", ["dose", "period", "supply"])
@pytest.mark.parametrize("quoted", [False, True], ids=["a number", "a text"])
def test_an_order_keeps_all_but_the_number_that_no_record_can_mean(place: str, number: str, quoted: bool) -> None:
    data = order(place).replace('"@"', f'"{number}"' if quoted else number).encode()
    read = decode_resource(Found(data=data))
    assert isinstance(read, Resource)
    assert read.id == "order"
    assert [note.rpartition(".")[2] for note in read.notes] == ["period" if place == "period" else "value"]
    history = read_history(read_any(data), load())
    assert [record.agent for record in history.medications] == ["sertraline"]


@pytest.mark.parametrize("number", WILD.values(), ids=WILD)
def test_a_score_that_no_scale_has_is_not_read(number: str) -> None:
    told = {"resourceType": "Observation", "id": "score", "status": "final", "code": {"text": "PHQ-9"}}
    data = json.dumps(told | {"valueQuantity": {"value": "@"}}).replace('"@"', number).encode()
    read = decode_resource(Found(data=data))
    assert isinstance(read, Resource)
    assert read.notes == ("valueQuantity.value",)


def test_an_endless_number_before_letters_that_are_none_costs_its_own_record_alone() -> None:
    data = order("dose").replace('"@"', "1" * 5000).encode().replace(b"Sertraline", b"Sertr\xffline")
    assert isinstance(decode_resource(Found(data=data)), Unreadable)


def test_a_binary_fraction_that_is_printed_whole_is_read() -> None:
    whole = "0.1000000000000000055511151231257827021181583404541015625"
    data = order("dose").replace('"@"', whole).encode()
    read = decode_resource(Found(data=data))
    assert isinstance(read, Resource)
    assert read.notes == ()


def test_a_name_of_twenty_thousand_digits_states_no_strength() -> None:
    digits = "1" * 20_000
    assert strength_in_words(f"sertraline {digits} mg/{digits} {digits}-{digits} mg").per_unit is None
