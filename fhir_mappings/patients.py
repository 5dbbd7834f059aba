"""Patient -> birth, sex, death.

FHIR R4: http://hl7.org/fhir/R4/patient.html
"""

from typing import Final

from fhir_mappings.dates import interval
from fhir_mappings.reading.clinical_resources import Patient
from trd.history import PatientFact
from trd.intervals import DayInterval
from trd.terms import Sex

GENDERS: Final = {"female": Sex.FEMALE, "male": Sex.MALE, "other": Sex.OTHER, "f": Sex.FEMALE, "m": Sex.MALE}
BIRTH_SEX: Final = "us-core-birthsex"


def read_patient(patient: Patient) -> PatientFact:
    """Read who it is; what is not stated stays unknown, never guessed (R-P1, R-Z16)."""
    return PatientFact(
        birth=interval(patient.birth_date),
        sex=_sex(patient),
        deceased=_deceased(patient),
        evidence=(patient.evidence,),
    )


def _sex(patient: Patient) -> Sex | None:
    """Administrative gender; the sex at birth where it is not stated, since pregnancy and doses hang on it."""
    stated = GENDERS.get((patient.gender or "").strip().lower())
    if stated is not None:
        return stated
    for extension in patient.extension:
        if extension.url and extension.url.lower().endswith(BIRTH_SEX):
            return GENDERS.get((extension.value_code or "").strip().lower())
    return None


def _deceased(patient: Patient) -> DayInterval | bool | None:
    if patient.deceased_date_time:
        return interval(patient.deceased_date_time) or True
    return True if patient.deceased_boolean else None
