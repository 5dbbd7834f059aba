"""Recorded reasons: what a drug is for (R-A10), and why it was stopped (§5.4)."""

import re
from collections.abc import Iterable, Mapping

from fhir_mappings.codings import codes_of, local_codes, words_of
from fhir_mappings.reading.clinical_resources import Condition, Observation
from fhir_mappings.reading.drug_resources import DrugRecord, MedicationStatement
from fhir_mappings.reading.elements import CodeableConcept, CodeableReference, Reference
from fhir_mappings.reading.resources import Resources
from fhir_mappings.stop_words import reason_in_words
from trd.codes import Code
from trd.knowledge.names import fold_drug_name
from trd.knowledge.types import Knowledge
from trd.terms import StopReason

_STOP_CODES: Mapping[str, StopReason] = {
    "action-unsuccessful": StopReason.INEFFECTIVE,
    "sintol": StopReason.ADVERSE_EFFECT,
    "salg": StopReason.ADVERSE_EFFECT,
    "preg": StopReason.PREGNANCY,
    "altchoice": StopReason.PATIENT_CHOICE,
    **dict.fromkeys(
        (
            *(
                "drughigh",
                "labint",
                "sddi",
                "sdupther",
                "surg",
                "hospadm",
                "washout",
                "non-avail",
                "clarif",
                "formulary",
            ),
            *("cost", "avail", "outofstock", "saig", "dupther", "dose-change", "dosechange", "insurance", "prenot"),
        ),
        StopReason.ADMINISTRATIVE,
    ),
}
"""HL7 `medicationrequest-status-reason`, `reason-medication-status-codes`, and the override codes of the hooks."""


def stop_reason(concepts: Iterable[CodeableConcept | CodeableReference | None]) -> StopReason | None:
    """Why it was stopped, by HL7's codes or the words of the reason; None: not said, or it says nothing of benefit."""
    found = [concept for concept in concepts if concept is not None]
    for concept in found:
        for code in local_codes(concept):
            if code in _STOP_CODES:
                return _STOP_CODES[code]
    for concept in found:
        for words in words_of(concept):
            reason = reason_in_words(words)
            if reason is not None:
                return reason
    return None


DEPRESSION = "depression-unspecified"
_DEPRESSION = ("depression", "depressive*", "depressed mood", "mdd", "dysthymi*", "low mood")
_BIPOLAR = ("bipolar depression", "bipolar depressive*", "manic depress*", "bipolar disorder depress*")
_PURPOSE = re.compile(
    r"(?:\bfor|\bindications?:?|\bto (?:treat|help|improve|lift))\s+([a-zA-Z][^.;,()\d]{2,80})", re.IGNORECASE
)


def _pattern(phrase: str) -> re.Pattern[str]:
    """Whole words; a star stands for any ending."""
    stem = phrase.removesuffix("*")
    return re.compile(rf"\b{re.escape(stem)}{r'[a-z]*' if stem != phrase else ''}\b")


class Indications:
    """What reasons stand for: condition concepts by code, indications by words; built once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._codes = knowledge.codes
        phrases = [(phrase, name) for name, words in knowledge.indication_words.items() for phrase in words]
        phrases += [(phrase, DEPRESSION) for phrase in _DEPRESSION] + [(phrase, "bipolar-i") for phrase in _BIPOLAR]
        phrases.sort(key=lambda pair: (-len(pair[0]), pair))
        self._phrases = [(_pattern(phrase), name) for phrase, name in phrases]

    def of(self, record: DrugRecord, resources: Resources) -> frozenset[str]:
        """Concept and indication ids of every reason that the record states, in any version's element."""
        concepts: list[CodeableConcept | CodeableReference] = [*record.reason_code]
        references: list[Reference] = [*record.reason_reference]
        for reason in record.reason:
            if reason.any_concept is not None:
                concepts.append(reason)
            if reason.reference is not None:
                references.append(reason.reference)
        if record.reason_codeable_concept is not None:
            concepts.append(record.reason_codeable_concept)
        if isinstance(record, MedicationStatement):
            if record.reason_for_use_codeable_concept is not None:
                concepts.append(record.reason_for_use_codeable_concept)
            if record.reason_for_use_reference is not None:
                references.append(record.reason_for_use_reference)
        concepts.extend(
            found for reference in references if (found := _meant(reference, resources, record)) is not None
        )
        return frozenset().union(*(self.concepts(concept) for concept in concepts))

    def concepts(self, concept: CodeableConcept | CodeableReference) -> frozenset[str]:
        """By code where a code is known, else by words."""
        coded = frozenset(name for code in codes_of(concept) for name in self._coded(code))
        return coded or frozenset(name for words in words_of(concept) for name in self.in_words(words))

    def in_words(self, text: str) -> frozenset[str]:
        """Indications that a text names as whole phrases, the longest first ("bipolar depression" is bipolar)."""
        left, found = fold_drug_name(text), set()
        for phrase, indication in self._phrases:
            if phrase.search(left):
                found.add(indication)
                left = phrase.sub("|", left)
        return frozenset(found)

    def of_dosage(self, text: str | None) -> frozenset[str]:
        """What a sig says that the drug is for: "nightly for sleep", "Indications: Major Depressive Disorder"."""
        purposes = _PURPOSE.findall(text or "")
        return frozenset(name for purpose in purposes for name in self.in_words(purpose))

    def _coded(self, code: Code) -> frozenset[str]:
        found: set[str] = set()
        exact = self._codes.conditions_exact.get(code)
        if exact is not None:
            found |= exact.concepts
        for length in range(1, len(code.value) + 1):
            prefix = self._codes.condition_prefixes.get(Code(code.system, code.value[:length]))
            if prefix is not None:
                found |= prefix.concepts
        return frozenset(found)


def _meant(reference: Reference, resources: Resources, record: DrugRecord) -> CodeableConcept | None:
    """The diagnosis that a reference means; its display where the resource was not sent."""
    condition = resources.find(reference, Condition, record)
    if condition is not None:
        return condition.code
    observation = resources.find(reference, Observation, record)
    if observation is not None:
        return observation.code
    return CodeableConcept(text=reference.display) if reference.display else None
