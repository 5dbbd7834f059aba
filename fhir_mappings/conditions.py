"""Condition -> diagnosis: by code, else by words, with status and dates (§6.1, R-P6b, R-P7).

FHIR R4: http://hl7.org/fhir/R4/condition.html
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fhir_mappings.codings import codes_of, codings_of, words_of
from fhir_mappings.condition_codes import CodesRead
from fhir_mappings.condition_labels import label
from fhir_mappings.condition_status import (
    certainty,
    clinical_status,
    entered_in_error,
    of_family,
    severity,
    verification,
)
from fhir_mappings.condition_words import Reading, read_words, refuses_intake
from fhir_mappings.dates import interval, latest_day, span
from fhir_mappings.reading.clinical_resources import Condition
from fhir_mappings.reading.elements import CodeableConcept, Quantity, several
from fhir_mappings.vocabulary import Vocabulary
from trd.codes import CodeSystem
from trd.history import ConditionFact, Gap
from trd.intervals import DayInterval
from trd.terms import ClinicalStatus, GapCode, Verification

ENCOUNTER_DIAGNOSIS: Final = "encounter-diagnosis"
NON_ADHERENCE: Final = "adherence-problem"
YEARS: Final = frozenset({"a", "year", "years", "yr", "yrs"})

MOOD_AND_GATES: Final = (
    *("mdd-", "depression-", "postpartum-depression", "perinatal-depression", "dysthymia", "treatment-resistant"),
    *("bipolar", "mania", "schizophrenia", "dementia"),
)
"""Concepts whose reading by words is said (R-P6b): everything that rests on them is less certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What code or words of one Condition say."""

    found: CodesRead | Reading
    by_text: bool


def read_condition(
    condition: Condition, vocabulary: Vocabulary, *, birth: DayInterval | None = None
) -> tuple[ConditionFact | Gap, ...]:
    """Read one Condition as the diagnosis it stands for.

    Empty: none of our business, refuted, entered in error, or about somebody else (R-P7, R-Z2).
    """
    sure = verification(condition.verification_status)
    mark = certainty(condition.code)
    if entered_in_error(condition.verification_status) or sure is Verification.REFUTED or mark == "A":
        return ()
    if of_family(several(condition.category)):
        return ()
    words = words_of(condition.code)
    said = _said(condition.code, words, vocabulary)
    refuses = any(refuses_intake(text) for text in words)
    if said is None and not refuses:
        return ()
    fact = ConditionFact(
        concepts=said.found.concepts if said else frozenset(),
        evidence=(condition.evidence,),
        clinical=_clinical(condition, said, mark),
        verification=sure or (Verification.UNCONFIRMED if mark == "V" else None),
        onset=_onset(condition, birth),
        recorded=_recorded(condition),
        abated=_abated(condition),
        by_text=said.by_text if said else True,
        severity=(said.found.severity if said else None) or severity(condition.severity),
        psychotic=said.found.psychotic if said else None,
        remission=said.found.remission if said else None,
        episode=said.found.episode if said else None,
        refuses_intake=refuses,
        names_agent=_named_agent(said, words, vocabulary),
        encounter_diagnosis=_of_encounter(condition),
        label=label(said.found.concepts) if said else "refusal of food or fluid",
    )
    return (fact, *_gaps(fact))


def is_unreadable(condition: Condition) -> bool:
    """No code of a known system and no words: what it is cannot be known, so nothing is clear of it (R-Z2)."""
    if entered_in_error(condition.verification_status) or of_family(several(condition.category)):
        return False
    return not codes_of(condition.code) and not words_of(condition.code)


def unreadable(evidence: tuple[str, ...]) -> Gap:
    """The conditions that say nothing that can be read, in one line."""
    said = "1 condition has" if len(evidence) == 1 else f"{len(evidence)} conditions have"
    what = f"{said} neither a code of a known system nor words"
    return Gap(code=GapCode.UNREADABLE_RESOURCE, what=what, evidence=evidence)


def _said(concept: CodeableConcept | None, words: tuple[str, ...], vocabulary: Vocabulary) -> _Said | None:
    """A code always wins over the text beside it; words speak where no known system gives a code (R-P6b).

    SNOMED CT is known in part only (its hierarchy is not shipped): a code of it that no table knows is read
    by its words too, so that a rare code of depression is not silence.
    """
    codes = codes_of(concept)
    known = vocabulary.conditions.read(codes)
    if known is not None:
        return _Said(found=known, by_text=False)
    if any(code.system is not CodeSystem.SNOMED for code in codes):
        return None
    text = concept.text if concept is not None and concept.text and not codes else None
    found = next((reading for word in ((text,) if text else words) if (reading := read_words(word))), None)
    return _Said(found=found, by_text=True) if found is not None else None


def _clinical(condition: Condition, said: _Said | None, mark: str | None) -> ClinicalStatus | None:
    """The status as stated; without one, what is abated, or a mere history, is over."""
    stated = clinical_status(condition.clinical_status)
    if stated is not None:
        return stated
    abated = condition.abatement_boolean or condition.abatement_string or condition.abatement_age
    if abated or _abated(condition) is not None:
        return ClinicalStatus.RESOLVED
    past = isinstance(said.found, Reading) and said.found.past if said else False
    return ClinicalStatus.INACTIVE if past or mark == "Z" else None


def _onset(condition: Condition, birth: DayInterval | None) -> DayInterval | None:
    return (
        interval(condition.onset_date_time)
        or span(condition.onset_period).start
        or _at_age(condition.onset_age, birth)
        or interval(condition.onset_string)
    )


def _abated(condition: Condition) -> DayInterval | None:
    period = span(condition.abatement_period)
    return interval(condition.abatement_date_time) or period.end or period.start or interval(condition.abatement_string)


def _recorded(condition: Condition) -> date | None:
    """The last day that the date of recording can mean."""
    return latest_day(condition.recorded_date or condition.asserted_date or condition.date_recorded)


def _at_age(age: Quantity | None, birth: DayInterval | None) -> DayInterval | None:
    """An onset "at 34": from that birthday to the day before the next."""
    if age is None or birth is None or age.value is None or (age.code or age.unit or "").lower() not in YEARS:
        return None
    years = int(age.value)
    if age.value != Decimal(years) or not 0 <= years <= 130:
        return None
    return DayInterval(earliest=_birthday(birth.earliest, years), latest=_birthday(birth.latest, years + 1))


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # born on 29 February
        return date(born.year + years, 3, 1)


def _named_agent(said: _Said | None, words: tuple[str, ...], vocabulary: Vocabulary) -> str | None:
    """A non-adherence entry may name its drug: "does not take sertraline" (R-Q8)."""
    if said is None or NON_ADHERENCE not in said.found.concepts:
        return None
    agents = {name for text in words for name in vocabulary.drugs.named_in(text) if vocabulary.drugs.is_agent(name)}
    return agents.pop() if len(agents) == 1 else None


def _of_encounter(condition: Condition) -> bool:
    categories = several(condition.category)
    return any(coding.code == ENCOUNTER_DIAGNOSIS for category in categories for coding in codings_of(category))


def _gaps(fact: ConditionFact) -> tuple[Gap, ...]:
    if not fact.by_text or not any(concept.startswith(MOOD_AND_GATES) for concept in fact.concepts):
        return ()
    what = f"{fact.label[:1].upper()}{fact.label[1:]} is recorded in words, without a known code"
    return (Gap(code=GapCode.CONDITION_BY_TEXT, what=what, evidence=fact.evidence),)
