"""On an earlier day the record says only what it could have said by then."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.cohort.burden.hindsight import known_by, told_on
from trd.history import (
    AllergyFact,
    ConditionFact,
    EncounterFact,
    Measurement,
    MedicationRecord,
    PatientFact,
    Requested,
    Score,
    Session,
    TreatmentHistory,
)
from trd.intervals import DayInterval
from trd.terms import CourseKind, RecordKind, RecordStatus, RequestStatus, StopReason

BEFORE, DAY, LATER = date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 2)


def on(day: date) -> DayInterval:
    return DayInterval.on(day)


ORDER = MedicationRecord(
    kind=RecordKind.ORDER,
    agent="sertraline",
    ingredients=("sertraline",),
    label="sertraline",
    evidence=("MedicationRequest/1",),
    status=RecordStatus.STOPPED,
    start=on(BEFORE),
    stop_reason=StopReason.INEFFECTIVE,
)


def known(day: date = DAY, **facts: object) -> TreatmentHistory:
    return known_by(TreatmentHistory(**facts), day)  # type: ignore[arg-type]


def test_a_score_of_the_day_is_known_and_one_of_the_next_day_is_not() -> None:
    scores = tuple(Score(instrument="phq-9", value=Decimal(9), day=day, evidence=()) for day in (BEFORE, DAY, LATER))
    assert [score.day for score in known(scores=scores).scores] == [BEFORE, DAY]


def test_a_measurement_of_later_is_not_known() -> None:
    value = Measurement(concept="sodium", low=None, high=None, day=LATER, evidence=())
    assert known(measurements=(value,)).measurements == ()


@pytest.mark.parametrize(
    ("condition", "there"),
    [
        pytest.param({"recorded": DAY}, True, id="recorded that day"),
        pytest.param({"recorded": LATER, "onset": on(BEFORE)}, False, id="begun before, written down later"),
        pytest.param({"onset": on(LATER)}, False, id="begun later"),
        pytest.param({"onset": DayInterval(earliest=DAY, latest=LATER)}, True, id="may have begun that day"),
        pytest.param({}, True, id="without any day"),
    ],
)
def test_a_diagnosis_is_known_from_when_it_was_written_down(condition: dict[str, object], there: bool) -> None:
    fact = ConditionFact(concepts=frozenset({"depression"}), evidence=(), **condition)  # type: ignore[arg-type]
    assert bool(known(conditions=(fact,)).conditions) is there


def test_an_allergy_that_was_recorded_later_rules_nothing_out_yet() -> None:
    fact = AllergyFact(agents=frozenset({"sertraline"}), intolerance=False, severe=True, evidence=(), recorded=LATER)
    assert known(allergies=(fact,)).allergies == ()


def test_an_order_is_known_from_when_it_was_written_whatever_its_first_day() -> None:
    assert told_on(replace(ORDER, authored=LATER)) == LATER
    assert known(medications=(replace(ORDER, authored=LATER),)).medications == ()
    assert known(medications=(replace(ORDER, authored=DAY, start=on(LATER)),)).medications != ()


def test_a_statement_is_known_from_when_it_was_asserted_and_a_refill_from_its_day() -> None:
    statement = replace(ORDER, kind=RecordKind.STATEMENT, asserted=LATER)
    refill = replace(ORDER, kind=RecordKind.DISPENSE, authored=BEFORE, start=on(LATER))
    assert known(medications=(statement, refill)).medications == ()


def test_a_drug_that_was_stopped_the_next_day_still_runs_and_nobody_knows_why_it_will_be_stopped() -> None:
    (record,) = known(medications=(replace(ORDER, end=on(LATER)),)).medications
    assert (record.status, record.stop_reason) == (RecordStatus.ACTIVE, None)


def test_a_drug_that_was_stopped_that_day_is_stopped_for_its_reason() -> None:
    (record,) = known(medications=(replace(ORDER, end=on(DAY)),)).medications
    assert (record.status, record.stop_reason) == (RecordStatus.STOPPED, StopReason.INEFFECTIVE)


def test_a_drug_that_was_held_later_is_not_held_yet() -> None:
    (record,) = known(medications=(replace(ORDER, status=RecordStatus.ON_HOLD, hold=LATER),)).medications
    assert (record.status, record.hold) == (RecordStatus.ACTIVE, None)


def test_a_stay_in_hospital_that_ended_later_is_under_way() -> None:
    stay = EncounterFact(encounter_class="IMP", start=on(BEFORE), end=on(LATER), in_progress=False, evidence=())
    (there,) = known(encounters=(stay,)).encounters
    assert there.in_progress
    assert known(BEFORE.replace(day=30), encounters=(stay,)).encounters == ()


def test_sessions_and_requests_of_later_are_not_known_and_what_was_due_later_is_open() -> None:
    session = Session(kind=CourseKind.ECT, concept="ect", label="ECT", start=on(LATER), end=None, evidence=())
    asked = Requested(
        concept="ect", kind=CourseKind.ECT, label="ECT", status=RequestStatus.COMPLETED, day=LATER, evidence=()
    )
    earlier = replace(asked, day=BEFORE, due=on(LATER))
    found = known(sessions=(session,), requested=(asked, earlier))
    assert found.sessions == ()
    assert [each.status for each in found.requested] == [RequestStatus.OPEN]


def test_who_is_dead_without_a_day_lived_while_facts_were_recorded() -> None:
    patient = PatientFact(deceased=True)
    assert known(patient=patient, dates=(BEFORE, LATER)).patient.deceased is None
    assert known(LATER, patient=patient, dates=(BEFORE, LATER)).patient.deceased is True


def test_the_last_dated_fact_is_the_last_by_that_day() -> None:
    assert known(dates=(BEFORE, LATER)).dates == (BEFORE,)
