"""CodeableConcept and Coding -> codes of the systems that the tables know; every system by each of its names.

https://terminology.hl7.org/identifiers.html
"""

import re
from collections.abc import Iterator, Mapping

from fhir_mappings.reading.elements import CodeableConcept, CodeableReference, Coding
from trd.codes import Code, CodeSystem

_SYSTEMS: Mapping[str, CodeSystem] = {
    "http://www.nlm.nih.gov/research/umls/rxnorm": CodeSystem.RXNORM,
    "2.16.840.1.113883.6.88": CodeSystem.RXNORM,
    "http://www.whocc.no/atc": CodeSystem.ATC,
    "http://fhir.de/codesystem/bfarm/atc": CodeSystem.ATC,
    "http://fhir.de/codesystem/dimdi/atc": CodeSystem.ATC,
    "http://fhir.de/codesystem/ifa/atc": CodeSystem.ATC,
    "2.16.840.1.113883.6.73": CodeSystem.ATC,
    "http://hl7.org/fhir/sid/ndc": CodeSystem.NDC,
    "2.16.840.1.113883.6.69": CodeSystem.NDC,
    "http://snomed.info/sct": CodeSystem.SNOMED,
    "2.16.840.1.113883.6.96": CodeSystem.SNOMED,
    "http://loinc.org": CodeSystem.LOINC,
    "2.16.840.1.113883.6.1": CodeSystem.LOINC,
    "http://hl7.org/fhir/sid/icd-10": CodeSystem.ICD_10,
    "http://fhir.de/codesystem/bfarm/icd-10-gm": CodeSystem.ICD_10,
    "http://fhir.de/codesystem/dimdi/icd-10-gm": CodeSystem.ICD_10,
    "http://hl7.org/fhir/sid/icd-10-uk": CodeSystem.ICD_10,
    "http://hl7.org/fhir/sid/icd-10-am": CodeSystem.ICD_10,
    "http://www.saude.gov.br/fhir/r4/codesystem/brcid10": CodeSystem.ICD_10,
    "icd10": CodeSystem.ICD_10,
    "icd-10": CodeSystem.ICD_10,
    "2.16.840.1.113883.6.3": CodeSystem.ICD_10,
    "http://hl7.org/fhir/sid/icd-10-cm": CodeSystem.ICD_10_CM,
    "http://www.icd10data.com/icd10cm": CodeSystem.ICD_10_CM,
    "icd10cm": CodeSystem.ICD_10_CM,
    "icd-10-cm": CodeSystem.ICD_10_CM,
    "2.16.840.1.113883.6.90": CodeSystem.ICD_10_CM,
    "http://hl7.org/fhir/sid/icd-9-cm": CodeSystem.ICD_9_CM,
    "http://hl7.org/fhir/sid/icd-9-cm/diagnosis": CodeSystem.ICD_9_CM,
    "2.16.840.1.113883.6.103": CodeSystem.ICD_9_CM,
    "2.16.840.1.113883.6.2": CodeSystem.ICD_9_CM,
    "http://hl7.org/fhir/sid/icd-9-cm/procedure": CodeSystem.ICD_9_PROC,
    "2.16.840.1.113883.6.104": CodeSystem.ICD_9_PROC,
    "http://www.cms.gov/medicare/coding/icd10": CodeSystem.ICD_10_PCS,
    "http://hl7.org/fhir/sid/icd-10-pcs": CodeSystem.ICD_10_PCS,
    "2.16.840.1.113883.6.4": CodeSystem.ICD_10_PCS,
    "http://id.who.int/icd/release/11/mms": CodeSystem.ICD_11,
    "http://hl7.org/fhir/sid/icd-11": CodeSystem.ICD_11,
    "http://id.who.int/icd11/mms": CodeSystem.ICD_11,
    "http://www.ama-assn.org/go/cpt": CodeSystem.CPT,
    "2.16.840.1.113883.6.12": CodeSystem.CPT,
    "http://terminology.hl7.org/codesystem/hcpcs-all-codes": CodeSystem.HCPCS,
    "http://www.cms.gov/medicare/coding/hcpcsreleasecodesets": CodeSystem.HCPCS,
    "2.16.840.1.113883.6.285": CodeSystem.HCPCS,
    "2.16.840.1.113883.6.14": CodeSystem.HCPCS,
    "http://fhir.hl7.org.uk/id/opcs-4": CodeSystem.OPCS_4,
    "2.16.840.1.113883.2.1.3.2.4.16": CodeSystem.OPCS_4,
}

_ICD = frozenset({CodeSystem.ICD_10, CodeSystem.ICD_10_CM})
_DOTTED = frozenset({CodeSystem.ICD_10, CodeSystem.ICD_10_CM, CodeSystem.ICD_9_CM})
_VERSION = re.compile(r"\|.*$|/(?:version|20\d\d)[/-].*$|/20\d\d$", re.DOTALL)
_WHO = re.compile(r"[A-Z]\d\d(\.\d{1,2})?$")
"""The form of an ICD-10 code of the WHO; F32.A and R45.851 exist in ICD-10-CM alone, whatever the URI says."""
_GERMAN_MARKS = "*†+!-"


def system_of(uri: str | None) -> CodeSystem | None:
    """The code system of a URI, `urn:oid:` form or version included; None for one that no table knows."""
    if not uri:
        return None
    name = uri.strip().lower().removesuffix("/")
    name = name.removeprefix("urn:oid:")
    if name.startswith("https://"):
        name = "http://" + name[8:]
    found = _SYSTEMS.get(name)
    if found is None:
        found = _SYSTEMS.get(_VERSION.sub("", name))
    if found is None and name.startswith("2.16.840.1.113883.2.1.3.2.4.16."):
        return CodeSystem.OPCS_4
    if found is None and name.startswith("http://id.who.int/icd/release/11/"):
        return CodeSystem.ICD_11
    if found is None and name.startswith("http://snomed.info/sct/"):
        return CodeSystem.SNOMED
    return found


def codes_of(concept: CodeableConcept | CodeableReference | Coding | None) -> tuple[Code, ...]:
    """Every code of a concept in the systems that the tables know, spelled as the tables spell them.

    A code under the bare URI of ICD-10 that only ICD-10-CM can hold is read as that; ICD-11 clusters give each
    of their parts.
    """
    return tuple(dict.fromkeys(code for coding in codings_of(concept) for code in _codes(coding)))


def codings_of(concept: CodeableConcept | CodeableReference | Coding | None) -> tuple[Coding, ...]:
    """The codings of a concept in any form."""
    if concept is None:
        return ()
    if isinstance(concept, Coding):
        return (concept,)
    if isinstance(concept, CodeableReference):
        found = concept.any_concept
        return found.codings if found is not None else ()
    return concept.codings


def words_of(concept: CodeableConcept | CodeableReference | Coding | None) -> tuple[str, ...]:
    """The words of a concept, its own text first, then the displays."""
    text = concept.text if isinstance(concept, CodeableConcept | CodeableReference) else None
    if isinstance(concept, CodeableReference) and concept.concept is not None:
        text = concept.concept.text
    displays = [coding.display for coding in codings_of(concept)]
    return tuple(dict.fromkeys(words.strip() for words in (text, *displays) if words and words.strip()))


def local_codes(concept: CodeableConcept | CodeableReference | Coding | None) -> tuple[str, ...]:
    """Every code value whatever its system, lower case: for the small value sets that FHIR itself defines."""
    return tuple(coding.code.strip().lower() for coding in codings_of(concept) if coding.code)


def _codes(coding: Coding) -> Iterator[Code]:
    system, value = system_of(coding.system), (coding.code or "").strip()
    if system is None or not value:
        return
    if system is CodeSystem.ICD_11:
        yield from (Code(system, part) for part in re.split(r"[&/]", value.upper()) if part)
    elif system in _DOTTED:
        yield from _icd(system, value)
    elif system is CodeSystem.RXNORM:
        yield Code(system, value.lstrip("0") or value)
    else:
        yield Code(system, value.upper() if system is not CodeSystem.LOINC else value.upper().replace("–", "-"))


def _icd(system: CodeSystem, value: str) -> Iterator[Code]:
    """With its dot and in capitals; dagger, asterisk and exclamation marks of national editions are dropped."""
    plain = value.upper().replace(" ", "").rstrip(_GERMAN_MARKS)
    if system in _ICD:
        if "." not in plain and len(plain) > 3:
            plain = f"{plain[:3]}.{plain[3:]}"
    elif "." not in plain:
        cut = 4 if plain.startswith("E") else 3
        plain = f"{plain[:cut]}.{plain[cut:]}" if len(plain) > cut else plain
    if system is CodeSystem.ICD_10 and not _WHO.match(plain):
        system = CodeSystem.ICD_10_CM
    yield Code(system, plain)
