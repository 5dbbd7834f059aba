"""Patients made from a row of the safety matrix: one who has its fact, one who has not, one of whom it is not known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.builders import allergy, condition, finding, history, measurement, patient, phenotype
from trd.choices import Choices
from trd.diagnosis import Person
from trd.exposures import Exposure
from trd.intervals import DayInterval, Days
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import Codes, Range, Term
from trd.knowledge.types import Knowledge
from trd.safety import Facts, Judgement, ingredients_of, judge, read_facts
from trd.safety.matrix import Row
from trd.suicide_risk import SuicideRisk
from trd.terms import DateBasis, FactList, RiskLevel, Sex, Topic

AS_OF = date(2026, 11, 23)
YESTERDAY = AS_OF - timedelta(days=1)
LONG_AGO = date(2010, 1, 1)
NEVER_CODED = frozenset({"asa-class", "anaesthesia-problem"})
"""Facts that no list can hold: always unknown (§3.0)."""
PLAIN_AGE = 40


def taken(ingredient: str, first: date, last: date, *, certain: bool = True, **more: Any) -> Exposure:
    """One exposure of one ingredient."""
    days = Days.between(first, last)
    return Exposure(
        agent=more.pop("agent", ingredient),
        ingredients=(ingredient,),
        label=ingredient,
        certain=days if certain else Days(),
        possible=days,
        low=more.pop("low", None),
        high=more.pop("high", None),
        start=DayInterval.on(first),
        end=None if last >= AS_OF else DayInterval.on(last),
        start_basis=DateBasis.STATED,
        end_basis=DateBasis.STATED,
        evidence=more.pop("evidence", ("MedicationStatement/1",)),
        **more,
    )


@dataclass
class Told:
    """What is told of one patient."""

    facts: list[Any] = field(default_factory=list)
    exposures: list[Exposure] = field(default_factory=list)
    age: int | None = PLAIN_AGE
    sex: Sex | None = Sex.FEMALE
    risk: RiskLevel = RiskLevel.NONE
    choices: Choices = field(default_factory=Choices)
    not_sent: set[FactList] = field(default_factory=set)

    def read(self, knowledge: Knowledge) -> Facts:
        record = history(*self.facts, who=patient(sex=self.sex), delivered=set(FactList) - self.not_sent)
        person = Person(age=self.age, age_low=self.age, age_high=self.age, sex=self.sex)
        risk = SuicideRisk(level=self.risk, evidence=("Observation/risk",))
        return read_facts(record, self.exposures, person, risk, knowledge, self.choices, as_of=AS_OF)


def subject_of(row: Row, terms: Sequence[Term], knowledge: Knowledge) -> str:
    """Someone whom the row is about, who is not the drug that the alternative looks for."""
    looked_for = {name for term in terms for name in named(term, row.codes, knowledge)}
    about = sorted(row.about & set(knowledge.agents)) or sorted(row.about)
    apart = [one for one in about if not ingredients_of(one, knowledge.agents.get(one)) & looked_for]
    return (apart or about)[0]


def named(term: Term, codes: Codes, knowledge: Knowledge) -> frozenset[str]:
    if term.sort == "ingredient":
        return frozenset({term.id})
    if term.sort == "group":
        return knowledge.codes.groups[term.id] - codes.without
    return frozenset()


def with_fact(row: Row, terms: Sequence[Term], subject: str, knowledge: Knowledge) -> Told | None:
    """A patient of whom every term of the alternative holds."""
    told = Told()
    own = ingredients_of(subject, knowledge.agents.get(subject))
    used: set[str] = set()
    for term in terms:
        if not _tell(told, row, term, subject, own, used, knowledge):
            return None
    return told


def _tell(
    told: Told, row: Row, term: Term, subject: str, own: frozenset[str], used: set[str], knowledge: Knowledge
) -> bool:
    if term.sort in ("group", "ingredient"):
        names = sorted(named(term, row.codes, knowledge) - own - used - {"moclobemide"}) or [term.id]
        used.add(names[0])
        last = AS_OF - timedelta(days=3) if row.source.test == "stopped-within" else AS_OF
        told.exposures.append(taken(names[0], LONG_AGO, last))
    elif term.sort == "same-ingredient":
        told.exposures += [taken(name, LONG_AGO, AS_OF) for name in sorted(own)]
    elif term.sort == "condition":
        told.facts.append(condition(term.id, onset=YESTERDAY, id=f"Condition/{term.id}"))
    elif term.sort == "observation":
        told.facts += _values(row, term)
    elif term.sort == "phenotype":
        told.facts.append(phenotype(term.id, str(term.word), YESTERDAY))
    elif term.sort in ("allergy", "intolerance"):
        told.facts.append(allergy(_reacting(term, subject, knowledge), intolerance=term.sort == "intolerance"))
    elif term.sort == "age":
        told.age = _age(term)
    elif term.sort == "sex":
        told.sex = _sex(term)
    elif term.sort == "fact":
        return _tell_fact(told, term)
    return True


def _reacting(term: Term, subject: str, knowledge: Knowledge) -> str:
    if term.id == "same-moiety":
        return subject
    if term.id != "same-class":
        return term.id
    mine = knowledge.agents[subject].drug_class
    return next(agent.id for agent in knowledge.agents.values() if agent.drug_class == mine and agent.id != subject)


def _values(row: Row, term: Term) -> list[Any]:
    if row.source.test == "drop-percent>=":
        return [measurement(term.id, 100, "2026-05-01"), measurement(term.id, 40, YESTERDAY)]
    if term.word == "positive":
        return [finding(term.id, "positive", YESTERDAY)]
    test = term if term.operator else row.test
    assert test is not None
    value = _inside(test.range) if test.range else _beyond(test)
    return [_measured(term.id, value)]


def _measured(concept: str, value: Decimal) -> Any:
    """ALT and AST are written in U/L with a limit of 1, so that the value is the multiple."""
    more: dict[str, Any] = {"upper_limit": Decimal(1)} if concept in ("alt", "ast") else {}
    return measurement(concept, value, YESTERDAY, **more)


def _inside(within: Range) -> Decimal:
    return (within.low + within.high) / 2


def _beyond(test: Term) -> Decimal:
    assert test.number is not None
    small = Decimal("0.1")
    return {"<": -small, "<=": Decimal(0), ">": small, ">=": Decimal(0)}[str(test.operator)] + test.number


def _age(term: Term) -> int:
    if term.range:
        return int(_inside(term.range))
    return int({"<": -1, "<=": 0, ">": 1, ">=": 0}[str(term.operator)] + (term.number or 0))


def _sex(term: Term) -> Sex:
    female = (term.word == "female") is (term.operator == "=")
    return Sex.FEMALE if female else Sex.MALE


def _tell_fact(told: Told, term: Term) -> bool:
    if term.id in NEVER_CODED:
        return False
    if term.id == "suicide-risk":
        told.risk = RiskLevel(str(term.word))
    elif term.id == "not-offered":
        told.choices = Choices(not_offered=frozenset({Topic.KETAMINE_REFERRAL}))
    elif term.id == "smoker":
        told.facts.append(finding("smoking-status", "77176002", YESTERDAY))
    else:
        told.facts.append(condition(term.id, onset=YESTERDAY, recorded=YESTERDAY))
    return True


def without_fact(row: Row) -> Told | None:
    """A patient whose whole record is sent and normal: none of the row's terms holds."""
    terms = [term for alternative in row.codes.alternatives for term in alternative]
    if any(term.sort == "always" for term in terms) or {term.id for term in terms} & NEVER_CODED:
        return None
    told = Told(sex=Sex.MALE)
    told.age = next((age for age in (40, 10, 90) if not any(_of_age(term, age) for term in terms)), PLAIN_AGE)
    for term in terms:
        if term.sort == "observation":
            told.facts += _normal(row, term, terms)
        elif term.sort == "missing":
            told.facts.append(_measured(term.id, Decimal(1)) if term.id != "hcg" else measurement("hcg", 1, YESTERDAY))
        elif term.sort == "phenotype":
            told.facts.append(phenotype(term.id, "normal", YESTERDAY))
        elif term.sort == "fact" and term.id == "smoker":
            told.facts.append(finding("smoking-status", "266919005", YESTERDAY))
    return told


def _of_age(term: Term, age: int) -> bool:
    if term.sort != "age":
        return False
    if term.range:
        return term.range.holds(age)
    number = term.number or Decimal(0)
    return {"<": age < number, "<=": age <= number, ">": age > number, ">=": age >= number}[str(term.operator)]


def _normal(row: Row, term: Term, terms: list[Term]) -> list[Any]:
    """A value that no term of the row hits."""
    if row.source.test == "drop-percent>=":
        return [measurement(term.id, 100, "2026-05-01"), measurement(term.id, 99, YESTERDAY)]
    if term.word == "positive":
        return [finding(term.id, "negative", YESTERDAY)]
    tests = [one if one.operator else row.test for one in terms if one.id == term.id]
    for value in map(Decimal, ("0.01", "1", "4", "50", "100", "145", "500", "10000")):
        if not any(test is not None and _holds(test, value) for test in tests):
            return [_measured(term.id, value)]
    raise AssertionError(f"{row.source.id}: no normal value of {term.id}")


def _holds(test: Term, value: Decimal) -> bool:
    if test.range:
        return test.range.holds(value)
    assert test.number is not None
    number = test.number
    return {"<": value < number, "<=": value <= number, ">": value > number, ">=": value >= number}[str(test.operator)]


def not_known(row: Row, terms: Sequence[Term], subject: str, knowledge: Knowledge) -> Told | None:
    """The patient of `with_fact`, but of one term the record does not tell."""
    own = ingredients_of(subject, knowledge.agents.get(subject))
    for open_term in terms:
        told = Told()
        used: set[str] = set()
        rest = [term for term in terms if term is not open_term]
        if all(_tell(told, row, term, subject, own, used, knowledge) for term in rest) and _hide(
            told, row, open_term, own, used, knowledge
        ):
            return told
    return None


def _hide(told: Told, row: Row, term: Term, own: frozenset[str], used: set[str], knowledge: Knowledge) -> bool:
    if term.sort in ("group", "ingredient"):
        names = sorted(named(term, row.codes, knowledge) - own - used - {"moclobemide"}) or [term.id]
        last = AS_OF - timedelta(days=3) if row.source.test == "stopped-within" else AS_OF
        told.exposures.append(taken(names[0], LONG_AGO, last, certain=False))
        return True
    if term.sort == "same-ingredient":
        told.exposures += [taken(name, LONG_AGO, AS_OF, certain=False) for name in sorted(own)]
        return True
    if term.sort == "condition":
        told.not_sent.add(FactList.CONDITIONS)
    elif term.sort in ("allergy", "intolerance"):
        told.not_sent.add(FactList.ALLERGIES)
    elif term.sort == "age":
        told.age = None
    elif term.sort == "fact" and term.id == "suicide-risk":
        told.risk = RiskLevel.UNKNOWN
    elif term.sort == "fact" and term.id == "breastfeeding":
        told.not_sent.add(FactList.CONDITIONS)
    elif term.sort == "sex" and term.operator == "=":
        told.sex = None
    return (
        term.sort in ("condition", "allergy", "intolerance", "age", "observation", "phenotype")
        or (term.sort == "fact" and term.id != "not-offered")
        or (term.sort == "sex" and term.operator == "=")
    )


def ago(days: int) -> date:
    """So many days before the day we answer for."""
    return AS_OF - timedelta(days=days)


def judged(
    agent: str,
    *facts: Any,
    topic: Topic = Topic.SWITCH,
    exposures: Sequence[Exposure] = (),
    stops: Sequence[str] = (),
    base: Sequence[str] = (),
    **who: Any,
) -> Judgement:
    """The matrix on one agent, for a woman of forty unless told otherwise."""
    told = Told(facts=list(facts), exposures=list(exposures), **who)
    return judge(topic, agent, told.read(load()), stops=stops, base=base)


def rows_of(judgement: Judgement) -> set[str]:
    return {hit.row.id for hit in judgement.hits}


def forbidding(judgement: Judgement) -> str | None:
    """The row that sets the option aside."""
    return judgement.forbidden.row.id if judgement.forbidden else None
