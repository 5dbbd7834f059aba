"""Observations with a coded answer: tests that are positive or negative, smoking, metaboliser phenotypes (R-X1)."""

import re
from datetime import date
from typing import Final

from fhir_mappings.codings import local_codes, words_of
from fhir_mappings.measurements import interpretation
from fhir_mappings.reading.clinical_resources import Measured, Observation
from fhir_mappings.reading.elements import CodeableConcept, several
from trd.history import CodedFinding, Phenotype

POSITIVE: Final = frozenset(
    {
        "la6576-8",
        "10828004",
        "la11882-0",
        "260373001",
        "pos",
        "positive",
        "detected",
        "reactive",
        "la15255-5",
        "present",
        "la15173-0",
        "77386006",
        "pregnant",
        "currently pregnant",
        "patient currently pregnant",
        "pregnancy confirmed",
    }
)
"""Also the answer "pregnant" of the pregnancy status (LOINC 82810-3); "not pregnant" there is no test, so not read."""
NEGATIVE: Final = frozenset(
    {
        *("la6577-6", "260385009", "la11883-8", "260415000", "neg", "negative", "not detected", "nonreactive"),
        *("non-reactive", "absent"),
    }
)
SMOKING: Final = "smoking-status"
SMOKING_ANSWERS: Final = {
    "la18976-3": "449868002",
    "la18977-1": "428041000124106",
    "la15920-4": "8517006",
    "la18978-9": "266919005",
    "la18979-7": "77176002",
    "la18981-3": "428071000124103",
    "la18982-1": "428061000124105",
    "current every day smoker": "449868002",
    "current some day smoker": "428041000124106",
    "heavy tobacco smoker": "428071000124103",
    "light tobacco smoker": "428061000124105",
    "smoker": "77176002",
    "current smoker": "77176002",
    "former smoker": "8517006",
    "ex-smoker": "8517006",
    "never smoker": "266919005",
    "never smoked": "266919005",
    "non-smoker": "8392000",
}
"""LOINC answers and plain words -> the SNOMED CT answer that the rules compare."""
KNOWN_SMOKING: Final = frozenset({*SMOKING_ANSWERS.values(), "8517006", "266919005", "8392000", "405746006"})
"""Answers that say something; "unknown if ever smoked" is no answer."""

PHENOTYPES: Final = {
    "la9657-3": "poor",
    "la10317-8": "intermediate",
    "la25391-6": "normal",
    "la25390-8": "rapid",
    "la10315-2": "ultrarapid",
}
GENES: Final = {"cyp2d6": "CYP2D6", "cyp2c19": "CYP2C19", "cyp2b6": "CYP2B6"}
GENE_IDS: Final = {"hgnc:2625": "CYP2D6", "hgnc:2621": "CYP2C19", "hgnc:2615": "CYP2B6"}
GENE_STUDIED: Final = "48018-6"
EFFECT_ON_METABOLISM: Final = "53040-2"
PHENOTYPE_CODES: Final = {"79715-9": "CYP2D6", "79714-2": "CYP2C19"}
_GENE: Final = re.compile(r"\bcyp ?(2d6|2c19|2b6)\b")
_METABOLISER: Final = re.compile(
    r"\b(ultra-?\s?rapid|rapid|normal|extensive|intermediate|poor)( \w+)? metaboli[sz]er\b"
    r"|^(ultra-?\s?rapid|rapid|normal|extensive|intermediate|poor)$"
)
_UNSURE: Final = re.compile(r"\b(likely|possibl[ey]|probabl[ey]|indeterminate|or)\b|/")


def read_presence(
    concept: str, value: Observation | Measured, day: date, evidence: tuple[str, ...]
) -> CodedFinding | None:
    """A test that says positive or negative, by code or by that one word; anything else is not known."""
    said = {*_words(value.value_codeable_concept), (value.value_string or "").strip().lower()}
    if value.value_codeable_concept is None and value.value_string is None:
        said.add(interpretation(several(value.interpretation)) or "")
    if said & POSITIVE and not said & NEGATIVE:
        return CodedFinding(concept=concept, value="positive", day=day, evidence=evidence)
    if said & NEGATIVE and not said & POSITIVE:
        return CodedFinding(concept=concept, value="negative", day=day, evidence=evidence)
    return None


def read_smoking(value: Observation | Measured, day: date, evidence: tuple[str, ...]) -> CodedFinding | None:
    """Smoking status as its SNOMED CT answer; an unknown status is no answer (R-Z20)."""
    for word in (*_words(value.value_codeable_concept), (value.value_string or "").strip().lower()):
        answer = SMOKING_ANSWERS.get(word, word)
        if answer in KNOWN_SMOKING:
            return CodedFinding(concept=SMOKING, value=answer, day=day, evidence=evidence)
    return None


def read_phenotypes(observation: Observation, day: date | None, evidence: tuple[str, ...]) -> tuple[Phenotype, ...]:
    """The metaboliser phenotypes of a report, whole or in components; a genotype alone is not interpreted (R-X1)."""
    gene = _gene(observation.code) or next((gene for part in observation.component if (gene := _studied(part))), None)
    found: dict[str, str] = {}
    whole = phenotype_of(observation.value_codeable_concept) or phenotype_in(observation.value_string, gene)
    if gene and whole:
        found[gene] = whole
    for part in observation.component:
        of_part = _gene(part.code) or (gene if EFFECT_ON_METABOLISM in local_codes(part.code) else None)
        value = phenotype_of(part.value_codeable_concept) or phenotype_in(part.value_string, of_part)
        if of_part and value:
            found[of_part] = value
    return tuple(Phenotype(gene=name, value=value, day=day, evidence=evidence) for name, value in sorted(found.items()))


def is_pharmacogenomic(observation: Observation) -> bool:
    """Whether the observation may hold a phenotype."""
    codes = (observation.code, *(part.code for part in observation.component))
    return any(_gene(code) or EFFECT_ON_METABOLISM in local_codes(code) for code in codes)


def phenotype_of(concept: CodeableConcept | None) -> str | None:
    """`poor` … `ultrarapid`; "likely poor" and ranges are no phenotype."""
    for code in local_codes(concept):
        if code in PHENOTYPES:
            return PHENOTYPES[code]
    for word in words_of(concept):
        folded = word.strip().lower()
        found = _METABOLISER.search(folded)
        if found and not _UNSURE.search(folded):
            stated = (found.group(1) or found.group(3)).replace("-", "").replace(" ", "")
            return "normal" if stated == "extensive" else stated
    return None


def phenotype_in(text: str | None, gene: str | None) -> str | None:
    """The phenotype that a sentence states of this gene: one only, and of no other gene."""
    folded = (text or "").strip().lower()
    stated = list(_METABOLISER.finditer(folded))
    others = {GENES[f"cyp{found.group(1)}"] for found in _GENE.finditer(folded)} - {gene}
    if len(stated) != 1 or others or _UNSURE.search(folded):
        return None
    return phenotype_of(CodeableConcept(text=folded))


def _gene(concept: CodeableConcept | None) -> str | None:
    for code in local_codes(concept):
        if code in PHENOTYPE_CODES:
            return PHENOTYPE_CODES[code]
    for word in words_of(concept):
        found = _GENE.search(word.lower())
        if found:
            return GENES[f"cyp{found.group(1)}"]
    return None


def _studied(part: Measured) -> str | None:
    """The gene that a component of a genomics report names."""
    if GENE_STUDIED not in local_codes(part.code):
        return None
    for code in local_codes(part.value_codeable_concept):
        if code in GENE_IDS:
            return GENE_IDS[code]
    return _gene(part.value_codeable_concept)


def _words(concept: CodeableConcept | None) -> tuple[str, ...]:
    return (*local_codes(concept), *(word.strip().lower() for word in words_of(concept)))
