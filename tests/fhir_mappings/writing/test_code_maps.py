"""What an EHR takes in the place of our codes (R-F60 … R-F63)."""

from copy import deepcopy
from typing import Any

import pytest

from fhir_mappings.writing.code_maps import apply_code_maps, told_for_analysts
from fhir_mappings.writing.drafts import Coded

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
OID = "urn:oid:2.16.840.1.113883.6.88"
EPIC = "urn:com.epic.cdshooks.action.code.system.preference-list-item"

ORDER: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "status": "draft",
    "intent": "order",
    "medicationCodeableConcept": {
        "coding": [{"system": RXNORM, "code": "602964", "display": "aripiprazole 2 MG Oral Tablet"}],
        "text": "Aripiprazole 2 mg oral tablet",
    },
    "subject": {"reference": "Patient/1"},
    "dosageInstruction": [
        {
            "route": {"coding": [{"system": SNOMED, "code": "26643006"}]},
            "doseAndRate": [{"doseQuantity": {"value": 2, "system": "http://unitsofmeasure.org", "code": "mg"}}],
        }
    ],
}


def mapped(maps: dict[str, dict[str, str]]) -> dict[str, Any]:
    return apply_code_maps(deepcopy(ORDER), maps)


def drug(resource: dict[str, Any]) -> dict[str, str]:
    (coding,) = resource["medicationCodeableConcept"]["coding"]
    return coding


def test_an_exact_code_is_replaced_and_its_words_stay() -> None:
    found = mapped({f"{RXNORM}|602964": {"system": "urn:oid:1.2.3", "code": "A2"}})
    assert drug(found) == {"system": "urn:oid:1.2.3", "code": "A2", "display": "aripiprazole 2 MG Oral Tablet"}
    assert found["medicationCodeableConcept"]["text"] == "Aripiprazole 2 mg oral tablet"


def test_a_star_gives_every_other_code_of_the_system_its_oid() -> None:
    assert drug(mapped({f"{RXNORM}|*": {"system": OID}}))["system"] == OID
    assert drug(mapped({f"{RXNORM}|*": {"system": OID}}))["code"] == "602964"


def test_the_exact_entry_wins_over_the_star() -> None:
    maps = {f"{RXNORM}|*": {"system": OID}, f"{RXNORM}|602964": {"system": "urn:own", "code": "7"}}
    assert (drug(mapped(maps))["system"], drug(mapped(maps))["code"]) == ("urn:own", "7")


def test_every_coding_is_looked_up_and_no_quantity_is() -> None:
    found = mapped(
        {
            f"{SNOMED}|26643006": {"system": "urn:routes", "code": "PO"},
            "http://unitsofmeasure.org|mg": {"system": "urn:units", "code": "milligram"},
        }
    )
    assert found["dosageInstruction"][0]["route"]["coding"][0]["code"] == "PO"
    assert found["dosageInstruction"][0]["doseAndRate"] == ORDER["dosageInstruction"][0]["doseAndRate"]
    assert drug(found) == drug(ORDER)


@pytest.mark.parametrize("maps", [{}, {f"{RXNORM}|1": {"system": "x", "code": "y"}}], ids=["no map", "another code"])
def test_what_is_not_mapped_is_sent_as_it_is(maps: dict[str, dict[str, str]]) -> None:
    assert mapped(maps) == ORDER


def test_an_order_set_takes_every_detail_from_its_own_record() -> None:
    found = mapped({f"{RXNORM}|602964": {"system": EPIC, "code": "314"}})
    assert set(found) == {"resourceType", "status", "intent", "subject", "medicationCodeableConcept"}
    assert drug(found)["code"] == "314"


def test_an_order_set_as_target_of_something_else_leaves_the_order_whole() -> None:
    assert "dosageInstruction" in mapped({f"{SNOMED}|*": {"system": EPIC}})


def test_an_analyst_sees_what_the_map_makes_of_each_code() -> None:
    emitted = [Coded(system=RXNORM, code="1", display="a"), Coded(system=SNOMED, code="2", display="b")]
    told = dict(told_for_analysts(emitted, {f"{RXNORM}|*": {"system": OID}}))
    assert told == {emitted[0]: f"{OID}|1", emitted[1]: None}
