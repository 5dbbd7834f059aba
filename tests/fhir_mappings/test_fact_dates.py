"""The days that a record mentions."""

from datetime import date
from decimal import Decimal

from fhir_mappings.fact_dates import dates_of
from trd.history import (
    CodedFinding,
    ConditionFact,
    EncounterFact,
    ItemAnswer,
    Measurement,
    MedicationRecord,
    Phenotype,
    Score,
    Session,
    TreatmentHistory,
)
from trd.intervals import DayInterval
from trd.terms import CourseKind, RecordKind

SEEN = ("Observation/1",)
APRIL = DayInterval(earliest=date(2026, 4, 1), latest=date(2026, 4, 30))


def on(day: int) -> date:
    return date(2026, 1, day)


def test_every_exact_day_of_every_fact_is_a_date_once_and_in_order() -> None:
    one = Decimal(1)
    history = TreatmentHistory(
        scores=(Score(instrument="phq-9", value=one, day=on(9), evidence=SEEN),),
        answers=(ItemAnswer(instrument="phq-9", item="9", value=one, day=on(9), evidence=SEEN),),
        measurements=(Measurement(concept="tsh", low=one, high=one, day=on(8), evidence=SEEN),),
        findings=(CodedFinding(concept="hcg", value="negative", day=on(7), evidence=SEEN),),
        phenotypes=(Phenotype(gene="CYP2D6", value="poor", day=None, evidence=SEEN),),
        conditions=(ConditionFact(concepts=frozenset(), evidence=SEEN, onset=APRIL, recorded=on(6)),),
        sessions=(
            Session(
                kind=CourseKind.ECT, concept="ect", label="ECT", start=DayInterval.on(on(4)), end=None, evidence=SEEN
            ),
        ),
        encounters=(
            EncounterFact(
                encounter_class="AMB", start=DayInterval.on(on(3)), end=None, in_progress=True, evidence=SEEN
            ),
        ),
        medications=(
            MedicationRecord(
                kind=RecordKind.ORDER,
                agent="sertraline",
                ingredients=("sertraline",),
                label="sertraline",
                evidence=SEEN,
                authored=on(2),
            ),
        ),
    )
    assert dates_of(history) == tuple(on(day) for day in (2, 3, 4, 6, 7, 8, 9))


def test_an_empty_record_mentions_no_day() -> None:
    assert dates_of(TreatmentHistory()) == ()
