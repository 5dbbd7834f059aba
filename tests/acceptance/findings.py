"""What the cards of an order hook found: checks, levels, rows, and what could be filed."""

from typing import Any

from fhir_mappings.writing.drafts import FhirVersion
from fhir_mappings.writing.templates import validate
from tests.acceptance.answers import Answer


def found(answer: Answer) -> list[tuple[str, str, str | None]]:
    """Check, level and row of every finding that the cards carry."""
    return [
        (one["check"], one["level"], one.get("row"))
        for card in answer.cards
        for one in card["extension"].get("org.trd-cds.order-findings", ())
    ]


def checks(answer: Answer) -> set[str]:
    return {check for check, _, _ in found(answer)}


def level_of(answer: Answer, check: str) -> str | None:
    return next((level for known, level, _ in found(answer) if known == check), None)


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [action for one in card.get("suggestions", ()) for action in one["actions"]]


def creates_of_drugs(answer: Answer) -> list[tuple[str, str]]:
    """On which card a new drug can be filed, and its RxNorm product."""
    return [
        (card["source"]["topic"]["code"], action["resource"]["medicationCodeableConcept"]["coding"][0]["code"])
        for card in answer.cards
        for action in actions(card)
        if action["type"] == "create" and action["resource"]["resourceType"] == "MedicationRequest"
    ]


def valid(answer: Answer, version: FhirVersion = "R4") -> list[str]:
    """Every resource of the answer is valid in the version asked for; their types."""
    resources = [action["resource"] for card in answer.cards for action in actions(card) if "resource" in action]
    for resource in resources:
        validate(resource, version)
    return [resource["resourceType"] for resource in resources]
