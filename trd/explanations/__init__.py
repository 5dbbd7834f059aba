"""What else may explain that it did not help: the rows of §7 ("pseudo-resistance")."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from trd.choices import Choices
from trd.diagnosis import Diagnosis, Person
from trd.diagnosis.conditions import is_active, known, sure
from trd.explanations.bipolarity import bipolarity
from trd.explanations.conditions import absorption, coded, grief, hormonal_phase, no_diagnosis, psychotic_features
from trd.explanations.drugs import beside_trials, chronic_pain, corticosteroid, inducer, taken
from trd.explanations.findings import Explanation, Explanations, Hit, in_order
from trd.explanations.genotype import metaboliser
from trd.explanations.laboratory import calcium, iron, measured, positive, testosterone, thyroid
from trd.explanations.record import Record
from trd.explanations.trials import low_level, non_adherence, short_trials, under_dosing
from trd.exposures import Rebuilt
from trd.history import TreatmentHistory
from trd.knowledge.types import ExplanationRow, Knowledge
from trd.resistance import RatedTrial
from trd.terms import FactList

Rule = Callable[[ExplanationRow, Record], Iterator[Hit]]


def _plain(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """Most rows: a condition, a value, a positive answer or a drug, each enough by itself."""
    readers: list[Rule] = [coded, measured, positive]
    if row.drugs:
        readers.append(taken)
    return chain.from_iterable(reader(row, record) for reader in readers)


RULES: Mapping[str, Rule] = {
    "bipolarity": bipolarity,
    "psychotic-features": psychotic_features,
    "hypothyroidism": thyroid,
    "subclinical-hypothyroidism": thyroid,
    "iron-deficiency": iron,
    "chronic-pain": chronic_pain,
    "hypogonadism": testosterone,
    "hyperparathyroidism": calcium,
    "menopause-postpartum": hormonal_phase,
    "drug-corticosteroid": corticosteroid,
    "inducer": inducer,
    "prodrug-inhibited": beside_trials,
    "cyp2c19-rapid": metaboliser,
    "cyp2d6-ultrarapid": metaboliser,
    "cyp-poor": metaboliser,
    "non-adherence": non_adherence,
    "low-level": low_level,
    "under-dosing": under_dosing,
    "short-trials": short_trials,
    "grief": grief,
    "absorption": absorption,
    "wrong-diagnosis-none": no_diagnosis,
}
"""Rows that need more than one fact, or a fact of another kind."""

LOWERS = "inducer"


def explain(
    history: TreatmentHistory,
    rebuilt: Rebuilt,
    trials: Sequence[RatedTrial],
    person: Person,
    diagnosis: Diagnosis,
    knowledge: Knowledge,
    choices: Choices,
    *,
    as_of: date,
) -> Explanations:
    """Find every row of §7 that the record shows. None of them changes `failed`."""
    record = Record(
        history=history,
        rebuilt=rebuilt,
        trials=trials,
        person=person,
        diagnosis=diagnosis,
        conditions=known(history.conditions, as_of=as_of),
        knowledge=knowledge,
        choices=choices,
        as_of=as_of,
    )
    rows = knowledge.explanations
    hits = {code: list(RULES.get(code, _plain)(row, record)) for code, row in rows.items()}
    found = [_explanation(row, in_order(hits[code])) for code, row in rows.items() if hits[code]]
    return Explanations(
        found=tuple(sorted(found, key=lambda each: (int(each.row.removeprefix("X")), each.code))),
        not_on_record=_not_on_record(record),
        lowered=frozenset(hit.trial for hit in hits.get(LOWERS, ()) if hit.trial is not None),
    )


def _explanation(row: ExplanationRow, hits: Sequence[Hit]) -> Explanation:
    return Explanation(
        code=row.code,
        row=row.row,
        what="; ".join(hit.what for hit in hits),
        advice=row.advice,
        evidence=tuple(sorted({reference for hit in hits for reference in hit.evidence})),
        note_only=row.note_only,
    )


def _not_on_record(record: Record) -> tuple[str, ...]:
    """Checks of which no result is on record; a list that was never sent is said elsewhere (R-X2).

    What a screen looks for and the record holds as a sure, active diagnosis is not missed: no bipolar screen is asked
    of a patient with bipolar disorder.
    """
    if FactList.OBSERVATIONS not in record.history.delivered:
        return ()
    stands = [
        condition
        for condition in record.conditions
        if sure(condition) and is_active(condition, record.as_of) and condition.remission is None
    ]
    diagnosed = {concept for condition in stands for concept in condition.concepts}
    return tuple(
        check.label
        for check in record.knowledge.checks
        if not any(record.values(concept, check.lookback_days) for concept in check.concepts)
        and check.diagnoses.isdisjoint(diagnosed)
    )


__all__ = ["Explanation", "Explanations", "explain"]
