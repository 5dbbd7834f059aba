"""Drugs beside the option: who takes what, certainly or possibly (§3.0, R-Z5)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trd.intervals import plus
from trd.knowledge.safety_grammar import Codes, Term
from trd.safety.facts import Facts, Taken
from trd.safety.findings import CLEAR, Finding, hit, unknown
from trd.terms import FactList, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugTest:
    """How the drug terms of one row are tested, for one option."""

    test: str
    """`current`, `taken-within`, `stopped-within`, `continues`."""
    days: int = 0
    own: frozenset[str] = frozenset()
    """Ingredients that never match: the option's own, the base of an add-on."""
    stops: frozenset[str] = frozenset()
    """Ingredients that the same plan stops."""
    lingering: Mapping[str, int] | None = None
    """Ingredient -> days that it counts as current after its end."""
    shorter: Mapping[str, int] | None = None
    """Ingredient -> a shorter look-back of its own (R-Z14)."""


TESTED = "drugs tested"

Matches = Mapping[str, Finding]
"""Ingredient -> hit or unknown; one that is clear is not in it."""


def names(facts: Facts, term: Term, codes: Codes) -> frozenset[str]:
    """The ingredients that a term stands for."""
    if term.sort == "ingredient":
        return frozenset({term.id})
    return facts.knowledge.codes.groups.get(term.id, frozenset()) - codes.without


def matches(facts: Facts, ingredients: Collection[str], how: DrugTest) -> Matches:
    """Every ingredient of the group that is hit or unknown."""
    found: dict[str, Finding] = {}
    for ingredient in sorted(facts.taken.keys() & ingredients):
        if ingredient in how.own or (how.test == "continues" and ingredient in how.stops):
            continue
        finding = _tested(facts, facts.taken[ingredient], how)
        if finding.verdict is not Verdict.CLEAR:
            found[ingredient] = finding
    return found


def together(facts: Facts, clauses: Sequence[Matches]) -> Finding:
    """All drug clauses of a `+` at once: one ingredient fulfils at most one clause.

    Hit when different certain drugs fulfil all of them, unknown when possible drugs are needed for it.
    """
    certain = [{name: found for name, found in clause.items() if found.verdict is Verdict.HIT} for clause in clauses]
    chosen = _assign(certain, ())
    if chosen is not None:
        found = [clause[name] for clause, name in zip(clauses, chosen, strict=True)]
        evidence = tuple(dict.fromkeys(reference for finding in found for reference in finding.evidence))
        return hit(*evidence, value=" and ".join(filter(None, (finding.value for finding in found))) or None)
    possible = _assign(clauses, ())
    if possible is not None:
        open_drug = next(name for name, clause in zip(possible, clauses, strict=True) if clause[name].possible_drug)
        return next(clause[open_drug] for clause in clauses if open_drug in clause)
    if not facts.delivered(FactList.MEDICATIONS):
        return unknown("medications", not_sent=FactList.MEDICATIONS)
    return CLEAR


def _assign(clauses: Sequence[Matches], used: tuple[str, ...]) -> tuple[str, ...] | None:
    if not clauses:
        return used
    for name in clauses[0]:
        if name not in used:
            rest = _assign(clauses[1:], (*used, name))
            if rest is not None:
                return rest
    return None


def _tested(facts: Facts, taken: Taken, how: DrugTest) -> Finding:
    """One drug by one test; which option asks changes nothing of it."""
    days = _looks_back(taken.ingredient, how)
    key = (TESTED, taken.ingredient, how.test == "stopped-within", days)
    known: Finding | None = facts.memory.get(key)
    if known is None:
        test = _stopped if how.test == "stopped-within" else _taken_in
        known = facts.memory[key] = test(facts, taken, days)
    return known


def _looks_back(ingredient: str, how: DrugTest) -> int:
    if how.test == "current":
        return (how.lingering or {}).get(ingredient, 0)
    if how.test == "taken-within":
        return (how.shorter or {}).get(ingredient, how.days)
    return how.days if how.test == "stopped-within" else 0


def _taken_in(facts: Facts, taken: Taken, days: int) -> Finding:
    """Taken today, or in the last `days` days."""
    first = plus(facts.as_of, -days)
    if taken.certain.from_day(first):
        return hit(*taken.evidence(), value=taken.label)
    if taken.possible.from_day(first):
        return _may_still(taken)
    return CLEAR


def _may_still(taken: Taken) -> Finding:
    return unknown(f"may still be taking {taken.label}: confirm before", possible_drug=True)


def _stopped(facts: Facts, taken: Taken, days: int) -> Finding:
    """Stopped abruptly in the last `days` days; a taper makes it clear."""
    first = plus(facts.as_of, -days)
    last = taken.certain.last
    if last == facts.as_of:
        return CLEAR
    if last is not None and last >= first and facts.as_of not in taken.possible:
        return CLEAR if _tapered(taken, facts.days("tapered-days")) else hit(*taken.evidence(), value=taken.label)
    if taken.possible.from_day(first):
        return unknown(f"when {taken.label} was stopped", possible_drug=True)
    return CLEAR


def _tapered(taken: Taken, days: int) -> bool:
    """A lower dose step in so many days before the end: tapered, not stopped abruptly."""
    end = taken.certain.last
    doses = sorted(
        (first, exposure.low)
        for exposure in taken.exposures
        if (first := exposure.certain.first) is not None and exposure.low is not None
    )
    return end is not None and any(
        after < before and start >= plus(end, -days) for (_, before), (start, after) in pairwise(doses)
    )
