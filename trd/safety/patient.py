"""Age, sex, pregnancy, genotype and the other named facts of the matrix (§3.0)."""

from collections.abc import Callable

from trd.intervals import plus
from trd.knowledge.safety_grammar import Term
from trd.safety.conditions import UNCONFIRMED, day_of, is_active
from trd.safety.facts import Facts
from trd.safety.findings import CLEAR, Finding, exactly, hit, unknown
from trd.terms import FactList, RiskLevel, Sex, Topic, Verdict

SMOKING = "smoking-status"
SMOKER_ANSWERS = frozenset({"77176002", "449868002", "428041000124106", "428061000124105", "428071000124103"})
POSITIVE = frozenset({"positive", "la6576-8", "10828004"})


def aged(facts: Facts, term: Term) -> Finding:
    """An age in completed years; a partial birth date is an interval (R-Z16)."""
    low, high = facts.person.age_low, facts.person.age_high
    if low is None or high is None:
        return Finding(verdict=Verdict.UNKNOWN, unknown="age", partly=True)
    readings = {_holds(term, age) for age in range(low, high + 1)}
    if readings == {True}:
        return hit(*facts.history.patient.evidence, value=f"age {low}" if low == high else None)
    if readings == {False}:
        return CLEAR
    return Finding(verdict=Verdict.UNKNOWN, unknown="age", partly=True)


def _holds(term: Term, age: int) -> bool:
    if term.range is not None:
        return term.range.holds(age)
    if term.number is None:
        raise ValueError("an age is compared with a number")
    tests: dict[str, Callable[[], bool]] = {
        "<": lambda: age < (term.number or 0),
        "<=": lambda: age <= (term.number or 0),
        ">": lambda: age > (term.number or 0),
        ">=": lambda: age >= (term.number or 0),
    }
    return tests[term.operator or ">="]()


def of_sex(facts: Facts, term: Term) -> Finding:
    """`sex!=female` holds also where the sex is not stated."""
    sex = facts.person.sex
    if term.operator == "!=":
        return exactly(sex is None or sex.value != term.word, *facts.history.patient.evidence)
    if sex is None:
        return unknown("sex")
    return exactly(sex.value == term.word, *facts.history.patient.evidence)


def phenotype(facts: Facts, term: Term) -> Finding:
    """A phenotype on record, the newest report; a genotype alone is not read (N-G1)."""
    known = facts.phenotypes.get(term.id)
    if known is None:
        return unknown(f"{term.id} metaboliser status")
    return exactly(known.value == term.word, *known.evidence)


def treated(facts: Facts, term: Term) -> Finding:
    """A procedure that was done."""
    done = [session for session in facts.history.sessions if session.concept == term.id]
    if done:
        return hit(*done[0].evidence, value=done[0].label)
    if facts.delivered(FactList.PROCEDURES):
        return CLEAR
    return unknown("procedures", not_sent=FactList.PROCEDURES)


def named_fact(facts: Facts, term: Term) -> Finding:
    """One of the named facts: pregnancy, breastfeeding, suicide risk, smoking, a site setting."""
    if term.id == "suicide-risk":
        return _risk(facts, term)
    known: dict[str, Callable[[Facts], Finding]] = {
        "pregnancy": pregnancy,
        "breastfeeding": breastfeeding,
        "smoker": smoker,
        "not-offered": _not_offered,
    }
    read = known.get(term.id)
    return read(facts) if read else unknown(_NEVER_CODED[term.id])


_NEVER_CODED = {"asa-class": "anaesthesia risk class", "anaesthesia-problem": "trouble with anaesthesia"}


def _risk(facts: Facts, term: Term) -> Finding:
    """The level of the term or a higher one: what warns at `present` is not silent at `high` (R-Z19)."""
    level = facts.risk.level
    if level is RiskLevel.UNKNOWN:
        return unknown("suicide risk")
    wanted = RiskLevel(term.word) if term.word else RiskLevel.PRESENT
    return exactly(_RISK_ORDER.index(level) >= _RISK_ORDER.index(wanted), *facts.risk.evidence)


_RISK_ORDER = (RiskLevel.NONE, RiskLevel.PRESENT, RiskLevel.HIGH)


def _not_offered(facts: Facts) -> Finding:
    return exactly(Topic.KETAMINE_REFERRAL in facts.choices.not_offered)


def pregnancy(facts: Facts) -> Finding:
    """Pregnancy by code or test; only male sex, age or a fresh negative test makes it clear (§3.0)."""
    if facts.person.sex is Sex.MALE:
        return CLEAR
    positive = _tested(facts, facts.days("hcg-positive-days"), positive=True)
    coded = _pregnant_by_code(facts)
    if positive.verdict is Verdict.HIT or coded.verdict is Verdict.HIT:
        return coded if coded.verdict is Verdict.HIT else positive
    low, high = facts.person.age_low, facts.person.age_high
    if low is not None and high is not None and not _fertile(low, high, facts):
        return CLEAR
    negative = _tested(facts, facts.days("hcg-negative-days"), positive=False)
    return CLEAR if negative.verdict is Verdict.HIT else unknown("pregnancy")


def _fertile(low: int, high: int, facts: Facts) -> bool:
    """Ages at which a pregnancy is unknown until a test or a code says otherwise."""
    return low <= facts.days("fertile-to") and high >= facts.days("fertile-from")


def _tested(facts: Facts, days: int, *, positive: bool) -> Finding:
    """The newest pregnancy test inside the window, if it says so."""
    first = plus(facts.as_of, -days)
    dated = [(found.day, found) for found in facts.findings.get("hcg", ()) if found.day and found.day >= first]
    if not dated:
        return CLEAR
    last = max(day for day, _ in dated)
    results = [found for day, found in dated if day == last]
    yes = [found for found in results if found.value.casefold() in POSITIVE]
    if positive:
        return hit(*yes[0].evidence) if yes else CLEAR
    return CLEAR if yes else hit(*results[0].evidence)


def _pregnant_by_code(facts: Facts) -> Finding:
    ends = [day.earliest for known in facts.conditions.get("postpartum-period", ()) if (day := day_of(known))]
    for known in facts.conditions.get("pregnancy", ()):
        day = day_of(known)
        over = day is not None and (
            day.latest < plus(facts.as_of, -facts.days("pregnancy-fact-days"))
            or any(end >= day.earliest for end in ends)
        )
        if is_active(known, facts.as_of) and not over:
            return hit(*known.evidence, unconfirmed=known.verification in UNCONFIRMED)
    return CLEAR


def breastfeeding(facts: Facts) -> Finding:
    """Breastfeeding by an active code of the last year; after a delivery without one it is not known.

    A depression or psychosis after birth, dated in the last year, tells of the delivery as its own code would (G15).
    """
    if facts.person.sex is Sex.MALE:
        return CLEAR
    first = plus(facts.as_of, -facts.days("breastfeeding-days"))
    for known in facts.conditions.get("breastfeeding", ()):
        day = day_of(known)
        if is_active(known, facts.as_of) and (day is None or day.latest >= first):
            return hit(*known.evidence, unconfirmed=known.verification in UNCONFIRMED)
    if not facts.delivered(FactList.CONDITIONS):
        return unknown("breastfeeding", not_sent=FactList.CONDITIONS)
    after_birth = facts.knowledge.concept_sets["postpartum"]
    told = [known for concept in sorted(after_birth) for known in facts.conditions.get(concept, ())]
    delivered = [day for known in told if (day := day_of(known))]
    over = facts.conditions.get("breastfeeding", ())
    if any(day.latest >= first for day in delivered) and not over:
        return unknown("breastfeeding")
    return CLEAR


def smoker(facts: Facts) -> Finding:
    """The newest smoking status of the last year."""
    first = plus(facts.as_of, -facts.days("smoking-days"))
    dated = [(found.day, found) for found in facts.findings.get(SMOKING, ()) if found.day and found.day >= first]
    if not dated:
        return unknown("smoking")
    last = max(day for day, _ in dated)
    smoking = [found for day, found in dated if day == last and found.value in SMOKER_ANSWERS]
    return hit(*smoking[0].evidence) if smoking else CLEAR
