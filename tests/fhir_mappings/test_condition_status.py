"""Status, certainty and severity in the words of every version."""

from typing import Any

import pytest

from fhir_mappings.condition_status import (
    certainty,
    clinical_status,
    entered_in_error,
    of_family,
    severity,
    verification,
)
from fhir_mappings.reading.elements import CodeableConcept, Coding, Extension
from trd.terms import ClinicalStatus, Verification


def concept(code: str | None = None, text: str | None = None, *extensions: Extension) -> CodeableConcept:
    coding = (Coding(code=code, extension=extensions),) if code else ()
    return CodeableConcept(coding=coding, text=text)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (concept("active"), ClinicalStatus.ACTIVE),
        (concept("413322009"), ClinicalStatus.RESOLVED),
        ("Active", ClinicalStatus.ACTIVE),
        (concept(text="Inactive"), ClinicalStatus.INACTIVE),
        (concept("odd"), None),
        (None, None),
    ],
)
def test_clinical_status(sent: Any, status: ClinicalStatus | None) -> None:
    assert clinical_status(sent) is status


@pytest.mark.parametrize(
    ("sent", "sure"),
    [
        (concept("confirmed"), Verification.CONFIRMED),
        (concept("415684004"), Verification.UNCONFIRMED),
        (concept("410516002"), Verification.REFUTED),
        ("provisional", Verification.PROVISIONAL),
        (concept("unknown"), None),
    ],
)
def test_how_sure_it_is(sent: Any, sure: Verification | None) -> None:
    assert verification(sent) is sure


def test_an_error_is_an_error_in_every_form() -> None:
    assert entered_in_error("entered-in-error")
    assert entered_in_error(concept("entered-in-error"))
    assert not entered_in_error(concept("confirmed"))
    assert not entered_in_error(None)


@pytest.mark.parametrize(
    ("sent", "word"),
    [(concept("24484000"), "severe"), (concept(text="Mild"), "mild"), (concept("odd"), None), (None, None)],
)
def test_severity(sent: CodeableConcept | None, word: str | None) -> None:
    assert severity(sent) == word


def test_the_mark_of_german_outpatient_coding() -> None:
    url = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
    assert certainty(concept("F32.1", None, Extension(url=url, value_coding=Coding(code="v")))) == "V"
    assert certainty(concept("F32.1", None, Extension(url=url, value_code="A"))) == "A"
    assert certainty(concept("F32.1", None, Extension(url=url))) is None
    assert certainty(concept("F32.1", None, Extension(url="http://other"), Extension())) is None
    assert certainty(None) is None


def test_a_category_about_the_family() -> None:
    assert of_family((concept("problem-list-item"), concept(text="Family history")))
    assert not of_family((concept("problem-list-item"),))
