"""The codes on our cards, published as FHIR."""

import pytest
from fhir.resources.codesystem import CodeSystem as CodeSystemR5
from fhir.resources.R4B.codesystem import CodeSystem as CodeSystemR4
from fhir.resources.STU3.codesystem import CodeSystem as CodeSystemSTU3
from pydantic import BaseModel

from cds_hooks.card_sources import OVERRIDE_REASONS
from cds_hooks.code_systems import code_systems
from trd.terms import Topic


@pytest.mark.parametrize("model", [CodeSystemR4, CodeSystemR5, CodeSystemSTU3], ids=["R4", "R5", "STU3"])
@pytest.mark.parametrize("name", ["card-topic", "override-reason"])
def test_they_validate_in_each_version(name: str, model: type[BaseModel]) -> None:
    found = code_systems()[name]
    model.model_validate(found)
    assert found["id"] == name
    assert found["url"] == f"https://trd-cds.org/fhir/CodeSystem/{name}"
    assert (found["status"], found["content"], found["caseSensitive"]) == ("active", "complete", True)


def test_every_topic_of_a_card_is_in_them_with_its_meaning() -> None:
    concepts = {concept["code"]: concept["display"] for concept in code_systems()["card-topic"]["concept"]}
    assert set(concepts) == {topic.value for topic in Topic}
    assert concepts["suicideRisk"] == "Suicide risk"


def test_every_override_reason_is_in_them_in_the_order_of_the_cards() -> None:
    listed = [(concept["code"], concept["display"]) for concept in code_systems()["override-reason"]["concept"]]
    assert listed == [(reason.code, reason.display) for reason in OVERRIDE_REASONS]
