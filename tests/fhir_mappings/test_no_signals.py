"""No image, waveform or document is read, whatever it is filed as: reported values and words of the record alone."""

import json
from typing import Any

import pytest

from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any
from trd.history import TreatmentHistory
from trd.knowledge.loading import load

SUBJECT = {"subject": {"reference": "Patient/p"}, "status": "final"}
DEPRESSION: dict[str, Any] = {
    "resourceType": "Condition",
    "id": "depression",
    "subject": {"reference": "Patient/p"},
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F33.1"}]},
}
QTC: dict[str, Any] = {
    "resourceType": "Observation",
    "id": "qtc",
    "effectiveDateTime": "2026-11-01",
    "code": {"coding": [{"system": "http://loinc.org", "code": "8636-3"}]},
    **SUBJECT,
}
TRACE = {"origin": {"value": 0}, "period": 2, "dimensions": 1, "data": "2041 2043 2037 2047 2060 2062 2051 2023"}
LETTER = {"contentType": "text/plain", "data": "Qmlwb2xhciBkaXNvcmRlcg==", "title": "Bipolar disorder, lithium 900 mg"}


def read(*resources: dict[str, Any]) -> TreatmentHistory:
    entries = [{"resource": resource} for resource in (DEPRESSION, *resources)]
    body = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    return read_history(read_any(body), load())


def facts(history: TreatmentHistory) -> tuple[object, ...]:
    """All but what was delivered and what could not be read: that a trace came may be said, what it shows may not."""
    values = [measured for measured in history.measurements if measured.low is not None or measured.high is not None]
    told = (history.medications, history.conditions, history.scores, history.answers, history.findings)
    return *told, values, history.phenotypes, history.allergies, history.sessions, history.requested


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(QTC | {"valueSampledData": TRACE}, id="a trace where a QTc should stand"),
        pytest.param({"resourceType": "Media", "id": "m", "content": LETTER, **SUBJECT}, id="a picture"),
        pytest.param({"resourceType": "ImagingStudy", "id": "i", **SUBJECT}, id="an imaging study"),
        pytest.param(
            {"resourceType": "DocumentReference", "id": "d", "content": [{"attachment": LETTER}], **SUBJECT},
            id="a letter",
        ),
        pytest.param(
            {"resourceType": "DiagnosticReport", "id": "r", "presentedForm": [LETTER], **SUBJECT}, id="a report"
        ),
        pytest.param({"resourceType": "Binary", "id": "b", **LETTER}, id="a file"),
    ],
)
def test_a_signal_an_image_and_a_document_are_no_fact(resource: dict[str, Any]) -> None:
    assert facts(read(resource)) == facts(read())


def test_a_qtc_that_somebody_reported_is_read() -> None:
    assert facts(read(QTC | {"valueQuantity": {"value": 470, "unit": "ms", "code": "ms"}})) != facts(read())
