"""Which records of drugs count, which are only possible, which never were a treatment (§2.1), in every FHIR version."""

from datetime import date
from typing import Any

import orjson
import pytest

from fhir_mappings.medications import read_medications
from fhir_mappings.reading.reader import read_prefetch
from tests.fhir_mappings.drug_orders import (
    administration,
    dispense,
    order,
    read,
    record,
    statement,
)
from tests.fhir_mappings.records import KNOWLEDGE, coded
from trd.intervals import DayInterval
from trd.terms import GapCode, Intake, RecordStatus


def on(text: str) -> DayInterval:
    return DayInterval.on(date.fromisoformat(text))


def standing(*resources: dict[str, Any]) -> str:
    """`counts`, `possible`, `not taken` or `never`."""
    found = read(*resources).records
    if not found:
        return "never"
    if found[0].intake is Intake.NOT_TAKEN:
        return "not taken"
    return "possible" if found[0].only_possible else "counts"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        *(({"status": word}, "counts") for word in ("active", "completed", "stopped", "on-hold", "ended")),
        *(({"status": word}, "possible") for word in ("unknown", "takn", None)),
        *(({"status": word}, "never") for word in ("cancelled", "draft", "entered-in-error")),
        *(({"intent": word}, "counts") for word in ("order", "original-order", "reflex-order", "filler-order", None)),
        *(({"intent": word}, "never") for word in ("proposal", "option")),
        ({"intent": "plan"}, "possible"),
        ({"intent": "plan", "reportedBoolean": True}, "counts"),
        ({"intent": "plan", "reported": True}, "counts"),
        ({"intent": "plan", "reportedReference": {"reference": "Patient/1"}}, "counts"),
        ({"intent": "plan", "category": [coded("x|patientspecified")]}, "counts"),
        ({"intent": "plan", "category": [coded("x|community")]}, "counts"),
        ({"intent": "wish"}, "possible"),
        ({"doNotPerform": True}, "never"),
        ({"status": "Active"}, "counts"),
        ({"category": {"coding": [{"code": "outpatient"}]}}, "counts"),
    ],
)
def test_which_orders_count(more: dict[str, Any], expected: str) -> None:
    assert standing(order(None, **more)) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"status": "completed"}, "counts"),
        *(({"status": word}, "possible") for word in ("in-progress", "on-hold", "unknown", None)),
        *(({"status": word}, "never") for word in ("preparation", "cancelled", "declined", "entered-in-error")),
        ({"status": "stopped"}, "counts"),
        ({"status": "stopped", "whenHandedOver": None}, "never"),
        ({"notDone": True}, "never"),
    ],
)
def test_which_dispenses_count(more: dict[str, Any], expected: str) -> None:
    assert standing(dispense(None, **more)) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        *(({"status": word}, "counts") for word in ("completed", "in-progress", "stopped", "on-hold")),
        ({"status": "unknown"}, "possible"),
        *(({"status": word}, "never") for word in ("not-done", "entered-in-error")),
        ({"notGiven": True}, "never"),
        ({"wasNotGiven": True}, "never"),
    ],
)
def test_which_administrations_count(more: dict[str, Any], expected: str) -> None:
    assert standing(administration(None, **more)) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        *(({"status": word}, "counts") for word in ("active", "completed", "stopped", "on-hold")),
        *(({"status": word}, "possible") for word in ("unknown", None, "recorded")),
        *(({"status": word}, "never") for word in ("intended", "entered-in-error", "draft")),
        ({"status": "not-taken"}, "not taken"),
        ({"status": "completed", "taken": "y"}, "counts"),
        ({"status": "completed", "taken": "unk"}, "possible"),
        ({"status": "completed", "taken": "n"}, "not taken"),
        ({"status": "completed", "taken": "na"}, "never"),
        ({"status": "active", "wasNotTaken": False}, "counts"),
        ({"status": "active", "wasNotTaken": True}, "not taken"),
        *(
            ({"status": "recorded", "adherence": {"code": coded(f"x|{word}")}}, "counts")
            for word in ("taking", "taking-as-directed", "stopped", "stopped-not-as-directed", "on-hold")
        ),
        ({"status": "recorded", "adherence": {"code": coded("x|not-taking")}}, "not taken"),
        ({"status": "recorded", "adherence": {"code": coded("x|unknown")}}, "possible"),
    ],
)
def test_which_statements_count(more: dict[str, Any], expected: str) -> None:
    assert standing(statement(None, **more)) == expected


def test_w42_in_stu3_a_statement_that_does_not_say_taken_is_only_possible() -> None:
    told = orjson.dumps(statement(None, status="completed"))
    for version, possible in (("STU3", True), ("R4", False), (None, False)):
        resources = read_prefetch({"medicationStatements": told}, patient_id=None, fhir_version=version)
        assert read_medications(resources, KNOWLEDGE).records[0].only_possible is possible


@pytest.mark.parametrize(
    ("word", "status", "intake"),
    [
        ("taking-as-directed", RecordStatus.ACTIVE, Intake.AS_DIRECTED),
        ("taking-not-as-directed", RecordStatus.ACTIVE, Intake.NOT_AS_DIRECTED),
        ("stopped-as-directed", RecordStatus.STOPPED, Intake.AS_DIRECTED),
        ("on-hold-not-as-directed", RecordStatus.ON_HOLD, Intake.NOT_AS_DIRECTED),
    ],
)
def test_w41_r5_says_by_adherence_whether_it_was_taken(word: str, status: RecordStatus, intake: Intake) -> None:
    found = record(statement(None, status="recorded", adherence={"code": coded(f"x|{word}")}))
    assert (found.status, found.intake) == (status, intake)


def test_w51_a_status_that_is_no_word_of_fhir_is_read_as_unknown_and_said() -> None:
    found = record(statement(None, status="takn"))
    assert found.status is RecordStatus.UNKNOWN
    assert [gap.code for gap in found.gaps] == [GapCode.UNREADABLE_RESOURCE]
