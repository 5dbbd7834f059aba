"""Treatment sessions, courses told as a period, and what was refused (R-T33 … R-T35, N-0.5)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.procedures import read_procedure, read_visit
from fhir_mappings.reading.clinical_resources import Encounter, Procedure
from tests.fhir_mappings.records import WORDS, coded, history, resource
from trd.history import RefusedProcedure, Session
from trd.intervals import DayInterval
from trd.terms import CourseKind, GapCode

DAY = DayInterval.on(date(2026, 3, 2))


def read(code: str | dict[str, Any], **elements: Any) -> list[Any]:
    elements = {"status": "completed", "performedDateTime": "2026-03-02"} | elements
    concept = coded(code) if isinstance(code, str) else code
    return list(read_procedure(resource(Procedure, code=concept, **elements), WORDS))


@pytest.mark.parametrize(
    ("code", "kind", "concept"),
    [
        ("snomed|23835007", CourseKind.ECT, "ect"),
        ("icd-10-pcs|GZB1ZZZ", CourseKind.ECT, "ect"),
        ("icd-10-pcs|GZB4ZZZ", CourseKind.ECT, "ect"),
        ("icd-10-pcs|GZ54ZZZ", CourseKind.PSYCHOTHERAPY, "psychotherapy"),
        (coded(text="ECT"), CourseKind.ECT, "ect"),
        (coded(text="rTMS"), CourseKind.TMS, "rtms"),
        ("hcpcs|G2083", CourseKind.ESKETAMINE, "esketamine-session"),
        (coded(text="ketamine infusion"), CourseKind.KETAMINE, "ketamine-infusion"),
        ("snomed|304891004", CourseKind.PSYCHOTHERAPY, "cbt"),
        (coded("urn:local|IPT"), CourseKind.PSYCHOTHERAPY, "ipt"),
    ],
)
def test_a_treatment_is_known_by_code_or_by_the_whole_of_its_name(code: Any, kind: CourseKind, concept: str) -> None:
    (session,) = read(code)
    assert (session.kind, session.concept, session.start, session.end) == (kind, concept, DAY, None)
    assert session.evidence == ("Procedure/1",)


@pytest.mark.parametrize(
    "code", [coded(text="ECT consult declined by insurer"), "snomed|80146002", "icd-10-pcs|0DTJ4ZZ", coded(text="VNSX")]
)
def test_other_procedures_are_none_of_our_business(code: Any) -> None:
    assert read(code) == []


def test_a_referral_is_no_treatment() -> None:
    assert read("snomed|183524004") == []


@pytest.mark.parametrize(
    ("status", "count"),
    [("completed", 1), ("in-progress", 1), ("stopped", 1), (None, 1), ("preparation", 0), ("entered-in-error", 0)],
)
def test_which_statuses_count(status: str | None, count: int) -> None:
    assert len(read("snomed|23835007", status=status)) == count


def test_one_record_over_several_days_is_a_course_without_a_count() -> None:
    (course,) = read(
        "snomed|23835007", performedDateTime=None, performedPeriod={"start": "2026-03-02", "end": "2026-04-10"}
    )
    assert (course.is_period, course.start, course.end) == (True, DAY, DayInterval.on(date(2026, 4, 10)))
    (session,) = read(
        "snomed|23835007",
        performedDateTime=None,
        performedPeriod={"start": "2026-03-02T09:00", "end": "2026-03-02T10:00"},
    )
    assert (session.is_period, session.end) == (False, None)


def test_a_period_that_ends_before_it_starts_is_its_start() -> None:
    (session,) = read(
        "snomed|23835007", performedDateTime=None, performedPeriod={"start": "2026-03-02", "end": "2026-02-01"}
    )
    assert (session.start, session.end, session.is_period) == (DAY, None, False)


def test_without_a_day_there_is_no_session() -> None:
    assert read("snomed|23835007", performedDateTime=None) == []


def test_r5_names_the_day_otherwise() -> None:
    assert read("snomed|23835007", performedDateTime=None, occurrenceDateTime="2026-03-02")[0].start == DAY


@pytest.mark.parametrize(
    ("code", "more", "side"),
    [
        ("icd-10-pcs|GZB0ZZZ", {}, "unilateral"),
        ("icd-10-pcs|GZB3ZZZ", {}, "bilateral"),
        ("snomed|23835007", {"bodySite": [coded("snomed|51440002")]}, "bilateral"),
        ("snomed|23835007", {"bodySite": [coded(text="Right unilateral")]}, "unilateral"),
        ("snomed|23835007", {}, None),
    ],
)
def test_the_side_of_the_electrodes(code: str, more: dict[str, Any], side: str | None) -> None:
    assert read(code, **more)[0].laterality == side


def test_a_visit_code_may_state_the_dose_of_esketamine() -> None:
    assert read("hcpcs|G2083")[0].dose == Decimal(84)
    assert read("hcpcs|G2082")[0].dose is None, "up to 56 mg states no dose"


def test_maintenance_is_told_apart() -> None:
    assert read(coded("snomed|23835007", text="Maintenance ECT"))[0].maintenance
    assert not read("snomed|23835007")[0].maintenance


@pytest.mark.parametrize(
    ("elements", "refused"),
    [
        pytest.param({"status": "not-done", "statusReason": coded("snomed|105480006")}, True, id="refused, R4"),
        pytest.param({"status": "not-done", "statusReason": coded(text="Patient declined")}, True, id="in words"),
        pytest.param(
            {"status": "not-done", "statusReason": coded(text="Anaesthetist ill")}, False, id="another reason"
        ),
        pytest.param({"status": "not-done"}, False, id="no reason"),
        pytest.param({"status": "suspended", "notDone": True, "notDoneReason": coded(text="refused")}, True, id="STU3"),
        pytest.param({"notPerformed": True, "reasonNotPerformed": [coded(text="refusal")]}, True, id="DSTU2"),
    ],
)
def test_what_was_not_done_and_whether_it_was_refused(elements: dict[str, Any], refused: bool) -> None:
    assert read("snomed|23835007", **elements) == [
        RefusedProcedure(concept="ect", day=date(2026, 3, 2), refused=refused, evidence=("Procedure/1",))
    ]


def visit(**elements: Any) -> list[Session]:
    elements = {
        "status": "finished",
        "type": [coded(text="office visit"), coded("snomed|443730003")],
        "period": {"start": "2026-03-02T10:00:00Z", "end": "2026-03-02T10:50:00Z"},
    } | elements
    return list(read_visit(resource(Encounter, **elements), WORDS))


def test_a_visit_whose_type_is_a_therapy_is_a_session() -> None:
    (session,) = visit()
    assert (session.kind, session.concept, session.start) == (CourseKind.PSYCHOTHERAPY, "ipt", DAY)
    assert session.evidence == ("Encounter/1",)


@pytest.mark.parametrize("elements", [{"status": "planned"}, {"period": None}, {"type": [coded(text="visit")]}])
def test_other_visits_are_no_session(elements: dict[str, Any]) -> None:
    assert visit(**elements) == []


def test_a_session_told_by_procedure_and_visit_is_one() -> None:
    told = history(
        {
            "resourceType": "Procedure",
            "id": "1",
            "status": "completed",
            "code": coded("snomed|443730003"),
            "performedDateTime": "2026-03-02",
        },
        {
            "resourceType": "Encounter",
            "id": "2",
            "status": "finished",
            "type": [coded("snomed|443730003")],
            "period": {"start": "2026-03-02"},
        },
    )
    assert [session.evidence for session in told.sessions] == [("Procedure/1",)]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Bilateral ECT", "bilateral"),
        ("Electroconvulsive therapy, bilateral", "bilateral"),
        ("ECT #5, right unilateral", "unilateral"),
        ("ECT #5", None),
    ],
)
def test_a_session_in_words_keeps_its_side(text: str, side: str | None) -> None:
    (session,) = read(coded(text=text))
    assert (session.kind, session.laterality) == (CourseKind.ECT, side)


# ---- codes that may not ship

CPT = "http://www.ama-assn.org/go/cpt"


def billed(number: str, code: dict[str, Any], status: str = "completed") -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": number,
        "status": status,
        "code": code,
        "performedDateTime": "2026-03-02",
    }


def test_procedures_that_cpt_alone_names_are_one_gap_with_all_of_them() -> None:
    numbers = (coded(f"{CPT}|00001"), coded("urn:oid:2.16.840.1.113883.6.12|00002", text="00002"))
    found = history(*(billed(str(place), code) for place, code in enumerate(numbers)))
    (gap,) = [gap for gap in found.gaps if "CPT" in gap.what]
    assert (gap.code, gap.evidence) == (GapCode.UNREADABLE_RESOURCE, ("Procedure/0", "Procedure/1"))
    assert gap.what.startswith("2 procedures are coded by CPT alone")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        pytest.param(coded(f"{CPT}|00001", text="Office visit"), "completed", id="its words can be read"),
        pytest.param(coded(f"{CPT}|00001", display="ECT"), "completed", id="a session by its words"),
        pytest.param(coded(f"{CPT}|00001"), "entered-in-error", id="never done"),
        pytest.param(coded(f"{CPT}|00001"), "not-done", id="not done"),
        pytest.param(coded("snomed|80146002"), "completed", id="another system"),
    ],
)
def test_what_can_be_read_or_was_not_done_is_no_gap(code: dict[str, Any], status: str) -> None:
    assert not [gap for gap in history(billed("1", code, status)).gaps if "CPT" in gap.what]
