"""One row for one option: hit, clear or unknown (§3.0)."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from trd.knowledge.safety_grammar import Term
from trd.safety import allergies, conditions, measurements, patient
from trd.safety.drugs import DrugTest, Matches, matches, names, together
from trd.safety.facts import Facts
from trd.safety.findings import CLEAR, Finding, all_of, any_of, hit, unknown
from trd.safety.matrix import Alternative, Row
from trd.terms import FactList, Verdict

OWN_COUNTS = frozenset({"S009", "S117", "S256", "S257", "S258"})
"""Duplicate and washout rows: the option's own ingredient in the record matches here, and nowhere else."""
BASE_IS_NOT_COUNTED = frozenset({"S031"})
"""An add-on's base is no second serotonergic drug (note of the row)."""
SURE_ONLY = frozenset({"S138", "S139", "S459"})
"""Bipolar rows read confirmed, provisional or missing verification only, as R-P2; else X1 and G19 speak."""
MAO_INHIBITORS = frozenset({"MAOI", "RIMA"})
MOCLOBEMIDE_DAYS = 1
"""Its washout before a drug that is no MAO inhibitor (R-Z14)."""
KIDNEY = (["egfr"], ["creatinine-clearance"])
"""One stands in for the other in the rows that name both (§3.2)."""
LIMITS = frozenset({"max-dose", "max-factor"})
NOT_SENT = unknown("medications", not_sent=FactList.MEDICATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The option that is weighed: an agent or a procedure, and what happens to the drugs that run."""

    subject: str
    """Agent id, or `procedure:ID`."""
    ingredients: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    """Ingredients that the same plan stops: the running antidepressant of a switch (R-Z15)."""
    base: frozenset[str] = frozenset()
    """Ingredients of the drug that an add-on joins."""
    is_mao_inhibitor: bool = False
    running: bool = False
    """The agent already runs: its own record is no finding (R-Z10)."""
    without: frozenset[str] = field(default_factory=frozenset)
    """Ingredients not looked at: to see whether a row is met by the stopped drug alone."""


def evaluate(row: Row, plan: Plan, facts: Facts) -> Finding:
    """Evaluate one row for one option; verdicts that no option changes are kept."""
    if looks_in_vain(row, facts):
        return not_on_record(row, facts)
    return looked_up(row, plan, facts)


def looked_up(row: Row, plan: Plan, facts: Facts) -> Finding:
    """`evaluate` of a row that is known to find something to look at."""
    key = row.source.id
    if row.shared and key in facts.memory:
        kept: Finding = facts.memory[key]
        return kept
    found = any_of(_each(row, plan, facts))
    if row.shared:
        facts.memory[key] = found
    return found


def _each(row: Row, plan: Plan, facts: Facts) -> list[Finding]:
    """The alternatives of a row; of eGFR and creatinine clearance one that is known answers for both (§3.2)."""
    parts = [(alternative, _alternative(row, alternative, plan, facts)) for alternative in row.parts]
    kidney = [found.verdict for alternative, found in parts if _asks_for_kidney(alternative)]
    if len(kidney) < 2 or all(verdict is Verdict.UNKNOWN for verdict in kidney):
        return [found for _, found in parts]
    return [
        found
        for alternative, found in parts
        if not (_asks_for_kidney(alternative) and found.verdict is Verdict.UNKNOWN)
    ]


def _asks_for_kidney(alternative: Alternative) -> bool:
    return not alternative.drugs and [term.id for term in alternative.others] in KIDNEY


def not_on_record(row: Row, facts: Facts) -> Finding:
    """What a row says that looks in vain."""
    if row.drugs_only:
        return CLEAR if facts.delivered(FactList.MEDICATIONS) else NOT_SENT
    return conditions.absent(facts) if row.conditions_only else allergies.absent(facts)


def looks_in_vain(row: Row, facts: Facts) -> bool:
    """Nothing that the row looks for is on record: it is clear, or unknown for a list that was never sent."""
    if row.drugs_only:
        return row.mentions.isdisjoint(facts.taken)
    if row.conditions_only:
        return row.illnesses.isdisjoint(facts.conditions)
    return row.reactions_only and not facts.allergies


def _alternative(row: Row, alternative: Alternative, plan: Plan, facts: Facts) -> Finding:
    taken = _drugs(row, alternative, plan, facts) if alternative.drugs else None
    if taken is not None and taken.verdict is Verdict.CLEAR:
        return CLEAR
    others = [_term(row, term, plan, facts) for term in alternative.others]
    return all_of(others if taken is None else [*others, taken])


def _drugs(row: Row, alternative: Alternative, plan: Plan, facts: Facts) -> Finding:
    if alternative.mentions is not None and alternative.mentions.isdisjoint(facts.taken):
        return CLEAR if facts.delivered(FactList.MEDICATIONS) else NOT_SENT
    how = _drug_test(row, plan)
    return together(facts, [_matches(row, term, plan, facts, how) for term in alternative.drugs])


def _matches(row: Row, term: Term, plan: Plan, facts: Facts, how: DrugTest) -> Matches:
    if term.sort == "same-ingredient":
        return matches(facts, plan.ingredients, replace(how, own=plan.without))
    return matches(facts, names(facts, term, row.codes), how)


def _drug_test(row: Row, plan: Plan) -> DrugTest:
    own = frozenset() if row.source.id in OWN_COUNTS and not plan.running else plan.ingredients
    if row.source.id in BASE_IS_NOT_COUNTED:
        own |= plan.base
    test = "current" if row.source.test in LIMITS else row.source.test
    shorter = None if plan.is_mao_inhibitor else {"moclobemide": MOCLOBEMIDE_DAYS}
    return DrugTest(
        test=test,
        days=row.days or 0,
        own=own | plan.without,
        stops=plan.stops,
        lingering=row.lingering,
        shorter=shorter if _names_moclobemide_by_group(row) else None,
    )


def looks_back(row: Row, plan: Plan, ingredient: str) -> int:
    """For how many days after its last dose an ingredient still hits the row (R-Z14)."""
    how = _drug_test(row, plan)
    return (how.shorter or {}).get(ingredient, how.days)


def _names_moclobemide_by_group(row: Row) -> bool:
    """The clomipramine row that names moclobemide itself keeps its own days (R-Z14)."""
    return any(term.sort == "group" and term.id == "maoi" for terms in row.codes.alternatives for term in terms)


def _term(row: Row, term: Term, plan: Plan, facts: Facts) -> Finding:
    if term.sort == "always":
        return hit()
    if term.sort == "condition":
        return _condition(row, term, facts)
    if term.sort == "observation":
        return _observation(row, term, facts)
    if term.sort == "missing":
        return measurements.missing(facts, term.id, row.days)
    if term.sort in ("allergy", "intolerance"):
        return allergies.reaction(facts, term, plan.subject, plan.ingredients)
    return _PATIENT[term.sort](facts, term)


_PATIENT = {
    "age": patient.aged,
    "sex": patient.of_sex,
    "phenotype": patient.phenotype,
    "fact": patient.named_fact,
    "procedure": patient.treated,
}


def _condition(row: Row, term: Term, facts: Facts) -> Finding:
    sure_only = row.source.id in SURE_ONLY
    if row.source.test == "ever":
        return conditions.ever(facts, term.id, sure_only=sure_only)
    if row.source.test == "within":
        return conditions.within(facts, term.id, row.days or 0, sure_only=sure_only)
    return conditions.active(facts, term.id, sure_only=sure_only)


def _observation(row: Row, term: Term, facts: Facts) -> Finding:
    if row.source.test == "drop-percent>=":
        return measurements.dropped(facts, term.id, Decimal(row.source.threshold), row.days)
    return measurements.compared(facts, term.id, term, row.days)
