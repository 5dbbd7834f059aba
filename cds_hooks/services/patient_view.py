"""`trd-patient-view`: the chart is opened; where this patient stands and the next step, or nothing.

https://cds-hooks.org/hooks/patient-view/
"""

from datetime import date

from cds_hooks.answers import (
    NOTHING_OF_OURS,
    NOTHING_TO_SAY,
    Recipient,
    answer_or_tell_the_risk,
    answered,
    counts,
    counts_of,
)
from cds_hooks.cards import write_cards
from cds_hooks.configuration import Configuration
from cds_hooks.prefetch import PREFETCH, USAGE
from cds_hooks.requests import HookRequest
from cds_hooks.service import Answer, Service
from fhir_mappings.history import read_history
from fhir_mappings.reading.resources import Resources
from trd.assessment import assess
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
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
    configuration.passed("read")
    if not concerns(history, knowledge):
        return answered((), configuration, as_of=as_of, counts=counts_of(history), silent_because=NOTHING_OF_OURS)
    recipient: Recipient = {"patient_id": request.patient_id, "encounter_id": request.encounter_id}
    return answer_or_tell_the_risk(
        lambda: _judged(history, knowledge, configuration, recipient, as_of=as_of),
        history,
        knowledge,
        configuration,
        recipient,
        as_of=as_of,
    )


def _judged(
    history: TreatmentHistory, knowledge: Knowledge, configuration: Configuration, recipient: Recipient, *, as_of: date
) -> Answer:
    assessment = assess(history, knowledge, configuration.choices, as_of=as_of)
    recommendations = recommend(assessment, knowledge, configuration.choices)
    configuration.passed("assess")
    cards = write_cards(assessment, recommendations, knowledge, configuration, **recipient)
    why = None if cards else recommendations.gate or NOTHING_TO_SAY
    return answered(cards, configuration, as_of=as_of, counts=counts(assessment, recommendations), silent_because=why)


SERVICE = Service(
    id="trd-patient-view",
    hook="patient-view",
    title="Treatment-resistant depression",
    description=(
        "Which antidepressant trials of this patient were long enough at an effective dose, which of them failed, "
        "whether that is treatment resistance, and what the next steps are. Nothing to say is no card."
    ),
    usage_requirements=USAGE,
    prefetch=PREFETCH,
    answer=answer,
)
