"""A drug is being renewed: is it safe, and is it working at all."""

from cds_hooks.services.medication_refill import SERVICE
from tests.acceptance.charts import phq9, takes
from tests.cds_hooks.called import call
from tests.cds_hooks.order_calls import DEPRESSION, ONE_FAILURE, draft

WORKS = [DEPRESSION, *takes("sertraline", 50, "2026-08-01"), *phq9(20, "2026-07-31"), *phq9(4, "2026-11-13")]


def test_the_service_is_the_one_of_its_hook() -> None:
    assert (SERVICE.id, SERVICE.hook) == ("trd-medication-refill", "medication-refill")
    assert "context.medications" in SERVICE.usage_requirements


def test_a_drug_that_does_not_work_is_not_simply_renewed() -> None:
    found = call("medication-refill", [draft("sertraline")])
    assert found.topics[-1] == "switch"


def test_a_drug_that_works_is_renewed_in_silence() -> None:
    assert call("medication-refill", [draft("sertraline")], WORKS).cards == []


def test_a_refill_may_be_the_prescription_itself_and_stays_history() -> None:
    running = {**draft("sertraline", id="r9"), "status": "active", "authoredOn": "2026-09-01"}
    scores = [one for one in ONE_FAILURE if one["resourceType"] == "Observation"]
    found = call("medication-refill", [running], [DEPRESSION, *scores, running])
    assert found.answer.counts["trials"] == 1
