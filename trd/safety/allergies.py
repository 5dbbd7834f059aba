"""Recorded reactions: allergy or intolerance, to the same drug or to its class (R-Z17)."""

from trd.history import AllergyFact
from trd.knowledge.safety_grammar import Term
from trd.safety.facts import Facts
from trd.safety.findings import CLEAR, Finding, any_of, hit, unknown
from trd.terms import FactList

SEROTONIN_SYNDROME = "serotonin-syndrome"


def reaction(facts: Facts, term: Term, agent: str, ingredients: frozenset[str]) -> Finding:
    """Whether a reaction of this kind is on record for the option, its class or the drug the term names.

    A reaction counts also where the list came in part: only its absence needs the whole list (R-Z2).
    """
    names = {agent, *ingredients}
    if term.id == "same-class":
        names = _same_class(facts, agent) - names
    elif term.id != "same-moiety":
        names = {term.id}
    as_allergy = term.sort == "allergy"
    found = [
        entry for entry in facts.allergies if not names.isdisjoint(entry.agents) and is_allergy(entry) is as_allergy
    ]
    return any_of(hit(*entry.evidence, value=entry.label or None) for entry in found) if found else absent(facts)


def absent(facts: Facts) -> Finding:
    """No reaction is on record: clear only where the list was sent (R-Z2)."""
    if facts.delivered(FactList.ALLERGIES):
        return CLEAR
    return unknown("allergies", not_sent=FactList.ALLERGIES)


def is_allergy(entry: AllergyFact) -> bool:
    """Type allergy or none stated, a severe reaction or high criticality, or a serotonin syndrome."""
    return entry.intolerance is not True or entry.severe or SEROTONIN_SYNDROME in entry.reactions


def _same_class(facts: Facts, agent: str) -> set[str]:
    known = facts.knowledge.agents.get(agent)
    if known is None:
        return set()
    mates = [other for other in facts.knowledge.agents.values() if other.drug_class == known.drug_class]
    return {name for mate in mates for name in (mate.id, *mate.ingredients)}
