"""All resources of a patient -> one TreatmentHistory: each read by itself, in a fixed order, nothing inferred."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from fhir_mappings import allergies, procedures
from fhir_mappings.allergies import read_allergy
from fhir_mappings.codings import local_codes
from fhir_mappings.conditions import is_unreadable, read_condition, unreadable
from fhir_mappings.deliveries import read_delivery
from fhir_mappings.devices import read_device, read_implantation
from fhir_mappings.due_dates import read_due_date
from fhir_mappings.encounters import read_encounter, read_reasons
from fhir_mappings.fact_dates import dates_of
from fhir_mappings.kidney import estimated
from fhir_mappings.medications import read_medications
from fhir_mappings.observations import ObservedFact, read_observation
from fhir_mappings.patients import read_patient
from fhir_mappings.procedures import read_procedure, read_visit
from fhir_mappings.questionnaires import read_questionnaire
from fhir_mappings.reading.clinical_resources import (
    AllergyIntolerance,
    Condition,
    Device,
    Encounter,
    Observation,
    Patient,
    Procedure,
    QuestionnaireResponse,
)
from fhir_mappings.reading.drug_resources import MedicationStatement
from fhir_mappings.reading.request_resources import Appointment, CarePlan, ServiceRequest
from fhir_mappings.reading.resources import Resources
from fhir_mappings.requests import read_appointment, read_plan, read_referral, read_request
from fhir_mappings.score_totals import read_member_totals, without_contradicted
from fhir_mappings.vital_signs import complete
from fhir_mappings.vocabulary import Vocabulary, vocabulary
from trd.history import (
    AllergyFact,
    CodedFinding,
    ConditionFact,
    Gap,
    ItemAnswer,
    Measurement,
    PatientFact,
    Phenotype,
    RefusedProcedure,
    Requested,
    Score,
    Session,
    TreatmentHistory,
)
from trd.intervals import DayInterval
from trd.knowledge.types import Knowledge
from trd.terms import FactList, GapCode

NO_CONDITION_INFO: Final = "no-problem-info"
NO_ALLERGY_INFO: Final = "no-allergy-info"
NO_DRUG_INFO: Final = "no-medication-info"
"""Codes of the International Patient Summary; `no-known-problems` is an answer, these are none."""
NO_CONDITIONS: Final = "no-known-problems"


@dataclass(slots=True)
class _Read:
    """Facts on their way into a history."""

    scores: list[Score] = field(default_factory=list)
    computed: list[Score] = field(default_factory=list)
    answers: list[ItemAnswer] = field(default_factory=list)
    measurements: list[Measurement] = field(default_factory=list)
    findings: list[CodedFinding] = field(default_factory=list)
    phenotypes: list[Phenotype] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def put(self, facts: Iterable[ObservedFact | Gap]) -> None:
        for fact in facts:
            match fact:
                case Score():
                    self.scores.append(fact)
                case ItemAnswer():
                    self.answers.append(fact)
                case Measurement():
                    self.measurements.append(fact)
                case CodedFinding():
                    self.findings.append(fact)
                case Phenotype():
                    self.phenotypes.append(fact)
                case Gap():
                    self.gaps.append(fact)


def read_history(resources: Resources, knowledge: Knowledge) -> TreatmentHistory:
    """Read all that was sent of one patient.

    Whatever the order of the resources, and however often one was sent, the history is the same (R-0.3).
    """
    words = vocabulary(knowledge)
    patient = _patient(resources)
    read = _observed(resources, words)
    conditions, said = _conditions(resources, words, patient.birth)
    sessions, not_done = _procedures(resources, words)
    requested, refused = _requests(resources, words)
    medications = read_medications(resources, knowledge)
    known_allergies, silent_allergies = _allergies(resources, words)
    unknown = _not_known(resources)
    silent = tuple(found.evidence for found in resources.of(Procedure) if procedures.is_unreadable(found, words))
    if silent:
        said = [*said, procedures.unreadable(silent)]
    gaps = {*resources.gaps, *read.gaps, *said, *silent_allergies, *medications.gaps, *filter(None, unknown.values())}
    history = TreatmentHistory(
        patient=patient,
        medications=medications.records,
        conditions=conditions,
        scores=tuple(read.scores),
        answers=tuple(read.answers),
        measurements=(*complete(read.measurements), *estimated(read.measurements, patient, knowledge.figures)),
        findings=tuple(read.findings),
        phenotypes=tuple(read.phenotypes),
        allergies=known_allergies,
        sessions=sessions,
        refused=(*not_done, *refused),
        requested=requested,
        encounters=tuple(visit for found in resources.of(Encounter) if (visit := read_encounter(found, words))),
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.code, gap.what, gap.evidence))),
        delivered=resources.delivered - unknown.keys(),
        dispensed_on=medications.dispensed_on,
        unread=dict(sorted((Counter(resources.unread) + Counter(medications.unread)).items())),
    )
    return replace(history, dates=dates_of(history))


def _patient(resources: Resources) -> PatientFact:
    """The one patient; a record of two is refused at the door (contract §1.4)."""
    return next((read_patient(patient) for patient in resources.of(Patient)), PatientFact())


def _not_known(resources: Resources) -> dict[FactList, Gap | None]:
    """Lists whose one entry says that nothing is known: not sent, whatever was sent (R-Z2; IPS `no-problem-info`).

    Nor is a list of conditions known of which every entry is silent: unreadable is not empty.
    """
    found: dict[FactList, Gap | None] = {}
    conditions = resources.of(Condition)
    if conditions and all(_is_silent(condition) for condition in conditions):
        found[FactList.CONDITIONS] = None
    for condition in conditions:
        if NO_CONDITION_INFO in local_codes(condition.code):
            what = "The record says that there is no information about conditions"
            found[FactList.CONDITIONS] = Gap(
                code=GapCode.CONDITIONS_NOT_SENT, what=what, evidence=(condition.evidence,)
            )
    if any(NO_ALLERGY_INFO in local_codes(allergy.code) for allergy in resources.of(AllergyIntolerance)):
        found[FactList.ALLERGIES] = None
    statements = resources.of(MedicationStatement)
    if any(NO_DRUG_INFO in local_codes(statement.medication_codeable_concept) for statement in statements):
        found[FactList.MEDICATIONS] = None
    return found


def _is_silent(condition: Condition) -> bool:
    return is_unreadable(condition) and NO_CONDITIONS not in local_codes(condition.code)


def _conditions(
    resources: Resources, words: Vocabulary, birth: DayInterval | None
) -> tuple[tuple[ConditionFact, ...], list[Gap]]:
    facts: list[ConditionFact] = []
    gaps: list[Gap] = []
    silent: list[str] = []
    for condition in resources.of(Condition):
        read = read_condition(condition, words, birth=birth)
        if not read and _is_silent(condition):
            silent.append(condition.evidence)
        facts += (fact for fact in read if isinstance(fact, ConditionFact))
        gaps += (gap for gap in read if isinstance(gap, Gap))
    if silent:
        gaps.append(unreadable(tuple(silent)))
    facts += [fact for found in resources.of(Encounter) if (fact := read_reasons(found, words))]
    facts += [fact for found in resources.of(Device) if (fact := read_device(found, words))]
    facts += [fact for found in resources.of(Procedure) if (fact := read_implantation(found, words))]
    facts += [fact for found in resources.of(Procedure) if (fact := read_delivery(found, words))]
    facts += [fact for found in resources.of(Observation) if (fact := read_due_date(found))]
    return tuple(facts), gaps


def _allergies(resources: Resources, words: Vocabulary) -> tuple[tuple[AllergyFact, ...], list[Gap]]:
    facts: list[AllergyFact] = []
    silent: list[str] = []
    for allergy in resources.of(AllergyIntolerance):
        fact = read_allergy(allergy, words)
        if fact is not None:
            facts.append(fact)
        elif allergies.is_unreadable(allergy, words):
            silent.append(allergy.evidence)
    return tuple(facts), [allergies.unreadable(tuple(silent))] if silent else []


def _procedures(resources: Resources, words: Vocabulary) -> tuple[tuple[Session, ...], tuple[RefusedProcedure, ...]]:
    read: list[Session | RefusedProcedure] = []
    for procedure in resources.of(Procedure):
        read += read_procedure(procedure, words)
    done = {(fact.concept, fact.start) for fact in read if isinstance(fact, Session)}
    for encounter in resources.of(Encounter):
        read += (fact for fact in read_visit(encounter, words) if (fact.concept, fact.start) not in done)
    sessions = tuple(fact for fact in read if isinstance(fact, Session))
    return sessions, tuple(fact for fact in read if isinstance(fact, RefusedProcedure))


def _requests(resources: Resources, words: Vocabulary) -> tuple[tuple[Requested, ...], tuple[RefusedProcedure, ...]]:
    read = [fact for request in resources.of(ServiceRequest) if (fact := read_request(request, words))]
    read += [fact for found in resources.of(Procedure) if (fact := read_referral(found, words))]
    read += [fact for found in resources.of(Appointment) if (fact := read_appointment(found, words))]
    read += [fact for plan in resources.of(CarePlan) for fact in read_plan(plan, words)]
    asked = tuple(fact for fact in read if isinstance(fact, Requested))
    return asked, tuple(fact for fact in read if isinstance(fact, RefusedProcedure))


def _observed(resources: Resources, words: Vocabulary) -> _Read:
    """Observations and questionnaires; a total that was sent stands against one that was computed (R-O2)."""
    read = _Read()
    for observation in resources.of(Observation):
        read.put(read_observation(observation, words))
    for response in resources.of(QuestionnaireResponse):
        said = read_questionnaire(response, words)
        read.put((*said.answers, *said.sent, *said.gaps))
        read.computed += said.computed
    for fact in read_member_totals(resources, read.scores, read.answers, words):
        if isinstance(fact, Score):
            read.computed.append(fact)
        else:
            read.gaps.append(fact)
    read.put(list(without_contradicted(read.scores, read.computed, words)))
    return read
