"""Every resource that the cards of the samples offer is valid FHIR, in each version and by validators of others."""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from app.demo import REFERENCE_DAY, TELLS, hook_request
from app.demo.orders import CALLS
from fhir_mappings.writing.drafts import FhirVersion
from tests.acceptance.answers import Answer
from tests.acceptance.findings import actions, valid

NUMBERS: dict[FhirVersion, str] = {"R4": "4.0.1", "R5": "5.0.0", "STU3": "3.0.2"}
OFFERING = [name for name in (*TELLS, *CALLS) if name not in ("getting-well", "a-failed-drug-again")]
SECOND_JUDGE = "fhirkit"


async def answered(client: httpx.AsyncClient, name: str, version: FhirVersion) -> Answer:
    request = hook_request(name, REFERENCE_DAY)
    request["fhirVersion"] = NUMBERS[version]
    if version == "STU3":
        for entry in request["prefetch"]["medicationStatements"].get("entry", ()):
            entry["resource"]["taken"] = "y"
    request["context"]["encounterId"] = "visit-1"
    asked = {"maxCards": 12, "asOf": REFERENCE_DAY.isoformat()}
    request["extension"] = {"org.trd-cds.configuration": asked}
    answer = await client.post(f"/cds-services/trd-{request['hook']}", content=orjson.dumps(request))
    assert answer.status_code == 200
    return Answer(tuple(answer.json()["cards"]))


@pytest.mark.parametrize("version", NUMBERS)
@pytest.mark.parametrize("name", OFFERING)
async def test_what_is_offered_is_valid_in_the_version_that_is_spoken(
    client: httpx.AsyncClient, name: str, version: FhirVersion
) -> None:
    answer = await answered(client, name, version)
    types = {"MedicationRequest", "ProcedureRequest" if version == "STU3" else "ServiceRequest"}
    assert set(valid(answer, version)) <= types
    assert [action for card in answer.cards for action in actions(card)]


async def test_validators_of_others_find_nothing_either(
    client: httpx.AsyncClient, not_tested: Callable[[str, str], None]
) -> None:
    """Our resources are built beside fhir.resources, so it can't be their only judge."""
    resources: list[dict[str, Any]] = []
    for name in OFFERING:
        cards = (await answered(client, name, "R4")).cards
        resources += [action["resource"] for card in cards for action in actions(card) if "resource" in action]
    assert len(resources) > 20
    if importlib.util.find_spec(SECOND_JUDGE) is None:
        not_tested("the drafts by a second FHIR validator", "pip install fhirkit-rs==0.1.0")
        return
    judge = importlib.import_module(SECOND_JUDGE).validate
    faults = [(one["resourceType"], str(fault)) for one in resources for fault in judge(orjson.dumps(one))]
    assert faults == []
