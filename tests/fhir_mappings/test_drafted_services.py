"""A drafted procedure of ours, or tests, by code or by words."""

from typing import Any

import pytest

from tests.fhir_mappings.drafted import ME, Resource, bundle, read
from tests.fhir_mappings.records import coded


def service(**more: Any) -> Resource:
    return {"resourceType": "ServiceRequest", "id": "s1", "status": "draft", "intent": "order", **ME, **more}


@pytest.mark.parametrize(
    ("sent", "procedures", "assessment"),
    [
        pytest.param(service(code=coded("snomed|23835007", "Electroconvulsive therapy")), {"ect"}, False, id="ECT"),
        pytest.param(
            service(code=coded("snomed|23835007", "Referral: assessment for ECT")), {"ect"}, True, id="assessment"
        ),
        pytest.param(service(code={"text": "TMS treatment course"}), {"rtms"}, False, id="TMS in words"),
        pytest.param(
            service(code={"concept": {"text": "Assessment for esketamine"}}), {"esketamine-session"}, True, id="R5"
        ),
        pytest.param(
            {**service(code=coded("snomed|23835007", "ECT")), "resourceType": "ProcedureRequest"},
            {"ect"},
            False,
            id="STU3",
        ),
        pytest.param(service(code={"text": "Chest X-ray"}), set(), False, id="none of ours"),
    ],
)
def test_a_drafted_service_is_known_by_code_or_words(sent: Resource, procedures: set[str], assessment: bool) -> None:
    (found,) = read(bundle(sent)).drafts.services
    assert set(found.procedures) == procedures
    assert found.assessment_only is assessment
    assert found.reference == "ServiceRequest/s1" if sent["resourceType"] == "ServiceRequest" else "ProcedureRequest/s1"


def test_drafted_tests_are_known_by_what_they_measure() -> None:
    (found,) = read(bundle(service(code=coded("loinc|3016-3", "TSH")))).drafts.services
    assert found.tests == {"tsh"}
    assert not found.void
    (void,) = read(bundle(service(status="revoked", code={"text": "ECT"}))).drafts.services
    assert void.void


def test_a_referral_of_stu3_names_its_service_elsewhere() -> None:
    sent = {**service(), "resourceType": "ReferralRequest", "serviceRequested": [{"text": "ECT"}]}
    (found,) = read(bundle(sent)).drafts.services
    assert found.procedures == {"ect"}
