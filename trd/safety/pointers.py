"""When an unknown is worth a question although the row asks only "when suspected" (R-Z3)."""

from collections.abc import Mapping, Sequence

from trd.safety import conditions
from trd.safety.facts import Facts
from trd.safety.matrix import Row
from trd.safety.results import RowResult
from trd.terms import Sex, Verdict

OLDER = 65
FERTILE = (12, 50)
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


def suspected(row: Row, hits: Sequence[RowResult], facts: Facts) -> bool:
    """Whether the record holds a pointer: age, sex, a condition or another finding of the same organ."""
    terms = [term for alternative in row.codes.alternatives for term in alternative]
    if any(term.sort == "fact" and term.id == "pregnancy" for term in terms) or _asks_for_pregnancy(row):
        return _fertile(facts)
    organs = {ORGANS[term.id] for term in terms if term.sort == "observation" and term.id in ORGANS}
    if organs & OLDER_ORGANS and (facts.person.age_high or 0) >= OLDER:
        return True
    signs = [sign for organ in organs for sign in SIGNS.get(organ, ())]
    if any(conditions.active(facts, sign).verdict is Verdict.HIT for sign in signs):
        return True
    return any(ORGANS.get(concept) in organs for hit in hits for concept in ORGANS if f":{concept}" in hit.row.codes)


def _asks_for_pregnancy(row: Row) -> bool:
    return "hcg" in row.source.codes


def _fertile(facts: Facts) -> bool:
    low, high = facts.person.age_low, facts.person.age_high
    known = low is not None and high is not None and high >= FERTILE[0] and low <= FERTILE[1]
    return facts.person.sex is Sex.FEMALE and known
