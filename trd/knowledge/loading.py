"""Files -> Knowledge, once, at start-up; a file that is wrong stops the service by name."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from trd.knowledge.loading_agents import read_agents
from trd.knowledge.loading_codes import load_codes
from trd.knowledge.loading_equivalences import read_equivalences
from trd.knowledge.loading_explanations import read_explanations
from trd.knowledge.loading_facts import read_figures, read_reasons
from trd.knowledge.loading_genotypes import read_genotypes
from trd.knowledge.loading_monitoring import read_monitoring
from trd.knowledge.loading_next_steps import read_modifiers, read_switching
from trd.knowledge.loading_order_checks import read_order_checks
from trd.knowledge.loading_orders import read_orders
from trd.knowledge.loading_reviews import read_reviews
from trd.knowledge.loading_safety import read_safety
from trd.knowledge.loading_scales import read_crosswalk, read_definitions, read_scales
from trd.knowledge.loading_sources import read_sources
from trd.knowledge.loading_strategies import read_countries, read_strategies
from trd.knowledge.reading import KnowledgeError, read_toml
from trd.knowledge.reviewing import review
from trd.knowledge.types import Knowledge
from trd.knowledge.units import read_units
from trd.knowledge.vocabulary import vocabulary

__all__ = ["KnowledgeError", "load"]

PACKAGED = Path(__file__).parent
READ = ("*.toml", "*.csv", "codes/*.csv", "safety/*.csv")


def load(folder: Path | None = None, extra_codes: Path | None = None) -> Knowledge:
    """Read all knowledge; kept, so that a second call costs nothing.

    `extra_codes` is a folder of further code tables that a site has the licences for (`TRD_EXTRA_CODES`).
    """
    return _load((folder or PACKAGED).resolve(), extra_codes.resolve() if extra_codes else None)


@cache
def _load(folder: Path, extra: Path | None) -> Knowledge:
    sources = read_sources(read_toml(folder, "sources.toml"))
    table = read_toml(folder, "agents.toml")
    version = table.get("version")
    if not isinstance(version, str):
        raise KnowledgeError("agents.toml", "version", "is missing")
    agents, trap_products = read_agents(table, sources)
    codes = load_codes(folder / "codes", extra, agents)
    words = vocabulary(agents, codes)
    reasons = read_reasons(read_toml(folder, "conditions.toml"), words)
    explanations, checks = read_explanations(read_toml(folder, "explanations.toml"), sources, codes, agents)
    strategies, main_rows = read_strategies(folder, read_toml(folder, "strategies.toml"), sources, agents)
    safety = read_safety(folder / "safety", sources, words)
    monitoring = read_monitoring(read_toml(folder, "monitoring.toml"), sources, words)
    found = Knowledge(
        version=version,
        hash=digest(folder, extra),
        sources=MappingProxyType(sources),
        agents=MappingProxyType(agents),
        trap_products=trap_products,
        definitions=MappingProxyType(read_definitions(read_toml(folder, "definitions.toml"), sources, agents)),
        scales=MappingProxyType(read_scales(read_toml(folder, "scales.toml"), sources)),
        strategies=MappingProxyType(strategies),
        main_rows=MappingProxyType(main_rows),
        safety=safety,
        countries=MappingProxyType(read_countries(read_toml(folder, "countries.toml"), sources, agents)),
        codes=codes,
        depressive_indications=reasons.depressive,
        other_indications=reasons.other,
        indication_words=reasons.words,
        anxiety_indications=reasons.anxiety,
        concept_sets=reasons.concept_sets,
        explanations=MappingProxyType(explanations),
        checks=checks,
        figures=MappingProxyType(read_figures(read_toml(folder, "figures.toml"), sources)),
        crosswalk=read_crosswalk(folder),
        units=read_units(folder),
        orders=read_orders(read_toml(folder, "orders.toml"), agents, codes),
        equivalences=read_equivalences(read_toml(folder, "equivalences.toml"), sources, agents),
        modifiers=read_modifiers(read_toml(folder, "modifiers.toml"), sources, words),
        switching=read_switching(read_toml(folder, "switching.toml"), sources, agents),
        order_checks=read_order_checks(
            read_toml(folder, "order_checks.toml"), sources, agents, codes, safety, words, monitoring
        ),
        genotypes=MappingProxyType(read_genotypes(read_toml(folder, "genotypes.toml"), sources, agents)),
        monitoring=monitoring,
    )
    return review(found, *read_reviews(folder))


def digest(folder: Path, extra: Path | None = None) -> str:
    """One digest over every file that is read, by name: the same knowledge has the same hash on every machine."""
    found = sha256()
    for prefix, place, patterns in (("", folder, READ), ("extra/", extra, ("*.csv",))):
        if place is None:
            continue
        for path in sorted({path for pattern in patterns for path in place.glob(pattern)}):
            found.update(f"{prefix}{path.relative_to(place).as_posix()}\0".encode())
            found.update(path.read_bytes())
            found.update(b"\0")
    return found.hexdigest()
