"""AllergyIntolerance -> which drugs, allergy or intolerance, how severe (R-Z17, R-O41).

FHIR R4: http://hl7.org/fhir/R4/allergyintolerance.html
"""

import re
from typing import Final

from fhir_mappings.codings import codes_of, local_codes, words_of
from fhir_mappings.condition_status import clinical_status, entered_in_error, verification
from fhir_mappings.condition_words import read_words
from fhir_mappings.dates import interval, latest_day, span
from fhir_mappings.drugs import clean_label
from fhir_mappings.reading.clinical_resources import AllergyIntolerance, Reaction
from fhir_mappings.reading.elements import CodeableConcept
from fhir_mappings.vocabulary import Vocabulary
from trd.history import AllergyFact, Gap
from trd.intervals import DayInterval
from trd.terms import ClinicalStatus, GapCode, Verification

OVER: Final = frozenset({ClinicalStatus.INACTIVE, ClinicalStatus.RESOLVED})
DSTU2_OVER: Final = frozenset({"entered-in-error", "refuted", "inactive", "resolved"})
ABSENT: Final = frozenset(
    {
        *("716186003", "409137002", "429625007", "428607008", "no-known-allergies", "no-allergy-info"),
        *("no-known-medication-allergies", "no-known-food-allergies", "no-known-environmental-allergies"),
    }
)
"""Codes that say that there is none, or no information."""
HIGH: Final = frozenset({"high", "crith"})
CLASSES: Final = (
    (re.compile(r"\bssris?\b|\bselective serotonin reuptake inhibitors?\b"), "ssris"),
    (re.compile(r"\bsnris?\b|\bserotonin (and|&)?[ -]?nor(epinephrine|adrenaline) reuptake inhibitors?\b"), "snris"),
    (re.compile(r"\btricyclics?\b|\btcas?\b"), "tcas"),
    (re.compile(r"\bmaois?\b|\bmao inhibitors?\b|\bmonoamine oxidase inhibitors?\b"), "maoi"),
    (re.compile(r"\bbenzodiazepines?\b"), "benzodiazepines"),
    (re.compile(r"\bantipsychotics?\b|\bneuroleptics?\b|\bphenothiazines?\b"), "antipsychotics"),
    (re.compile(r"\bnsaids?\b"), "nsaids"),
    (re.compile(r"\bopioids?\b|\bopiates?\b"), "opioids"),
)
"""An entry that names a class names each of its drugs."""


def read_allergy(allergy: AllergyIntolerance, vocabulary: Vocabulary) -> AllergyFact | None:
    """Read one entry; None: no drug that we know, over, refuted, or "no known allergies"."""
    status = (allergy.status or "").strip().lower()
    if entered_in_error(allergy.verification_status) or status in DSTU2_OVER:
        return None
    if (
        verification(allergy.verification_status) is Verification.REFUTED
        or clinical_status(allergy.clinical_status) in OVER
    ):
        return None
    agents = _agents(allergy, vocabulary)
    if not agents:
        return None
    code = allergy.code or allergy.substance
    return AllergyFact(
        agents=agents,
        intolerance=_intolerance(allergy.type),
        severe=(allergy.criticality or "").strip().lower() in HIGH
        or any((reaction.severity or "").strip().lower() == "severe" for reaction in allergy.reaction),
        evidence=(allergy.evidence,),
        onset=_onset(allergy),
        recorded=latest_day(allergy.recorded_date or allergy.asserted_date),
        reactions=frozenset(concept for reaction in allergy.reaction for concept in _manifested(reaction, vocabulary)),
        label=clean_label(next(iter(words_of(code)), min(agents))),
    )


def is_unreadable(allergy: AllergyIntolerance, vocabulary: Vocabulary) -> bool:
    """A live entry that names its substance neither in words nor by a code that we know (R-Z2: nothing is clear)."""
    if entered_in_error(allergy.verification_status) or (allergy.status or "").strip().lower() in DSTU2_OVER:
        return False
    told = (allergy.code, allergy.substance, *(reaction.substance for reaction in allergy.reaction))
    if ABSENT.intersection(code for concept in told for code in local_codes(concept)):
        return False
    return not any(words_of(concept) for concept in told) and not _agents(allergy, vocabulary)


def unreadable(evidence: tuple[str, ...]) -> Gap:
    """The allergies that say nothing that can be read, in one line."""
    said = "1 allergy entry has" if len(evidence) == 1 else f"{len(evidence)} allergy entries have"
    what = f"{said} neither a known drug code nor words"
    return Gap(code=GapCode.UNREADABLE_RESOURCE, what=what, evidence=evidence)


def _agents(allergy: AllergyIntolerance, vocabulary: Vocabulary) -> frozenset[str]:
    """The drugs that the entry, or a reaction's substance, names; a class is all of its drugs."""
    named: set[str] = set()
    for concept in (allergy.code, allergy.substance, *(reaction.substance for reaction in allergy.reaction)):
        found = vocabulary.drugs.named_by_concept(concept)
        named |= found or _of_class(concept, vocabulary)
    return frozenset(named)


def _of_class(concept: CodeableConcept | None, vocabulary: Vocabulary) -> frozenset[str]:
    knowledge = vocabulary.knowledge
    ingredients: set[str] = set()
    for word in words_of(concept):
        for pattern, group in CLASSES:
            if pattern.search(word.lower()):
                ingredients |= knowledge.codes.groups.get(group, frozenset())
    agents = {agent.id for agent in knowledge.agents.values() if ingredients.issuperset(agent.ingredients)}
    return frozenset(ingredients | agents) if ingredients else frozenset()


def _intolerance(kind: CodeableConcept | str | None) -> bool | None:
    """R4 has a code, R5 a concept; missing is an allergy for safety's sake (R-Z17)."""
    said = {kind.strip().lower()} if isinstance(kind, str) else set(local_codes(kind))
    if "intolerance" in said:
        return True
    return False if "allergy" in said else None


def _onset(allergy: AllergyIntolerance) -> DayInterval | None:
    stated = interval(allergy.onset_date_time) or span(allergy.onset_period).start or interval(allergy.onset)
    if stated is not None:
        return stated
    days = [day for reaction in allergy.reaction if (day := interval(reaction.onset)) is not None]
    return min(days, key=lambda day: (day.earliest, day.latest), default=None)


def _manifested(reaction: Reaction, vocabulary: Vocabulary) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for manifestation in reaction.manifestation:
        read = vocabulary.conditions.read(codes_of(manifestation))
        if read is not None:
            found |= read.concepts
        for word in words_of(manifestation):
            in_words = read_words(word)
            if in_words is not None:
                found |= in_words.concepts
    return found
