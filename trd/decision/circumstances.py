"""Clinical circumstances that gates and the urgent layer look for: catatonia, refusal, delirium, pregnancy …"""

from trd.history import ConditionFact, EncounterFact
from trd.intervals import plus
from trd.safety import breastfeeding
from trd.safety.conditions import day_of, is_active
from trd.safety.facts import Facts
from trd.situation import Situation
from trd.terms import Sex, Verdict


def active(facts: Facts, *concepts: str) -> tuple[ConditionFact, ...]:
    """Active conditions of these concepts."""
    return tuple(
        known for concept in concepts for known in facts.conditions.get(concept, ()) if is_active(known, facts.as_of)
    )


def recent(facts: Facts, days: int, *concepts: str) -> tuple[ConditionFact, ...]:
    """Active conditions that began, or else were recorded, in the last `days` days."""
    first = plus(facts.as_of, -days)
    return tuple(
        known for known in active(facts, *concepts) if (day := day_of(known)) is not None and day.latest >= first
    )


def refuses_food_or_fluid(situation: Situation) -> tuple[ConditionFact, ...]:
    """U3: words of an active condition of the last 30 days; never inferred from anything else."""
    first = plus(situation.as_of, -situation.days("intake-refusal-days"))
    return tuple(
        known
        for known in situation.assessment.history.conditions
        if known.refuses_intake
        and is_active(known, situation.as_of)
        and (day := day_of(known)) is not None
        and day.latest >= first
    )


def pregnant(facts: Facts) -> tuple[str, ...]:
    """Evidence of a pregnancy for G14: a dated code, a positive test, or antenatal depression (G-R3)."""
    if facts.person.sex is Sex.MALE:
        return ()
    codes = [
        known
        for known in recent(facts, facts.days("pregnancy-code-days"), "pregnancy")
        if not _delivered_since(facts, known)
    ]
    codes += active(facts, "perinatal-depression-antenatal")
    tests = [
        found
        for found in facts.findings.get("hcg", ())
        if found.day is not None
        and found.day >= plus(facts.as_of, -facts.days("pregnancy-test-days"))
        and found.positive
        and not any(later.day and later.day > found.day for later in facts.findings.get("hcg", ()))
    ]
    evidence = [known.evidence for known in codes] + [found.evidence for found in tests]
    return tuple(dict.fromkeys(reference for references in evidence for reference in references))


def _delivered_since(facts: Facts, pregnancy: ConditionFact) -> bool:
    began = day_of(pregnancy)
    ends = [day_of(known) for known in facts.conditions.get("postpartum-period", ())]
    return began is not None and any(end is not None and end.earliest >= began.earliest for end in ends)


def breastfeeds(facts: Facts) -> bool:
    """Breastfeeding, or a delivery in the last year and breastfeeding not known to be over (G15)."""
    return breastfeeding(facts).verdict is Verdict.HIT or _may_breastfeed(facts)


def _may_breastfeed(facts: Facts) -> bool:
    found = breastfeeding(facts)
    return found.verdict is Verdict.UNKNOWN and found.not_sent is None


def encounter_now(situation: Situation) -> EncounterFact | None:
    """The encounter of the context, else the newest one in progress (R-C10)."""
    encounters = situation.assessment.history.encounters
    named = situation.choices.encounter
    if named is not None:
        return next((known for known in encounters if f"Encounter/{named}" in known.evidence), None)
    running = [known for known in encounters if known.in_progress]
    return max(running, key=lambda known: known.start.latest if known.start else situation.as_of, default=None)


TOXIC = {"serotonin-syndrome": "serotonin syndrome", "nms": "neuroleptic malignant syndrome"}


def toxic_or_delirious(situation: Situation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """G4: the words for what was found, and no other, with its records."""
    facts, days = situation.facts, situation.days("toxicity-days")
    found = {words: recent(facts, days, concept) for concept, words in TOXIC.items()}
    found["delirium"] = active(facts, "delirium")
    known = {words: conditions for words, conditions in found.items() if conditions}
    return tuple(known), evidence_of(tuple(each for conditions in known.values() for each in conditions))


def evidence_of(conditions: tuple[ConditionFact, ...]) -> tuple[str, ...]:
    """The records behind these conditions."""
    return tuple(dict.fromkeys(reference for known in conditions for reference in known.evidence))
