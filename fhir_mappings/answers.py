"""Values of observations and answers of questionnaires -> numbers: stated ones only, nothing guessed (R-O1).

https://hl7.org/fhir/R4/observation-definitions.html#Observation.value_x_
"""

import re
from decimal import Decimal
from typing import Final, Protocol

from fhir_mappings.codings import codings_of, local_codes, words_of
from fhir_mappings.observation_codes import ObservationCodes
from fhir_mappings.reading.elements import CodeableConcept, Coding, Quantity

_NUMBER: Final = re.compile(r"\d{1,4}(\.\d{1,4})?$")
_SCORES: Final = ("ordinalvalue", "itemweight", "questionnaire-ordinalvalue")

FREQUENCY: Final = {
    "not at all": Decimal(0),
    "several days": Decimal(1),
    "more than half the days": Decimal(2),
    "nearly every day": Decimal(3),
}
"""The printed answers of PHQ and GAD-7, where an EHR sends the words alone."""
FREQUENCY_SCALES: Final = frozenset({"phq-9", "phq-8", "phq-2", "phq-4", "gad-7"})

YES: Final = frozenset({"la33-6", "373066001", "y", "yes", "true"})
NO: Final = frozenset({"la32-8", "373067005", "n", "no", "false"})
YES_NO_SCALES: Final = frozenset({"c-ssrs"})


class Value(Protocol):
    """Any element with a value: Observation, component, answer."""

    @property
    def value_quantity(self) -> Quantity | None: ...
    @property
    def value_integer(self) -> int | None: ...
    @property
    def value_decimal(self) -> Decimal | None: ...
    @property
    def value_string(self) -> str | None: ...
    @property
    def value_boolean(self) -> bool | None: ...


def number_of(value: Value) -> Decimal | None:
    """The plain number that a value states; a comparator, a range or a sentence states none."""
    quantity = value.value_quantity
    if quantity is not None and quantity.value is not None:
        return None if quantity.comparator else quantity.value
    if value.value_integer is not None:
        return Decimal(value.value_integer)
    if value.value_decimal is not None:
        return value.value_decimal
    text = (value.value_string or "").strip()
    return Decimal(text) if _NUMBER.match(text) else None


def is_stated(value: Value, concept: CodeableConcept | None) -> bool:
    """Whether any value stands there, readable or not."""
    return concept is not None or any(
        part is not None
        for part in (
            value.value_quantity,
            value.value_integer,
            value.value_decimal,
            value.value_string,
            value.value_boolean,
        )
    )


def answer_of(
    value: Value, concept: CodeableConcept | None, codes: ObservationCodes, instrument: str, item: str
) -> Decimal | None:
    """The points of an answer: a number, a coded answer of that instrument, or its ordinal value."""
    plain = number_of(value)
    if plain is not None:
        return plain
    if value.value_boolean is not None:  # yes is a point only where the scale asks yes or no without reversal
        return Decimal(int(value.value_boolean)) if instrument in YES_NO_SCALES else None
    if concept is None:
        return _in_words((value.value_string or "",), instrument)
    coded = codes.answer(concept, instrument, item)
    if coded is not None and coded.score is not None:
        return coded.score
    for coding in codings_of(concept):
        ordinal = ordinal_of(coding)
        if ordinal is not None:
            return ordinal
    if instrument in YES_NO_SCALES:
        return _yes_no(concept)
    return _in_words(words_of(concept), instrument)


def ordinal_of(coding: Coding) -> Decimal | None:
    """The score that the sender attached to an answer."""
    for extension in coding.extension:
        name = (extension.url or "").lower().rsplit("/", 1)[-1]
        if name in _SCORES:
            if extension.value_decimal is not None:
                return extension.value_decimal
            return Decimal(extension.value_integer) if extension.value_integer is not None else None
    return None


def _yes_no(concept: CodeableConcept) -> Decimal | None:
    said = {*local_codes(concept), *(word.lower() for word in words_of(concept))}
    if said & YES:
        return Decimal(1)
    return Decimal(0) if said & NO else None


def _in_words(words: tuple[str, ...], instrument: str) -> Decimal | None:
    if instrument in YES_NO_SCALES:
        said = {word.strip().lower() for word in words}
        return Decimal(1) if said & YES else Decimal(0) if said & NO else None
    if instrument not in FREQUENCY_SCALES:
        return None
    return next((FREQUENCY[word] for text in words if (word := text.strip().lower()) in FREQUENCY), None)
