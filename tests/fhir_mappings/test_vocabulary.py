"""The code tables as the mappers ask them, built once for a version of the knowledge."""

from dataclasses import replace

from fhir_mappings.vocabulary import vocabulary
from tests.fhir_mappings.records import KNOWLEDGE


def test_the_vocabulary_of_one_knowledge_is_built_once() -> None:
    assert vocabulary(KNOWLEDGE) is vocabulary(KNOWLEDGE)


def test_another_knowledge_has_its_own() -> None:
    other = replace(KNOWLEDGE, version="2027.1")
    assert vocabulary(other).knowledge is other
    assert vocabulary(KNOWLEDGE).knowledge is KNOWLEDGE
