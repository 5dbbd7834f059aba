"""The law of the cohort: line by line, in any order, a patient is judged as by one evaluation of their Bundle."""

from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cohort.evaluation import Question, evaluate_patient
from app.cohort.linkage import Placed, place
from app.pseudonyms import pseudonym
from fhir_mappings.reading.narrow import narrow
from tests.app.cohort.conftest import DAY, Lines
from trd.knowledge.types import Knowledge

DAYS = st.dates(date(2025, 1, 1), DAY).map(date.isoformat)
DRUGS = st.sampled_from(("sertraline 50 mg", "Effexor XR 75 mg capsule", "lithium", "amlodipine 5 mg", "µnknown", ""))
STATUS = st.sampled_from(("active", "completed", "stopped", "entered-in-error", 7, None))
ODD = st.one_of(st.none(), st.integers(-3, 2**70), st.text(max_size=5), st.lists(st.text(max_size=2), max_size=2))


def record(kind: str, **elements: Any) -> Any:
    told = {name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in elements.items()}
    return st.fixed_dictionaries(
        {"resourceType": st.just(kind), "id": st.sampled_from("abcdef"), **told},
        optional={"note": ODD, "text": ODD, "meta": ODD},
    )


OWNER = {"reference": "Patient/p"}
RECORDS = st.lists(
    st.one_of(
        record(
            "MedicationRequest",
            subject=OWNER,
            status=STATUS,
            authoredOn=st.one_of(DAYS, ODD),
            medicationCodeableConcept=DRUGS.map(lambda text: {"text": text}),
            dosageInstruction=st.lists(st.one_of(st.just({"text": "1 tablet daily"}), ODD), max_size=2),
        ),
        record(
            "MedicationStatement",
            subject=OWNER,
            status=STATUS,
            medicationCodeableConcept=DRUGS.map(lambda text: {"text": text}),
            effectivePeriod=st.fixed_dictionaries({"start": DAYS, "end": DAYS}),
        ),
        record(
            "Observation",
            subject=OWNER,
            status="final",
            code={"coding": [{"system": "http://loinc.org", "code": "44261-6"}]},
            effectiveDateTime=DAYS,
            valueInteger=st.one_of(st.integers(0, 27), ODD),
        ),
        record(
            "Condition",
            subject=OWNER,
            code={"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F33.1"}]},
            onsetDateTime=DAYS,
        ),
        record("Patient", birthDate=st.one_of(DAYS, ODD), gender=ODD).map(lambda told: told | {"id": "p"}),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS, chance=st.randoms(use_true_random=False))
def test_any_record_read_line_by_line_gives_the_bytes_of_one_evaluation(
    knowledge: Knowledge, evaluated: Callable[..., bytes], records: list[Any], chance: Any
) -> None:
    lines = [orjson.dumps(each, option=orjson.OPT_NON_STR_KEYS, default=str) for each in _small(records)]
    want = evaluated(lines)
    chance.shuffle(lines)
    placed = [found for line in lines for found in place(line)]
    own = [(narrow(found.resource), found.full_url) for found in placed if isinstance(found, Placed)]
    assert len(own) == len(lines)
    assert evaluate_patient("p", own, knowledge, Question(as_of=DAY, with_results=True)).result == want


def _small(value: Any) -> Any:
    """Whole numbers that `orjson` has no word for, as texts."""
    if isinstance(value, dict):
        return {name: _small(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_small(member) for member in value]
    return str(value) if isinstance(value, int) and value >= 2**64 else value


def own_of(lines: Lines, patient: str) -> list[tuple[bytes, str | None]]:
    placed = [found for line in lines[patient] for found in place(line)]
    return [
        (narrow(found.resource), found.full_url) for found in placed if isinstance(found, Placed) and found.patients
    ]


def test_nothing_is_recommended_to_a_patient_silent_since_a_day_and_the_row_says_so(
    lines: Lines, knowledge: Knowledge
) -> None:
    told = [
        evaluate_patient("p3-0", own_of(lines, "p3-0"), knowledge, Question(as_of=DAY, silent_before=since))
        for since in (None, date(2026, 11, 24))
    ]
    assert told[0].recommendations
    assert not told[0].patients[0]["silent"]
    assert not told[1].recommendations
    assert told[1].patients[0]["silent"]
    assert told[1].trials == told[0].trials


def test_with_keys_no_row_holds_an_id_and_the_key_is_that_of_the_decision_records(
    lines: Lines, knowledge: Knowledge
) -> None:
    secret = b"secret of a site"
    rows = evaluate_patient("p3-0", own_of(lines, "p3-0"), knowledge, Question(as_of=DAY, key_secret=secret))
    told = str((rows.patients, rows.trials, rows.recommendations, rows.gaps))
    assert "p3-0" not in told
    assert rows.patients[0]["patient"] == pseudonym(secret, "patient", "unnamed", "p3-0")
    plain = evaluate_patient("p3-0", own_of(lines, "p3-0"), knowledge, Question(as_of=DAY))
    assert "p3-0" in str(plain.trials)
