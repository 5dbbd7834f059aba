"""The suicide risk card when the rest of the record could not be judged: it never waits for other parts (R-K15)."""

from datetime import date

from cds_hooks.cards import write_cards
from cds_hooks.configuration import Configuration
from cds_hooks.responses import Card
from trd.assessment import Assessment
from trd.diagnosis import Diagnosis
from trd.diagnosis.person import read_person
from trd.episodes import Episode
from trd.explanations import Explanations
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.options import Recommendations
from trd.resistance import Resistance
from trd.staging import Staging
from trd.suicide_risk import read_suicide_risk
from trd.terms import DiagnosisStatus, EpisodeStartBasis, ResistanceStatus


def write_risk_alone(
    history: TreatmentHistory,
    knowledge: Knowledge,
    configuration: Configuration,
    *,
    as_of: date,
    patient_id: str,
    encounter_id: str | None = None,
) -> tuple[Card, ...]:
    """The card of a risk that the record holds, from its answers and codes alone; none where it holds none."""
    definition = knowledge.definitions[configuration.choices.definition]
    unjudged = Assessment(
        as_of=as_of,
        data_up_to=history.data_up_to,
        definition=definition,
        knowledge_version=knowledge.version,
        history=history,
        exposures=(),
        person=read_person(history, as_of=as_of),
        diagnosis=Diagnosis(status=DiagnosisStatus.NONE, reason=None),
        episode=Episode(start=None, start_basis=EpisodeStartBasis.UNKNOWN),
        trials=(),
        not_counted=(),
        resistance=Resistance(
            status=ResistanceStatus.NONE,
            definition=definition.words,
            failed_trials=0,
            possible_failures=0,
            lifetime_failed_trials=0,
        ),
        by_definition={},
        staging=Staging(),
        severity=None,
        suicide_risk=read_suicide_risk(history, knowledge, configuration.choices, as_of=as_of),
        explanations=Explanations(),
        gaps=(),
    )
    return write_cards(
        unjudged,
        Recommendations(gate=None, row=None, summary_allowed=False),
        knowledge,
        configuration,
        patient_id=patient_id,
        encounter_id=encounter_id,
    )
