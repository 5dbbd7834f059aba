"""Procedure -> a delivery: after it the next steps are narrowed for a year (G15).

FHIR R4: http://hl7.org/fhir/R4/procedure.html
"""

import re
from typing import Final

from fhir_mappings.codings import codes_of, words_of
from fhir_mappings.condition_labels import label
from fhir_mappings.condition_words import fold_words, read_words
from fhir_mappings.dates import interval, span
from fhir_mappings.reading.clinical_resources import Procedure
from fhir_mappings.vocabulary import Vocabulary
from trd.history import ConditionFact

DELIVERY: Final = "postpartum-period"
"""The concept of the tables for the time after a delivery; the day of the delivery is its beginning."""
DONE: Final = frozenset({"", "completed", "in-progress"})
_NOT_YET: Final = re.compile(
    r"\b(planned|planning|scheduled|elective booking|education|consent|consult\w*|counsel\w*|classes)\b"
)


def read_delivery(procedure: Procedure, vocabulary: Vocabulary) -> ConditionFact | None:
    """A delivery that was done, by code, else by words; None: another procedure, or one that was not done."""
    status = (procedure.status or "").strip().lower()
    if status not in DONE or procedure.not_done or procedure.not_performed:
        return None
    coded = vocabulary.conditions.read(codes_of(procedure.code))
    by_code = coded is not None and DELIVERY in coded.concepts
    if not by_code and not any(_says_delivery(words) for words in words_of(procedure.code)):
        return None
    period = span(procedure.performed_period or procedure.occurrence_period)
    return ConditionFact(
        concepts=frozenset({DELIVERY}),
        evidence=(procedure.evidence,),
        by_text=not by_code,
        onset=interval(procedure.performed_date_time or procedure.occurrence_date_time) or period.end or period.start,
        label=label((DELIVERY,)),
    )


def _says_delivery(words: str) -> bool:
    read = read_words(words)
    return read is not None and DELIVERY in read.concepts and not _NOT_YET.search(fold_words(words))
