"""Numbers as sigs write them: 1.5, 1 1/2, .5, 37,5, 1,200, "one and a half", Roman i and ii."""

import re
from collections.abc import Mapping
from fractions import Fraction

_ONES: Mapping[str, int] = {
    word: value
    for value, words in enumerate(
        (
            *(
                "",
                "one ein eine un una",
                "two zwei deux dos",
                "three drei trois tres",
                "four vier",
                "five",
                "six",
                "seven",
            ),
            *("eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
            *("eighteen", "nineteen"),
        )
    )
    for word in words.split()
}
_TENS: Mapping[str, int] = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_ROMAN: Mapping[str, Fraction] = {
    "i": Fraction(1),
    "ii": Fraction(2),
    "iii": Fraction(3),
    "iiii": Fraction(4),
    "ss": Fraction(1, 2),
    "iss": Fraction(3, 2),
    "iiss": Fraction(5, 2),
}
_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
_TEN = "|".join(_TENS)
_WORD = (
    rf"(?:(?:{_ONE}) hundred(?:(?: and)? (?:(?:{_TEN})(?:[ -](?:{_ONE}))?|(?:{_ONE})))?"
    rf"|(?:{_TEN})(?:[ -](?:{_ONE}))?|(?:{_ONE}))"
)
_PART = r"(?:1/2|1/4|3/4|1/3|2/3)"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+,\d{1,2}(?!\d)|\d*\.\d+|\d+)"
_HALF = (
    r"(?:(?:one|a|1)[ -])?half(?: of)?(?: an?\b)?|(?:one|a|1)[ -](?:quarter|fourth)(?: of)?(?: an?\b)?"
    r"|(?:one|1)[ -]third(?: of)?(?: an?\b)?|a third of(?: an?\b)?"
    r"|three[ -](?:quarters|fourths)(?: of an?\b)?|two[ -]thirds(?: of an?\b)?"
)
NUMBER = (
    rf"(?:(?:\d+|{_WORD})\s*(?:-|and|&)?\s*{_PART}|{_PART}|(?:\d+|{_WORD})[\s-]*(?:and|&)[\s-]*(?:a|one|1)?[ -]*half"
    rf"|{_HALF}|{_DIGITS}|{_WORD})"
)
"""One number; a mixed one ("1 - 1/2") is one and a half, as pharmacies print it."""
NUMBER_AT = re.compile(NUMBER)
SOME_NUMBER = (
    r"(?:\d*[.,]?\d+(?:\s*[-&]?\s*[123]/[234])?|[123]/[234]"
    r"|[efnost][a-z]{2,8}+(?:[ -](?:one|two|five|six|eight|four))?)"
)
"""Where a number may stand inside a longer phrase: any word; `number_of` then says whether it is one."""
ROMAN_AT = re.compile(r"(?:iiss|iss|iiii|iii|ii|i|ss)(?![a-z0-9])")
_MIXED = re.compile(rf"(\d+|{_WORD})\s*(?:-|and|&)?\s*({_PART})")
_AND_HALF = re.compile(rf"(\d+|{_WORD})[\s-]*(?:and|&)[\s-]*(?:a|one|1)?[ -]*half")


_TOLD_TWICE = re.compile(r"(?<![\w./,-])(\d+)\s*\(\s*([a-z]+)\s*\)")


_RUN_TOGETHER = re.compile(r"(?<![\d/.,-])[1-9]\d*(?:1/[234]|2/3|3/4)(?![\d/])")


def runs_together(text: str) -> bool:
    """ "11/2 tabs": one and a half, eleven halves, or a day."""
    return _RUN_TOGETHER.search(text) is not None


def contradicts_itself(text: str) -> bool:
    """ "2 (three) times daily": the figure and its word are two numbers, and nobody knows which is meant."""
    for figure, word in _TOLD_TWICE.findall(text):
        told = number_of(word)
        if told is not None and told != number_of(figure):
            return True
    return False


def number_of(text: str | None) -> Fraction | None:
    """The number that a text is; None when it is none."""
    if text is None:
        return None
    words = text.strip()
    if words in _ROMAN:
        return _ROMAN[words]
    mixed = _MIXED.fullmatch(words)
    if mixed is not None:
        return (_plain(mixed[1]) or Fraction(0)) + Fraction(mixed[2])
    half = _AND_HALF.fullmatch(words)
    if half is not None:
        return (_plain(half[1]) or Fraction(0)) + Fraction(1, 2)
    return _plain(words)


def _plain(words: str) -> Fraction | None:
    if re.fullmatch(_PART, words):
        return Fraction(words)
    if re.fullmatch(r"\d{1,3}(,\d{3})+", words):
        return Fraction(words.replace(",", ""))
    if re.fullmatch(r"\d+,\d{1,2}", words):
        return Fraction(words.replace(",", "."))
    if re.fullmatch(r"\d*\.?\d+", words) and len(words) <= 12:
        return Fraction(words if words[0] != "." else f"0{words}")
    if "half" in words:
        return Fraction(1, 2)
    if "quarter" in words or "fourth" in words:
        return Fraction(3, 4) if words.startswith("three") else Fraction(1, 4)
    if "third" in words:
        return Fraction(2, 3) if words.startswith("two") else Fraction(1, 3)
    return _in_words(words)


def _in_words(words: str) -> Fraction | None:
    total = 0
    for word in re.split(r"[ -]+", words):
        if word == "hundred":
            total *= 100
        elif word in _ONES:
            total += _ONES[word]
        elif word in _TENS:
            total += _TENS[word]
        elif word != "and":
            return None
    return Fraction(total) if total else None
