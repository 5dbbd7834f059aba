"""The drug tables: ingredients with their interaction groups, products, ATC codes and names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from trd.codes import Code, CodeSystem
from trd.knowledge.check_digits import has_form
from trd.knowledge.names import fold_drug_name
from trd.knowledge.reading import KnowledgeError, number, read_csv
from trd.knowledge.types import Agent, DrugCode
from trd.terms import Route

NAMES_OF_DRUGS = frozenset({"IN", "PIN", "MIN", "BN"})
SHORTEST_NAME = 3
SALTS = (
    "hydrochloride",
    "hcl",
    "hydrobromide",
    "hbr",
    "maleate",
    "mesylate",
    "besylate",
    "succinate",
    "oxalate",
    "fumarate",
)
"""Words that follow the name of a psychotropic drug and change nothing (R-A21)."""

ORAL_FORMS = ("Oral Tablet", "Oral Capsule", "Extended Release", "Delayed Release", "Transdermal System")
"""Forms of a first order, the plainest first; solutions, orally disintegrating and sensor tablets are never drafted."""


@dataclass(slots=True)
class DrugTables:
    """The tables while they are read."""

    drugs: dict[Code, DrugCode] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    class_words: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ingredients: dict[str, str | None] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    """RxCUIs that are no longer current: recognised in old records, never drafted."""


def load_drugs(folder: Path) -> DrugTables:
    """Read all that names a drug: products, ingredients with their groups, ATC codes, names."""
    tables = DrugTables()
    _read_ingredients(folder, tables)
    _read_drugs(folder / "drugs.csv", tables)
    _read_atc(folder / "atc.csv", tables)
    _read_atc(folder / "added_atc.csv", tables)
    _read_names(folder, tables)
    return tables


def _read_ingredients(folder: Path, tables: DrugTables) -> None:
    for name, rxcui, groups in read_csv(folder / "ingredients.csv", "ingredient rxcui groups"):
        tables.ingredients[name] = rxcui or None
        _join_groups(tables, name, groups)
    path = folder / "added_ingredients.csv"
    for name, groups, atc, _note in read_csv(path, "ingredient groups atc note"):
        tables.ingredients.setdefault(name, None)
        _join_groups(tables, name, groups)
        if atc:
            _add_drug(tables, _atc(path, atc), DrugCode(ingredients=(name,), name=_words((name,))))
    for name in tables.ingredients:
        folded = fold_drug_name(name)
        tables.names[folded] = (name,)
        tables.names.update({f"{folded} {salt}": (name,) for salt in SALTS})


def _join_groups(tables: DrugTables, ingredient: str, groups: str) -> None:
    for group in groups.split():
        tables.groups[group].add(ingredient)


def _words(ingredients: Iterable[str]) -> str:
    return " / ".join(name.replace("-", " ") for name in ingredients)


def _read_drugs(path: Path, tables: DrugTables) -> None:
    columns = "rxcui tty ingredients strengths per form quantity brand route current name"
    brands: dict[str, tuple[str, ...]] = {}
    known: dict[str, tuple[str, ...]] = {}
    for row in read_csv(path, columns):
        rxcui, tty, joined, _, _, _, _, brand, _, current, name = row
        if joined not in known:
            known[joined] = _parts(path, rxcui, joined, tables)
        parts = known[joined]
        _add_drug(tables, Code(CodeSystem.RXNORM, rxcui), _drug(path, row, parts))
        if current:
            tables.gone.add(rxcui)
        if tty in NAMES_OF_DRUGS and len(name) >= SHORTEST_NAME:
            tables.names[fold_drug_name(name)] = parts
        if brand:
            brands[brand] = parts
    for brand, parts in brands.items():
        tables.names.setdefault(fold_drug_name(brand), parts)


ROUTES: Mapping[str, Route | None] = {"": None} | {route.value: route for route in Route}


def _drug(path: Path, row: list[str], parts: tuple[str, ...]) -> DrugCode:
    rxcui, tty, _, strengths, per, form, quantity, brand, route, _, name = row
    if route not in ROUTES:
        raise KnowledgeError(path.name, rxcui, f"unknown route {route!r}")
    return DrugCode(
        ingredients=parts,
        name=name or _words(parts),
        strengths=_strengths(path, rxcui, strengths, len(parts)) if strengths else (),
        per=per,
        dose_form=form,
        quantity_factor=quantity,
        brand=brand,
        tty=tty,
        route=ROUTES[route],
    )


def _parts(path: Path, entry: str, joined: str, tables: DrugTables) -> tuple[str, ...]:
    parts = tuple(joined.split("+"))
    unknown = [part for part in parts if part not in tables.ingredients]
    if unknown:
        raise KnowledgeError(path.name, entry, f"unknown ingredient {', '.join(unknown)}")
    return parts


def _strengths(path: Path, rxcui: str, joined: str, count: int) -> tuple[Decimal | None, ...]:
    found = [number(path.name, rxcui, text) if text else None for text in joined.split("+")]
    if len(found) > count or any(value is not None and value <= 0 for value in found):
        raise KnowledgeError(path.name, rxcui, f"strengths {joined!r} do not fit {count} ingredients")
    # Ingredients that only the interaction tables name stand last and have no strength.
    return tuple(found) + (None,) * (count - len(found))


def _add_drug(tables: DrugTables, code: Code, drug: DrugCode) -> None:
    if code in tables.drugs:
        raise KnowledgeError("drugs.csv", code.value, "stands twice")
    tables.drugs[code] = drug


def _atc(path: Path, value: str) -> Code:
    if not has_form(CodeSystem.ATC, value):
        raise KnowledgeError(path.name, value, "no code of atc")
    return Code(CodeSystem.ATC, value)


def _read_atc(path: Path, tables: DrugTables) -> None:
    for value, joined in read_csv(path, "code ingredients"):
        parts = _parts(path, value, joined, tables)
        _add_drug(tables, _atc(path, value), DrugCode(ingredients=parts, name=_words(parts)))


def _read_names(folder: Path, tables: DrugTables) -> None:
    """Names written by hand: other spellings, national brands, and brands that the sources lack."""
    path = folder / "names.csv"
    for joined, names in read_csv(path, "ingredients names"):
        parts = _parts(path, joined, joined, tables)
        if len(parts) > 1:
            tables.names.setdefault(fold_drug_name(joined), parts)
        for name in names.split("|"):
            folded = fold_drug_name(name)
            if len(folded) < SHORTEST_NAME:
                raise KnowledgeError(path.name, joined, f"{name!r} is too short to be searched in a text")
            tables.names[folded] = parts
    for (word,) in read_csv(folder / "class_words.csv", "word"):
        tables.class_words.add(fold_drug_name(word))


def oral_products(tables: DrugTables, agents: Mapping[str, Agent]) -> dict[tuple[str, str], str]:
    """(agent, strength) -> a current clinical drug by mouth or patch, the plainest form, then the lowest RxCUI."""
    owners = {frozenset(agent.ingredients): agent for agent in agents.values()}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for code, drug in tables.drugs.items():
        agent = owners.get(frozenset(drug.ingredients))
        if agent is None or drug.tty != "SCD" or code.value in tables.gone or drug.quantity_factor == "Sensor":
            continue
        form = next((place for place, words in enumerate(ORAL_FORMS) if drug.dose_form.startswith(words)), None)
        if form is None or drug.route is not (agent.route or Route.ORAL) or None in drug.strengths:
            continue
        strength = "/".join(str(value) for value in drug.strengths if value is not None)
        key, rank = (agent.id, strength), (form, int(code.value))
        found[key] = min(found.get(key, rank), rank)
    return {key: str(rxcui) for key, (_, rxcui) in found.items()}
