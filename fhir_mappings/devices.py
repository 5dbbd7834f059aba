"""Device -> an implant on record, as the condition that the safety rows ask for.

FHIR R4: http://hl7.org/fhir/R4/device.html
"""

from typing import Final

from fhir_mappings.codings import codes_of, words_of
from fhir_mappings.condition_labels import label
from fhir_mappings.condition_words import read_words
from fhir_mappings.reading.clinical_resources import Device
from fhir_mappings.vocabulary import Vocabulary
from trd.history import ConditionFact

IMPLANTS: Final = frozenset(
    {
        *("pacemaker", "icd-defibrillator", "cochlear-implant", "neurostimulator-dbs-vns", "metal-in-head"),
        *("cerebral-shunt",),
    }
)
GONE: Final = frozenset({"entered-in-error", "inactive"})


def read_device(device: Device, vocabulary: Vocabulary) -> ConditionFact | None:
    """An implant that TMS, ECT or MRI must know of; other devices are none of our business."""
    if (device.status or "").strip().lower() in GONE:
        return None
    concepts: set[str] = set()
    by_text = True
    kinds = device.type if isinstance(device.type, tuple) else (device.type,)
    for kind in kinds:
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
