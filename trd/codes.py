"""Code systems: a type per system, so that no code is looked up in the wrong table."""

from dataclasses import dataclass
from enum import StrEnum


class CodeSystem(StrEnum):
    """The systems that the tables know, by the name the tables use."""

    RXNORM = "rxnorm"
    ATC = "atc"
    NDC = "ndc"
    SNOMED = "snomed"
    LOINC = "loinc"
    ICD_10 = "icd-10"
    ICD_10_CM = "icd-10-cm"
    ICD_9_CM = "icd-9-cm"
    ICD_9_PROC = "icd-9-proc"
    ICD_10_PCS = "icd-10-pcs"
    ICD_11 = "icd-11"
    CPT = "cpt"
    HCPCS = "hcpcs"
    OPCS_4 = "opcs-4"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Code:
    """A code in its system."""

    system: CodeSystem
    value: str
