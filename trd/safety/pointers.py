"""When an unknown is worth a question although the row asks only "when suspected" (R-Z3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from trd.safety import conditions
from trd.safety.facts import Facts
from trd.safety.matrix import Row
from trd.safety.results import RowResult
from trd.terms import Sex, Verdict

SUSPECTED = "suspected"
ORGANS: Mapping[str, str] = {
    "egfr": "kidney",
    "creatinine": "kidney",
    "creatinine-clearance": "kidney",
    "alt": "liver",
    "ast": "liver",
    "bilirubin-total": "liver",
    "sodium": "sodium",
    "qtc-interval": "heart",
    "potassium": "heart",
    "magnesium": "heart",
    "bp-systolic": "pressure",
    "bp-diastolic": "pressure",
    "hba1c": "metabolism",
    "glucose-fasting": "metabolism",
    "bmi": "metabolism",
    "triglycerides": "metabolism",
    "neutrophils-absolute": "blood",
    "platelets": "blood",
    "inr": "blood",
    "tsh": "thyroid",
    "calcium": "calcium",
    "spo2": "lung",
    "prolactin": "prolactin",
    "b12": "blood",
}
SIGNS: Mapping[str, tuple[str, ...]] = {
    "kidney": ("ckd-3", "ckd-4", "ckd-5", "ckd-unspecified", "aki"),
    "liver": ("cirrhosis", "liver-failure", "liver-disease-other", "hepatitis-c", "alcohol-use"),
    "sodium": ("hyponatraemia", "dehydration"),
    "heart": ("arrhythmia", "atrial-fibrillation", "heart-block", "heart-failure", "long-qt", "mi-ihd", "syncope"),
    "pressure": ("hypertension", "hypertension-uncontrolled", "hypotension-orthostatic"),
    "metabolism": ("diabetes", "obesity", "metabolic-syndrome", "dyslipidaemia"),
    "blood": ("agranulocytosis", "bleeding-disorder", "bleeding-gi", "anaemia"),
    "thyroid": ("hypothyroidism", "hyperthyroidism"),
    "calcium": ("hypercalcaemia", "hyperparathyroidism"),
    "lung": ("copd", "osa"),
    "prolactin": ("hyperprolactinaemia",),
}
OLDER_ORGANS = frozenset({"kidney", "sodium", "heart"})


@dataclass(frozen=True, slots=True)
class _Pointers:
    """What the record of one patient points at for one row, whatever else was hit."""

    decided: bool | None
    """None: only another finding of the same organ can tell."""
    organs: frozenset[str] = frozenset()


def suspected(row: Row, hits: Sequence[RowResult], facts: Facts) -> bool:
    """Whether the record holds a pointer: age, sex, a condition or another finding of the same organ."""
    known: _Pointers | None = facts.memory.get((SUSPECTED, row.source.id))
    if known is None:
        known = facts.memory[SUSPECTED, row.source.id] = _pointers(row, facts)
    if known.decided is not None:
        return known.decided
    return any(not known.organs.isdisjoint(_organs_named(hit.row.codes)) for hit in hits)


def _pointers(row: Row, facts: Facts) -> _Pointers:
    terms = [term for alternative in row.codes.alternatives for term in alternative]
    if any(term.sort == "fact" and term.id == "pregnancy" for term in terms) or _asks_for_pregnancy(row):
        return _Pointers(_fertile(facts))
    organs = frozenset(ORGANS[term.id] for term in terms if term.sort == "observation" and term.id in ORGANS)
    if organs & OLDER_ORGANS and (facts.person.age_high or 0) >= facts.days("older-from"):
        return _Pointers(decided=True)
    signs = (sign for organ in organs for sign in SIGNS.get(organ, ()))
    if any(conditions.active(facts, sign).verdict is Verdict.HIT for sign in signs):
        return _Pointers(decided=True)
    return _Pointers(None, organs)


@cache
def _organs_named(codes: str) -> frozenset[str]:
    """The organs of a row's observations; rows are knowledge, nothing of a patient is kept."""
    return frozenset(organ for concept, organ in ORGANS.items() if f":{concept}" in codes)


def _asks_for_pregnancy(row: Row) -> bool:
    return "hcg" in row.source.codes


def _fertile(facts: Facts) -> bool:
    low, high = facts.person.age_low, facts.person.age_high
    first, last = facts.days("fertile-from"), facts.days("suspect-pregnancy-to")
    known = low is not None and high is not None and high >= first and low <= last
    return facts.person.sex is Sex.FEMALE and known
