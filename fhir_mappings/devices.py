"""Device, or the operation that put it in -> an implant on record, as the condition that the safety rows ask for.

FHIR R4: http://hl7.org/fhir/R4/device.html
"""

import re
from typing import Final

from fhir_mappings.codings import codes_of, words_of
from fhir_mappings.condition_labels import label
from fhir_mappings.condition_words import fold_words, read_words
from fhir_mappings.dates import interval, span
from fhir_mappings.reading.clinical_resources import Device, Procedure
from fhir_mappings.reading.elements import CodeableConcept, CodeableReference
from fhir_mappings.vocabulary import Vocabulary
from trd.history import ConditionFact

IMPLANTS: Final = frozenset(
    {
        *("pacemaker", "icd-defibrillator", "cochlear-implant", "neurostimulator-dbs-vns", "metal-in-head"),
        *("cerebral-shunt",),
    }
)
NOT_DONE_YET: Final = re.compile(
    r"\b(candida\w+|evaluat\w+ for|assessment for|consult\w*|referral|planned|planning|scheduled|counsel\w*|education"
    r"|transcutaneous|non-?\s?invasive)\b"
)
"""Nothing was put in: talk of an implant, or a stimulation through the skin."""
REMOVING: Final = re.compile(r"\b(remov\w*|explant\w*|extract\w*|entfern\w*)\b")
GONE: Final = frozenset({"entered-in-error", "inactive"})


def read_device(device: Device, vocabulary: Vocabulary) -> ConditionFact | None:
    """An implant that TMS, ECT or MRI must know of; other devices are none of our business."""
    if (device.status or "").strip().lower() in GONE:
        return None
    concepts: set[str] = set()
    by_text = True
    for kind in _kinds(device):
        read = vocabulary.conditions.read(codes_of(kind))
        if read is not None:
            concepts |= read.concepts
            by_text = False
        for word in words_of(kind):
            in_words = read_words(word)
            concepts |= in_words.concepts if in_words is not None else frozenset()
    concepts &= IMPLANTS
    if not concepts:
        return None
    return ConditionFact(
        concepts=frozenset(concepts), evidence=(device.evidence,), by_text=by_text, label=label(concepts)
    )


def _kinds(device: Device) -> list[CodeableConcept | CodeableReference]:
    """What it is, by code or by the names that it bears in any version."""
    kinds: list[CodeableConcept | CodeableReference | None] = (
        list(device.type) if isinstance(device.type, tuple) else [device.type]
    )
    kinds.append(device.definition)
    names = [text for each in (*device.device_name, *device.name) for text in (each.name, each.value)]
    kinds += [CodeableConcept(text=text) for text in (*names, device.display_name, device.model) if text]
    return [kind for kind in kinds if kind is not None]


def read_implantation(procedure: Procedure, vocabulary: Vocabulary) -> ConditionFact | None:
    """An operation on an implant, put in, checked or renewed: often the only trace of a pacemaker or a clip.

    Its removal is not read: whether anything was left in is for the clinician to ask.
    """
    status = (procedure.status or "").strip().lower()
    if status not in ("", "completed", "in-progress") or procedure.not_done or procedure.not_performed:
        return None
    coded = vocabulary.conditions.read(codes_of(procedure.code))
    concepts = set(coded.concepts & IMPLANTS) if coded is not None else set()
    for word in words_of(procedure.code):
        read, folded = read_words(word), fold_words(word)
        if read is not None and not NOT_DONE_YET.search(folded) and not REMOVING.search(folded):
            concepts |= read.concepts & IMPLANTS
    if not concepts:
        return None
    day = interval(procedure.performed_date_time or procedure.occurrence_date_time)
    return ConditionFact(
        concepts=frozenset(concepts),
        evidence=(procedure.evidence,),
        by_text=coded is None or not coded.concepts & concepts,
        onset=day or span(procedure.performed_period or procedure.occurrence_period).start,
        label=label(concepts),
    )
