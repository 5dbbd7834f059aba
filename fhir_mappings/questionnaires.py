"""QuestionnaireResponse -> answered items and totals, by LOINC code, by definition or by the instrument's own numbers.

FHIR R4: http://hl7.org/fhir/R4/questionnaireresponse.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fhir_mappings.dates import day as exact_day
from fhir_mappings.observations import answers_by_instrument, instant, mismatch
from fhir_mappings.reading.clinical_resources import Answer, AnsweredItem, QuestionnaireResponse
from fhir_mappings.reading.elements import CodeableConcept
from fhir_mappings.scores import When, read_item, read_total, total_of, unreadable
from fhir_mappings.vocabulary import Vocabulary
from trd.history import Gap, ItemAnswer, Measurement, Score
from trd.knowledge.names import fold_label
from trd.knowledge.types import ObservationCode

FINISHED: Final = frozenset({"completed", "amended"})
"""A missing status counts too; what is in progress, stopped or entered in error does not (R-O3)."""
_LOINC: Final = re.compile(r"(?<![\d-])(\d{1,5}-\d)(?!\d)")
_LAST_NUMBER: Final = re.compile(r"(\d{1,2})\D*$")
_TOTAL: Final = re.compile(r"\b(total|sum|summe|score|gesamt\w*)\b", re.IGNORECASE)
_NAMES: Final = re.compile(r"[^a-z0-9]+")
MOST_PARTS: Final = 12
"""Of an address, from its end: a scale is named last or nearly so, and each part is held against every scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireRead:
    """What one response says; totals that were computed are kept apart from totals that were sent."""

    answers: tuple[ItemAnswer, ...] = ()
    sent: tuple[Score | Measurement, ...] = ()
    computed: tuple[Score, ...] = ()
    gaps: tuple[Gap, ...] = ()


def read_questionnaire(response: QuestionnaireResponse, vocabulary: Vocabulary) -> QuestionnaireRead:
    """Read one response; a total is computed only when every item is there (R-O2)."""
    if response.status is not None and response.status.strip().lower() not in FINISHED:
        return QuestionnaireRead()
    instrument = instrument_of(response, vocabulary)
    coded = list(_coded(response.item, instrument, vocabulary))
    if not coded:
        return QuestionnaireRead()
    day = exact_day(response.authored)
    evidence = (response.evidence,)
    if day is None:
        return QuestionnaireRead(gaps=_undated(coded, evidence, vocabulary))
    when = When(day=day, issued=instant(response.authored), moment=instant(response.authored))
    facts = [fact for code, answer in coded for fact in _read(code, answer, when, evidence, vocabulary)]
    answers = tuple(fact for fact in facts if isinstance(fact, ItemAnswer))
    sent = tuple(fact for fact in facts if isinstance(fact, Score | Measurement))
    computed, gaps = _computed(answers, sent, when, evidence, vocabulary)
    return QuestionnaireRead(
        answers=answers,
        sent=sent,
        computed=computed,
        gaps=(*(fact for fact in facts if isinstance(fact, Gap)), *gaps),
    )


def instrument_of(response: QuestionnaireResponse, vocabulary: Vocabulary) -> str | None:
    """The scale that the form names: by a LOINC panel code, or by a part of its address (`…/phq-9|1.0`)."""
    source = response.questionnaire
    texts = [source] if isinstance(source, str) else [source.reference, source.display] if source is not None else []
    for text in filter(None, texts):
        for code in _LOINC.findall(text):
            for found in vocabulary.observations.of_loinc(code):
                if found.kind in ("panel", "total"):
                    return found.concept
        for part in reversed(text.split("|")[0].rsplit("/", MOST_PARTS)[-MOST_PARTS:]):
            name = fold_label(_NAMES.sub("-", part.lower()).strip("-"))
            named = _named(name, vocabulary)
            if named is not None:
                return named
    return None


def _named(name: str, vocabulary: Vocabulary) -> str | None:
    """A scale whose name stands in the part: `phq9questionnaire` names the PHQ-9."""
    for found in vocabulary.observations.of_name(name):
        return found.concept
    begun = [scale.id for scale in vocabulary.knowledge.scales.values() if fold_label(scale.label) in name]
    return max(begun, key=len, default=None) if begun else None


def _coded(
    items: tuple[AnsweredItem, ...], instrument: str | None, vocabulary: Vocabulary
) -> Iterator[tuple[ObservationCode, Answer]]:
    """Every answered question that is known, groups and nested questions included."""
    for item in items:
        if len(item.answer) == 1:
            for code in _codes(item, instrument, vocabulary):
                yield code, item.answer[0]
        yield from _coded(item.item, instrument, vocabulary)
        for answer in item.answer:
            yield from _coded(answer.item, instrument, vocabulary)


def _codes(item: AnsweredItem, instrument: str | None, vocabulary: Vocabulary) -> tuple[ObservationCode, ...]:
    for text in (item.definition, item.link_id):
        for code in _LOINC.findall(text or ""):
            found = vocabulary.observations.of_loinc(code)
            if found:
                return found
    named = vocabulary.observations.of_name(item.text or "") if item.text else ()
    if named:
        return named
    return _numbered(item, instrument, vocabulary) if instrument is not None else ()


def _numbered(item: AnsweredItem, instrument: str, vocabulary: Vocabulary) -> tuple[ObservationCode, ...]:
    """The question's number in a form whose scale is known: `1`, `q9`, `phq9-9`, `/9`; or its total."""
    scale = vocabulary.knowledge.scales.get(instrument)
    if scale is None or not scale.items:
        return ()
    link = item.link_id or ""
    if _TOTAL.search(link.replace("-", " ").replace("_", " ")) or _TOTAL.fullmatch((item.text or "").strip()):
        return (ObservationCode(concept=instrument, kind="total"),)
    found = _LAST_NUMBER.search(fold_label(link).replace(fold_label(scale.label), "", 1))
    if found is None or not 1 <= int(found.group(1)) <= scale.items:
        return ()
    return (ObservationCode(concept=instrument, kind="item", item=str(int(found.group(1)))),)


def _read(
    code: ObservationCode, answer: Answer, when: When, evidence: tuple[str, ...], vocabulary: Vocabulary
) -> Iterator[Score | ItemAnswer | Measurement | Gap]:
    concept = CodeableConcept(coding=(answer.value_coding,)) if answer.value_coding is not None else None
    codes, knowledge = vocabulary.observations, vocabulary.knowledge
    found: Score | ItemAnswer | Measurement | Gap | None
    if code.kind == "item":
        found = read_item(code, answer, concept, when, evidence, codes, knowledge)
    elif code.kind == "total":
        found = read_total(code, answer, concept, when, evidence, codes, knowledge)
    else:
        found = None
    if found is not None:
        yield found


def _computed(
    answers: tuple[ItemAnswer, ...],
    sent: tuple[Score | Measurement, ...],
    when: When,
    evidence: tuple[str, ...],
    vocabulary: Vocabulary,
) -> tuple[tuple[Score, ...], tuple[Gap, ...]]:
    told = {score.instrument: score.value for score in sent if isinstance(score, Score)}
    scores: list[Score] = []
    gaps: list[Gap] = []
    for instrument, points in sorted(answers_by_instrument(answers).items()):
        scale = vocabulary.knowledge.scales.get(instrument)
        if scale is None or not (scale.for_outcome or scale.for_severity):
            continue
        total = total_of(points, scale)
        if instrument in told:
            if total is not None and total != told[instrument]:
                gaps.append(mismatch(scale.label, when.day, evidence))
        elif total is not None:
            scores.append(
                Score(instrument=instrument, value=total, day=when.day, evidence=evidence, issued=when.issued)
            )
        elif scale.items and len(points) > 1:
            what = f"{scale.label} of {when.day.isoformat()}: items are missing, and no total was sent"
            gaps.append(unreadable(what, evidence))
    return tuple(scores), tuple(gaps)


def _undated(
    coded: list[tuple[ObservationCode, Answer]], evidence: tuple[str, ...], vocabulary: Vocabulary
) -> tuple[Gap, ...]:
    labels = {scale.label for code, _ in coded if (scale := vocabulary.knowledge.scales.get(code.concept))}
    return tuple(unreadable(f"{label}: the day of the answers is not on record", evidence) for label in sorted(labels))
