"""Orders, statements, dispenses and administrations of every FHIR version -> facts (§2.1 … §2.4), nothing inferred."""

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.medications import read_medications
from fhir_mappings.reading.reader import read_any, read_prefetch
from tests.fhir_mappings.drug_orders import (
    SERTRALINE_50,
    administration,
    dispense,
    dosage,
    drug,
    mg,
    order,
    read,
    record,
    repeat,
    shown,
    statement,
)
from tests.fhir_mappings.records import KNOWLEDGE, bundle, coded
from trd.history import MedicationRecord
from trd.intervals import DayInterval
from trd.terms import GapCode, Intake, RecordKind, RecordStatus, StopReason


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


# ---- which records count (§2.1)


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


# ---- dates (§2.2 … §2.4)


@pytest.mark.parametrize(
    ("resource", "start"),
    [
        pytest.param(order(), "2026-01-05", id="authoredOn"),
        pytest.param(
            order(None, dispenseRequest={"validityPeriod": {"start": "2026-01-07"}}), "2026-01-07", id="validity"
        ),
        pytest.param(
            order(
                None,
                dosage(mg(50), repeat(boundsPeriod={"start": "2026-01-09"})),
                dispenseRequest={"validityPeriod": {"start": "2026-01-07"}},
            ),
            "2026-01-09",
            id="bounds first",
        ),
        pytest.param(order(None, effectiveDosePeriod={"start": "2026-01-08"}), "2026-01-08", id="R5"),
        pytest.param(statement(None, effectivePeriod={"start": "2026-02-01"}), "2026-02-01", id="period"),
        pytest.param(
            statement(None, effectiveDateTime="2026-02-01T23:30:00-08:00"), "2026-02-01", id="local calendar day"
        ),
        pytest.param(dispense(), "2026-01-06", id="handed over"),
        pytest.param(dispense(None, whenHandedOver=None, whenPrepared="2026-01-04"), "2026-01-04", id="prepared"),
        pytest.param(administration(), "2026-01-06", id="given"),
        pytest.param(
            administration(None, effectiveDateTime=None, occurencePeriod={"start": "2026-01-07"}),
            "2026-01-07",
            id="R5, given",
        ),
    ],
)
def test_where_a_start_is_found(resource: dict[str, Any], start: str) -> None:
    assert record(resource).start == on(start)


def test_dstu2_orders_are_read_by_their_own_names() -> None:
    found = record(
        {
            "resourceType": "MedicationOrder",
            "id": "1",
            "status": "completed",
            "dateWritten": "2015-03-01",
            "dateEnded": "2015-06-01",
            "reasonEnded": {"text": "no effect"},
            "medicationCodeableConcept": SERTRALINE_50,
            "dosageInstruction": [
                {"text": "1 tablet daily", "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnits": "d"}}}
            ],
        }
    )
    assert (found.start, found.end, found.stop_reason) == (on("2015-03-01"), on("2015-06-01"), StopReason.INEFFECTIVE)
    assert found.evidence == ("MedicationOrder/1",)


def test_a_partial_date_is_an_interval_and_words_are_missing_and_said() -> None:
    assert record(statement(None, effectivePeriod={"start": "2026-03"})).start == DayInterval(
        earliest=date(2026, 3, 1), latest=date(2026, 3, 31)
    )
    spring = record(statement(None, effectiveDateTime="spring 2024"))
    assert spring.start is None
    assert [gap.code for gap in spring.gaps] == [GapCode.UNREADABLE_RESOURCE]


def test_w45_only_a_date_asserted_is_an_assumed_start() -> None:
    found = record(statement(None, dateAsserted="2026-10-20"))
    assert (found.start, found.start_assumed, found.asserted) == (on("2026-10-20"), True, date(2026, 10, 20))
    stated = record(statement(None, dateAsserted="2026-10-20", effectivePeriod={"start": "2026-01-05"}))
    assert not stated.start_assumed


@pytest.mark.parametrize(
    ("resource", "end"),
    [
        pytest.param(
            statement(None, effectivePeriod={"start": "2026-01-05", "end": "2026-03-01"}), "2026-03-01", id="period"
        ),
        pytest.param(
            order(None, dosage(mg(50), repeat(boundsPeriod={"start": "2026-01-05", "end": "2026-03-05"}))),
            "2026-03-05",
            id="bounds",
        ),
        pytest.param(order(None, status="stopped", statusChanged="2026-02-01"), "2026-02-01", id="R5, stopped"),
        pytest.param(
            order(
                None,
                dosage(mg(50), repeat(boundsPeriod={"start": "2026-01-05", "end": "2026-03-05"})),
                status="stopped",
                statusChanged="2026-02-01",
            ),
            "2026-02-01",
            id="stopped before its end",
        ),
        pytest.param(administration(), "2026-01-06", id="one day of giving"),
    ],
)
def test_where_an_end_is_stated(resource: dict[str, Any], end: str) -> None:
    assert record(resource).end == on(end)


def test_a_range_of_bounds_is_certain_to_its_low_and_possible_to_its_high_end() -> None:
    bounds: dict[str, Any] = {"boundsRange": {"low": {"value": 28, "code": "d"}, "high": {"value": 42, "code": "d"}}}
    found = record(order(None, dosage(mg(50), repeat(**bounds))))
    assert found.end == DayInterval(earliest=date(2026, 2, 1), latest=date(2026, 2, 15))


def test_the_validity_of_the_paper_is_no_end() -> None:
    found = record(order(None, dispenseRequest={"validityPeriod": {"start": "2026-01-05", "end": "2027-01-04"}}))
    assert found.end is None
    assert found.validity_end == date(2027, 1, 4)


def test_w43_the_day_of_a_hold_is_kept() -> None:
    held = record(order(None, status="on-hold", statusChanged="2026-03-01"))
    assert (held.hold, held.end) == (date(2026, 3, 1), None)
    assert record(order(None, status="on-hold")).hold is None


# ---- supply (§2.4)

ONE_A_DAY = dosage({"value": 1, "unit": "tablet"}, repeat())


@pytest.mark.parametrize(
    ("resource", "days"),
    [
        pytest.param(
            order(
                None,
                dispenseRequest={"expectedSupplyDuration": {"value": 30, "code": "d"}, "numberOfRepeatsAllowed": 1},
            ),
            60,
            id="duration and one repeat",
        ),
        pytest.param(
            order(None, dispenseRequest={"expectedSupplyDuration": {"value": 4, "unit": "weeks"}}), 28, id="weeks"
        ),
        pytest.param(
            order(None, ONE_A_DAY, dispenseRequest={"quantity": {"value": 30, "unit": "tablet"}}), 30, id="quantity"
        ),
        pytest.param(
            order(None, dosage(mg(100), repeat()), dispenseRequest={"quantity": {"value": 31, "unit": "tablet"}}),
            15,
            id="quantity by mg, rounded down",
        ),
        pytest.param(
            order(None, ONE_A_DAY, dispenseRequest={"quantity": {"value": 90}, "numberOfRepeatsAllowed": 3}),
            360,
            id="repeats",
        ),
        pytest.param(order(None, dosage(text="Take 1 tablet daily for 30 days")), 30, id="the days of the text"),
        pytest.param(order(None, dispenseRequest={"quantity": {"value": 30, "unit": "tablet"}}), None, id="no dosage"),
        pytest.param(dispense(None, daysSupply={"value": 28, "unit": "days"}), 28, id="dispense"),
        pytest.param(dispense(None, daysSupply={"value": "28"}), 28, id="dispense without a unit"),
        pytest.param(
            dispense(None, ONE_A_DAY, quantity={"value": 28, "unit": "TAB"}), 28, id="dispense by its quantity"
        ),
        pytest.param(dispense(), None, id="nothing known"),
    ],
)
def test_how_long_a_supply_lasts(resource: dict[str, Any], days: int | None) -> None:
    assert record(resource).supply_days == days


def test_a_liquid_lasts_by_its_concentration() -> None:
    liquid = drug("sertraline 20 MG/ML Oral Solution")
    supply = {"quantity": {"value": 60, "unit": "mL"}}
    assert record(order(liquid, dosage(mg(50), repeat()), dispenseRequest=supply)).supply_days == 24


def test_a_titration_uses_up_its_tablets_step_by_step() -> None:
    def lasting(days: int, tablets: int, place: int) -> dict[str, Any]:
        bounds: dict[str, Any] = {"boundsDuration": {"value": days, "code": "d"}}
        return dosage({"value": tablets, "unit": "tablet"}, repeat(**bounds), sequence=place)

    steps = (lasting(7, 1, 1), dosage({"value": 2, "unit": "tablet"}, repeat(), sequence=2))
    assert record(order(None, *steps, dispenseRequest={"quantity": {"value": 27, "unit": "tablet"}})).supply_days == 17


def test_a_dispense_without_a_dosage_takes_that_of_its_order() -> None:
    filled = dispense(None, authorizingPrescription=[{"reference": "MedicationRequest/o"}])
    found = read(filled, order(None, dosage(text="Take 2 tablets daily")))
    assert {one.kind: shown(one.steps[0].low) for one in found.records} == {
        RecordKind.ORDER: "100",
        RecordKind.DISPENSE: "100",
    }


def test_hand_over_days_of_every_drug_are_kept() -> None:
    other = dispense(drug("metformin 500 mg"), id="d2", whenHandedOver="2026-01-20")
    failed = dispense(drug("metformin 500 mg"), id="d3", whenHandedOver="2026-01-30", status="cancelled")
    assert read(other, failed, dispense()).dispensed_on == (date(2026, 1, 6), date(2026, 1, 20))


# ---- reasons


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (order(None, statusReason=coded("x|sintol")), StopReason.ADVERSE_EFFECT),
        (order(None, statusReason=coded("x|salg")), StopReason.ADVERSE_EFFECT),
        (order(None, statusReason=coded("x|preg")), StopReason.PREGNANCY),
        (order(None, statusReason=coded("x|altchoice")), StopReason.PATIENT_CHOICE),
        (order(None, statusReason=coded("x|sddi")), StopReason.ADMINISTRATIVE),
        (order(None, statusReason=coded("x|action-unsuccessful")), StopReason.INEFFECTIVE),
        (order(None, statusReason=coded(text="Lack of efficacy")), StopReason.INEFFECTIVE),
        (order(None, statusReason=coded(text="Did not help")), StopReason.INEFFECTIVE),
        (order(None, statusReason=coded(text="Insufficient response")), StopReason.PARTIAL_BENEFIT),
        (order(None, statusReason=coded(text="Side effects: nausea")), StopReason.ADVERSE_EFFECT),
        (order(None, statusReason=coded(text="Hypomania")), StopReason.MOOD_SWITCH),
        (order(None, statusReason=coded(text="suicidal thoughts")), StopReason.SUICIDAL_THOUGHTS),
        (order(None, statusReason=coded(text="Therapy completed")), StopReason.REMISSION),
        (order(None, statusReason=coded(text="Not covered by insurance")), StopReason.ADMINISTRATIVE),
        (order(None, statusReason=coded(text="Patient preference")), StopReason.PATIENT_CHOICE),
        (order(None, statusReason=coded(text="Entered in error")), None),
        (order(None, statusReason=coded(text="see note")), None),
        (statement(None, statusReason=[coded(text="no response")]), StopReason.INEFFECTIVE),
        (
            statement(None, adherence={"code": coded("x|stopped"), "reason": coded(text="rash")}),
            StopReason.ADVERSE_EFFECT,
        ),
        (dispense(None, statusReasonCodeableConcept=coded(text="out of stock")), StopReason.ADMINISTRATIVE),
    ],
)
def test_why_a_drug_was_stopped(resource: dict[str, Any], reason: StopReason | None) -> None:
    assert record(resource).stop_reason is reason


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({"reasonCode": [coded("icd-10-cm|F33.1")]}, "mdd-recurrent-moderate", id="by code"),
        pytest.param(
            {"reasonCode": [coded(text="Major depressive disorder")]}, "depression-unspecified", id="by words"
        ),
        pytest.param({"reasonCode": [coded(text="Neuropathic pain")]}, "neuropathic-pain", id="pain"),
        pytest.param({"reasonCode": [coded(text="Smoking cessation")]}, "smoking-cessation", id="smoking"),
        pytest.param({"reasonReference": [{"reference": "Condition/c"}]}, "mdd-recurrent-moderate", id="a diagnosis"),
        pytest.param({"reasonReference": [{"display": "Insomnia"}]}, "insomnia", id="a diagnosis by its display"),
        pytest.param({"reason": [{"concept": coded("icd-10-cm|F33.1")}]}, "mdd-recurrent-moderate", id="R5 concept"),
        pytest.param(
            {"reason": [{"reference": {"reference": "Condition/c"}}]}, "mdd-recurrent-moderate", id="R5 reference"
        ),
        pytest.param({"reasonCodeableConcept": coded(text="depression")}, "depression-unspecified", id="DSTU2"),
        pytest.param(
            {"dosageInstruction": [{"text": "1 tablet at night for sleep"}]}, "insomnia", id="purpose in the sig"
        ),
    ],
)
def test_what_a_drug_is_for(more: dict[str, Any], expected: str) -> None:
    condition = {"resourceType": "Condition", "id": "c", "code": coded("icd-10-cm|F33.1")}
    found = read(order(None) | more, condition).records[0]
    assert expected in found.indications


def test_a_drug_for_a_part_of_the_cycle_is_no_treatment_of_depression() -> None:
    text = "Take 20 mg daily during the luteal phase"
    assert record(order(drug("fluoxetine 20 mg"), dosage(text=text))).always_trap


def test_bipolar_depression_is_no_depression() -> None:
    found = record(order(None, reasonCode=[coded(text="Bipolar depression")])).indications
    assert found == frozenset({"bipolar-i"})


# ---- identity, evidence, laws


def test_ids_and_identifiers_tell_one_record_from_another() -> None:
    found = record(order(None, identifier=[{"system": "urn:rx", "value": "77"}]))
    assert found.identities == frozenset({"MedicationRequest/o", "urn:rx|77"})


def test_inpatient_orders_are_marked_and_the_encounter_is_kept() -> None:
    found = record(order(None, category=[coded("x|inpatient")], encounter={"reference": "https://ehr/Encounter/9"}))
    assert (found.inpatient, found.encounter) == (True, "Encounter/9")


def test_last_updated_is_a_day_and_no_confirmation() -> None:
    found = record(order(None, meta={"lastUpdated": "2026-06-01T01:00:00Z"}))
    assert found.last_updated == date(2026, 6, 1)


EVERYTHING: list[dict[str, Any]] = [
    order(None, dosage(mg(50), repeat()), id="1"),
    order(drug("venlafaxine XR 75 mg"), dosage(text="2 capsules daily"), id="2", status="stopped"),
    statement(None, id="3", effectivePeriod={"start": "2025-03"}),
    statement(drug("SSRI"), id="4"),
    dispense(None, id="5", daysSupply={"value": 30}),
    dispense(drug("metformin"), id="6"),
    administration(None, id="7"),
    order({"medicationReference": {"reference": "Medication/m"}}, id="8"),
    {"resourceType": "Medication", "id": "m", "code": coded("rxnorm|403969")},
]


def facts(resources: list[dict[str, Any]]) -> tuple[tuple[MedicationRecord, ...], object]:
    found = read(*resources)
    return found.records, (found.gaps, found.unread, found.dispensed_on)


@settings(max_examples=50, deadline=None)
@given(st.permutations(EVERYTHING))
def test_the_order_of_resources_changes_nothing(shuffled: list[dict[str, Any]]) -> None:
    assert facts(shuffled) == facts(EVERYTHING)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(EVERYTHING), max_size=4))
def test_a_duplicated_resource_changes_nothing(again: list[dict[str, Any]]) -> None:
    assert facts(EVERYTHING + again) == facts(EVERYTHING)


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(
        [7, "x", [], {"resourceType": 5}, {"resourceType": "MedicationRequest", "dosageInstruction": [[[]]]}]
    )
)
def test_an_unreadable_resource_costs_nothing_else(broken: Any) -> None:
    entries = [{"resource": one} for one in [*EVERYTHING, broken]]
    found = read_medications(read_any(orjson.dumps({"resourceType": "Bundle", "entry": entries})), KNOWLEDGE)
    assert found.records == facts(EVERYTHING)[0]


JUNK: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=8)
    | st.sampled_from(["2026-13-45", "mg", "daily"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "unit", "coding", "text"]), inner)
    ),
    max_leaves=6,
)
ELEMENTS = [
    "status",
    "intent",
    "authoredOn",
    "dosageInstruction",
    "dispenseRequest",
    "statusReason",
    "category",
    "meta",
]


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*ELEMENTS, "reasonCode", "identifier", "contained", "encounter"]), JUNK, max_size=4
    )
)
def test_no_element_of_a_wrong_type_loses_the_order_or_fails(junk: dict[str, Any]) -> None:
    resource = order(None) | junk
    if resource["status"] in ("active", None) and resource["intent"] == "order":
        assert read(resource).records
    else:
        read(resource)


def test_a_thousand_orders_cost_no_more_each_than_a_hundred() -> None:
    from time import process_time

    def took(count: int) -> float:
        resources = bundle(*(order(None, dosage(text="1 tablet daily"), id=str(place)) for place in range(count)))
        begun = process_time()
        assert len(read_medications(resources, KNOWLEDGE).records) == count
        return process_time() - begun

    took(50)
    assert took(1000) < 30 * max(took(100), 0.001)
