"""Observation of an estimated delivery date -> a pregnancy (G14): many charts hold nothing else of it.

FHIR R4: http://hl7.org/fhir/R4/observation.html; codes of the International Patient Summary.
"""

from datetime import date, timedelta
from typing import Final

from fhir_mappings.codings import codes_of
from fhir_mappings.condition_labels import label
from fhir_mappings.dates import day as exact_day
from fhir_mappings.observations import USABLE, day_of
from fhir_mappings.reading.clinical_resources import Observation
from trd.codes import Code, CodeSystem
from trd.history import ConditionFact
from trd.intervals import DayInterval
from trd.terms import ClinicalStatus

PREGNANCY: Final = "pregnancy"
DUE_DATE: Final = frozenset(Code(CodeSystem.LOINC, code) for code in ("11778-8", "11779-6", "11780-4", "53692-0"))
TERM_DAYS: Final = 280
"""From the last period to the estimated date (Naegele); no date lies further ahead of the day it was told."""
LATE_DAYS: Final = 21


def read_due_date(observation: Observation) -> ConditionFact | None:
    """A pregnancy that began forty weeks before the date; None: another observation, or a date that can't be one."""
    if observation.status is not None and observation.status.strip().lower() not in USABLE:
        return None
    if DUE_DATE.isdisjoint(codes_of(observation.code)):
        return None
    due, told = exact_day(observation.value_date_time), day_of(observation)
    if due is None or (told is not None and not _possible(due, told)):
        return None
    return ConditionFact(
        concepts=frozenset({PREGNANCY}),
        evidence=(observation.evidence,),
        clinical=ClinicalStatus.ACTIVE,
        onset=DayInterval.on(due - timedelta(days=TERM_DAYS)),
        recorded=told,
        label=label((PREGNANCY,)),
    )


def _possible(due: date, told: date) -> bool:
    return -LATE_DAYS <= (due - told).days <= TERM_DAYS
