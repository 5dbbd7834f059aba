"""The codes of our cards as FHIR CodeSystems: what a card is about, and why it was overridden (contract §1.3, §7.5).

https://hl7.org/fhir/R4/codesystem.html; the elements used here are the same in STU3, R4 and R5.
"""

from collections.abc import Mapping
from typing import Any

from cds_hooks.card_sources import OVERRIDE_REASONS, OVERRIDE_SYSTEM, TOPIC_SYSTEM
from cds_hooks.wording.catalogue import catalogue
from trd.terms import Topic


def code_systems() -> Mapping[str, dict[str, Any]]:
    """By the last part of the address."""
    topics = {topic.value: catalogue().word("topics", topic.value) or topic.value for topic in Topic}
    reasons = {reason.code: reason.display or reason.code for reason in OVERRIDE_REASONS}
    return {
        "card-topic": _code_system(TOPIC_SYSTEM, "CardTopic", "What a card of trd-cds is about", topics),
        "override-reason": _code_system(
            OVERRIDE_SYSTEM, "OverrideReason", "Why a clinician set a card of trd-cds aside", reasons
        ),
    }


def _code_system(url: str, name: str, title: str, codes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "resourceType": "CodeSystem",
        "id": url.rpartition("/")[2],
        "url": url,
        "name": name,
        "title": title,
        "status": "active",
        "caseSensitive": True,
        "content": "complete",
        "count": len(codes),
        "concept": [{"code": code, "display": display} for code, display in codes.items()],
    }
