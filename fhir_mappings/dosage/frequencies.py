"""Words that say how often: tables of patterns -> intakes a day (R-D5, R-D8)."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from fhir_mappings.dosage.numbers import SOME_NUMBER, number_of
from fhir_mappings.dosage.reading import Amount

_HOURS = r"(?:hours?|hrs?|h|std|stunden|horas|heures)"
_UNIT_DAYS: Mapping[str, Fraction] = {
    **dict.fromkeys(("d", "day", "days", "night", "nights", "tag", "tage", "tagen", "dias", "jours"), Fraction(1)),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "wochen"), Fraction(7)),
    **dict.fromkeys(("fortnight", "fortnights"), Fraction(14)),
    **dict.fromkeys(("month", "months", "mo", "mos", "mth", "mths"), Fraction(30)),
}
UNITS = r"(?:days?|nights?|d|weeks?|wks?|w|fortnights?|months?|mths?|mos?|tagen?|tage|wochen|dias|jours)"
_N = rf"({SOME_NUMBER})(?:\s*\(\s*\w+\s*\))?"
_RANGE = rf"{_N}(?:\s*(?:-|to|or)\s*{_N})?"
_PER = r"\s*(?:/|a|an|per|each|every|in a|in the|al|par|am|pro|om)?\s*"
_DAY = r"(?:days?|daily|d|tag|taglich|täglich|dia|día|jour|dagligt?|dagligen|dag(?:en)?|24\s*(?:hours?|hrs?|h))"
_WEEK = r"(?:weeks?|weekly|wks?|woche|semana|semaine)"


def _every(low: Fraction, high: Fraction | None, days: Fraction) -> Amount:
    """Once in each so-and-so many days; the longer interval is the rarer intake."""
    far = max(low, high or low) * days
    near = min(low, high or low) * days
    return Amount(low=1 / far, high=1 / near)


def _times(low: Fraction, high: Fraction | None, days: int) -> Amount:
    most = high or low
    return Amount(low=min(low, most) / days, high=max(low, most) / days)


def _fixed(value: Fraction) -> Callable[[re.Match[str]], Amount | None]:
    return lambda _: Amount.of(value)


def _numbers(match: re.Match[str]) -> tuple[Fraction, Fraction | None] | None:
    """One number or both ends of a range; None where a word is no number, or nothing is counted."""
    low = number_of(match[1])
    high = number_of(match[2]) if match[2] else None
    if not low or (match[2] and not high):
        return None
    return low, high


def _every_hours(match: re.Match[str]) -> Amount | None:
    found = _numbers(match)
    return _every(*found, Fraction(1, 24)) if found is not None else None


def _every_units(match: re.Match[str]) -> Amount | None:
    found = _numbers(match)
    return _every(*found, _UNIT_DAYS[match[3]]) if found is not None else None


def _times_a_day(match: re.Match[str]) -> Amount | None:
    found = _numbers(match)
    return _times(*found, 1) if found is not None and max(found[0], found[1] or 0) <= _MOST_A_DAY else None


def _times_a_week(match: re.Match[str]) -> Amount | None:
    found = _numbers(match)
    return _times(*found, 7) if found is not None and found[0] <= _MOST_A_WEEK else None


def unit_days(word: str) -> Fraction:
    """Days of one unit of time."""
    return _UNIT_DAYS[word]


_MOST_A_DAY, _MOST_A_WEEK = 12, 14
_ADVERBS = {"once": 1, "one time": 1, "twice": 2, "two times": 2, "thrice": 3, "einmal": 1, "zweimal": 2, "dreimal": 3}
_ADVERB = "|".join(_ADVERBS)


def _adverb(per: int) -> Callable[[re.Match[str]], Amount | None]:
    return lambda match: Amount.of(Fraction(_ADVERBS[match[1]], per))


_PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], Amount | None]], ...] = (
    (r"every\s+(?:other|second|2nd)\s+(?:day|night|morning|evening|tag)s?", _fixed(Fraction(1, 2))),
    (
        r"q\.?\s*o\.?\s*d\b\.?|e\.?o\.?d\b\.?|(?:on\s+)?alt(?:ernate|ernating)?\.?\s+(?:days?|nights?|mornings?|evenings?)"
        r"|jeden zweiten tag|un jour sur deux",
        _fixed(Fraction(1, 2)),
    ),
    (r"every\s+(?:third|3rd)\s+(?:day|night)", _fixed(Fraction(1, 3))),
    (r"every\s+(?:other|second|2nd)\s+week|every\s+fortnight|fortnightly", _fixed(Fraction(1, 14))),
    (rf"(?:every|each|alle|cada|toutes les)\s+{_RANGE}\s*{_HOURS}\b", _every_hours),
    (rf"q\.?\s*{_RANGE}\s*{_HOURS}\b", _every_hours),
    (rf"(?:every|each|alle|cada)\s+{_RANGE}\s*({UNITS})\b", _every_units),
    (rf"q\.?\s*{_RANGE}\s*({UNITS})\b", _every_units),
    (rf"{_RANGE}\s*(?:times?|x|mal|veces|fois|gange?r?|gånger|gång){_PER}{_DAY}\b", _times_a_day),
    (rf"{_RANGE}\s*(?:times?|x|mal|veces|fois|gange?r?|gånger|gång){_PER}{_WEEK}\b", _times_a_week),
    (rf"{_RANGE}\s*(?:days?|nights?)\s*(?:/|a|per|each|every|out of the|of the)\s*{_WEEK}\b", _times_a_week),
    (rf"({_ADVERB}){_PER}{_WEEK}\b", _adverb(7)),
    (rf"({_ADVERB}){_PER}(?:months?|monthly)\b", _adverb(30)),
    (rf"({_ADVERB}){_PER}{_DAY}\b", _adverb(1)),
    (r"b\.?\s?i\.?\s?d\b\.?|b\.?d\.?s?\b\.?", _fixed(Fraction(2))),
    (r"t\.?\s?i\.?\s?d\b\.?|t\.?d\.?s\b\.?", _fixed(Fraction(3))),
    (r"q\.?\s?i\.?\s?d\b\.?|q\.?d\.?s\b\.?", _fixed(Fraction(4))),
    (rf"every\s+{_DAY}|each\s+day|q\s*\.?\s*(?:d|day|daily|dly)\b\.?|o\.?d\b\.?|once\s+a\s+day", _fixed(Fraction(1))),
    (
        r"every\s+week|each\s+week|q\.?\s*(?:w|wk|week|weekly)\b|weekly|(?:a|per|/)\s*week\b|wkly",
        _fixed(Fraction(1, 7)),
    ),
    (r"every\s+month|each\s+month|monthly|q\s*month", _fixed(Fraction(1, 30))),
    (
        r"daily|dly|taglich|täglich|dagligt?|dagligen|(?:om|per)\s+dag(?:en)?|(?:a|per|/|al|par|pro)\s*(?:day|d|tag|dia|día|jour)\b|quotidien(?:nement)?",
        _fixed(Fraction(1)),
    ),
)
FREQUENCIES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Amount | None]], ...] = tuple(
    (re.compile(rf"(?:{pattern})(?![a-z0-9])"), build) for pattern, build in _PATTERNS
)
_MOMENT_ALONE = re.compile(
    r"(?:q\.?\s?(?:am|pm|hs|noon)|nightly|at bedtime|at night|(?:every|each|in the) (?:morning|evening|night|afternoon)"
    r"|bedtime|before bed|hs|qhs|with (?:breakfast|lunch|dinner|supper))"
)


def frequency_in_words(text: str) -> Amount | None:
    """The frequency that a phrase such as "2 times daily" or "Nightly" states when it states nothing else."""
    words = re.sub(r"\s+", " ", text.strip().lower().rstrip("."))
    for pattern, build in FREQUENCIES:
        found = pattern.fullmatch(words)
        if found is not None:
            return build(found)
    return Amount.of(Fraction(1)) if _MOMENT_ALONE.fullmatch(words) else None
