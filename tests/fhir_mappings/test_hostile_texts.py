"""Texts that nobody writes: whatever stands in a record, reading it takes a time that grows with its length."""

from time import process_time
from typing import Any

import pytest

from fhir_mappings.codings import codes_of, system_of
from fhir_mappings.drugs import clean_label
from fhir_mappings.questionnaires import instrument_of
from fhir_mappings.reading.clinical_resources import QuestionnaireResponse
from fhir_mappings.reading.elements import Coding
from tests.fhir_mappings.records import WORDS, resource
from trd.codes import CodeSystem

LONG = 100_000


def form(address: str) -> Any:
    return instrument_of(resource(QuestionnaireResponse, questionnaire=address), WORDS)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        pytest.param(system_of, "http://loinc.org" + "|" * LONG + "\nx", id="versions of a code system"),
        pytest.param(
            lambda code: codes_of(Coding(system="http://hl7.org/fhir/sid/icd-10", code=code)),
            "F32" + "+" * LONG + "x",
            id="marks of national editions",
        ),
        pytest.param(clean_label, "<" * LONG, id="tags that never close"),
        pytest.param(form, "/".join(f"part{number}" for number in range(LONG)), id="parts of an address"),
    ],
)
def test_a_text_without_end_is_read_soon(read: Any, text: str) -> None:
    begun = process_time()
    read(text)
    assert process_time() - begun < 2


def test_what_such_texts_say_is_still_read() -> None:
    assert system_of("http://loinc.org|2.80\n|x") is CodeSystem.LOINC
    assert [code.value for code in codes_of(Coding(system="http://hl7.org/fhir/sid/icd-10", code="F32.1+*"))] == [
        "F32.1"
    ]
    assert clean_label("<b>sertraline</b> 50 mg") == "sertraline 50 mg"
    assert form("http://ehr.example.org/forms/phq-9/versions/2") == "phq-9"
