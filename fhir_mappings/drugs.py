"""Which drug is it? CodeableConcept or reference -> agents, by code (RxNorm, ATC), else by its printed words."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from fhir_mappings.codings import codes_of, codings_of, system_of, words_of
from fhir_mappings.drug_forms import (
    Strength,
    form_in_words,
    form_of_product,
    noun_of,
    route_in_words,
    strength_in_words,
    title_in_words,
)
from fhir_mappings.drug_names import NameIndex, holds_any
from fhir_mappings.drug_products import CLINICAL_DRUGS, Component, NamedDrug, Products
from fhir_mappings.drug_strengths import ratio_strength, table_strength
from fhir_mappings.near_names import NearNames, is_empty_name
from fhir_mappings.reading.drug_resources import DrugRecord, Ingredient, Medication
from fhir_mappings.reading.elements import CodeableConcept, CodeableReference
from fhir_mappings.reading.resources import Resources
from trd.codes import CodeSystem
from trd.history import Gap
from trd.knowledge.names import fold_drug_name
from trd.knowledge.types import DrugCode, Knowledge
from trd.terms import GapCode, ReleaseForm

_RANK: Mapping[str, int] = {**dict.fromkeys(CLINICAL_DRUGS, 0), "SCDC": 1, "SCDF": 2}
_FORMER = re.compile(
    r"\b(?:replac(?:es|ing|ement for)|instead of|in place of|substitut\w+ for|switch(?:ed|ing)? from|previously"
    r"|not)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""What follows is the drug that this one stands for, or is not."""
_LABEL = re.compile(r"[^\w\s.,/%()+&'\-]+")
_TOLD_BY_CODE = frozenset({CodeSystem.ATC})
"""The system in which every antidepressant is told by the form of its code: another code there is another drug."""
_ANTIDEPRESSANT_ATC = "N06A"


class Drugs:
    """The drug tables of the knowledge, made ready for looking up; built once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._codes = knowledge.codes.drugs
        self.names = NameIndex.of(knowledge.codes.drug_names)
        self._class_words = knowledge.codes.class_words
        self._near = NearNames.of(knowledge)
        self._products = Products(knowledge)

    # ---- the record

    def named_by(self, record: DrugRecord, resources: Resources) -> NamedDrug | Gap | None:
        """The drug of a record; None: none of our business. A `Gap`: it may be an antidepressant, and we can't tell."""
        concepts, displays, medication = said_of_drug(record, resources)
        if not concepts and medication is None and not displays:
            return Gap(
                code=GapCode.UNKNOWN_DRUG, what="A record names no drug that can be found", evidence=(record.evidence,)
            )
        return self._name(concepts, medication, displays, resources, record.evidence)

    def named_in(self, text: str) -> frozenset[str]:
        """Agent and ingredient ids that a text names, for allergies and reasons in words."""
        ingredients = tuple(part for found in self.names.find(text) for part in found.ingredients)
        return frozenset(ingredients) | frozenset(agent for agent, _ in self._products.agents(ingredients))

    def named_by_concept(self, concept: CodeableConcept | CodeableReference | None) -> frozenset[str]:
        """Agent and ingredient ids that a concept names, by code or else by words (AllergyIntolerance)."""
        ingredients = tuple(part for code in self._coded(concept) for part in code.ingredients)
        if ingredients:
            return frozenset(ingredients) | frozenset(agent for agent, _ in self._products.agents(ingredients))
        return frozenset().union(*(self.named_in(words) for words in words_of(concept)))

    def is_agent(self, agent: str) -> bool:
        return agent in self._knowledge.agents

    # ---- by code, else by words

    def _name(
        self,
        concepts: list[CodeableConcept],
        medication: Medication | None,
        displays: list[str],
        resources: Resources,
        evidence: str,
    ) -> NamedDrug | Gap | None:
        words = tuple(dict.fromkeys([*(text for concept in concepts for text in words_of(concept)), *displays]))
        codes = [code for concept in concepts for code in self._coded(concept)]
        parts = tuple(medication.ingredient) if medication is not None else ()
        if medication is not None and medication.product is not None:
            parts += medication.product.ingredient
        part_codes = [code for part in parts for code in self._coded(_item(part, medication, resources))]
        if not codes:
            codes = part_codes
        ingredients = _ingredients(codes)
        by_text = not ingredients
        if by_text:
            inside = (text for part in parts for text in words_of(_item(part, medication, resources)))
            ingredients = self._in_words((*words, *inside))
        if not ingredients:
            return self._unknown(words, concepts, evidence)
        best = min(codes, key=_specific) if codes else None
        return self._product(best, ingredients, words, medication, parts, resources, by_text=by_text)

    def _coded(self, concept: CodeableConcept | CodeableReference | None) -> list[DrugCode]:
        return [found for code in codes_of(concept) if (found := self._codes.get(code)) is not None]

    def _in_words(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Ingredients that the first telling text names; the others repeat it or say less."""
        for text in texts:
            own = _FORMER.sub(" ", text)
            found = tuple(dict.fromkeys(part for name in self.names.find(own) for part in name.ingredients))
            if found:
                return found
        return ()

    def _unknown(self, words: tuple[str, ...], concepts: list[CodeableConcept], evidence: str) -> Gap | None:
        """Words of a class of antidepressants, or an ATC code of one, that stand for none we know (R-E0)."""
        atc = any(
            system_of(coding.system) is CodeSystem.ATC and (coding.code or "").upper().startswith(_ANTIDEPRESSANT_ATC)
            for concept in concepts
            for coding in codings_of(concept)
        )
        wordless = all(is_empty_name(text) for text in words) and not any(
            system_of(coding.system) in _TOLD_BY_CODE for concept in concepts for coding in codings_of(concept)
        )
        if atc or wordless or any(self._may_be_ours(text) for text in words):
            label = clean_label(words[0]) if words else "A drug named by a code alone"
            return Gap(code=GapCode.UNKNOWN_DRUG, what=f"{label}: this drug is not known here", evidence=(evidence,))
        return None

    def _may_be_ours(self, text: str) -> bool:
        """A class of antidepressants, one that is not rated, or a name that is misspelt by one letter."""
        return holds_any(text, self._class_words) or self._near.holds(text)

    # ---- the product

    def _product(
        self,
        code: DrugCode | None,
        ingredients: tuple[str, ...],
        words: tuple[str, ...],
        medication: Medication | None,
        parts: tuple[Ingredient, ...],
        resources: Resources,
        *,
        by_text: bool,
    ) -> NamedDrug:
        text = " ".join((*words, *self._form_words(medication)))
        dose_form = code.dose_form if code is not None and code.dose_form else ""
        form = form_of_product(dose_form, code.quantity_factor, ingredients) if code is not None else None
        form = form or form_in_words(text)
        if form is ReleaseForm.EXTENDED and "paroxetine" in ingredients:
            form = ReleaseForm.CONTROLLED
        route = (code.route if code is not None else None) or route_in_words(text)
        title = f"{dose_form} {title_in_words(text)}".strip()
        brands = self._brands(code, words)
        components = []
        for agent, owned in self._products.agents(ingredients):
            strength = self._strength(agent, owned, code, text, medication, parts, resources, ingredients, form)
            trap = self._products.is_trap(agent, ingredients, brands, strength, title)
            components.append(Component(agent=agent, ingredients=owned, strength=strength, always_trap=trap))
            form = form or self._products.form_by_strength(owned, strength, text)
        return NamedDrug(
            label=clean_label(words[0] if words else code.name if code is not None else ingredients[0]),
            components=tuple(components),
            form=form,
            route=route,
            noun=noun_of(dose_form) or noun_of(text),
            by_text=by_text,
            words=(*words, code.name) if code is not None else words,
        )

    @staticmethod
    def _form_words(medication: Medication | None) -> tuple[str, ...]:
        if medication is None:
            return ()
        product = medication.product.form if medication.product is not None else None
        return tuple(text for form in (medication.form, medication.dose_form, product) for text in words_of(form))

    def _brands(self, code: DrugCode | None, words: tuple[str, ...]) -> frozenset[str]:
        found = {name.name for text in words for name in self.names.find(text)}
        if code is not None and code.brand:
            found.add(fold_drug_name(code.brand))
        return frozenset(found)

    # ---- strengths

    def _strength(
        self,
        agent: str,
        owned: tuple[str, ...],
        code: DrugCode | None,
        text: str,
        medication: Medication | None,
        parts: tuple[Ingredient, ...],
        resources: Resources,
        ingredients: tuple[str, ...],
        form: ReleaseForm | None,
    ) -> Strength:
        """mg of this agent in one unit: the Medication's own words, the tables, else one number in the name (R-D4)."""
        known = self._knowledge.agents.get(agent)
        name = known.reference_ingredient if known is not None and known.reference_ingredient else owned[0]
        patch = form is ReleaseForm.PATCH
        for part in parts:
            concept = _item(part, medication, resources)
            named = _ingredients(self._coded(concept)) or self._in_words(words_of(concept))
            if named == (name,) and (found := ratio_strength(part, patch=patch)) is not None:
                return found
        if code is not None and (found := table_strength(code, name)) is not None:
            return found
        if len(ingredients) > 1:
            return self._products.strength_beside(name, ingredients, text)
        return strength_in_words(text, patch=patch)

    def strengths_of(self, ingredients: tuple[str, ...]) -> frozenset[Fraction]:
        """Strengths in mg of products with this one ingredient."""
        return self._products.strengths_of(ingredients)


def said_of_drug(
    record: DrugRecord, resources: Resources
) -> tuple[list[CodeableConcept], list[str], Medication | None]:
    """Every concept and display by which a record names its drug, and the Medication that it means."""
    concepts = [concept for concept in (record.medication_codeable_concept, _concept(record.medication)) if concept]
    references = [record.medication_reference, record.medication.reference if record.medication else None]
    displays: list[str] = []
    medication: Medication | None = None
    for reference in references:
        if reference is None:
            continue
        medication = medication or resources.find(reference, Medication, record)
        if reference.display:
            displays.append(reference.display)
    if medication is not None and medication.code is not None:
        concepts.append(medication.code)
    return concepts, displays, medication


def clean_label(text: str) -> str:
    """A drug as the record prints it: one line, no markup, short (R-W14)."""
    plain = re.sub(r"\s+", " ", _LABEL.sub(" ", re.sub(r"<[^<>]*>", " ", text))).strip()
    return plain if len(plain) <= 60 else plain[:59].rstrip() + "…"


def _concept(medication: CodeableReference | None) -> CodeableConcept | None:
    return medication.any_concept if medication is not None else None


def _item(
    part: Ingredient, medication: Medication | None, resources: Resources
) -> CodeableConcept | CodeableReference | None:
    """The concept of one ingredient, followed through a reference where it is one."""
    if part.item_codeable_concept is not None:
        return part.item_codeable_concept
    if part.item is not None and part.item.any_concept is not None:
        return part.item.any_concept
    reference = part.item_reference or (part.item.reference if part.item is not None else None)
    found = resources.find(reference, Medication, medication)
    if found is not None:
        return found.code
    return CodeableConcept(text=reference.display) if reference is not None and reference.display else None


def _specific(code: DrugCode) -> int:
    return _RANK.get(code.tty, 3)


def _ingredients(codes: list[DrugCode]) -> tuple[str, ...]:
    """Ingredients of the most specific codes: a product says all of it, several ingredient codes add up."""
    if not codes:
        return ()
    best = min(map(_specific, codes))
    chosen = codes if best > 1 else [code for code in codes if _specific(code) == best]
    return tuple(sorted({part for code in chosen for part in code.ingredients}))
