"""What was done: by code, by prefix, else by the whole of a name."""

import pytest

from fhir_mappings.reading.elements import CodeableConcept, Coding
from tests.fhir_mappings.records import SYSTEMS, WORDS


def concept(*codes: tuple[str, str], text: str | None = None) -> CodeableConcept:
    return CodeableConcept(
        coding=tuple(Coding(system=SYSTEMS.get(system, system), code=code) for system, code in codes), text=text
    )


@pytest.mark.parametrize(
    ("sent", "treatment"),
    [
        pytest.param(concept(("snomed", "23835007")), "ect", id="exact"),
        pytest.param(concept(("icd-10-pcs", "GZ54ZZZ")), "psychotherapy", id="by prefix"),
        pytest.param(concept(text="Theta-burst stimulation"), "tbs", id="by name"),
        pytest.param(concept(("urn:local", "ECT")), "ect", id="a local code that is the name"),
        pytest.param(
            concept(("snomed", "183524004"), ("snomed", "23835007")), "ect", id="a treatment before a referral"
        ),
        pytest.param(concept(("snomed", "1")), None, id="unknown"),
        pytest.param(
            concept(("http://www.ama-assn.org/go/cpt", "1"), text="rTMS session"), "rtms", id="CPT, by its words"
        ),
        pytest.param(concept(text="ECT was discussed"), None, id="a short name inside a sentence"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_a_treatment_by_code_or_name(sent: CodeableConcept | None, treatment: str | None) -> None:
    found = WORDS.procedures.read(sent)
    assert (found.concept if found is not None else None) == treatment
