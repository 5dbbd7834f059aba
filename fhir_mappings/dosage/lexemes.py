"""The vocabulary of sigs: tables of patterns, in the order in which they are tried (R-D15)."""

import re
from fractions import Fraction

from fhir_mappings.dosage.frequencies import FREQUENCIES, UNITS, unit_days
from fhir_mappings.dosage.numbers import SOME_NUMBER, number_of
from fhir_mappings.dosage.reading import Amount
from fhir_mappings.dosage.tokens import Kind

_MG = {"mg": Fraction(1), "g": Fraction(1000), "ug": Fraction(1, 1000)}
_MASS = r"(mgs?|milligrams?|miligrams?|g|gm|gms|grams?|mcgs?|ug|µg|μg|micrograms?|mikrogramm)"
_N = rf"({SOME_NUMBER})"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAME = (
    r"(?:mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:nesdays?|s)?|thu(?:rs?(?:days?)?)?|fri(?:days?)?"
    r"|sat(?:urdays?)?|sun(?:days?)?)"
)
_LETTER_DAYS = {"m": "mon", "t": "tue", "w": "wed", "th": "thu", "f": "fri", "sa": "sat", "su": "sun"}


Lexemes = tuple[tuple[Kind, re.Pattern[str], object], ...]


def mg_factor(word: str) -> Fraction:
    """mg in one of a unit of mass."""
    if word.startswith(("mg", "mil")):
        return _MG["mg"]
    return _MG["g"] if word.startswith("g") else _MG["ug"]


def _counted(match: re.Match[str]) -> Fraction | None:
    return number_of(match[1])


def _mass(match: re.Match[str]) -> Fraction | None:
    value = number_of(match[1])
    return value * mg_factor(match[2]) if value is not None else None


def _concentration(match: re.Match[str]) -> Fraction | None:
    mass, volume = _mass(match), number_of(match[3]) if match[3] else Fraction(1)
    return mass / volume if mass is not None and volume else None


def _hourly(match: re.Match[str]) -> Fraction | None:
    mass, hours = _mass(match), number_of(match[3]) if match[3] else Fraction(1)
    return mass * 24 / hours if mass is not None and hours else None


def _duration(match: re.Match[str]) -> Fraction | None:
    count = number_of(match[1]) if match[1] else Fraction(1)
    return count * unit_days(match[2]) if count else None


def _slashed(match: re.Match[str]) -> Fraction:
    return Fraction(match[1]) * {"7": 1, "52": 7, "12": 30}[match[2]]


def _scheme(match: re.Match[str]) -> Fraction:
    return sum((number_of(part) or Fraction(0) for part in re.split(r"\s*-\s*", match[1])), Fraction(0))


def _weekdays(match: re.Match[str]) -> frozenset[str]:
    text = match.group()
    through = re.fullmatch(rf"({_DAY_NAME})\s*(?:-|to|through|thru)\s*({_DAY_NAME})", text.removeprefix("on ").strip())
    if through is not None:
        first, last = _DAYS.index(through[1][:3]), _DAYS.index(through[2][:3])
        count = (last - first) % 7 + 1
        return frozenset(_DAYS[(first + step) % 7] for step in range(count))
    return frozenset(day[:3] for day in re.findall(_DAY_NAME, text))


def _letters(match: re.Match[str]) -> frozenset[str]:
    return frozenset(_LETTER_DAYS[part] for part in match.group().split("/"))


def _clock(match: re.Match[str]) -> str:
    text = re.sub(r"[^0-9apm:]", "", match.group().replace("noon", "pm").replace("midnight", "am"))
    digits = re.match(r"(\d{1,2}):?(\d{2})?", text)
    hour = int(digits[1]) if digits else 0
    if "p" in text and hour < 12:
        hour += 12
    if "a" in text and hour == 12:
        hour = 0
    return f"{hour:02d}{(digits[2] or '00') if digits else '00'}"


def _first_last(match: re.Match[str]) -> tuple[int, int | None]:
    return int(match[1]), int(match[2]) if match[2] else None


def _week_label(match: re.Match[str]) -> tuple[int, int | None]:
    first, last = int(match[1]), int(match[2]) if match[2] else int(match[1])
    return (first - 1) * 7 + 1, last * 7


def _from_day(match: re.Match[str]) -> tuple[int, int | None]:
    return int(match[1]), None


def _from_week(match: re.Match[str]) -> tuple[int, int | None]:
    return (int(match[1]) - 1) * 7 + 1, None


_HALF_NUMBER = r"(?:1/2|½|\d)"
_TABLE: tuple[tuple[Kind, str, object], ...] = (
    (
        Kind.SCHEME,
        rf"({_HALF_NUMBER}\s*-\s*{_HALF_NUMBER}\s*-\s*{_HALF_NUMBER}(?:\s*-\s*{_HALF_NUMBER})?)(?![\d/-])",
        _scheme,
    ),
    (Kind.DURATION, r"(?:for\s+|x\s*)?(\d{1,2})/(7|52|12)\b(?!/)", _slashed),
    (Kind.DAY_LABEL, r"(?:on\s+)?days?\s*(\d+)\s*(?:-|to|through)\s*(\d+)\b", _first_last),
    (
        Kind.DAY_LABEL,
        r"(?:from\s+|on\s+|starting\s+(?:on\s+)?)?day\s*(\d+)(?:\s*(?:onwards?|on|and after|\+))?(?![\d-])",
        _from_day,
    ),
    (Kind.DAY_LABEL, r"(?:from\s+)?(?:weeks?|wk)\s*(\d+)\s*(?:onwards?|on|and after|\+)", _from_week),
    (Kind.DAY_LABEL, r"(?:weeks?|wks?)\s*(\d+)(?:\s*(?:-|to)\s*(\d+))?\b", _week_label),
    (Kind.PER_KG, rf"{_N}\s*{_MASS}\s*/\s*kg(?:\s*/\s*(?:dose|day|d))?", _mass),
    (Kind.PAIR, r"[\d.,]+\s*(?:mg)?\s*/\s*[\d.,]+\s*mg\b", None),
    (Kind.RATE, rf"{_N}\s*{_MASS}\s*(?:/|per|in)\s*(?:24\s*(?:hours?|hrs?|h)|days?|d|tag)\b", _mass),
    (Kind.RATE, rf"{_N}\s*{_MASS}\s*(?:/|per)\s*(?:({SOME_NUMBER})\s*)?(?:hours?|hrs?|h)\b", _hourly),
    (Kind.CONTENT, rf"{_N}\s*{_MASS}\s*/\s*\d+\s*cm(?:2|²|\^2)?(?![a-z])", _mass),
    (
        Kind.CONCENTRATION,
        rf"{_N}\s*{_MASS}\s*(?:/|per|in)\s*(?:({SOME_NUMBER})\s*)?(?:mls?|milliliters?)\b",
        _concentration,
    ),
    (
        Kind.OTHER_UNIT,
        rf"{_N}\s*(?:units?|iu|ui|meq|mmol|%|i\.u\.|kg|lbs?|cm|cm2|cm²)(?![a-z])(?:\s*/\s*\d*\s*ml)?",
        _counted,
    ),
    (Kind.CLOCK, r"\b\d{1,2}:\d{2}\s*(?:[ap]\.?m\.?|h(?:rs?)?)?", _clock),
    (Kind.CLOCK, r"\b\d{1,2}\s*(?:a\.?m\b\.?|p\.?m\b\.?|noon|midnight|uhr)", _clock),
    (
        Kind.CLOCK,
        r"(?:at|and|&)\s+(?:[01]\d|2[0-3])[0-5]\d\b(?!\s*(?:mg|m|tab|cap|unit|u))|\b(?:[01]\d|2[0-3])00\s*(?:hrs|hours|h)\b",
        _clock,
    ),
    (Kind.CLOCK, r"\bat\s+\d{1,2}(?:\s*o'?clock)?(?=\s*(?:$|[,.;)]|and\b))", _clock),
    (
        Kind.TOTAL_DAILY,
        r"(?:for\s+)?(?:a\s+)?total\s+daily\s+dose(?:\s+of)?|tdd|daily\s+total|total\s+dose\s+per\s+day",
        None,
    ),
    (
        Kind.MOST,
        r"(?:max(?:imum)?\.?|mdd|do not exceed|not to exceed|nte|no more than|not more than|do not (?:take"
        r"|use) more than"
        r"|never more than|not exceeding|limit(?: of)?)(?:\s+daily)?(?:\s+(?:dose|amount"
        r"|dosage))?(?:\s+of)?(?:\s*(?:per|a|/)\s*day)?",
        None,
    ),
    (
        Kind.SECOND,
        r"may\s+(?:take|repeat|use|have)\s+(?:a\s+|an\s+|one\s+|1\s+)?(?:second|third|another|additional|extra|more)\b"
        r"(?:\s+(?:one(?!\s+(?:to|or|and|half)\b|-)|1(?![\d./-]|\s+(?:to|or|and)\b)|tablets?|tabs?|capsules?|caps?"
        r"|dose))*",
        None,
    ),
    (Kind.EXTRA, r"(?:(?:an?|one|1)\s+)?(?:extra|additional)\b", None),
    (
        Kind.REPEAT,
        r"may\s+repeat(?:\s+(?:once|x\s*1|1\s*time|dose))*(?:\s+(?:after|in|within|every)\s+\S+\s*(?:hours?|hrs?|h|min\w*))?"
        r"(?:\s+(?:if\s+needed|prn))?",
        None,
    ),
    (Kind.DIVIDED, rf"in\s+(?:{SOME_NUMBER}\s+)?(?:equally\s+)?divided\s+doses|divided|split", None),
    (Kind.CHANGE_BY, r"(?:increas(?:e|ing)|titrat(?:e|ing)|go\s+up|raise|rising)(?:\s+(?:the\s+)?dose)?\s+by", "up"),
    (
        Kind.CHANGE_BY,
        r"(?:decreas(?:e|ing)|reduc(?:e|ing)|taper(?:ing)?|go\s+down|lower)(?:\s+(?:the\s+)?dose)?\s+by",
        "down",
    ),
    (Kind.UNTIL_OFF, r"until\s+(?:off|stopped|gone|discontinued)", None),
    (Kind.TOLERATED, r"(?:as|if)\s+tolerated", None),
    (
        Kind.CHANGE,
        r"(?:dose\s+)?(?:increas(?:e|ed|ing)|decreas(?:e|ed|ing)|reduc(?:e|ed|ing)|chang(?:e|ed)|titrat(?:e|ed)|taper(?:ed)?)"
        r"(?:\s+(?:the\s+)?(?:dose|dosage))?",
        None,
    ),
    (
        Kind.NEEDED,
        r"(?:only\s+)?(?:if|when|as|where)\s+(?:it\s+is\s+)?(?:needed|required|necessary)|p\.?\s?r\.?\s?n\b\.?|s\.?o\.?s\b\.?"
        r"|bei\s+bedarf|(?:as|when)\s+nee+ded|si\s+besoin|si\s+necesario",
        None,
    ),
    (Kind.UP_TO, r"up\s*to|upto|bis\s+zu", None),
    (Kind.THEN, r"(?:and\s+)?then|thereafter|followed\s+by|after\s+that|afterwards|danach|dann", None),
    (Kind.STOP, r"(?:to\s+)?(?:stop(?:ped)?|discontinued?|d/c|dc|off|cease)\b", None),
    (Kind.MAY, r"may|can|could|option\s+to|consider", None),
    (
        Kind.WITH,
        r"(?:along|together|in combination|in addition to|combined|plus)?\s*with(?=\s+(?:a\s+|an\s+|one\s+|1\s+"
        r"|the\s+|two\s+|2\s+)?"
        r"(?:\d+(?:\.\d+)?\s*mg))|to be taken with(?=\s+\d)",
        None,
    ),
    (Kind.CONTAINS, r"contain(?:s|ing)|each\s+contain\w*", None),
    (Kind.ALTERNATING, r"alternat(?:e|ing)\s+with", None),
    (
        Kind.FREQUENCY,
        r"(?:one|1)\s+day(?=\s*(?:,|and|alternating)\s)|(?:the\s+)?(?:next|following|other)\s+day|the\s+next\b",
        Amount.of(Fraction(1, 2)),
    ),
    (
        Kind.EXCEPT,
        rf"except(?:\s+(?:on|for))?|not\s+on|excluding|other\s+than|but(?:\s+not)?(?:\s+on)?(?=\s+{_DAY_NAME}\b)",
        None,
    ),
    (
        Kind.DOUBT,
        r"(?:over|under|above|below|almost|nearly|beyond)(?=\s+(?:about\s+)?(?:\d|one\b|two\b|three\b|half\b|an?\s+half))",
        None,
    ),
    (
        Kind.DOUBT,
        r"at\s+least(?!\s+\S+\s*(?:\(\w+\)\s*)?(?:min\w*|h(?:ou)?rs?\b|h\b|days?\b|weeks?\b|wks?\b|months?\b))",
        None,
    ),
    (
        Kind.WEEKDAYS,
        rf"(?:on\s+|every\s+|each\s+)?{_DAY_NAME}\s*(?:-|to|through|thru)\s*{_DAY_NAME}(?![a-z])",
        _weekdays,
    ),
    (
        Kind.WEEKDAYS,
        rf"(?:on\s+|every\s+|each\s+)?{_DAY_NAME}(?:\s*(?:,|/|&|\+|and|,\s*and)\s*{_DAY_NAME})*(?![a-z])",
        _weekdays,
    ),
    (Kind.WEEKDAYS, r"m\s*[,/-]?\s*w\s*[,/-]?\s*f(?![a-z])", frozenset({"mon", "wed", "fri"})),
    (Kind.WEEKDAYS, r"m\s*-\s*f(?![a-z])", frozenset(_DAYS[:5])),
    (Kind.WEEKDAYS, r"(?:m|t|w|th|f|sa|su)(?:/(?:m|t|w|th|f|sa|su)){1,6}(?![a-z])", _letters),
    (Kind.WEEKDAYS, r"(?:on\s+|all\s+|the\s+)*(?:all\s+)?(?:other|remaining)\s+days", frozenset({"others"})),
    (Kind.WEEKDAYS, r"(?:on\s+)?weekends?", frozenset({"sat", "sun"})),
    (Kind.WEEKDAYS, r"(?:on\s+)?weekdays?", frozenset(_DAYS[:5])),
)
_AFTER_FREQUENCY: tuple[tuple[Kind, str, object], ...] = (
    (
        Kind.DURATION,
        rf"(?:for\s+(?:the\s+)?(?:first\s+|next\s+)?|x\s*|during\s+|\bcontinue\s+for\s+){_N}\s*({UNITS})(?:\(s\))?(?![a-z0-9])",
        _duration,
    ),
    (Kind.DURATION, rf"{_N}\s*({UNITS})(?:\(s\))?(?![a-z0-9])", _duration),
    (Kind.DURATION, r"for\s+an?()\s+(day|week|fortnight|month)\b", _duration),
    (Kind.DURATION, r"x\s*(7|14|21|28|30|42|56|60|84|90)(?=\s*(?:$|[.,;#]))", lambda match: Fraction(match[1])),
    (
        Kind.MOMENT,
        r"(?:q\.?\s*|(?:every|each|in\s+(?:the)?|at|on|per)\s*)?(?:a\.?m\b\.?|mornings?|mane\b|matin|manana|mañana|morgens?)"
        r"|q\.?\s?a\.?m\b\.?|(?<=\d )o\.?m\b\.?|(?<=mg )om\b|(?:with|at|before|after|following|w/"
        r"|c)\s+(?:your\s+)?breakfast|breakfast|upon\s+(?:waking|awakening)"
        r"|on\s+waking|on\s+rising|omni mane",
        "morning",
    ),
    (
        Kind.MOMENT,
        r"(?:q\.?\s?|at\s+|(?:every|each)\s+)?(?:12\s+)?(?:noon|midday|mid-day|lunch(?:time)?|mittags?|midi)|with\s+lunch",
        "noon",
    ),
    (Kind.MOMENT, r"(?:every|each|in\s+the|q\.?)?\s*(?:afternoons?|mid-?afternoon)", "afternoon"),
    (
        Kind.MOMENT,
        r"(?:q\.?\s?|(?:every|each|in\s+the|at|with|before|after|w/)\s+(?:the\s+)?)?(?:p\.?m\b\.?|evenings?|dinner(?:time)?|supper(?:time)?"
        r"|tea ?time|evening\s+meal|abends?|soir|noche\b)",
        "evening",
    ),
    (
        Kind.MOMENT,
        r"(?:q\.?\s?|(?:every|each|at|before|for the|per|in\s+the)\s+(?:the\s+)?)?(?:h\.?s\b\.?|bed\s?time|nightly"
        r"|nights?|nocte|noct|bed\b"
        r"|zur\s+nacht|nachts|coucher)|q\.?\s?h\.?\s?s\b\.?|q\.?\s?nights?|q\.?\s?bedtime|(?:1x\s+)?nightly"
        r"|going\s+to\s+(?:bed|sleep)|omni nocte",
        "night",
    ),
    (Kind.ONCE, r"once", None),
    (
        Kind.TOTAL,
        r"to\s+(?:equal|make|total)|equals|equalling|(?:for\s+)?(?:a\s+)?total(?:ing|ling)?(?:\s+of)?|(?:a\s+)?combined(?:\s+dose)?(?:\s+of)?",
        None,
    ),
    (Kind.EACH, r"each|apiece|ea\b", None),
    (Kind.FROM, r"from", None),
    (
        Kind.START,
        r"start(?:ing)?(?:\s+(?:with|at|on))?|begin(?:\s+with)?|add|initiate|continue(?:\s+(?:with|on))?|cont\.?",
        None,
    ),
)
_FORM = (
    r"(?:tablets?(?:\(s\))?|tabs?(?:\(s\))?|tab\(s\)|tablett?e?[nr]?|tabl|capsules?(?:\(s\))?|caps?(?:\(s\))?|kapsel[nr]?|kapsler|caplets?|pills?|soltabs?"
    r"|lozenges?|softgels?|patch(?:es)?|sprays?|devices?|puffs?|comprim[eé]s?|comprimidos?|sachets?|packets?|doses?(?!\s*=))"
)
_SIGNS: tuple[tuple[Kind, str, object], ...] = (
    (
        Kind.MASS,
        r"(?:mgs?|milligrams?|miligrams?|gms?|grams?|g|mcgs?|ug|µg|μg|micrograms?|mikrogramm)(?![a-z])",
        lambda m: mg_factor(m.group()),
    ),
    (Kind.VOLUME, r"(?:mls?|milliliters?|millilitres?|cc)(?![a-z])(?:\s*spoonfuls?)?", Fraction(1)),
    (Kind.VOLUME, r"(?:tsp|teaspoons?|teaspoonfuls?)(?:\(s\))?(?![a-z])", Fraction(5)),
    (Kind.VOLUME, r"(?:tbsp|tablespoons?|tablespoonfuls?)(?![a-z])", Fraction(15)),
    (Kind.DROPS, r"(?:drops?|gtts?|tropfen|gotas?)(?![a-z])", None),
    (Kind.FORM, rf"{_FORM}(?![a-z])\.?", lambda m: m.group()),
    (Kind.ALTERNATING, r"alternating(?![a-z])", None),
    (Kind.TO, r"(?:to|bis)(?![a-z])", None),
    (Kind.OR, r"(?:or|oder|ou)(?![a-z])", None),
    (Kind.AND, r"(?:and|und|et|y|plus)(?![a-z])|&|\+", None),
    (Kind.OF, r"of(?![a-z])", None),
    (Kind.TIMES, r"x(?![a-z])", None),
    (Kind.DASH, r"-", None),
    (Kind.COMMA, r",", None),
    (Kind.COLON, r":", None),
    (Kind.STOP_MARK, r"[.;]+", None),
    (Kind.OPEN, r"\(", None),
    (Kind.CLOSE, r"\)", None),
    (Kind.EQUALS, r"=", None),
)


class Vocabulary:
    """Patterns in their order, and one search over all of them that finds the first that fits."""

    def __init__(self, lexemes: Lexemes) -> None:
        self._lexemes = lexemes
        joined = "|".join(f"(?P<a{place}>{pattern.pattern})" for place, (_, pattern, _) in enumerate(lexemes))
        self._first = re.compile(joined)

    def candidates(self, text: str, place: int) -> Lexemes:
        """The patterns from the first one that fits at a place; those before it need not be tried."""
        found = self._first.match(text, place)
        return self._lexemes[int((found.lastgroup or "a0")[1:]) :] if found is not None else ()


def _compiled(table: tuple[tuple[Kind, str, object], ...]) -> Lexemes:
    return tuple((kind, re.compile(rf"(?:{pattern})"), build) for kind, pattern, build in table)


PHRASES = Vocabulary(
    _compiled(_TABLE)
    + tuple((Kind.FREQUENCY, pattern, build) for pattern, build in FREQUENCIES)
    + _compiled(_AFTER_FREQUENCY)
)
SIGNS = Vocabulary(_compiled(_SIGNS))
