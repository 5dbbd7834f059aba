"""Rows of §7 that a metaboliser phenotype shows (X47 … X49); a genotype without one is not interpreted (R-X1)."""

from collections.abc import Iterator

from trd.explanations.findings import Hit
from trd.explanations.record import Record
from trd.intervals import in_words
from trd.knowledge.types import ExplanationRow


def metaboliser(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """A phenotype and a trial, of any episode, of an agent that it bears on."""
    for phenotype in record.history.phenotypes:
        gene = phenotype.gene.upper()
        phenotypes, agents = row.genes.get(gene, (frozenset(), frozenset()))
        later = phenotype.day is not None and phenotype.day > record.as_of
        if later or phenotype.value.casefold() not in phenotypes:
            continue
        when = "" if phenotype.day is None else f" ({in_words(phenotype.day)})"
        for rated in record.trials:
            if not agents.isdisjoint(rated.trial.agents):
                yield Hit(
                    what=f"{gene} {phenotype.value.casefold()} metaboliser{when}, {record.name(rated)} taken",
                    evidence=tuple(sorted({*phenotype.evidence, *rated.trial.evidence})),
                    day=phenotype.day,
                )
