"""Encounter -> where the patient is seen, and self-harm given as the reason of a visit (G3, G21, §6.9).

FHIR R4: http://hl7.org/fhir/R4/encounter.html
"""

from typing import Final

from fhir_mappings.codings import codes_of
from fhir_mappings.condition_labels import label
from fhir_mappings.dates import span
from fhir_mappings.reading.clinical_resources import Encounter, EncounterClass
from fhir_mappings.requests import visits_mental_health
from fhir_mappings.vocabulary import Vocabulary
from trd.history import ConditionFact, EncounterFact

CLASSES: Final = {
    **{name: name for name in ("AMB", "EMER", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR", "HH", "FLD")},
    "AMBULATORY": "AMB",
    "OUTPATIENT": "AMB",
    "EMERGENCY": "EMER",
    "INPATIENT": "IMP",
    "VIRTUAL": "VR",
    "HOME": "HH",
    "FIELD": "FLD",
    "DAYTIME": "SS",
}
"""R4's codes; the words of DSTU2."""
IN_PROGRESS: Final = frozenset({"in-progress", "arrived", "triaged", "onleave", "on-hold"})
NO_VISIT: Final = frozenset({"entered-in-error", "cancelled", "planned"})
SELF_HARM: Final = frozenset({"suicide-attempt", "suicidal-ideation"})
"""What a visit's reason may say of suicide; another reason is no diagnosis."""


def read_encounter(encounter: Encounter, vocabulary: Vocabulary) -> EncounterFact | None:
    """Read one encounter: an emergency or a ward changes what is said, and when (G3, G21)."""
    status = (encounter.status or "").strip().lower()
    if status in NO_VISIT:
        return None
    period = span(encounter.period or encounter.actual_period)
    return EncounterFact(
        encounter_class=_class(encounter.encounter_class),
        start=period.start,
        end=period.end,
        in_progress=status in IN_PROGRESS,
        evidence=(encounter.evidence,),
        mental_health=visits_mental_health(encounter, vocabulary),
    )


def read_reasons(encounter: Encounter, vocabulary: Vocabulary) -> ConditionFact | None:
    """A suicide attempt or suicidal thoughts as the coded reason of a visit (§6.9)."""
    if (encounter.status or "").strip().lower() in NO_VISIT:
        return None
    read = vocabulary.conditions.read(code for reason in encounter.reason_code for code in codes_of(reason))
    concepts = read.concepts & SELF_HARM if read is not None else frozenset()
    if not concepts:
        return None
    start = span(encounter.period or encounter.actual_period).start
    return ConditionFact(
        concepts=concepts,
        evidence=(encounter.evidence,),
        onset=start,
        recorded=start.latest if start is not None else None,
        encounter_diagnosis=True,
        label=label(concepts),
    )


def _class(sent: EncounterClass | tuple[EncounterClass, ...] | str | None) -> str | None:
    if sent is None:
        return None
    if isinstance(sent, str):
        return CLASSES.get(sent.strip().upper())
    if isinstance(sent, tuple):
        return next((found for one in sent if (found := _class(one)) is not None), None)
    words = (sent.code, *(coding.code for coding in sent.coding), sent.display, sent.text)
    return next((CLASSES[word.strip().upper()] for word in words if word and word.strip().upper() in CLASSES), None)
