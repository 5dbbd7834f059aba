"""What a request, an appointment or a visit is for, by its words: "Referral: assessment for ECT", "CBT", "Psychiatry".

Unlike a session (`session_words`), a request may say more than the treatment: a consultation for ECT asks for ECT.
"""

import re
from functools import lru_cache
from typing import Final

from fhir_mappings.condition_words import fold_words
from fhir_mappings.session_words import treatments_in

_NOT_ASKED: Final = re.compile(
    r"\b(no|not|without|declin\w*|refus\w*|cancel\w*|reject\w*|contraindicat\w*|discharge from|kein\w*|ohne)\b"
)
"""The words take it back, or may: then nothing stands (a referral too many is suggested rather than one too few)."""
_THERAPIES: Final = (
    ("cbasp", r"cbasp|cognitive behaviou?ral analysis system"),
    ("mbct", r"mbct|mindfulness[- ]based cognitive therap\w+"),
    ("dbt", r"dbt|dialectical[- ]behaviou?r\w* therap\w+"),
    ("ipt", r"ipt|interpersonal (psycho)?therap\w+"),
    ("behavioural-activation", r"behaviou?ral activation"),
    ("cbt", r"cbt|cognitive[- ]behaviou?r\w* (psycho)?therap\w+|verhaltenstherapie"),
    ("psychodynamic", r"psychodynamic\w*|psychoanal\w+|tiefenpsycholog\w*"),
    ("psychotherapy", r"psychotherap\w+|(psychological|talking) therap\w+|iapt"),
)
_SERVICES: Final = (
    ("psychiatry-referral", r"(neuro|geronto)?psychiatr\w+|mood[- ]disorders? (clinic|service|team)"),
    (
        "mental-health-referral",
        r"(mental|behaviou?ral)[- ]health|cmht|crisis (resolution|team)|adult mental illness|seelische gesundheit",
    ),
)
_WORDS: Final = tuple((concept, re.compile(rf"\b(?:{names})\b")) for concept, names in (*_THERAPIES, *_SERVICES))
LONGEST: Final = 300
"""Longer than any name of a request."""


@lru_cache(maxsize=20_000)
def request_in_words(text: str) -> str | None:
    """The treatment or the service that is asked for; the treatment where both are named."""
    if len(text) > LONGEST:
        return None
    folded = fold_words(text)
    if _NOT_ASKED.search(folded):
        return None
    treatment = next(treatments_in(folded), None)
    return treatment or next((concept for concept, names in _WORDS if names.search(folded)), None)


@lru_cache(maxsize=20_000)
def is_mental_health(text: str) -> bool:
    """Whether a visit is one to a mental-health service, by the words of its type or service."""
    folded = fold_words(text[:LONGEST])
    names_it = any(names.search(folded) for concept, names in _WORDS if concept in MENTAL_HEALTH)
    return names_it and not _NOT_ASKED.search(folded)


MENTAL_HEALTH: Final = frozenset({"psychiatry-referral", "mental-health-referral"})
