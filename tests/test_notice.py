"""NOTICE names the owner of everything that is shipped, and nothing that is not."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODES = ROOT / "trd" / "knowledge" / "codes"
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")

OWN = {"text"}
"""Words that this project collected itself."""

HEADINGS = {
    "atc": "ATC",
    "hcpcs": "HCPCS Level II",
    "icd-10": "ICD-10",
    "icd-10-cm": "ICD-10-CM",
    "icd-10-pcs": "ICD-10-PCS",
    "icd-11": "ICD-11",
    "icd-9-cm": "ICD-9-CM",
    "icd-9-proc": "ICD-9-CM",
    "loinc": "LOINC",
    "opcs-4": "OPCS-4",
    "rxnorm": "RxNorm",
    "snomed": "SNOMED CT",
    "ucum": "UCUM",
}
"""A code system, as the tables call it, and its heading in NOTICE."""


NEVER = {"cpt"}
"""Not ours to ship, neither code nor words."""


def shipped() -> set[str]:
    """Every code system of which the tables hold a code."""
    systems: set[str] = set()
    for path in sorted(CODES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(line for line in table if not line.startswith("#")):
                systems |= {row["system"]} if row.get("system") else set()
                systems |= {"rxnorm"} if row.get("rxcui") else set()
                systems |= {"ucum"} if row.get("unit") else set()
                systems |= {"atc"} if path.stem == "atc" else set()
    return systems - OWN


def told() -> set[str]:
    """Every system that has a heading in NOTICE: `ICD-10-CM, ICD-9-CM (conditions)` are two."""
    headings = re.findall(r"(?m)^(\S.*) \([^)]+\)\n  \S", NOTICE)
    return {name for heading in headings for name in heading.split(", ")}


INSTRUMENTS = {"PHQ-9": "fhir_mappings/writing/phq9.py"}
"""Questionnaires whose wording is shipped, and where."""


def test_every_shipped_code_system_has_its_lines() -> None:
    assert sorted({HEADINGS[system] for system in shipped()} - told()) == []


def test_no_lines_stand_for_what_is_not_shipped() -> None:
    assert sorted(told() - {HEADINGS[system] for system in shipped()} - set(INSTRUMENTS)) == []


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_a_questionnaire_whose_wording_is_shipped_is_told(instrument: str) -> None:
    assert (ROOT / INSTRUMENTS[instrument]).is_file()
    assert instrument in told()


def test_no_other_questionnaire_is_shipped_word_by_word() -> None:
    named = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("fhir_mappings/writing/*.py")}
    wording = {name for name in named if '"Questionnaire"' in (ROOT / name).read_text(encoding="utf-8")}
    assert wording == set(INSTRUMENTS.values())


def test_no_code_of_a_system_that_needs_a_licence_is_shipped() -> None:
    assert shipped() & NEVER == set()


def test_who_owns_a_shipped_system_is_known() -> None:
    assert shipped() - set(HEADINGS) == set()


def vendored() -> list[str]:
    """Files of others that lie in the packages."""
    floors = (ROOT / floor for floor in ("app", "cds_hooks", "fhir_mappings", "trd"))
    return sorted(library.name for floor in floors for library in floor.rglob("vendor/*.js"))


def test_every_vendored_library_is_named() -> None:
    told = NOTICE.partition("Vendored libraries")[2]
    assert sorted(re.findall(r"[\w.-]+\.js", told)) == vendored()
