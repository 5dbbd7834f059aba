"""The laws of reading: what may be sent in another order, twice, in parts or in vain without changing a trial."""

from datetime import date, timedelta
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any, read_prefetch
from tests.fhir_mappings import invented_records as invented
from tests.fhir_mappings.invented_records import AS_OF, LISINOPRIL, Resource, of_patient, on, records
from tests.fhir_mappings.records import KNOWLEDGE, coded
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.intervals import Days
from trd.recommendations import recommend
from trd.result import result
from trd.terms import GapCode

CHOICES = Choices()
THOROUGH = settings(max_examples=60)


def sent(resources: list[Resource]) -> bytes:
    return orjson.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]})


def judged(resources: list[Resource], as_of: date = AS_OF) -> Assessment:
    history = read_history(read_any(sent(resources)), KNOWLEDGE)
    return assess(history, KNOWLEDGE, CHOICES, as_of=as_of)


def told(resources: list[Resource], as_of: date = AS_OF) -> dict[str, Any]:
    """The whole published result."""
    found = judged(resources, as_of)
    return result(found, recommend(found, KNOWLEDGE, CHOICES), KNOWLEDGE, CHOICES)


def trials(resources: list[Resource], as_of: date = AS_OF) -> list[dict[str, Any]]:
    """The trials of a record without the names of its resources."""
    return [{**trial, "evidence": None} for trial in told(resources, as_of)["trials"]]


def certain(found: Assessment) -> dict[str, Days]:
    agents = {exposure.agent for exposure in found.exposures}
    return {a: Days.union(e.certain for e in found.exposures if e.agent == a) for a in sorted(agents)}


def lost(before: dict[str, Days], after: dict[str, Days]) -> dict[str, Days]:
    """Days that were certain and are no longer."""
    gone = {agent: days - after.get(agent, Days()) for agent, days in before.items()}
    return {agent: days for agent, days in gone.items() if days}


# ---- order and repetition


@THOROUGH
@given(records, st.randoms(use_true_random=False))
def test_the_order_of_resources_changes_nothing(record: list[Resource], chance: Any) -> None:
    shuffled = list(record)
    chance.shuffle(shuffled)
    assert told(shuffled) == told(record)


@THOROUGH
@given(records, st.data())
def test_a_duplicated_resource_changes_nothing(record: list[Resource], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(record), max_size=4))
    assert told([*record, *again]) == told(record)


@THOROUGH
@given(records, st.data())
def test_a_record_with_the_identifier_of_another_one_is_that_record(
    record: list[Resource], data: st.DataObject
) -> None:
    identifier = [{"system": "urn:pharmacy", "value": "7"}]
    drugs = [one for one in record if one["resourceType"].startswith("Medication")]
    chosen = data.draw(st.sampled_from(drugs))
    marked = [one | {"identifier": identifier} if one is chosen else one for one in record]
    copy = chosen | {"id": "copy", "identifier": identifier}
    assert trials([*marked, copy]) == trials(record)


@given(st.sampled_from(sorted(invented.DRUGS)), st.integers(0, 300), st.integers(20, 200), st.integers(1, 3))
def test_an_order_that_stands_in_a_statement_too_is_one_trial(agent: str, start: int, days: int, units: int) -> None:
    base = [invented.PATIENT, invented.depression()]
    identifier = [{"system": "urn:clinic", "value": "7"}]
    order = invented.order("o", agent, start, units, days=days, status="completed", identifier=identifier)
    copy = invented.statement("s", agent, start, days, units, identifier=identifier, dateAsserted=on(start))
    assert trials([*base, order, copy]) == trials([*base, order])


# ---- parts and wholes


@given(st.sampled_from(sorted(invented.DRUGS)), st.integers(0, 300), st.integers(2, 6), st.integers(1, 3))
def test_one_order_split_into_consecutive_refills_is_the_same_trial(
    agent: str, start: int, parts: int, units: int
) -> None:
    base = [invented.PATIENT, invented.depression(), invented.score("b", start, 20)]
    whole = invented.order("o", agent, start, units, days=30 * parts, status="completed")
    refills = [
        invented.order(f"o{part}", agent, start + 30 * part, units, days=30, status="completed")
        for part in range(parts)
    ]
    assert trials([*base, *refills]) == trials([*base, whole])


@given(
    st.sampled_from(sorted(invented.DRUGS)), st.integers(0, 300), st.integers(2, 40), st.integers(1, 3), st.randoms()
)
def test_a_chain_of_renewals_is_the_trial_of_its_orders_however_they_are_linked(
    agent: str, start: int, parts: int, units: int, chance: Any
) -> None:
    """`priorPrescription` of the same drug tells what the dates tell; a ring or a lost link harms nothing."""
    refills = [
        invented.order(f"o{part}", agent, start + 10 * part, units, days=10, status="completed")
        for part in range(parts)
    ]
    links = [{"priorPrescription": {"reference": f"MedicationRequest/o{part - 1}"}} for part in range(parts)]
    linked = [order | link for order, link in zip(refills, links, strict=True)]
    linked[0]["priorPrescription"] = chance.choice(
        [{"reference": f"MedicationRequest/o{parts - 1}"}, {"reference": "MedicationRequest/o0"}, {"display": "lost"}]
    )
    base = [invented.PATIENT, invented.depression()]
    assert trials([*base, *linked]) == trials([*base, *refills])


@given(st.sampled_from(sorted(invented.DRUGS)), st.integers(0, 300), st.integers(1, 5), st.integers(1, 3))
def test_an_order_with_repeats_is_the_same_trial_as_its_refills(
    agent: str, start: int, repeats: int, units: int
) -> None:
    base = [invented.PATIENT, invented.depression()]
    supply = {"expectedSupplyDuration": {"value": 30, "code": "d"}}
    whole = invented.order("o", agent, start, units, status="completed")
    whole["dispenseRequest"] = supply | {"numberOfRepeatsAllowed": repeats}
    refills = [
        invented.order(f"o{part}", agent, start + 30 * part, units, status="completed") | {"dispenseRequest": supply}
        for part in range(repeats + 1)
    ]
    assert trials([*base, *refills]) == trials([*base, whole])


@given(st.sampled_from(sorted(invented.DRUGS)), st.integers(0, 300), st.integers(2, 6), st.integers(1, 3))
def test_one_statement_split_into_consecutive_ones_is_the_same_trial(
    agent: str, start: int, parts: int, units: int
) -> None:
    base = [invented.PATIENT, invented.depression()]
    whole = invented.statement("s", agent, start, 30 * parts, units)
    split = [invented.statement(f"s{part}", agent, start + 30 * part, 30, units) for part in range(parts)]
    assert trials([*base, *split]) == trials([*base, whole])


@given(st.sampled_from(sorted(invented.DRUGS)), st.integers(0, 300), st.integers(2, 6), st.integers(1, 3))
def test_one_dispense_split_into_consecutive_refills_is_the_same_trial(
    agent: str, start: int, parts: int, units: int
) -> None:
    base = [invented.PATIENT, invented.depression()]
    whole = invented.dispense("o", agent, start, 30 * parts, units)
    refills = [invented.dispense(f"o{part}", agent, start + 30 * part, 30, units) for part in range(parts)]
    assert trials([*base, *refills]) == trials([*base, whole])


# ---- what cannot be read, or is not this patient's, or was a mistake

UNREADABLE: list[Resource] = [
    of_patient("MedicationRequest", "u", status="active", authoredOn=on(100)),
    of_patient("MedicationStatement", "u", status="active", medicationCodeableConcept=coded(text="antidepressant")),
    of_patient("MedicationRequest", "u", status=7, medicationReference={"reference": "Medication/none"}),
    of_patient("Condition", "u", code={"coding": [{"system": "urn:x", "code": "77"}]}),
    of_patient(
        "Observation", "u", status="final", code=coded("loinc|44261-6"), effectiveDateTime=on(9), valueInteger=99
    ),
    {"id": "u"},
]


@THOROUGH
@given(records, st.sampled_from(UNREADABLE))
def test_an_unreadable_resource_adds_a_gap_and_removes_no_certainty(record: list[Resource], broken: Resource) -> None:
    before, after = judged(record), judged([*record, broken])
    assert set(before.gaps) < set(after.gaps)
    assert not lost(certain(before), certain(after))
    assert after.resistance.failed_trials == before.resistance.failed_trials


@THOROUGH
@given(records, records)
def test_a_resource_of_another_patient_changes_nothing_but_a_gap(record: list[Resource], other: list[Resource]) -> None:
    foreign = [
        one | {"id": f"x{place}", ("patient" if "patient" in one else "subject"): {"reference": "Patient/q"}}
        for place, one in enumerate(other)
        if one["resourceType"] != "Patient"
    ]

    def read(resources: list[Resource]) -> dict[str, Any]:
        found = read_history(read_prefetch({"anything": sent(resources)}, patient_id="p"), KNOWLEDGE)
        assessment = assess(found, KNOWLEDGE, CHOICES, as_of=AS_OF)
        return result(assessment, recommend(assessment, KNOWLEDGE, CHOICES), KNOWLEDGE, CHOICES)

    before, after = read(record), read([*record, *foreign])
    gaps = after.pop("gaps")
    assert [gap for gap in gaps if gap["code"] != GapCode.OTHER_PATIENT] == before.pop("gaps")
    assert {gap["code"] for gap in gaps} >= {GapCode.OTHER_PATIENT}
    assert after == before


def mistaken(one: Resource, name: str) -> Resource:
    """The same resource, entered in error."""
    error: Resource = {"status": "entered-in-error"}
    if one["resourceType"] in ("Condition", "AllergyIntolerance"):
        error = {"verificationStatus": coded("c|entered-in-error")}
    return one | error | {"id": name}


@THOROUGH
@given(records, records)
def test_what_was_entered_in_error_changes_nothing(record: list[Resource], other: list[Resource]) -> None:
    errors = [mistaken(one, f"x{place}") for place, one in enumerate(other) if one["resourceType"] != "Patient"]
    assert told([*record, *errors]) == told(record)


UNRELATED = [
    of_patient("MedicationRequest", "l", status="active", authoredOn=on(60), medicationCodeableConcept=LISINOPRIL),
    of_patient(
        "MedicationStatement",
        "l",
        status="active",
        medicationCodeableConcept=LISINOPRIL,
        effectivePeriod={"start": on(5)},
    ),
    of_patient(
        "MedicationAdministration",
        "l",
        status="completed",
        medicationCodeableConcept=LISINOPRIL,
        effectiveDateTime=on(200),
    ),
]


@THOROUGH
@given(records, st.sampled_from(UNRELATED))
def test_an_unrelated_drug_changes_no_trial(record: list[Resource], lisinopril: Resource) -> None:
    assert trials([*record, lisinopril]) == trials(record)


# ---- time


def moved(value: Any, days: int) -> Any:
    """Every date of a resource moved by so many days."""
    if isinstance(value, dict):
        return {name: moved(member, days) for name, member in value.items()}
    if isinstance(value, list):
        return [moved(member, days) for member in value]
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return (day + timedelta(days=days)).isoformat()


@THOROUGH
@given(records, st.integers(-400, 400))
def test_moving_every_date_moves_the_result(record: list[Resource], days: int) -> None:
    """The birth date stays: the age of a patient is no part of a trial."""
    later = [record[0], *moved(record[1:], days)]
    before, after = trials(record), trials(later, AS_OF + timedelta(days=days))
    for trial in (*before, *after):
        trial.pop("because")
    assert after == moved(before, days)


def news_of(one: Resource) -> str:
    """The day on which a record speaks of other days than its own (R-E3, R-E20, R-E27)."""
    given = one.get("effectiveDateTime", "") if one["resourceType"] == "MedicationAdministration" else ""
    denied = one["effectivePeriod"]["start"] if one.get("status") == "not-taken" else ""
    return str(one.get("whenHandedOver") or given or denied)


@THOROUGH
@given(records, st.integers(0, 200))
def test_a_later_day_of_asking_removes_no_certain_day(record: list[Resource], days: int) -> None:
    """What is handed over, given or denied in between is news: it may say of the days before that none was taken."""
    earlier = AS_OF - timedelta(days=days)
    known = [one for one in record if news_of(one) <= earlier.isoformat()]
    assert not lost(certain(judged(known, earlier)), certain(judged(known)))
