"""Release form, route and strength of a product: from the code tables, else from the words it is printed with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fhir_mappings.codings import codings_of, words_of
from fhir_mappings.quantities import number
from fhir_mappings.reading.elements import CodeableConcept
from trd.terms import ReleaseForm, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How much of one agent is in one unit of a product, in mg; each `None` is not known."""

    per_unit: Fraction | None = None
    per_ml: Fraction | None = None
    per_day: Fraction | None = None
    """Of a patch: mg in the time that it is worn on one day (R-A25)."""


UNKNOWN_STRENGTH = Strength()

_FORMS: tuple[tuple[ReleaseForm, str], ...] = (
    (ReleaseForm.PATCH, r"patch(?:es)?|transdermal|pflaster|td24"),
    (ReleaseForm.LONG_ACTING_INJECTION, r"lai|long acting inj\w*|depot|microspheres|prolonged release injection"),
    (ReleaseForm.DROPS, r"drops?|gtts?|tropfen|gotas"),
    (
        ReleaseForm.SOLUTION,
        r"solution|soln|syrup|liquid|concentrate|oral conc|elixir|suspension|susp|loesung|losung|saft",
    ),
    (ReleaseForm.SUSTAINED, r"sr|sustained release|12 ?hr?s?|12 hours?|tb12"),
    (ReleaseForm.CONTROLLED, r"cr|controlled release"),
    (
        ReleaseForm.EXTENDED,
        r"xl|xr|er|la|mr|pr|24 ?hr?s?|24 hours?|tb24|cp24|extended release|modified release|prolonged release"
        r"|retard|long acting|depotab\w*",
    ),
)
_FORM_WORDS = tuple((form, re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])")) for form, words in _FORMS)
_PLAIN_SOLID = re.compile(r"(?<![a-z0-9])(?:tabs?|tablets?|tabletten|caps?|capsules?|kapseln)(?![a-z0-9])")
_FORM_TITLES = (
    (re.compile(r"(?<![a-z0-9])(?:cream|ointment|topical|gel)(?![a-z0-9])"), "Topical"),
    (re.compile(r"(?<![a-z0-9])(?:er|xr|xl|la|extended release|cp24|tb24)(?![a-z0-9])"), "Extended Release"),
    (re.compile(r"(?<![a-z0-9])(?:caps?|capsules?)(?![a-z0-9])"), "Capsule"),
    (re.compile(r"(?<![a-z0-9])(?:tabs?|tablets?)(?![a-z0-9])"), "Tablet"),
    (re.compile(r"(?<![a-z0-9])(?:patch(?:es)?|transdermal)(?![a-z0-9])"), "Transdermal System"),
)


def form_in_words(text: str) -> ReleaseForm | None:
    """The release form that words tell; a plain tablet or capsule tells none (R-A20: unknown stays unknown)."""
    folded = _plain(text)
    return next((form for form, words in _FORM_WORDS if words.search(folded)), None)


def title_in_words(text: str) -> str:
    """Words of the dose form as the tables print them: "Extended Release Tablet"."""
    folded = _plain(text)
    return " ".join(title for words, title in _FORM_TITLES if words.search(folded))


def form_of_product(dose_form: str, quantity_factor: str, ingredients: tuple[str, ...]) -> ReleaseForm | None:
    """The release form of a product in the tables: paroxetine extended is CR, twelve hours is SR, the rest XL."""
    lowered = dose_form.lower()
    if not lowered or lowered == "pack":
        return None
    if "transdermal" in lowered:
        return ReleaseForm.PATCH
    if "extended release suspension" in lowered or "prefilled syringe" in lowered:
        return ReleaseForm.LONG_ACTING_INJECTION
    if "solution" in lowered or "suspension" in lowered:
        return ReleaseForm.SOLUTION
    if "extended release" in lowered:
        if "paroxetine" in ingredients:
            return ReleaseForm.CONTROLLED
        return ReleaseForm.SUSTAINED if quantity_factor.startswith(("12", "8")) else ReleaseForm.EXTENDED
    return ReleaseForm.IMMEDIATE if "tablet" in lowered or "capsule" in lowered else None


def noun_of(dose_form: str) -> str:
    """What one unit of a product is called: tablet, capsule, patch, mL; empty where that is not known."""
    lowered = _plain(dose_form)
    for noun, sign in (
        ("patch", r"transdermal|patch|pflaster"),
        ("mL", r"solution|soln|syrup|liquid|suspension|susp|concentrate|drops|elixir|oral conc"),
        ("capsule", r"\bcaps?\b|capsules?|kapsel"),
        ("tablet", r"\btabs?\b|tablets?|tablette|tb12|tb24|tbdp|tbec"),
        ("spray", r"spray|nasal"),
    ):
        if re.search(sign, lowered):
            return noun
    return ""


_FIGURE = r"\d{1,9}(?:[.,]\d{1,9})?"
"""Bounded: in a run of thousands of digits each place would be tried as a beginning."""
_AMOUNT = rf"({_FIGURE})"
_STRENGTH = re.compile(
    rf"(?<![\d.,/-]){_AMOUNT}\s*(mg|mcg|ug|µg|g)\b(?:\s*(?:/|per|in)\s*(?:{_AMOUNT})?\s*(ml|hr?|hours?|24\s*h\w*|d|day)\b)?",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"{_FIGURE}\s*(?:mg)?\s*[-/]\s*{_FIGURE}\s*mg\b", re.IGNORECASE)
_MG = {
    "mg": Fraction(1),
    "g": Fraction(1000),
    "mcg": Fraction(1, 1000),
    "ug": Fraction(1, 1000),
    "µg": Fraction(1, 1000),
}


def strength_in_words(text: str, *, patch: bool = False) -> Strength:
    """The one strength that a product's name states; "37.5-75 MG" is two, and so none (R-D4)."""
    if _PAIR.search(text):
        return UNKNOWN_STRENGTH
    found = {_one_strength(match, patch=patch) for match in _STRENGTH.finditer(text)} - {None}
    return next(iter(found)) or UNKNOWN_STRENGTH if len(found) == 1 else UNKNOWN_STRENGTH


def strengths_in_words(text: str) -> tuple[Fraction, ...]:
    """mg of each ingredient as a combination's name prints them, in rising order: "4-25 MG", "12 MG / … 50 MG"."""
    pairs = {tuple(sorted(map(_exact, _NUMBER.findall(pair)))) for pair in _PAIR.findall(text)}
    alone = {_exact(match[1]) * _MG[match[2].lower()] for match in _STRENGTH.finditer(_PAIR.sub(" ", text))}
    if not pairs:
        return tuple(sorted(alone))
    found = next(iter(pairs))
    return found if len(pairs) == 1 and alone <= set(found) else ()


_NUMBER = re.compile(_AMOUNT)


def _exact(text: str) -> Fraction:
    return Fraction(Decimal(text.replace(",", ".")))


def _one_strength(match: re.Match[str], *, patch: bool) -> Strength | None:
    amount, unit, many, per = match.groups()
    value = number(Decimal(amount.replace(",", ".")))
    if not value:
        return None
    mg = Fraction(value) * _MG[unit.lower()]
    if per is None:
        return Strength(per_day=mg) if patch else Strength(per_unit=mg)
    count = Fraction(Decimal(many.replace(",", "."))) if many else Fraction(1)
    per = per.lower()
    if not count:
        return None
    if per == "ml":
        return Strength(per_ml=mg / count)
    hours = Fraction(24) if per.startswith(("24", "d")) else count
    if patch:
        return Strength(per_day=mg * 24 / hours)
    return Strength(per_unit=mg)  # "300 mg/24 hours" of a tablet is its release time


_ROUTE_CODES: Mapping[str, Route] = {
    **dict.fromkeys(("26643006", "po", "oral", "gastrostomy", "127490009", "127492001"), Route.ORAL),
    **dict.fromkeys(("45890007", "trnsdermd", "transdermal", "td"), Route.TRANSDERMAL),
    **dict.fromkeys(("46713006", "nasinhl", "nasal", "nasinhlc", "in"), Route.NASAL),
    **dict.fromkeys(
        ("47625008", "iv", "intravenous", "78421000", "im", "intramuscular", "34206005", "sc", "subcutaneous", "ivinj"),
        Route.INJECTION,
    ),
    **dict.fromkeys(("6064005", "topical", "skin", "topicl", "cutaneous"), Route.TOPICAL),
    **dict.fromkeys(("37161004", "pr", "rectal", "recinj"), Route.RECTAL),
    **dict.fromkeys(("37839007", "sl", "sublingual", "54471007", "bucc", "buccal"), Route.SUBLINGUAL),
    **dict.fromkeys(("16857009", "vagins", "vaginal"), Route.VAGINAL),
    **dict.fromkeys(("54485002", "opthalta", "ophthalmic"), Route.OPHTHALMIC),
    **dict.fromkeys(("10547007", "otic", "oticsol"), Route.OTIC),
    **dict.fromkeys(("18679011000001101", "inhl", "inhalation", "447694001"), Route.INHALATION),
    **dict.fromkeys(("implant", "58831000052108"), Route.IMPLANT),
}
_ROUTE_WORDS: tuple[tuple[Route, str], ...] = (
    (Route.SUBLINGUAL, r"sublingual\w*|under (?:the )?tongue|buccal"),
    (Route.TRANSDERMAL, r"transderm\w*|patch(?:es)?|pflaster"),
    (Route.NASAL, r"nasal\w*|intranasal\w*|nostrils?"),
    (
        Route.INJECTION,
        r"iv|im|sc|intraven\w*|intramus\w*|subcut\w*|inj\w*|infusion|vial|syringe|syrg|ampoule|solr",
    ),
    (Route.OPHTHALMIC, r"ophthalmic|ophth|eyes?|ocular"),
    (Route.OTIC, r"otic|ears?"),
    (Route.INHALATION, r"inhal\w*|nebuli[sz]\w*|inhaler"),
    (Route.RECTAL, r"rectal\w*|suppositor\w*"),
    (Route.VAGINAL, r"vaginal\w*"),
    (Route.TOPICAL, r"topical\w*|cream|ointment|gel|lotion"),
    (Route.IMPLANT, r"implant"),
    (Route.ORAL, r"oral\w*|po|by mouth|mouth|tabs?|tablets?|caps?|capsules?|peroral"),
)
_ROUTES = tuple((route, re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])")) for route, words in _ROUTE_WORDS)


def route_of(concept: CodeableConcept | None) -> Route | None:
    """The route that a dosage states, by code or by its words."""
    for coding in codings_of(concept):
        found = _ROUTE_CODES.get((coding.code or "").strip().lower())
        if found is not None:
            return found
    return next((found for words in words_of(concept) if (found := route_in_words(words))), None)


def route_in_words(text: str) -> Route | None:
    """The route in a product's name: "PO TABS", "transdermal", "intranasal"."""
    folded = _plain(text)
    return next((route for route, words in _ROUTES if words.search(folded)), None)


def is_plain_solid(text: str) -> bool:
    """A tablet or capsule, with no word of slow release beside it."""
    return form_in_words(text) is None and _PLAIN_SOLID.search(_plain(text)) is not None


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-/(),.]+", " ", text.lower())
