"""The FHIR version of a server, by its metadata: asked once, and the answer is written in it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest

from app.clients import Client, Clients
from app.demo import hook_request
from cds_hooks.prefetch import PREFETCH
from tests.app.conftest import DAY
from tests.app.fetching.misbehaving import Ehr, Fault, response, serving_records

Serving = Callable[..., httpx.AsyncClient]


STU3 = "3.0.2"


def taken(bundle: Any) -> Any:
    """Statements as STU3 has them: whether the drug was taken is an element of its own."""
    for entry in bundle["entry"]:
        entry["resource"]["taken"] = "y"
    return bundle


def speaking(version: str | None, kind: str = "CapabilityStatement") -> Fault:
    async def fault(target: str, writer: asyncio.StreamWriter) -> bool:
        if target.startswith("/fhir/MedicationStatement?") and version == STU3:
            writer.write(response(200, orjson.dumps(taken(Ehr().answer(target)[1]))))
            return True
        if target != "/fhir/metadata":
            return False
        statement = {"resourceType": kind, "fhirVersion": version}
        writer.write(response(200, orjson.dumps(statement)) if version else response(401, b"{}"))
        return True

    return fault


EVERY = tuple(PREFETCH)


async def drafts(
    service: httpx.AsyncClient, base: str, *, keys: tuple[str, ...] = (), said: str | None = None
) -> list[dict[str, Any]]:
    """The resources that the answer suggests for the patient with two failed trials."""
    request = hook_request("two-failed-trials", DAY)
    request["prefetch"] = {key: request["prefetch"].get(key) for key in keys}
    if "medicationStatements" in keys:
        taken(request["prefetch"]["medicationStatements"])
    request["fhirServer"] = base
    request["extension"] = {"org.trd-cds.configuration": {"asOf": DAY.isoformat(), "maxCards": 20}}
    if said is not None:
        request["extension"]["com.epic.cdshooks.request.fhir-version"] = said
    answer = await service.post("/cds-services/trd-patient-view", json=request)
    assert answer.status_code == 200, answer.text
    suggestions = [suggestion for card in answer.json()["cards"] for suggestion in card.get("suggestions", [])]
    return [action["resource"] for each in suggestions for action in each["actions"]]


def dose_form(resources: list[dict[str, Any]]) -> set[str]:
    """How the drafts of drugs are written: what differs between the versions."""
    drugs = [one for one in resources if one["resourceType"] == "MedicationRequest"]
    assert drugs
    forms = set()
    for drug in drugs:
        dosage = drug["dosageInstruction"][0]
        forms.add("STU3" if "doseQuantity" in dosage else "R5" if "medication" in drug else "R4")
    return forms


@asynccontextmanager
async def service_for(serving: Serving, base: str) -> AsyncIterator[httpx.AsyncClient]:
    clients = Clients((Client(id="open", fhir_servers=(base,)),))
    service = serving(clients=clients, insecure=True, allow_as_of=True, deadline_ms=5000, rate_limit=10_000)
    app: Any = service._transport.app  # type: ignore[attr-defined]  # httpx's own has this
    async with app.router.lifespan_context(app):
        yield service


@pytest.mark.parametrize(
    ("told", "form"),
    [(STU3, "STU3"), ("4.0.1", "R4"), ("4.3.0", "R4"), ("5.0.0", "R5"), (None, "R4")],
    ids=["STU3", "R4", "R4B", "R5", "it does not tell"],
)
async def test_drafts_are_written_in_the_version_of_the_server(serving: Serving, told: str | None, form: str) -> None:
    async with serving_records(speaking(told)) as ehr, service_for(serving, ehr.base) as service:
        assert dose_form(await drafts(service, ehr.base)) == {form}


async def test_what_the_client_says_goes_before_the_metadata(serving: Serving) -> None:
    async with serving_records(speaking("3.0.2")) as ehr, service_for(serving, ehr.base) as service:
        assert dose_form(await drafts(service, ehr.base, said="R5")) == {"R5"}
        assert "/fhir/metadata" not in ehr.asked


async def test_the_version_is_asked_once_and_holds_for_calls_that_lack_nothing(serving: Serving) -> None:
    async with serving_records(speaking(STU3)) as ehr, service_for(serving, ehr.base) as service:
        assert dose_form(await drafts(service, ehr.base, keys=("conditions",))) == {"STU3"}
        asked = len(ehr.asked)
        assert dose_form(await drafts(service, ehr.base, keys=EVERY)) == {"STU3"}
        assert dose_form(await drafts(service, ehr.base, keys=("conditions",))) == {"STU3"}
        assert ehr.asked.count("/fhir/metadata") == 1
        assert len(ehr.asked) == 2 * asked - 1, "the call that lacked nothing asked nothing"


async def test_a_version_that_no_draft_is_written_in_gets_none(serving: Serving) -> None:
    async with serving_records(speaking("1.0.2", "Conformance")) as ehr, service_for(serving, ehr.base) as service:
        assert await drafts(service, ehr.base) == []
