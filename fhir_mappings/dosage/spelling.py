"""A sig as it was typed -> plain lower case words: markup, fractions, run-together words, misspellings (R-D15)."""

import html
import re
import unicodedata
from collections.abc import Mapping

LONGEST = 1000
"""A longer text is a letter, no sig."""

_FRACTIONS: Mapping[str, str] = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}
_TAG = re.compile(r"<[^<>]{0,80}>")
_RUN_TOGETHER = (
    (
        re.compile(r"\b(one|two|three|\d)(tablets?|tabs?|capsules?|caps?)(?=\b|q|po|b\.?i\.?d|t\.?i\.?d|daily)"),
        r"\1 \2 ",
    ),
    (re.compile(r"\b(tabs?|caps?)(q[a-z]{2,3}|bid|tid|daily|po)\b"), r"\1 \2"),
    (re.compile(r"(?<=[a-z])\.(?=[a-z]{4,})"), ". "),
    (re.compile(r"\bam (morgen|mittag|abend)\b"), r"\1s"),  # no "a.m."
)

_VOCABULARY = (
    "daily nightly weekly monthly tablet tablets capsule capsules morning mornings evening evenings night nights"
    " bedtime"
    " every other twice times needed required alternate breakfast dinner lunch supper midday weeks months hours"
    " days week month mouth patch increase decrease reduce taper maximum exceed directed divided doses milligrams"
)
_WORDS = frozenset(_VOCABULARY.split())
_TARGETS = tuple(sorted(word for word in _WORDS if len(word) >= 5))
_BY_FIRST_LETTER = {
    first: tuple(target for target in _TARGETS if target[0] == first) for first in {target[0] for target in _TARGETS}
}
"""A slip never touches the first letter: no other word need be looked at."""
_REAL = frozenset(
    [
        "very",
        "ever",
        "never",
        "dairy",
        "diary",
        "needle",
        "table",
        "tables",
        "needs",
        "note",
        "notes",
        "light",
        "sight",
        "right",
        "eight",
        "weight",
        "might",
        "height",
        "fight",
        "bother",
        "mother",
        "another",
        "others",
        "order",
        "over",
        "time",
        "tines",
        "hour",
        "day",
        "doses",
        "dose",
        "weekly",
        "meekly",
        "reduced",
        "reduces",
        "tapers",
        "tapered",
        "increased",
        "increases",
        "decreased",
        "decreases",
        "direct",
        "direction",
        "directly",
        "directions",
        "lunchtime",
        "dinners",
        "patches",
        "catch",
        "batch",
        "watch",
        "match",
        "months",
        "mouth",
        "weekday",
        "weekdays",
        "weeknights",
        "nightmare",
        "tonight",
        "daylight",
        "bedtimes",
        "capsular",
        "divide",
        "dividing",
        "exceeds",
        "requires",
        "require",
        "needing",
        "hours'",
        "limes",
        "tames",
        "winner",
        "inner",
        "thinner",
        "alternates",
        "alternated",
        "nights'",
        "evens",
        "seven",
        "eleven",
        "given",
        "driven",
        "taken",
        "total",
        "second",
        "minute",
        "minutes",
        "warning",
        "mourning",
        "tighten",
        "lighten",
        "lunches",
        "bunch",
        "munch",
    ]
)


def plain(text: str) -> str:
    """One line of lower-case words, ready for the tokens."""
    for sign, words in _FRACTIONS.items():
        text = text.replace(sign, f" {words} ")
    text = unicodedata.normalize("NFKC", _TAG.sub(" ", html.unescape(text))).lower()
    text = text.replace("–", "-").replace("—", " - ").replace("×", "x").replace("’", "'").replace("⁄", "/")
    for pattern, replacement in _RUN_TOGETHER:
        text = pattern.sub(replacement, text)
    text = re.sub(r"[a-z]{4,}", _repaired, text)
    return re.sub(r"\s+", " ", text).strip()


def _repaired(word: re.Match[str]) -> str:
    """The word meant by a misspelt one, if exactly one word of the vocabulary is a single slip away."""
    text = word.group()
    if text in _WORDS or text in _REAL or len(text) > 12:
        return text
    close = [target for target in _BY_FIRST_LETTER.get(text[0], ()) if one_slip(text, target)]
    stems = {target.rstrip("s") for target in close}
    return close[0] if len(stems) == 1 else text


def one_slip(word: str, target: str) -> bool:
    """One letter added, missing, wrong, or two neighbours exchanged; the first letter is right."""
    if abs(len(word) - len(target)) > 1 or word[0] != target[0]:
        return False
    first = next((place for place, (a, b) in enumerate(zip(word, target, strict=False)) if a != b), None)
    if first is None:
        return True
    if len(word) == len(target):
        swapped = word[:first] + word[first : first + 2][::-1] + word[first + 2 :]
        return word[first + 1 :] == target[first + 1 :] or swapped == target
    longer, shorter = (word, target) if len(word) > len(target) else (target, word)
    return longer[first + 1 :] == shorter[first:]
