"""`agents.toml` -> agents with their doses, traps, ladders and levels, and the products that are never a trial."""

from collections.abc import Mapping
from typing import Any

from trd.knowledge.names import fold_drug_name
from trd.knowledge.reading import Entry
from trd.knowledge.safety_grammar import GENES, PHENOTYPES
from trd.knowledge.types import Agent, FormDose, GenotypeMaximum, Ladder, Source, Threshold, Trap, TrapProduct
from trd.terms import ReleaseForm, Route

FILE = "agents.toml"
ROLES = frozenset({"antidepressant", "augmenter"})


def read_agents(
    table: dict[str, Any], sources: Mapping[str, Source]
) -> tuple[dict[str, Agent], tuple[TrapProduct, ...]]:
    """Read every agent of §1.2 and §1.4, and the products of the trap list."""
    agents = {name: _agent(name, values, sources) for name, values in table.pop("agent", {}).items()}
    products = tuple(
        _product(place, values, agents, sources) for place, values in enumerate(table.pop("trap_product", []))
    )
    Entry(FILE, "file", {key: value for key, value in table.items() if key != "version"}).close()
    for agent in agents.values():
        if agent.counts_as is not None and agent.counts_as not in agents:
            raise Entry(FILE, f"agent.{agent.id}", {}).fault(f"counts_as {agent.counts_as!r} is no agent")
    return agents, products


def _agent(name: str, values: object, sources: Mapping[str, Source]) -> Agent:
    entry = Entry(FILE, f"agent.{name}", values, sources)
    roles = entry.texts("roles")
    if not roles or not set(roles) <= ROLES:
        raise entry.fault(f"roles are {roles}, none of {sorted(ROLES)}")
    agent = Agent(
        id=name,
        label=entry.text("label"),
        drug_class=entry.text("class"),
        mechanism=entry.maybe_text("mech"),
        antidepressant="antidepressant" in roles,
        augmenter="augmenter" in roles,
        ingredients=tuple(sorted(entry.texts("ingredients"))),
        rxcui=entry.maybe_text("rxcui"),
        counted=entry.flag("counted", True),
        rated=entry.flag("rated", True),
        reference_ingredient=entry.maybe_text("reference_ingredient"),
        route=entry.one_of("route", Route) if entry.has("route") else None,
        dose_unit=entry.text("unit", "mg/d"),
        dose_prefix=entry.maybe_text("dose_prefix"),
        start=entry.decimal("start"),
        minimum=entry.threshold("min"),
        mgh=entry.threshold("mgh"),
        athf=entry.threshold("athf"),
        label_minimum=entry.threshold("label_min"),
        usual_maximum=entry.threshold("usual_max"),
        label_maximum=entry.threshold("label_max"),
        outpatient_maximum=entry.threshold("outpatient_max"),
        older_maximum=entry.threshold("older_max"),
        older_from=entry.whole("older_from"),
        genotype_maxima=tuple(_genotype(own) for own in entry.tables("genotype")),
        forms=tuple(_form(form) for form in entry.tables("form")),
        traps=tuple(_trap(trap) for trap in entry.tables("trap")),
        excluded_indications=frozenset(entry.texts("excluded_indications")),
        level_low=entry.threshold("level_low"),
        level_high=entry.threshold("level_high"),
        level_low_older=entry.threshold("level_low_older"),
        level_concept=entry.maybe_text("level_concept"),
        counts_as=entry.maybe_text("counts_as"),
        half_life_hours=entry.decimal("half_life"),
        irreversible_maoi=entry.flag("irreversible_maoi"),
        ladder=_ladder(entry.table("ladder")) if entry.has("ladder") else None,
    )
    entry.close()
    _check(agent, entry)
    return agent


def _check(agent: Agent, entry: Entry) -> None:
    """What cannot be: minimum above maximum, a combination without its reference, an older maximum without an age."""
    order = [figure for figure in (agent.minimum, agent.usual_maximum, agent.label_maximum) if figure is not None]
    values = [figure.value for figure in order]
    if agent.start is not None and agent.dose_unit != "mmol/L":
        values.insert(0, agent.start)
    if values != sorted(values):
        raise entry.fault(f"start, min, usual_max and label_max are out of order: {[str(value) for value in values]}")
    if (agent.older_maximum is None) != (agent.older_from is None):
        raise entry.fault("older_max and older_from stand together")
    if (len(agent.ingredients) > 1) != (agent.reference_ingredient is not None):
        raise entry.fault("a fixed combination names its reference_ingredient, nothing else does")
    if agent.reference_ingredient is not None and agent.reference_ingredient not in agent.ingredients:
        raise entry.fault("reference_ingredient is none of the ingredients")
    if agent.rated and agent.counted and agent.minimum is None:
        raise entry.fault("without a min it is not rated")
    if (agent.level_low is None) != (agent.level_concept is None):
        raise entry.fault("level_low and level_concept stand together")
    wrong = [figure for figure in _figures(agent) if figure.unit != agent.dose_unit]
    if wrong:
        raise entry.fault(f"a dose in {wrong[0].unit}, but the agent's unit is {agent.dose_unit}")


def _figures(agent: Agent) -> list[Threshold]:
    columns = (agent.minimum, agent.mgh, agent.athf, agent.label_minimum, agent.usual_maximum, agent.label_maximum)
    more = (agent.outpatient_maximum, agent.older_maximum, *(trap.below for trap in agent.traps))
    more += tuple(own.maximum for own in agent.genotype_maxima)
    return [figure for figure in (*columns, *more) if figure is not None]


def _genotype(entry: Entry) -> GenotypeMaximum:
    gene, phenotype, maximum = entry.text("gene"), entry.text("phenotype"), entry.threshold("max")
    if gene not in GENES or phenotype not in PHENOTYPES or maximum is None:
        raise entry.fault("a gene, a phenotype and its max are wanted")
    entry.close()
    return GenotypeMaximum(gene=gene, phenotype=phenotype, maximum=maximum)


def _form(entry: Entry) -> FormDose:
    minimum = entry.threshold("min")
    if minimum is None:
        raise entry.fault("min is missing")
    form = FormDose(
        form=entry.one_of("form", ReleaseForm),
        minimum=minimum,
        start=entry.decimal("start"),
        usual_maximum=entry.decimal("usual_max"),
        label_maximum=entry.decimal("label_max"),
        older_maximum=entry.decimal("older_max"),
        ladder=_ladder(entry.table("ladder")) if entry.has("ladder") else None,
    )
    entry.close()
    return form


def _trap(entry: Entry) -> Trap:
    forms = entry.texts("forms")
    if not set(forms) <= {form.value for form in ReleaseForm}:
        raise entry.fault(f"forms are {forms}")
    trap = Trap(
        below=entry.threshold("below"),
        why=entry.text("why"),
        unless_depression=entry.flag("unless_depression"),
        route=entry.one_of("route", Route) if entry.has("route") else None,
        forms=frozenset(ReleaseForm(form) for form in forms),
    )
    entry.close()
    return trap


def _ladder(entry: Entry) -> Ladder:
    days = entry.whole("days")
    steps = entry.decimals("steps")
    if not days or not steps or list(steps) != sorted(set(steps)):
        raise entry.fault("steps rise, and days is the shortest interval")
    longer = tuple((entry.exact("days_from", dose), days_from) for dose, days_from in entry.raw("days_from", []))
    ladder = Ladder(
        steps=steps,
        interval_days=days,
        interval_days_above=tuple((dose, int(days_from)) for dose, days_from in longer if dose is not None),
        older_start=entry.decimal("older_start"),
        older_cap=entry.decimal("older_cap"),
        older=entry.text("older", ""),
        hepatic=entry.text("hepatic", ""),
        renal=entry.text("renal", ""),
        source=entry.source(),
        where=entry.text("where"),
    )
    entry.close()
    return ladder


def _product(place: int, values: object, agents: Mapping[str, Agent], sources: Mapping[str, Source]) -> TrapProduct:
    entry = Entry(FILE, f"trap_product[{place}]", values, sources)
    product = TrapProduct(
        agent=entry.text("agent"),
        why=entry.text("why"),
        brands=frozenset(fold_drug_name(brand) for brand in entry.texts("brands")),
        strengths=frozenset(entry.decimals("strengths")),
        dose_form=entry.text("dose_form", ""),
        with_ingredient=entry.maybe_text("with_ingredient"),
        mark=entry.mark(),
    )
    entry.close()
    if product.agent not in agents:
        raise entry.fault(f"unknown agent {product.agent!r}")
    if not (product.brands or product.strengths or product.dose_form or product.with_ingredient):
        raise entry.fault("nothing tells the product")
    return product
