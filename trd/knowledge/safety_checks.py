"""What a row of the safety matrix may say together: its test, threshold, unit and look-back (§3.0)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from trd.knowledge.safety_grammar import COMPARISONS, NUMBER, Codes, Term, parse_range
from trd.knowledge.types import SafetyRow
from trd.terms import Effect

KINDS = frozenset(
    (
        *("condition", "drug", "lab", "age", "genotype", "sex-pregnancy", "vital", "device", "ecg"),
        *("allergy", "order-sequence", "encounter", "procedure"),
    )
)
LIMITS = frozenset({"max-dose", "max-factor"})
DRUG_TESTS = frozenset({"current", "taken-within", "stopped-within", "continues"})
CONDITION_TESTS = frozenset({"active", "ever", "within"})
TESTS = (
    frozenset({"in", "drop-percent>=", "any", "missing", "present", "phenotype", *COMPARISONS})
    | LIMITS
    | DRUG_TESTS
    | CONDITION_TESTS
)
TESTS_OF_A_SORT = {
    "condition": CONDITION_TESTS | LIMITS | {"current"},
    "group": DRUG_TESTS | LIMITS,
    "ingredient": DRUG_TESTS | LIMITS,
    "same-ingredient": frozenset({"current"}),
    "phenotype": LIMITS | {"phenotype"},
    "missing": frozenset({"missing"}),
    "allergy": frozenset({"present"}),
    "intolerance": frozenset({"present"}),
    "fact": frozenset({"present"}),
    "always": frozenset({"max-dose"}),
}
UNITS = {
    "sodium": ("mmol/L",),
    "potassium": ("mmol/L",),
    "magnesium": ("mg/dL",),
    "calcium": ("mg/dL",),
    "creatinine": ("mg/dL",),
    "egfr": ("mL/min/{1.73_m2}", "mL/min"),
    "creatinine-clearance": ("mL/min",),
    "alt": ("{ULN}",),
    "ast": ("{ULN}",),
    "bilirubin-total": ("mg/dL",),
    "platelets": ("10*3/uL",),
    "neutrophils-absolute": ("10*3/uL",),
    "tsh": ("m[IU]/L",),
    "lithium-level": ("mmol/L",),
    "hba1c": ("%",),
    "glucose-fasting": ("mg/dL",),
    "triglycerides": ("mg/dL",),
    "prolactin": ("ng/mL",),
    "b12": ("pg/mL",),
    "inr": ("{INR}",),
    "qtc-interval": ("ms",),
    "bp-systolic": ("mm[Hg]",),
    "bp-diastolic": ("mm[Hg]",),
    "bmi": ("kg/m2",),
    "spo2": ("%",),
}
"""Observation -> units in which a row may compare it (§3.2)."""

DOSE_UNITS = frozenset({"mg/d", "mg/24h", "ug/d"})
UNIT_OF_A_TEST = {
    "within": "d",
    "taken-within": "d",
    "stopped-within": "d",
    "missing": "d",
    "drop-percent>=": "%",
    "active": "",
    "ever": "",
    "current": "",
    "continues": "",
    "present": "",
    "phenotype": "",
}


def faults_of(row: SafetyRow, codes: Codes) -> list[str]:
    """All that does not fit together in one row; empty when the row can be evaluated."""
    terms = [term for alternative in codes.alternatives for term in alternative]
    return [*_words(row, terms), *_thresholds(row, terms), *_units(row, terms), *_lookback(row, terms)]


def _words(row: SafetyRow, terms: list[Term]) -> Iterator[str]:
    if row.kind not in KINDS:
        yield f"unknown kind {row.kind!r}"
    if row.test not in TESTS:
        yield f"unknown test {row.test!r}"
    if (row.effect is Effect.DOSE_LIMIT) != (row.test in LIMITS):
        yield f"effect {row.effect} with test {row.test}"
    for term in terms:
        if row.test not in TESTS_OF_A_SORT.get(term.sort, TESTS):
            yield f"test {row.test!r} does not fit a {term.sort}"


def _compared(terms: list[Term]) -> list[Term]:
    return [term for term in terms if term.sort in ("observation", "age") and not term.bare]


def _bare(terms: list[Term]) -> list[Term]:
    return [term for term in terms if term.sort == "observation" and term.bare]


def _thresholds(row: SafetyRow, terms: list[Term]) -> Iterator[str]:
    compared, bare = _compared(terms), _bare(terms)
    if row.test in COMPARISONS or row.test == "drop-percent>=":
        if not NUMBER.match(row.threshold):
            yield f"threshold {row.threshold!r} is no number"
            return
        if not bare and not compared:
            yield "nothing is compared"
        ages = [term for term in compared if term.sort == "age"]
        if ages and not bare and any((age.operator, age.number) != (row.test, Decimal(row.threshold)) for age in ages):
            yield "the age of the term is not that of the row"
    elif row.test == "in":
        within = parse_range(row.threshold)
        if within is None:
            yield f"threshold {row.threshold!r} is no interval"
        if any(term.range is not None and term.range != within for term in compared):
            yield "the interval of the term is not that of the row"
    elif row.test == "any":
        yield from _any(row, compared, bare)
    elif row.test in LIMITS:
        yield from _limit(row)
        if bare:
            yield "a term has no comparison of its own"
    elif row.threshold:
        yield f"test {row.test!r} takes no threshold"


def _any(row: SafetyRow, compared: list[Term], bare: list[Term]) -> Iterator[str]:
    if bare:
        yield "a term has no comparison of its own"
    numbers = {term.number for term in compared}
    numbers |= {limit for term in compared if term.range for limit in (term.range.low, term.range.high)}
    stated = {Decimal(text) for text in re.findall(r"\d+(?:\.\d+)?", row.threshold)}
    if not stated <= numbers:
        yield f"threshold {row.threshold!r} names what no term has"


def _limit(row: SafetyRow) -> Iterator[str]:
    parts = row.threshold.split("/")
    if row.test == "max-dose":
        if not all(NUMBER.match(part) and Decimal(part) > 0 for part in parts):
            yield f"threshold {row.threshold!r} is no dose"
        if row.unit not in DOSE_UNITS:
            yield f"unit {row.unit!r} is no dose unit"
    elif not NUMBER.match(row.threshold) or not 0 < Decimal(row.threshold) < 1 or row.unit != "1":
        yield f"threshold {row.threshold!r}, unit {row.unit!r} are no factor"


def _units(row: SafetyRow, terms: list[Term]) -> Iterator[str]:
    for term in [*_bare(terms), *(term for term in _compared(terms) if term.sort == "observation")]:
        if term.id not in UNITS:
            if row.test != "phenotype":
                yield f"observation {term.id} has no unit in §3.2"
        elif row.test in (*COMPARISONS, "in", "any") and row.unit not in UNITS[term.id]:
            yield f"unit {row.unit!r} is not the row unit of {term.id}"
    if row.test in UNIT_OF_A_TEST and row.unit != UNIT_OF_A_TEST[row.test]:
        yield f"unit {row.unit!r} with test {row.test}"
    sorts = {term.sort for term in terms}
    if sorts - {"sex"} == {"age"} and row.test in (*COMPARISONS, "in", "any") and row.unit != "a":
        yield f"unit {row.unit!r} of an age"


def _lookback(row: SafetyRow, terms: list[Term]) -> Iterator[str]:
    days = row.lookback.isdigit() and int(row.lookback) > 0
    observed = any(term.sort == "observation" for term in terms)
    if row.test in ("active", "ever"):
        good = row.lookback == "any"
    elif row.test in ("current", "continues"):
        good = row.lookback == "0"
    elif row.test in ("within", "taken-within", "stopped-within", "missing", "drop-percent>="):
        good = days
    elif row.test == "present":
        good = row.lookback == "any" or row.lookback.isdigit()
    elif observed and row.test != "phenotype":
        good = days
    else:
        good = row.lookback == ""
    if not good:
        yield f"look-back {row.lookback!r} with test {row.test}"
