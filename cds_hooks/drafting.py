"""What every draft order shares: for whom it is, why, on which records it rests; and the one action that carries it."""

from dataclasses import dataclass
from typing import TypedDict

from cds_hooks.responses import Action, Suggestion
from cds_hooks.wording import trials
from cds_hooks.wording.catalogue import shortened
from cds_hooks.wording.telling import DRUG_TOPICS, Telling, spelled_here
from fhir_mappings.writing.drafts import AnyDraft, FhirVersion
from fhir_mappings.writing.orders import write_draft
from trd.options import Option

LONGEST_LABEL = 80
LONGEST_DESCRIPTION = 200
MOST_SUPPORTING = 5

DRAFTED_VERSIONS: tuple[FhirVersion, ...] = ("R4", "R5", "STU3")
"""Clients of other versions get text and links (R-F11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom the drafts are for."""

    patient_id: str
    encounter_id: str | None = None


class Subject(TypedDict):
    """Patient, encounter and the diagnosis that made the depression active, as a draft takes them (R-F8)."""

    patient: str
    encounter: str | None
    condition: str | None


def subject_of(telling: Telling, recipient: Recipient) -> Subject:
    """For whom and for which diagnosis a draft is."""
    conditions = [name for name in telling.assessment.diagnosis.evidence if name.startswith("Condition/")]
    return Subject(
        patient=recipient.patient_id,
        encounter=recipient.encounter_id,
        condition=conditions[0] if conditions else None,
    )


def can_be_drafted(telling: Telling, recipient: Recipient) -> bool:
    """A draft needs a patient to be for, and a FHIR version that can be written."""
    return bool(recipient.patient_id) and telling.configuration.fhir_version in DRAFTED_VERSIONS


def supporting(option: Option, telling: Telling) -> tuple[str, ...]:
    """The failed trials behind a step, newest first; of a referral also the latest score."""
    failed = tuple(name for rated in trials.failed_trials(telling) for name in rated.trial.evidence[:1])
    severity = telling.assessment.severity
    score = severity.evidence[:1] if severity and option.topic not in DRUG_TOPICS else ()
    named = option.supporting or failed
    return (*named[: MOST_SUPPORTING - len(score)], *score)


def suggestion(label: str | None, description: str | None, draft: AnyDraft, telling: Telling) -> Suggestion:
    """One action a suggestion; some EHRs show its description and nothing else (R-F1, R-F4)."""
    version = next(version for version in DRAFTED_VERSIONS if version == telling.configuration.fhir_version)
    resource = write_draft(draft, fhir_version=version, code_maps=telling.configuration.code_maps)
    said = shortened(spelled_here(description or "", telling.country), LONGEST_DESCRIPTION)
    action = Action(type="create", description=said, resource=resource)
    return Suggestion(label=shortened(spelled_here(label or "", telling.country), LONGEST_LABEL), actions=(action,))
