"""ServiceRequest (STU3: ProcedureRequest, ReferralRequest) -> what is drafted: a treatment of ours, or tests.

https://hl7.org/fhir/R4/servicerequest.html
"""

import re
from typing import Final

from fhir_mappings.codings import words_of
from fhir_mappings.condition_words import fold_words
from fhir_mappings.drugs import clean_label
from fhir_mappings.reading.elements import CodeableConcept, CodeableReference
from fhir_mappings.reading.request_resources import ReferralRequest, ServiceRequest
from fhir_mappings.record_status import is_void
from fhir_mappings.session_words import treatments_in
from fhir_mappings.vocabulary import Vocabulary
from trd.drafts import DraftedService

_ASSESSMENT: Final = re.compile(
    r"\b(assess\w*|evaluat\w*|consult\w*|referral|refer|work-?up|suitab\w*|candidacy|second opinion|vorstellung)\b",
    re.IGNORECASE,
)
"""A request to the centre, not for the treatment itself (O27). The category is not asked: an order for the treatment
may be filed as a referral too."""


def read_service(
    request: ServiceRequest, vocabulary: Vocabulary, reference: str | None, *, selected: bool
) -> DraftedService:
    """Read one drafted service; one that is none of our business has neither procedures nor tests."""
    concepts = _concepts(request)
    words = [text for concept in concepts for text in words_of(concept)]
    procedures = {row.concept for concept in concepts if (row := vocabulary.procedures.read(concept)) is not None}
    if not procedures:
        procedures = {name for text in words for name in treatments_in(fold_words(text))}
    return DraftedService(
        reference=reference,
        label=clean_label(words[0]) if words else "",
        procedures=frozenset(procedures),
        tests=frozenset(
            found.concept for concept in concepts for found in vocabulary.observations.read(_plain(concept))
        ),
        assessment_only=any(_ASSESSMENT.search(text) for text in words),
        selected=selected,
        void=is_void(request.status, request.intent, do_not_perform=request.do_not_perform),
    )


def _concepts(request: ServiceRequest) -> list[CodeableConcept | CodeableReference]:
    found: list[CodeableConcept | CodeableReference] = [request.code] if request.code is not None else []
    if isinstance(request, ReferralRequest):
        found += request.service_requested
    return found


def _plain(concept: CodeableConcept | CodeableReference) -> CodeableConcept | None:
    return concept.any_concept if isinstance(concept, CodeableReference) else concept
