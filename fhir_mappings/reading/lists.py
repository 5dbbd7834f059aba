"""Which list of facts a prefetch key or a resource stands for (contract §1.1); analysts name keys as they like."""

from collections.abc import Iterable, Mapping, Set

from fhir_mappings.reading.resource import Resource
from trd.terms import FactList

OF_TYPE: Mapping[str, FactList] = {
    "Patient": FactList.PATIENT,
    "Condition": FactList.CONDITIONS,
    "MedicationStatement": FactList.MEDICATIONS,
    "MedicationRequest": FactList.MEDICATIONS,
    "MedicationOrder": FactList.MEDICATIONS,
    "MedicationDispense": FactList.DISPENSES,
    "Observation": FactList.OBSERVATIONS,
    "QuestionnaireResponse": FactList.QUESTIONNAIRES,
    "Procedure": FactList.PROCEDURES,
    "AllergyIntolerance": FactList.ALLERGIES,
    "Encounter": FactList.ENCOUNTERS,
}
"""Administrations are no list of what a patient takes: their absence says nothing."""

_KEYS: Mapping[str, FactList] = {
    **{name.lower(): found for name, found in OF_TYPE.items()},
    "allergy": FactList.ALLERGIES,
    "allergie": FactList.ALLERGIES,
    "problem": FactList.CONDITIONS,
    "diagnose": FactList.CONDITIONS,
    "diagnosi": FactList.CONDITIONS,
}


def list_of_key(key: str) -> FactList | None:
    """The list that a key names: `medicationStatements`, `MedicationStatement`; None for a name of the site's own."""
    name = "".join(letter for letter in key.lower() if letter.isalpha())
    return _KEYS.get(name) or _KEYS.get(name.removesuffix("s"))


_TOLD_BY: Mapping[str, str] = {
    "code": "code",
    "medicationCodeableConcept": "medication_codeable_concept",
    "medicationReference": "medication_reference",
    "medication": "medication",
}
"""What a record is of: without it nothing of the record says anything."""


def is_hollow(item: Resource) -> bool:
    """A record whose drug, diagnosis or test stood there and could not be read."""
    return any(note in _TOLD_BY for note in item.notes) and not any(
        getattr(item, name, None) for name in _TOLD_BY.values()
    )


def lists_in(items: Iterable[Resource]) -> frozenset[FactList]:
    """The lists of which at least one readable record is here."""
    kinds = {item.resource_type for item in items if item.resource_type in OF_TYPE and not is_hollow(item)}
    return frozenset(OF_TYPE[kind] for kind in kinds)


_WORDS: Mapping[FactList, str] = {
    FactList.PATIENT: "Patient data",
    FactList.CONDITIONS: "Conditions",
    FactList.MEDICATIONS: "Medications",
    FactList.DISPENSES: "Dispenses",
    FactList.OBSERVATIONS: "Observations",
    FactList.QUESTIONNAIRES: "Questionnaires",
    FactList.PROCEDURES: "Procedures",
    FactList.ALLERGIES: "Allergies",
    FactList.ENCOUNTERS: "Encounters",
}


def said(lists: Set[FactList]) -> str:
    """ "Conditions, Medications"; the words of a gap."""
    return ", ".join(_WORDS[found] for found in sorted(lists))


def named_data(named: FactList | None) -> str:
    """What a key holds; the name of a site's own key could say anything, a person's name too, and is not repeated."""
    return _WORDS[named] if named is not None else "The data under a prefetch key"
