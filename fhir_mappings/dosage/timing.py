"""How often a day: `Timing` by frequency, times of day, weekdays or code (R-D5, R-D8).

https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from collections.abc import Mapping
from fractions import Fraction

from fhir_mappings.codings import local_codes, words_of
from fhir_mappings.dosage.frequencies import frequency_in_words
from fhir_mappings.dosage.reading import UNSTATED, Amount
from fhir_mappings.quantities import Measure, number, unit_of
from fhir_mappings.reading.elements import Timing, TimingRepeat

_CODES: Mapping[str, Fraction] = {
    **dict.fromkeys(("qd", "am", "pm", "bed", "qam", "qpm", "qhs", "hs", "daily", "od"), Fraction(1)),
    "bid": Fraction(2),
    "tid": Fraction(3),
    "qid": Fraction(4),
    "qod": Fraction(1, 2),
    "q1h": Fraction(24),
    "q2h": Fraction(12),
    "q3h": Fraction(8),
    "q4h": Fraction(6),
    "q6h": Fraction(4),
    "q8h": Fraction(3),
    "q12h": Fraction(2),
    "q24h": Fraction(1),
    "wk": Fraction(1, 7),
    "mo": Fraction(1, 30),
}
_MEALS_WITHOUT_NUMBER = frozenset({"C", "AC", "PC"})
"""With meals: one, two or three a day is not said."""


def times_a_day(timing: Timing | None) -> Amount:
    """Intakes a day; unstated when the elements do not say, or contradict each other."""
    if timing is None:
        return UNSTATED
    found = _repeated(timing.repeat) if timing.repeat is not None else None
    if found is not None:
        return found
    return _coded(timing)


def _coded(timing: Timing) -> Amount:
    for code in local_codes(timing.code):
        if code in _CODES:
            return Amount.of(_CODES[code])
    for words in words_of(timing.code):
        found = frequency_in_words(words)
        if found is not None:
            return found
    return UNSTATED


def _repeated(repeat: TimingRepeat) -> Amount | None:
    """None: the repeat says nothing of how often; unstated: it contradicts itself."""
    stated = _per_period(repeat)
    within_a_day = _times_within_a_day(repeat)
    weekdays = len(set(repeat.day_of_week))
    if stated is None and within_a_day is None and not weekdays:
        return UNSTATED if repeat.when else None
    if weekdays:
        return _on_weekdays(repeat, stated, within_a_day, weekdays)
    if stated is None or within_a_day is None:
        return stated if stated is not None else Amount.of(Fraction(within_a_day or 0))
    agrees = stated.low is not None and stated.high is not None and stated.low <= within_a_day <= stated.high
    longer = stated.high is not None and stated.high < 1 and within_a_day == 1  # every other day, in the morning
    return stated if agrees or longer else UNSTATED


def _per_period(repeat: TimingRepeat) -> Amount | None:
    """`frequency` times in each `period`; the maxima make it an interval."""
    unit = unit_of(repeat.period_unit or repeat.period_units)
    period = number(repeat.period)
    if period is None and unit is not None and repeat.frequency is not None:
        period = number(repeat.period_max)
    if unit is None or unit.measure is not Measure.DAYS or period is None or period <= 0:
        return None
    least = repeat.frequency if repeat.frequency is not None else (1 if repeat.frequency_max is None else None)
    most = repeat.frequency_max if repeat.frequency_max is not None else least
    shortest = Fraction(period) * unit.factor
    longest_number = number(repeat.period_max)
    longest = Fraction(longest_number) * unit.factor if longest_number else shortest
    if most is None or most <= 0 or longest <= 0:
        return UNSTATED
    low = Fraction(least) / max(longest, shortest) if least is not None and least > 0 else None
    return Amount(low=low, high=Fraction(most) / min(longest, shortest))


def _times_within_a_day(repeat: TimingRepeat) -> int | None:
    if repeat.time_of_day:
        return len(set(repeat.time_of_day))
    moments = {moment.upper() for moment in repeat.when}
    if not moments or moments & _MEALS_WITHOUT_NUMBER:
        return None
    return len(moments)


def _on_weekdays(repeat: TimingRepeat, stated: Amount | None, within_a_day: int | None, weekdays: int) -> Amount:
    """Named days of the week: times a day × days ÷ 7; a weekly frequency already counts the days."""
    if (repeat.period_unit or repeat.period_units) == "wk" and stated is not None:
        a_week = stated.by(Fraction(7))
        return stated if a_week.single == weekdays or weekdays == 1 else UNSTATED
    a_day = stated if stated is not None else Amount.of(Fraction(within_a_day or 1))
    if stated is not None and within_a_day is not None and stated.single != within_a_day:
        return UNSTATED
    return a_day.by(Fraction(weekdays, 7))
