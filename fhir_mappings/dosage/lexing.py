"""Plain words -> tokens; a piece with a digit that has no place in the vocabulary makes the sig unreadable (R-D15)."""

import re
from fractions import Fraction

from fhir_mappings.dosage.lexemes import PHRASES, SIGNS, Vocabulary
from fhir_mappings.dosage.numbers import NUMBER_AT, ROMAN_AT, number_of
from fhir_mappings.dosage.tokens import Kind, SigDrug, Token, UnreadableSig
from fhir_mappings.drug_names import NameIndex

_FREQUENT = re.compile(
    r"(?:take|by|mouth|po|orally|oral|tk|your|mg|mls?|tablets?|tabs?|capsules?|caps?)(?![a-z0-9'(/.])"
)
"""Words of nearly every sig that begin no phrase: looked at first."""
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_][\w'/]*\.?", re.UNICODE)
_ON_AT_NIGHT = re.compile(r"on(?=\s*(?:$|[,.;+&)]|and\b|prn\b|p\.r\.n|if\b|when\b|for\b))")
_ON_MORNING = re.compile(r"om(?=\s*(?:$|[,.;+&)]|and\b|prn\b|for\b))")
_SINGLE_T = re.compile(r"(t{1,3})(?=\s+(?:o\.?d|b\.?d|t\.?d\.?s|nocte|mane|om|on|daily|qhs|hs|prn)\b)")
_ARTICLE = re.compile(r"an?(?=\s+(?:tablet|tab|capsule|cap|patch)\b)")
_ONE_T = re.compile(r"(\d)\s*t(?=\s)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}(?=\s*mg)")
"""One, or one thousand?"""
_DOUBTFUL = (
    "additional alternate alternatively bimonthly biweekly but cycle day days depending double doubled"
    " doubling eighth either every except extra fewer fifth fifths forgets forgot former formerly fourth"
    " fourths further gradually half halve halved halves hold hour hours inconsistently instead intermittently"
    " irregularly less luteal menses menstrual menstruating menstruation minus miss missed misses missing month"
    " months more neither never next none nor not nothing occasionally often old only other ovulation pause per"
    " period periods premenstrual premenstrually previous quarter quarters rarely second seldom sixth skip"
    " skipped skipping skips slowly sometimes taper tapering tenth third thirds thrice times titrate triple"
    " tripled twice unless until was week weeks were whenever whichever withhold without"
)
_MONTHS = (
    "january february march april june july august september october november december jan feb mar apr jun jul aug"
)
_SEASONS = "sep sept oct nov dec spring summer autumn winter seasonal season"
_ABROAD = (
    "halbe halben halber halv halva halve demi demie media medio meio meia mezza mezzo uur anden andra hver varje"
    " og och ook samt sedan derefter daarna aften aftenen kveld kvelden kväll kvällen avond avonds morgon"
    " morgonen ochtend natten natt nat luego después despues puis ensuite alterni jours jour jeden zwei drei"
)
"""The same, of languages of which only the plainest words are read."""
_DOUBT = frozenset(f"{_DOUBTFUL} {_MONTHS} {_SEASONS} {_ABROAD}".split())
"""Words that may change a dose, and have no place in the reading."""


_CONDITIONS = frozenset({"if", "when", "during"})


def lex(text: str, drug: SigDrug, names: NameIndex | None) -> list[Token]:
    """Cut plain text into tokens."""
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        space = _SPACE.match(text, place)
        if space is not None:
            place = space.end()
            continue
        token, place = _next(text, place, drug, names, tokens)
        if token is not None:
            tokens.append(_given(token, drug) if token.kind is Kind.CONTENT else token)
    return tokens


def _given(token: Token, drug: SigDrug) -> Token:
    """What a patch holds, as what it gives in a day (R-A25)."""
    if token.number not in drug.contents:
        raise UnreadableSig(token.text)
    return Token(Kind.RATE, drug.contents[token.number], token.text)


def _next(
    text: str, place: int, drug: SigDrug, names: NameIndex | None, before: list[Token]
) -> tuple[Token | None, int]:
    plain = _FREQUENT.match(text, place)
    if plain is not None and (place == 0 or not text[place - 1].isalpha()):
        return _match(SIGNS, text, place) or (Token(Kind.WORD, None, plain.group()), plain.end())
    starts_word = place == 0 or not (text[place - 1].isalnum() and text[place].isalnum() and text[place].isalpha())
    named = _name(text, place, drug, names) if starts_word and text[place].isalpha() else None
    if named is not None:
        return named
    found = _match(PHRASES, text, place)
    if found is not None:
        return found
    special = _after_number(text, place, before)
    if special is not None:
        return special
    number = _number_at(text, place)
    if number is not None:
        return number
    found = _match(SIGNS, text, place)
    if found is not None:
        return found
    return _word(text, place)


def _match(vocabulary: Vocabulary, text: str, place: int) -> tuple[Token, int] | None:
    """The first pattern that fits and is no part of a word; one search finds where to begin."""
    for kind, pattern, build in vocabulary.candidates(text, place):
        found = pattern.match(text, place)
        if found is None or not found.group() or _cuts_word(text, found):
            continue
        value = build(found) if callable(build) else build
        if value is None and callable(build):
            continue
        return Token(kind, value, found.group()), found.end()
    return None


def _cuts_word(text: str, found: re.Match[str]) -> bool:
    """A match must not begin or end inside a word."""
    start, end = found.span()
    inside_start = start > 0 and text[start].isalpha() and text[start - 1].isalpha()
    inside_end = end < len(text) and text[end - 1].isalpha() and text[end].isalpha()
    return inside_start or inside_end


def _after_number(text: str, place: int, before: list[Token]) -> tuple[Token, int] | None:
    """Short forms that mean something only beside a number: "2 on", "1T", "TT nocte"."""
    follows = bool(before) and before[-1].kind in (Kind.NUMBER, Kind.MASS, Kind.FORM, Kind.VOLUME)
    if follows:
        for pattern, moment in ((_ON_AT_NIGHT, "night"), (_ON_MORNING, "morning")):
            found = pattern.match(text, place)
            if found is not None and not _cuts_word(text, found):
                return Token(Kind.MOMENT, moment, found.group()), found.end()
    article = _ARTICLE.match(text, place)
    if article is not None and not _cuts_word(text, article):
        return Token(Kind.NUMBER, Fraction(1), article.group()), article.end()
    one = _ONE_T.match(text, place)
    if one is not None:
        return Token(Kind.NUMBER, Fraction(one[1]), one.group()), one.end()
    alone = _SINGLE_T.match(text, place)
    if alone is not None and not _cuts_word(text, alone) and not follows:
        return Token(Kind.NUMBER, Fraction(len(alone[1])), alone.group()), alone.end()
    return None


def _number_at(text: str, place: int) -> tuple[Token, int] | None:
    for pattern in (ROMAN_AT, NUMBER_AT):
        found = pattern.match(text, place)
        if found is None or (found.group()[-1].isalpha() and _cuts_word(text, found)):
            continue
        if text[place].isalpha() and place > 0 and text[place - 1].isalpha():
            continue
        value = number_of(found.group())
        if _THOUSANDS.match(text, place):
            raise UnreadableSig(found.group())
        if value is not None:
            return Token(Kind.NUMBER, value, found.group()), found.end()
    return None


def _name(text: str, place: int, drug: SigDrug, names: NameIndex | None) -> tuple[Token | None, int] | None:
    word = _WORD.match(text, place)
    if word is None:
        return None
    bare = word.group().rstrip(".")
    if len(bare) >= 4 and any(name.startswith(bare) for name in drug.ingredients):
        return Token(Kind.OWN, bare, bare), place + len(bare)
    found = names.at(text[place : place + 60]) if names is not None else None
    if found is None:
        return None
    ingredients, length = found
    own = not drug.ingredients.isdisjoint(ingredients)
    return Token(Kind.OWN if own else Kind.OTHER, bare, text[place : place + length]), place + length


def _word(text: str, place: int) -> tuple[Token | None, int]:
    found = _WORD.match(text, place)
    if found is None:
        if text[place].isdigit():
            raise UnreadableSig(text[place : place + 12])
        return None, place + 1
    word = found.group()
    if any(letter.isdigit() for letter in word):
        raise UnreadableSig(word)
    bare = word.rstrip(".")
    if place > 0 and text[place - 1].isdigit() and bare not in ("h", "hr", "hrs", "hours"):
        raise UnreadableSig(text[place - 1 : found.end()])  # "5O mg"
    kind = Kind.DOUBT if bare in _DOUBT else Kind.CONDITION if bare in _CONDITIONS else Kind.WORD
    return Token(kind, None, word), found.end()
