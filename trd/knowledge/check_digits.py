"""Codes of the right form: patterns a code system, and the check digits of SNOMED CT and LOINC."""

import re
from collections.abc import Mapping

from trd.codes import CodeSystem

PATTERNS: Mapping[CodeSystem, re.Pattern[str]] = {
    system: re.compile(pattern + r"\Z")
    for system, pattern in {
        CodeSystem.RXNORM: r"[1-9]\d{0,6}",
        CodeSystem.ATC: r"[A-Z]\d\d[A-Z]{2}(\d\d)?",
        CodeSystem.ICD_10_CM: r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?",
        CodeSystem.ICD_10: r"[A-Z]\d\d(\.\d{1,2})?",
        CodeSystem.ICD_9_CM: r"(\d{3}|V\d\d|E\d{3})(\.\d{1,2})?",
        CodeSystem.ICD_11: r"[0-9A-Z][A-Z][0-9A-Z]{2}[0-9A-Z]?(\.[0-9A-Z]{1,2})?",
        CodeSystem.CPT: r"\d{4}[0-9TF]",
        CodeSystem.HCPCS: r"[A-V]\d{4}",
        CodeSystem.ICD_10_PCS: r"[0-9A-HJ-NP-Z]{1,7}",
        CodeSystem.ICD_9_PROC: r"\d\d(\.\d{1,2})?",
        CodeSystem.OPCS_4: r"[A-Z]\d\d\.\d",
        CodeSystem.SNOMED: r"[1-9]\d{5,17}",
        CodeSystem.LOINC: r"(LA|LL)?\d{1,7}-\d",
        CodeSystem.TEXT: r"\S(.*\S)?",
    }.items()
}

_DIHEDRAL = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def has_form(system: CodeSystem, code: str) -> bool:
    """Whether a code looks like one of its system; check digits are the tests' business (they cost time)."""
    return PATTERNS[system].match(code) is not None


def verhoeff(code: str) -> bool:
    """Whether the last digit of a SNOMED CT id is right."""
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(_DIHEDRAL[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0


def is_concept_id(code: str) -> bool:
    """A SNOMED CT concept id: check digit, and partition 00 or 10 (extension)."""
    return verhoeff(code) and code[-3:-1] in ("00", "10")


def loinc_digit(code: str) -> bool:
    """Whether the digit after the hyphen is right (mod 10; answer codes add 5 or 8 for their letters)."""
    match = re.fullmatch(r"(LA|LL)?(\d+)-(\d)", code)
    if match is None:
        return False
    letters, digits, check = match.groups()
    if letters == "LL":
        return True
    total = (8 if len(digits) % 2 else 5) if letters else 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return -total % 10 == int(check)
