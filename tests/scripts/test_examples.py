"""The examples: what is sent is answered as the file beside it says, over HTTP, by a service of another secret."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fhir.resources import STU3, get_fhir_model_class

from app.clients import Client, Clients
from app.demo import TELLS
from app.judging import judge
from app.main import create_app, start
from app.settings import read_settings
from app.shell import Shell
from cds_hooks.catalog import services_offered
from scripts.examples import EXAMPLES, RECORD_FORMS, TOLD_ON, example_files, without_chance

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples"
OWN = ("uuid", "key")
"""What differs from call to call, and from site to site."""

PLAIN = {
    "sandbox-order-select": "order-select",
    "epic-order-sign": "order-sign",
    "athenahealth-order-select": "order-select",
    "oracle-health-patient-view": "patient-view",
    "wintehr-patient-view": "patient-view",
    "openemr-patient-view": "patient-view",
    "stu3-order-select": "order-select",
    "r5-order-select": "order-select",
}
"""Each client's form, and the plain call that it is made of."""


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def without_own(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_own(part) for name, part in value.items() if name not in OWN}
    return [without_own(part) for part in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def shell() -> Shell:
    return start(read_settings({"TRD_LEGACY_HOOKS": "true"}), demo=True)


def entry_of(name: str) -> Clients:
    entry = EXAMPLES[name].entry
    return Clients((Client(id="example", **entry),)) if entry else Clients()


@pytest.mark.parametrize("name", EXAMPLES)
async def test_the_answer_in_the_file_is_what_the_service_answers(name: str, shell: Shell) -> None:
    transport = httpx.ASGITransport(create_app(replace(shell, clients=entry_of(name))), raise_app_exceptions=False)
    request = (FOLDER / f"{name}.request.json").read_bytes()
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        address = f"/cds-services/trd-{json.loads(request)['hook']}"
        answer = await client.post(address, content=request, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert without_own(answer.json()) == without_own(read(f"{name}.answer.json"))


@pytest.mark.parametrize("name", PLAIN)
def test_no_form_of_a_client_costs_it_a_card(name: str) -> None:
    told, plain = (read(f"{one}.answer.json")["cards"] for one in (name, PLAIN[name]))
    assert {card["summary"] for card in told} == {card["summary"] for card in plain}
    assert told[0]["summary"] == plain[0]["summary"]


def test_every_hook_has_an_example() -> None:
    hooks = {service.hook for service in services_offered(legacy=True).values()}
    assert {read(f"{name}.request.json")["hook"] for name in EXAMPLES} == hooks


def test_epics_form_is_epics() -> None:
    sent = read("epic-order-sign.request.json")
    order, drug = (entry["resource"] for entry in sent["context"]["draftOrders"]["entry"])
    types = [dose["type"]["coding"][0]["code"] for dose in order["dosageInstruction"][0]["doseAndRate"]]
    assert types == ["calculated", "admin-amount", "ordered"]
    assert order["medicationReference"]["reference"] == f"Medication/{drug['id']}"
    assert drug["code"]["coding"][0]["system"] == "urn:oid:2.16.840.1.113883.6.88"
    assert "medicationStatements" not in sent["prefetch"]


def test_the_forms_of_the_others_are_theirs() -> None:
    wintehr, openemr = read("wintehr-patient-view.request.json"), read("openemr-patient-view.request.json")
    assert wintehr["fhirAuthorization"] is None
    assert wintehr["prefetch"]["medicationRequests"] is None
    assert read("wintehr-patient-view.answer.json")["cards"][0]["source"]["topic"] == "summary"
    assert (openemr["context"], openemr["patient"]) == ({"patientId": "two-failed-trials"}, "two-failed-trials")
    gone = read("athenahealth-order-select.request.json")["prefetch"]["medicationStatements"]["entry"]
    assert all(set(one["resource"]["medicationReference"]) == {"reference", "display"} for one in gone)


MODELS = {"stu3-order-select": STU3.get_fhir_model_class, "r5-order-select": get_fhir_model_class}


def resources_in(value: Any) -> Iterator[dict[str, Any]]:
    """The outermost resources of a message."""
    if isinstance(value, dict) and "resourceType" in value:
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from resources_in(part)


@pytest.mark.parametrize("name", MODELS)
def test_another_fhir_version_is_that_version_in_what_is_sent_and_answered(name: str) -> None:
    for message in ("request", "answer"):
        found = list(resources_in(read(f"{name}.{message}.json")))
        assert found
        for resource in found:
            MODELS[name](resource["resourceType"]).model_validate(resource)


@pytest.mark.parametrize("name", TELLS)
def test_a_record_is_judged_alike_in_both_forms(name: str, shell: Shell) -> None:
    bundle, lines = (
        judge(shell, (FOLDER / f"{name}.{form}").read_bytes(), as_of=TOLD_ON).result for form in RECORD_FORMS
    )
    assert bundle == lines
    assert bundle["patient"]["age"]


def test_every_call_for_an_editor_names_a_file_and_its_service() -> None:
    calls = (FOLDER / "calls.http").read_text(encoding="utf-8")
    found = re.findall(r"POST \{\{service\}\}/cds-services/trd-([a-z-]+)\n.*\n\n< \./(.+)", calls)
    assert {file for _, file in found} == {f"{name}.request.json" for name in EXAMPLES}
    assert all(read(file)["hook"] == hook for hook, file in found)


def test_nothing_lies_in_the_folder_that_is_not_made() -> None:
    assert {f"examples/{path.name}" for path in FOLDER.iterdir()} == {name for name, _ in example_files()}


def test_a_uuid_of_a_file_is_made_of_its_place() -> None:
    one, other = (without_chance({"cards": [{"uuid": chance}, {"uuid": chance}]})["cards"] for chance in "ab")
    assert one == other
    assert one[0] != one[1]
