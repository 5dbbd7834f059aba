"""Observation -> scores, answered items, measurements, coded findings and phenotypes (R-O1 … R-O4, R-Z6, R-X1).

FHIR R4: http://hl7.org/fhir/R4/observation.html
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from fhir_mappings.answers import is_stated, number_of
from fhir_mappings.dates import day as exact_day
from fhir_mappings.dates import latest_day
from fhir_mappings.findings import SMOKING, is_pharmacogenomic, read_phenotypes, read_presence, read_smoking
from fhir_mappings.measurements import read_measurement
from fhir_mappings.reading.clinical_resources import Measured, Observation
from fhir_mappings.scores import When, read_item, read_total, total_of, unreadable
from fhir_mappings.vocabulary import Vocabulary
from trd.history import CodedFinding, Gap, ItemAnswer, Measurement, Phenotype, Score
from trd.knowledge.types import ObservationCode
from trd.terms import GapCode

ObservedFact = Score | ItemAnswer | Measurement | CodedFinding | Phenotype

USABLE: Final = frozenset({"final", "amended", "corrected", "appended"})
"""A missing status counts too; preliminary, registered, cancelled, entered-in-error and unknown do not (R-O3)."""
_CLOCK: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def read_observation(observation: Observation, vocabulary: Vocabulary) -> tuple[ObservedFact | Gap, ...]:
    """Read one Observation with its components.

    Empty: none of our business, or not a usable result (R-O3). A panel whose members are resources of their own
    is read by these; `score_totals` adds them up.
    """
    if observation.status is not None and observation.status.strip().lower() not in USABLE:
        return ()
    evidence = (observation.evidence,)
    if is_pharmacogenomic(observation):
        return read_phenotypes(observation, day_of(observation), evidence)
    codes = vocabulary.observations.read(observation.code)
    parts = [(vocabulary.observations.read(part.code), part) for part in observation.component]
    if not codes and not any(found for found, _ in parts):
        return ()
    when = when_of(observation)
    if when is None:
        return _undated(codes, evidence, vocabulary)
    facts = [fact for code in codes for fact in _read(code, observation, when, evidence, vocabulary)]
    for found, part in parts:
        facts += [fact for code in found for fact in _read(code, part, when, evidence, vocabulary)]
    return (*facts, *_totals(codes, facts, when, evidence, vocabulary))


def when_of(observation: Observation) -> When | None:
    """Day and instant: `effectiveDateTime`, else the period's end, else `issued` (R-O3); a partial date is none."""
    sent = observation.effective_date_time or observation.effective_instant
    period = observation.effective_period
    if not sent and period is not None:
        sent = period.end or period.start
    sent = sent or observation.issued
    found = exact_day(sent)
    if found is None:
        return None
    moment = instant(sent)
    return When(day=found, issued=instant(observation.issued) or moment, moment=moment)


def day_of(observation: Observation) -> date | None:
    """The day of a report that stays true (a genotype): of a partial date the last day it can mean."""
    period = observation.effective_period
    sent = observation.effective_date_time or observation.effective_instant or (period.end if period else None)
    return latest_day(sent or observation.issued)


def instant(text: str | None) -> str | None:
    """A sortable instant in UTC; a mere day has none."""
    if not text or not _CLOCK.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")


def _read(
    code: ObservationCode,
    value: Observation | Measured,
    when: When,
    evidence: tuple[str, ...],
    vocabulary: Vocabulary,
) -> tuple[ObservedFact | Gap, ...]:
    found: ObservedFact | Gap | None
    knowledge, codes = vocabulary.knowledge, vocabulary.observations
    match code.kind:
        case "total":
            found = read_total(code, value, value.value_codeable_concept, when, evidence, codes, knowledge)
            if found is None:  # a screen that says positive or negative (ASRS)
                found = read_presence(code.concept, value, when.day, evidence)
        case "panel" if isinstance(value, Observation) and _states_total(value):
            found = read_total(code, value, value.value_codeable_concept, when, evidence, codes, knowledge)
        case "item":
            found = read_item(code, value, value.value_codeable_concept, when, evidence, codes, knowledge)
        case "finding" if code.concept == SMOKING:
            found = read_smoking(value, when.day, evidence)
        case "lab" | "vital" | "genotype" | "finding":
            found = read_measurement(code.concept, value, when, evidence, knowledge)
            found = found or read_presence(code.concept, value, when.day, evidence)
        case _:
            found = None
    return (found,) if found is not None else ()


def _states_total(panel: Observation) -> bool:
    """A value of the panel itself is its total (EPDS 71354-5, and PHQ-9 44249-1 at many sites).

    One that is no number is said as unreadable, but where the items stand beside it: it is a remark then.
    """
    if number_of(panel) is not None:
        return True
    return is_stated(panel, panel.value_codeable_concept) and not panel.component and not panel.has_member


def _totals(
    codes: tuple[ObservationCode, ...],
    facts: list[ObservedFact | Gap],
    when: When,
    evidence: tuple[str, ...],
    vocabulary: Vocabulary,
) -> tuple[Score | Gap, ...]:
    """The total of a panel's own components, where the panel states none (R-O2)."""
    found: list[Score | Gap] = []
    sent = {fact.instrument: fact.value for fact in facts if isinstance(fact, Score)}
    for instrument, answers in sorted(answers_by_instrument(facts).items()):
        scale = vocabulary.knowledge.scales.get(instrument)
        if scale is None or not (scale.for_outcome or scale.for_severity):
            continue
        total = total_of(answers, scale)
        if instrument in sent:
            if total is not None and total != sent[instrument]:
                found.append(mismatch(scale.label, when.day, evidence))
        elif total is not None:
            found.append(Score(instrument=instrument, value=total, day=when.day, evidence=evidence, issued=when.issued))
        elif any(code.kind == "panel" and code.concept == instrument for code in codes):
            what = f"{scale.label} of {when.day.isoformat()}: items are missing, and no total was sent"
            found.append(unreadable(what, evidence))
    return tuple(found)


def answers_by_instrument(facts: Iterable[object]) -> dict[str, dict[str, Decimal]]:
    """Answered items of each instrument; of two answers to one question the higher."""
    found: dict[str, dict[str, Decimal]] = {}
    for fact in facts:
        if isinstance(fact, ItemAnswer):
            answers = found.setdefault(fact.instrument, {})
            answers[fact.item] = max(fact.value, answers.get(fact.item, fact.value))
    return found


def mismatch(label: str, day: date, evidence: tuple[str, ...]) -> Gap:
    """The EHR's total and the sum of the items differ: the EHR's counts, and it is said (R-O2)."""
    what = f"{label} of {day.isoformat()}: the total and the items differ; the total counts"
    return Gap(code=GapCode.SCORE_MISMATCH, what=what, evidence=evidence)


def _undated(codes: tuple[ObservationCode, ...], evidence: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Gap, ...]:
    """A score without a day cannot be placed: it is not used, and it is said (R-O3)."""
    for code in codes:
        scale = vocabulary.knowledge.scales.get(code.concept)
        if scale is not None and code.kind in ("total", "panel"):
            return (unreadable(f"{scale.label}: the day of the score is not on record", evidence),)
    return ()
