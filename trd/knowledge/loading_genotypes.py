"""`genotypes.toml` -> GenotypeLimit by agent; a gene, a phenotype or an agent that is not known stops the service."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from trd.knowledge.next_step_types import GenotypeLimit
from trd.knowledge.reading import Entry
from trd.knowledge.safety_grammar import GENES, PHENOTYPES
from trd.knowledge.types import Agent, Source

FILE = "genotypes.toml"


def read_genotypes(
    table: dict[str, Any], sources: Mapping[str, Source], agents: Mapping[str, Agent]
) -> dict[str, tuple[GenotypeLimit, ...]]:
    """Read every limit; one phenotype of one drug has one limit."""
    whole = Entry(FILE, "file", table, sources)
    found: dict[str, list[GenotypeLimit]] = defaultdict(list)
    for entry in whole.tables("limit"):
        agent, limit = entry.text("agent"), _limit(entry)
        if agent not in agents:
            raise entry.fault(f"{agent!r} is no agent")
        if any((known.gene, known.phenotype) == (limit.gene, limit.phenotype) for known in found[agent]):
            raise entry.fault(f"{agent}: {limit.gene} {limit.phenotype} stands twice")
        if limit.maximum.unit != agents[agent].dose_unit:
            raise entry.fault(f"{agent}: a dose in {limit.maximum.unit}")
        found[agent].append(limit)
    whole.close()
    return {agent: tuple(limits) for agent, limits in found.items()}


def _limit(entry: Entry) -> GenotypeLimit:
    gene, phenotype = entry.text("gene"), entry.text("phenotype")
    maximum, older = entry.threshold("max"), entry.threshold("older_max")
    start_low = entry.flag("start_low")
    entry.close()
    if gene not in GENES or phenotype not in PHENOTYPES or maximum is None:
        raise entry.fault("a gene, a phenotype and its max are wanted")
    if older is not None and older.value > maximum.value:
        raise entry.fault("older_max is above max")
    return GenotypeLimit(gene=gene, phenotype=phenotype, maximum=maximum, older_maximum=older, start_low=start_low)
