"""O27: a drafted procedure against the rows of its topic."""

from typing import Any

import pytest

from tests.told import findings_of

CHECK = "service-contraindicated"


def told(
    procedure: str, hook: str = "order-sign", assessment: bool = False, **patient: Any
) -> set[tuple[str, str | None]]:
    services = [{"procedures": [procedure], "assessment_only": assessment}]
    found = [each for each in findings_of(hook=hook, services=services, **patient) if each.check == CHECK]
    return {(each.level, each.row) for each in found}


def with_(concept: str) -> dict[str, Any]:
    return {"conditions": [{"concept": concept, "onset": "2026-10-01"}]}


CASES = [
    pytest.param("rtms", with_("cochlear-implant"), "critical", "S405", id="TMS, cochlear implant"),
    pytest.param("deep-tms", with_("cochlear-implant"), "critical", "S405", id="deep TMS"),
    pytest.param("tbs", with_("cochlear-implant"), "critical", "S405", id="theta bursts"),
    pytest.param("ect", with_("raised-icp"), "critical", "S421", id="ECT, raised pressure in the head"),
    pytest.param("ect", with_("brain-tumour"), "warning", "S422", id="ECT, a tumour"),
    pytest.param("esketamine", with_("aneurysm"), "critical", "S379", id="esketamine, aneurysm"),
    pytest.param("ketamine", with_("aneurysm"), "critical", "S379", id="ketamine, aneurysm"),
    pytest.param("ketamine", {"values": {"bp-systolic": 140}}, "info", "S083", id="ketamine, pressure"),
]


@pytest.mark.parametrize(("procedure", "patient", "level", "row"), CASES)
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_a_procedure_that_the_record_speaks_against(
    hook: str, procedure: str, patient: dict[str, Any], level: str, row: str
) -> None:
    assert (level, row) in told(procedure, hook, **patient)
    milder = "warning" if level == "critical" else level
    assert (milder, row) in told(procedure, hook, assessment=True, **patient), (
        "a referral for assessment: warning at most"
    )
    assert told(procedure, "medication-refill", **patient) == set()


def test_what_is_critical_may_be_removed_and_the_rest_is_a_note() -> None:
    for patient, deletes in ((with_("raised-icp"), True), (with_("brain-tumour"), False)):
        found = findings_of(services=[{"procedures": ["ect"]}], **patient)
        (first,) = [each for each in found if each.row in ("S421", "S422")]
        assert [remedy.delete for remedy in first.remedies] == [deletes]


@pytest.mark.parametrize("field", ["void", "selected"])
def test_a_void_or_unselected_service_is_not_checked(field: str) -> None:
    service = {"procedures": ["ect"], field: field == "void"}
    assert findings_of(hook="order-select", services=[service], **with_("raised-icp")) == ()


def test_the_drugs_of_the_call_count_as_taken() -> None:
    services = [{"procedures": ["ect"]}]
    rows = {each.row for each in findings_of(services=services, drafts=[["reserpine", 1]])}
    assert rows - {each.row for each in findings_of(services=services)}


def test_a_drafted_esketamine_speaks_as_a_procedure() -> None:
    found = findings_of(drafts=[["esketamine", 56]], **with_("aneurysm"))
    assert (CHECK, "critical", "S379") in {(each.check, each.level, each.row) for each in found}


def test_what_must_be_known_before_the_treatment_is_asked_and_not_before_an_assessment() -> None:
    unknown: dict[str, Any] = {"values": {"bp-systolic": False, "bp-diastolic": False}}
    assert ("warning", "S084") in told("esketamine", **unknown)
    assert ("warning", "S084") not in told("esketamine", assessment=True, **unknown)
