"""Clinical status, verification, severity and category of a Condition, in the words of every FHIR version.

https://hl7.org/fhir/R4/valueset-condition-clinical.html
"""

from typing import Final

from fhir_mappings.codings import codings_of, local_codes, words_of
from fhir_mappings.reading.elements import CodeableConcept
from trd.terms import ClinicalStatus, Verification

CLINICAL: Final = {
    **{status.value: status for status in ClinicalStatus},
    "55561003": ClinicalStatus.ACTIVE,
    "73425007": ClinicalStatus.INACTIVE,
    "413322009": ClinicalStatus.RESOLVED,
    "277022003": ClinicalStatus.REMISSION,
    "246455001": ClinicalStatus.RECURRENCE,
    "263855007": ClinicalStatus.RELAPSE,
}
VERIFICATION: Final = {
    **{status.value: status for status in Verification},
    "59156000": Verification.CONFIRMED,
    "410605003": Verification.CONFIRMED,
    "415684004": Verification.UNCONFIRMED,
    "410592001": Verification.UNCONFIRMED,
    "410590009": Verification.REFUTED,
    "410516002": Verification.REFUTED,
    "410594000": Verification.REFUTED,
}
SEVERITIES: Final = {
    "255604002": "mild",
    "6736007": "moderate",
    "24484000": "severe",
    "mild": "mild",
    "moderate": "moderate",
    "severe": "severe",
}
ENTERED_IN_ERROR: Final = "entered-in-error"
GERMAN_CERTAINTY: Final = "icd-10-gm-diagnosesicherheit"
"""German outpatient coding says on the code itself: A excluded, V suspected, Z state after, G certain."""


def clinical_status(status: CodeableConcept | str | None) -> ClinicalStatus | None:
    """The clinical status; a word that no version knows is not stated."""
    return next((CLINICAL[word] for word in _said(status) if word in CLINICAL), None)


def verification(status: CodeableConcept | str | None) -> Verification | None:
    """How sure the record is."""
    return next((VERIFICATION[word] for word in _said(status) if word in VERIFICATION), None)


def entered_in_error(status: CodeableConcept | str | None) -> bool:
    """Recorded by mistake: no record at all."""
    return ENTERED_IN_ERROR in _said(status)


def severity(concept: CodeableConcept | None) -> str | None:
    """`Condition.severity`, by code or word."""
    return next((SEVERITIES[word] for word in _said(concept) if word in SEVERITIES), None)


def certainty(concept: CodeableConcept | None) -> str | None:
    """The mark of German outpatient coding, `A`, `V`, `Z` or `G`."""
    for coding in codings_of(concept):
        for extension in coding.extension:
            if extension.url and extension.url.lower().endswith(GERMAN_CERTAINTY):
                sent = extension.value_coding.code if extension.value_coding else extension.value_code
                return sent.strip().upper() if sent else None
    return None


def of_family(categories: tuple[CodeableConcept, ...]) -> bool:
    """A category that says the entry is about the family."""
    return any("family" in word for category in categories for word in _said(category))


def _said(status: CodeableConcept | str | None) -> tuple[str, ...]:
    """Codes, then words, in lower case."""
    if isinstance(status, str):
        return (status.strip().lower(),)
    return (*local_codes(status), *(word.lower() for word in words_of(status)))
