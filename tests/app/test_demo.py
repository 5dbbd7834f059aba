"""The sample patients never rot: their records move with the calendar."""

from datetime import date, timedelta

import pytest

from app.demo import REFERENCE_DAY, TELLS, UnknownSample, hook_request, sample, samples
from app.demo.orders import CALLS
from fhir_mappings.writing.templates import validate


def test_on_the_reference_day_a_record_stands_as_it_is_stored() -> None:
    resources = sample("two-failed-trials", REFERENCE_DAY).resources
    starts = [entry["effectivePeriod"]["start"] for entry in resources if "effectivePeriod" in entry]
    assert starts[0] == "2026-01-10"


def test_every_date_of_a_record_moves_by_the_same_span() -> None:
    later = sample("two-failed-trials", REFERENCE_DAY + timedelta(days=40)).resources
    assert next(entry for entry in later if "effectivePeriod" in entry)["effectivePeriod"]["start"] == "2026-02-19"
    assert next(entry for entry in later if "birthDate" in entry)["birthDate"] == "1979-07-24"


def test_the_stored_record_is_not_changed_by_moving_it() -> None:
    sample("dose-too-low", date(2030, 1, 1))
    assert sample("dose-too-low", REFERENCE_DAY).resources[1]["onsetDateTime"] == "2026-07-20"


def test_an_unknown_sample_is_refused() -> None:
    with pytest.raises(UnknownSample):
        sample("nobody", REFERENCE_DAY)


def test_there_are_six_samples_and_each_tells_its_own_story() -> None:
    assert len(samples(REFERENCE_DAY)) == 6
    assert len(set(TELLS.values())) == 6


@pytest.mark.parametrize("name", TELLS)
def test_the_hook_request_of_a_sample_holds_its_whole_record(name: str) -> None:
    request = hook_request(name, REFERENCE_DAY)
    sent = [entry["resource"] for bundle in request["prefetch"].values() for entry in bundle.get("entry", []) if bundle]
    assert len(sent) + 1 == len(sample(name, REFERENCE_DAY).resources)
    assert request["context"]["patientId"] == name


@pytest.mark.parametrize("name", CALLS)
def test_an_order_is_sent_for_one_of_the_sample_patients(name: str) -> None:
    request = hook_request(name, REFERENCE_DAY + timedelta(days=7))
    assert request["hook"] == CALLS[name].hook
    assert request["context"]["patientId"] == request["prefetch"]["patient"]["id"] == CALLS[name].patient
    bundle = request["context"]["medications" if request["hook"] == "medication-refill" else "draftOrders"]
    (order,) = [entry["resource"] for entry in bundle["entry"]]
    validate(order, "R4")
    assert order["authoredOn"] == "2026-11-30"
    chosen = {"order-select": ["MedicationRequest/draft-1"]}
    assert request["context"].get("selections") == chosen.get(request["hook"])
