"""The products that the tables know: which agents they stand for, in which forms and strengths, and which are traps."""

from dataclasses import dataclass
from fractions import Fraction

from fhir_mappings.drug_forms import UNKNOWN_STRENGTH, Strength, form_of_product, is_plain_solid, strengths_in_words
from trd.knowledge.types import Knowledge
from trd.terms import ReleaseForm, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One agent of a product, with its own strength."""

    agent: str
    """Agent id, or the ingredient id of an interacting drug."""
    ingredients: tuple[str, ...]
    strength: Strength = UNKNOWN_STRENGTH
    always_trap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDrug:
    """What a record says was ordered, taken or handed out."""

    label: str
    components: tuple[Component, ...]
    form: ReleaseForm | None = None
    route: Route | None = None
    noun: str = ""
    """tablet, capsule, patch, mL: what one unit of it is called."""
    by_text: bool = False
    words: tuple[str, ...] = ()


CLINICAL_DRUGS = frozenset({"SCD", "SBD", "GPCK", "BPCK"})


class Products:
    """Agents, forms, strengths and traps by ingredient; built once for a version of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._single = {
            agent.ingredients[0]: agent for agent in knowledge.agents.values() if len(agent.ingredients) == 1
        }
        self._fixed = sorted(
            (agent for agent in knowledge.agents.values() if len(agent.ingredients) > 1), key=lambda agent: agent.id
        )
        self._forms = self._index_forms()
        self._strengths = self._index_strengths()
        self._together = self._index_combinations()

    def agents(self, ingredients: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """Agents with the ingredients that each stands for: a fixed combination of its own first, then one by one."""
        left, found = set(ingredients), []
        for agent in self._fixed:
            if left.issuperset(agent.ingredients):
                found.append((agent.id, agent.ingredients))
                left -= set(agent.ingredients)
        for name in sorted(left):
            single = self._single.get(name)
            found.append((single.id if single is not None else name, (name,)))
        return found

    def is_trap(
        self, agent: str, ingredients: tuple[str, ...], brands: frozenset[str], strength: Strength, title: str
    ) -> bool:
        """A product that is never an antidepressant trial, whatever its dose (§1.3)."""
        for trap in self._knowledge.trap_products:
            if trap.agent != agent:
                continue
            if not trap.brands.isdisjoint(brands) or trap.with_ingredient in ingredients:
                return True
            signs = []
            if trap.strengths:
                signs.append(strength.per_unit is not None and strength.per_unit in set(map(Fraction, trap.strengths)))
            if trap.dose_form:
                signs.append(trap.dose_form.lower() in title.lower())
            if signs and all(signs):
                return True
        return False

    def _index_forms(self) -> dict[tuple[str, Fraction], frozenset[ReleaseForm]]:
        """(ingredient, mg) -> release forms in which that strength exists, for agents whose forms have own figures."""
        with_forms = {agent.ingredients[0] for agent in self._knowledge.agents.values() if agent.forms}
        found: dict[tuple[str, Fraction], set[ReleaseForm]] = {}
        for drug in self._knowledge.codes.drugs.values():
            if len(drug.ingredients) != 1 or drug.ingredients[0] not in with_forms or drug.tty not in CLINICAL_DRUGS:
                continue
            form = form_of_product(drug.dose_form, drug.quantity_factor, drug.ingredients)
            if form is not None and drug.strengths and drug.strengths[0] is not None and not drug.per:
                found.setdefault((drug.ingredients[0], Fraction(drug.strengths[0])), set()).add(form)
        return {key: frozenset(forms) for key, forms in found.items()}

    def _index_strengths(self) -> dict[str, frozenset[Fraction]]:
        """Ingredient -> mg of one unit in which it exists."""
        found: dict[str, set[Fraction]] = {}
        for drug in self._knowledge.codes.drugs.values():
            if len(drug.ingredients) == 1 and drug.strengths and drug.strengths[0] is not None and not drug.per:
                found.setdefault(drug.ingredients[0], set()).add(Fraction(drug.strengths[0]))
        return {name: frozenset(strengths) for name, strengths in found.items()}

    def _index_combinations(self) -> dict[tuple[str, ...], frozenset[tuple[Fraction, ...]]]:
        """Ingredients of a combination -> mg of each, product by product."""
        found: dict[tuple[str, ...], set[tuple[Fraction, ...]]] = {}
        for drug in self._knowledge.codes.drugs.values():
            if len(drug.ingredients) > 1 and drug.strengths and not drug.per and None not in drug.strengths:
                held = tuple(Fraction(value) for value in drug.strengths if value is not None)
                found.setdefault(drug.ingredients, set()).add(held)
        return {ingredients: frozenset(held) for ingredients, held in found.items()}

    def strength_beside(self, ingredient: str, ingredients: tuple[str, ...], text: str) -> Strength:
        """Its own mg in a combination that is printed with all of them ("4-25 MG", R-D13).

        Only where one product of these ingredients holds just these mg: which of them is whose is not guessed.
        """
        parts = tuple(sorted(ingredients))
        printed = strengths_in_words(text)
        fitting = {held for held in self._together.get(parts, ()) if tuple(sorted(held)) == printed}
        if len(fitting) != 1 or ingredient not in parts:
            return UNKNOWN_STRENGTH
        return Strength(per_unit=next(iter(fitting))[parts.index(ingredient)])

    def strengths_of(self, ingredients: tuple[str, ...]) -> frozenset[Fraction]:
        """Strengths of products with this one ingredient: "cymbalta 60" leaves the mg out."""
        return self._strengths.get(ingredients[0], frozenset()) if len(ingredients) == 1 else frozenset()

    def form_by_strength(self, owned: tuple[str, ...], strength: Strength, text: str) -> ReleaseForm | None:
        """Printed as a plain tablet in a strength that exists in one release form only (paroxetine 20: R-A20)."""
        if len(owned) != 1 or strength.per_unit is None or not is_plain_solid(text):
            return None
        forms = self._forms.get((owned[0], strength.per_unit), frozenset())
        return next(iter(forms)) if len(forms) == 1 else None
