"""Orders made from a row of the matrix: its agent drafted for who has the fact, or its fact drafted beside it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from tests import builders
from tests.matrix_patients import AS_OF, NEVER_CODED, Told, named, with_fact
from tests.results import NOTHING
from trd.assessment import assess
from trd.drafts import DraftedDrug, DraftedService, Drafts, Occasion
from trd.history import MedicationRecord, TreatmentHistory
from trd.knowledge.safety_grammar import Term
from trd.knowledge.types import Knowledge
from trd.options import OrderFinding
from trd.order_checks import check_orders
from trd.order_checks.precedence import LEVELS
from trd.order_checks.sentences import fitting
from trd.safety import ingredients_of
from trd.safety.matrix import Row, compiled
from trd.terms import Effect, FactList, RiskLevel, Topic

SPOKEN = {Effect.CONTRAINDICATED: "critical", Effect.AVOID: "warning", Effect.CHECK_FIRST: "info"}
"""How loud a row is on an order (§4.2, O08 to O10)."""
ITEM_9 = {RiskLevel.HIGH: 3, RiskLevel.PRESENT: 1, RiskLevel.NONE: 0}


def record_of(told: Told, also: Sequence[MedicationRecord] = ()) -> TreatmentHistory:
    """The record that a patient of the matrix has, with a depression that is active."""
    born = date(AS_OF.year - told.age, 1, 1) if told.age is not None else None
    who = builders.patient(born=born, sex=told.sex)
    drugs = [
        builders.statement(
            each.agent,
            None,
            each.start.earliest,
            each.end.latest if each.end else None,
            asserted=AS_OF if each.end is None else None,
            ingredients=each.ingredients,
            only_possible=not each.certain,
        )
        for each in told.exposures
    ]
    answers = [builders.answer("phq-9", "9", ITEM_9[told.risk], AS_OF)] if told.risk in ITEM_9 else []
    facts = [builders.depression(), *told.facts, *drugs, *also, *answers]
    return builders.history(facts, who=who, delivered=set(FactList) - told.not_sent)


def drafted(subject: str, knowledge: Knowledge, reference: str = "MedicationRequest/draft") -> Drafts:
    """A first order of a drug at its starting dose, or of a procedure."""
    if subject.startswith("procedure:"):
        procedures = frozenset({subject.removeprefix("procedure:")})
        return Drafts(services=(DraftedService(reference="ServiceRequest/draft", label="", procedures=procedures),))
    agent = knowledge.agents.get(subject)
    ingredients = tuple(sorted(ingredients_of(subject, agent)))
    dose = agent.start if agent is not None else None
    record = builders.order(subject, dose, AS_OF, ingredients=ingredients, id=reference)
    return Drafts(drugs=(DraftedDrug(reference=reference, label=subject, records=(record,)),))


def found_of_order(
    told: Told,
    drafts: Drafts,
    knowledge: Knowledge,
    also: Sequence[MedicationRecord] = (),
    occasion: Occasion = Occasion.SIGN,
) -> tuple[OrderFinding, ...]:
    """What the checks find of the drafts; what is advised beside them is left out."""
    assessment = assess(record_of(told, also), knowledge, told.choices, as_of=AS_OF)
    return check_orders(assessment, NOTHING, drafts, occasion, knowledge, told.choices)


def says(findings: Sequence[OrderFinding], row: Row, least: str) -> bool:
    """Whether a finding at least as loud says the row: by its number, or by its message."""
    message = fitting(row.source.message)
    return any(
        LEVELS.index(each.level) <= LEVELS.index(least)
        and (each.row == row.source.id or any(message in said for said in (each.message, *each.details)))
        for each in findings
    )


def spoken_rows(knowledge: Knowledge) -> list[Row]:
    """Rows that speak on orders and can hold for a record: all but those of facts that no list can hold."""
    rows = sorted(compiled(knowledge).rows.values(), key=lambda row: row.source.number)
    return [row for row in rows if row.source.effect in SPOKEN and Topic.ORDER_SAFETY in row.source.topics]


def cases(row: Row) -> Iterator[tuple[tuple[Term, ...], str]]:
    """Every subject of a row with its first alternative, and every alternative with its first subject."""
    for place, terms in enumerate(row.codes.alternatives):
        if not {term.id for term in terms} & NEVER_CODED:
            subjects = sorted(row.about)
            yield from ((terms, subject) for subject in (subjects[:1] if place else subjects))


def patients(row: Row, knowledge: Knowledge) -> Iterator[tuple[Told, str]]:
    """Who has the fact of a row, and the drug or procedure that is drafted for them; no drug is beside itself."""
    for terms, subject in cases(row):
        looked_for = {name for term in terms for name in named(term, row.codes, knowledge)}
        told = with_fact(row, terms, subject, knowledge)
        if told is not None and not (
            looked_for and looked_for <= ingredients_of(subject, knowledge.agents.get(subject))
        ):
            yield told, subject


def pairs(row: Row, knowledge: Knowledge) -> Iterator[tuple[Told, str, str]]:
    """Who has all of a row but one drug, the drug or procedure it is about, and the drug that is missing."""
    for place, (terms, subject) in enumerate(cases(row)):
        own = ingredients_of(subject, knowledge.agents.get(subject))
        looking = [term for term in terms if named(term, row.codes, knowledge)]
        for at, term in enumerate(looking):
            drugs = sorted(named(term, row.codes, knowledge) - own)
            for drug in drugs if place == 0 else drugs[:1]:
                told = with_fact(row, terms, subject, knowledge)
                assert told is not None
                told.exposures = [each for number, each in enumerate(told.exposures) if number != at]
                if drug not in {each.agent for each in told.exposures}:
                    yield told, subject, drug


def runs(subject: str, knowledge: Knowledge, *, certain: bool = True) -> MedicationRecord:
    """The drug as it is taken."""
    ingredients = tuple(sorted(ingredients_of(subject, knowledge.agents.get(subject))))
    more: dict[str, Any] = {"asserted": AS_OF, "ingredients": ingredients, "only_possible": not certain}
    return builders.statement(subject, None, "2026-06-01", None, **more)
