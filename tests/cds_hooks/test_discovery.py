"""Discovery tells the EHR what each service needs, in templates that every client can resolve (protocol §1.2, §1.3)."""

import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from cds_hooks.catalog import SERVICES
from cds_hooks.discovery import configuration_options, discovery
from trd.terms import Topic

LISTED = json.loads(discovery(SERVICES.values(), definitions=("default", "nice")))["services"]


def test_no_service_is_an_empty_list() -> None:
    assert discovery(()) == b'{"services":[]}'


@pytest.mark.parametrize("entry", LISTED, ids=[entry["id"] for entry in LISTED])
def test_an_entry_has_what_the_standard_asks_for_and_nothing_empty(entry: dict[str, object]) -> None:
    assert {"hook", "title", "description", "id", "prefetch", "usageRequirements"} <= entry.keys()
    assert entry["version"] == "2.0.1"
    assert entry["hookVersion"] == "1.0"
    assert all(value not in ("", [], {}, None) for value in entry.values())


def test_one_id_stands_for_one_hook() -> None:
    assert len({entry["id"] for entry in LISTED}) == len(LISTED)
    assert len({entry["hook"] for entry in LISTED}) == len(LISTED)
    assert all(entry["id"] == f"trd-{entry['hook']}" for entry in LISTED)


KEYS = {
    *("patient", "conditions", "medicationStatements", "medicationRequests", "medicationDispenses"),
    *("medicationAdministrations", "observations", "questionnaireResponses", "procedures", "allergies", "encounters"),
}


@pytest.mark.parametrize("entry", LISTED, ids=[entry["id"] for entry in LISTED])
def test_prefetch_keys_are_those_of_the_contract(entry: dict[str, dict[str, str]]) -> None:
    assert entry["prefetch"].keys() == KEYS


@pytest.mark.parametrize("entry", LISTED, ids=[entry["id"] for entry in LISTED])
def test_a_template_holds_no_repeated_parameter_no_window_and_only_the_patient_as_token(
    entry: dict[str, dict[str, str]],
) -> None:
    for template in entry["prefetch"].values():
        assert re.findall(r"\{\{(.*?)\}\}", template) == ["context.patientId"]
        names = [name for name, _ in parse_qsl(urlsplit(template).query)]
        assert len(set(names)) == len(names)
        assert set(names) <= {"patient", "category", "_count"}
        assert not template.startswith(("/", "http"))


def test_observations_are_asked_for_by_category() -> None:
    assert "category=survey,laboratory,vital-signs" in LISTED[0]["prefetch"]["observations"]


def test_what_a_request_may_switch_is_listed() -> None:
    options = {option["code"]: option for option in LISTED[0]["extension"]["org.trd-cds.configuration-options"]}
    assert options.keys() == {"maxCards", "topics", "definition", "filterRepeated", "asOf"}
    assert options["definition"]["values"] == ["default", "nice"]
    assert set(options["topics"]["values"]) == {topic.value for topic in Topic} - {"suicideRisk", "orderSafety"}


def test_without_known_definitions_none_are_listed() -> None:
    (definition,) = [option for option in configuration_options() if option["code"] == "definition"]
    assert "values" not in definition
