"""`trd-patient-view`: the chart is opened; where this patient stands and the next step, or nothing.

https://cds-hooks.org/hooks/patient-view/
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from cds_hooks.cards import keys_and_topics, write_cards
from cds_hooks.configuration import Configuration
from cds_hooks.requests import HookRequest
from cds_hooks.responses import Card
from cds_hooks.risk_alone import write_risk_alone
from cds_hooks.service import Answer, Service
from fhir_mappings.history import read_history
from fhir_mappings.reading.resources import Resources
from trd.assessment import Assessment, assess
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.options import Recommendations
from trd.recommendations import recommend
from trd.relevance import concerns


def answer(
    request: HookRequest,
    resources: Resources,
    knowledge: Knowledge,
    configuration: Configuration,
    *,
    as_of: date,
) -> Answer:
    """Read the record, judge it, weigh what could be done, say it; the encounter decides some gates (G3, G21)."""
    configuration = configuration.in_encounter(request.encounter_id)
    history = read_history(resources, knowledge)
    if not concerns(history, knowledge):
        return _answer((), configuration, as_of=as_of, counts=counts_of(history), silent_because=NOTHING_OF_OURS)
    recipient: Recipient = {"patient_id": request.patient_id, "encounter_id": request.encounter_id}
    try:
        return _judged(history, knowledge, configuration, recipient, as_of=as_of)
    except Exception as error:
        # R-K15: a risk on record is told even where the rest fails; without one the failure stays a failure.
        cards = write_risk_alone(history, knowledge, configuration, as_of=as_of, **recipient)
        if not cards:
            raise
        return _answer(cards, configuration, as_of=as_of, failed=type(error).__name__)


NOTHING_OF_OURS = "G9"
"""The gate of a chart without a depression, an antidepressant, a scale or a risk: known before anything is judged."""


class Recipient(TypedDict):
    """Whom the answer is about."""

    patient_id: str
    encounter_id: str | None


def _judged(
    history: TreatmentHistory, knowledge: Knowledge, configuration: Configuration, recipient: Recipient, *, as_of: date
) -> Answer:
    assessment = assess(history, knowledge, configuration.choices, as_of=as_of)
    recommendations = recommend(assessment, knowledge, configuration.choices)
    cards = write_cards(assessment, recommendations, knowledge, configuration, **recipient)
    why = None if cards else recommendations.gate or "nothing to say"
    return _answer(cards, configuration, as_of=as_of, counts=counts(assessment, recommendations), silent_because=why)


def _answer(cards: tuple[Card, ...], configuration: Configuration, *, as_of: date, **facts: Any) -> Answer:
    """In silent mode all is recorded and nothing is shown."""
    keys, topics = keys_and_topics(cards)
    if configuration.silent:
        facts["silent_because"] = "silent"
    return Answer(cards=() if configuration.silent else cards, as_of=as_of, topics=topics, keys=keys, **facts)


def counts_of(history: TreatmentHistory) -> Mapping[str, int]:
    """What the log may tell of a record: numbers, nothing of the patient."""
    return {
        "medications": len(history.medications),
        "conditions": len(history.conditions),
        "scores": len(history.scores),
    }


def counts(assessment: Assessment, recommendations: Recommendations) -> Mapping[str, int]:
    """What the log may tell of the work done."""
    gaps = Counter(f"gap.{gap.code}" for gap in assessment.gaps)
    return {
        **counts_of(assessment.history),
        "trials": len(assessment.trials),
        "failed_trials": assessment.resistance.failed_trials,
        "options": len(recommendations.options),
        "set_aside": len(recommendations.set_aside),
        **dict(sorted(gaps.items())),
    }


PATIENT = "{{context.patientId}}"
PAGE = "_count=500"

PREFETCH = {
    "patient": f"Patient/{PATIENT}",
    "conditions": f"Condition?patient={PATIENT}&{PAGE}",
    "medicationStatements": f"MedicationStatement?patient={PATIENT}&{PAGE}",
    "medicationRequests": f"MedicationRequest?patient={PATIENT}&{PAGE}",
    "medicationDispenses": f"MedicationDispense?patient={PATIENT}&{PAGE}",
    "medicationAdministrations": f"MedicationAdministration?patient={PATIENT}&{PAGE}",
    "observations": f"Observation?patient={PATIENT}&category=survey,laboratory,vital-signs,social-history,exam&{PAGE}",
    "questionnaireResponses": f"QuestionnaireResponse?patient={PATIENT}&{PAGE}",
    "procedures": f"Procedure?patient={PATIENT}&{PAGE}",
    "allergies": f"AllergyIntolerance?patient={PATIENT}&{PAGE}",
    "encounters": f"Encounter?patient={PATIENT}&{PAGE}",
}
"""Plain searches that every client can resolve: no date window and no status, since failed trials are ended ones;
no parameter twice, since some clients merge repeats; Observations by category, since some servers want one."""

SERVICE = Service(
    id="trd-patient-view",
    hook="patient-view",
    title="Treatment-resistant depression",
    description=(
        "Which antidepressant trials of this patient were long enough at an effective dose, which of them failed, "
        "whether that is treatment resistance, and what the next steps are. Nothing to say is no card."
    ),
    usage_requirements=(
        "Every prefetch key is optional. Conditions with medicationStatements or medicationRequests give a full "
        "answer; scores, laboratory values, procedures and allergies make it safer. What is not sent is fetched from "
        "fhirServer where that server is trusted. Give the history without a date window and without a status filter: "
        "trials that failed are completed or stopped. A key may hold a Bundle, a resource, or null."
    ),
    prefetch=PREFETCH,
    answer=answer,
)
