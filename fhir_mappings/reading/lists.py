"""Which list of facts a prefetch key or a resource stands for (contract §1.1); analysts name keys as they like."""

from collections.abc import Mapping

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
