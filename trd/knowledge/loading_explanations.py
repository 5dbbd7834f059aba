"""`explanations.toml` -> the rows of §7; an unknown concept, drug, agent or source stops the service."""

from collections.abc import Mapping
from typing import Any

from trd.knowledge.reading import Entry
from trd.knowledge.sourced import Source, Threshold
from trd.knowledge.types import Agent, Check, CodeTables, ExplanationRow, Limit
from trd.terms import Sex

FILE = "explanations.toml"
TESTS = {"above": "above", "at_least": "at-least", "below": "below"}
WHEN = ("ever", "active", "recent")


def read_explanations(
    table: Mapping[str, Any], sources: Mapping[str, Source], codes: CodeTables, agents: Mapping[str, Agent]
) -> tuple[Mapping[str, ExplanationRow], tuple[Check, ...]]:
    """The rows by code, in the order of the file, and the checks that are named when they were never made."""
    whole = Entry(FILE, "file", dict(table), sources)
    checks = whole.table("checks")
    rows = whole.table("explanation")
    whole.close()
    names, written, asked = _Names(codes, agents), rows.keys(), checks.keys()
    return (
        {code: _row(code, rows.table(code), names) for code in written},
        tuple(_check(checks.table(key), names) for key in asked),
    )


class _Names:
    """What the other tables know, to refuse a misspelt name."""

    def __init__(self, codes: CodeTables, agents: Mapping[str, Agent]) -> None:
        self.agents, self.groups = agents, codes.groups
        self.ingredients = frozenset(codes.ingredients)
        coded = (*codes.conditions_exact.values(), *codes.condition_prefixes.values())
        patterns = (code for _, code in codes.condition_patterns)
        self.conditions = frozenset(name for code in (*coded, *patterns) for name in code.concepts)
        observed = (*codes.observations.values(), *codes.observation_names.values())
        self.observations = frozenset(code.concept for several in observed for code in several)

    def check(self, entry: Entry, names: frozenset[str], allowed: frozenset[str]) -> frozenset[str]:
        if unknown := names - allowed:
            raise entry.fault(f"unknown: {', '.join(sorted(unknown))}")
        return names


def _check(entry: Entry, names: _Names) -> Check:
    found = Check(
        label=entry.text("label"),
        concepts=names.check(entry, frozenset(entry.texts("concepts")), names.observations),
        lookback_days=entry.whole("lookback_days"),
        diagnoses=names.check(entry, frozenset(entry.texts("diagnoses")), names.conditions),
    )
    entry.close()
    return found


def _row(code: str, entry: Entry, names: _Names) -> ExplanationRow:
    source, mark = entry.source(), entry.mark()
    where = f"clinical-trials.md §7, {entry.raw('row')}"
    conditions, positive = _said(entry.table("conditions")), _said(entry.table("positive"))
    names.check(entry, frozenset(conditions), names.conditions)
    names.check(entry, frozenset(positive), names.observations)
    lookback = entry.whole("lookback_days")
    when = entry.text("when", "ever")
    if when not in WHEN or (when == "recent" and lookback is None):
        raise entry.fault(f"when is one of {WHEN}, and recent names its look-back")
    found = ExplanationRow(
        code=code,
        row=where.rsplit(" ", 1)[1],
        label=entry.text("label"),
        advice=entry.text("advice"),
        conditions=conditions,
        when=when,
        lookback_days=lookback,
        limits=tuple(_limit(limit, source, where, mark, lookback, names) for limit in entry.tables("limits")),
        positive=positive,
        answers=frozenset(answer.casefold() for answer in entry.texts("answers")),
        drugs=_drugs(entry, names),
        beside=names.check(entry, frozenset(entry.texts("beside")), frozenset(names.agents)),
        explained_by=names.check(entry, frozenset(entry.texts("explained_by")), names.conditions),
        without=names.check(entry, frozenset(entry.texts("without")), names.ingredients),
        genes=_genes(entry.table("genes"), names),
        factors=_factors(entry.table("factors"), names),
        figures=_figures(entry.table("figures"), source, where, mark),
        note_only=entry.flag("note_only"),
        source=source,
        where=where,
        mark=mark,
    )
    entry.close()
    return found


def _said(entry: Entry) -> dict[str, str]:
    concepts = entry.keys()
    return {concept: entry.text(concept) for concept in concepts}


def _limit(entry: Entry, source: Source, where: str, mark: str, lookback: int | None, names: _Names) -> Limit:
    tests = [key for key in TESTS if entry.has(key)]
    value = entry.decimal(tests[0]) if len(tests) == 1 else None
    if value is None:
        raise entry.fault(f"one of {', '.join(TESTS)} is wanted")
    unit = entry.text("unit", "") if entry.has("unit") else ""
    concept = entry.text("concept")
    names.check(entry, frozenset({concept}), names.observations)
    found = Limit(
        concept=concept,
        label=entry.text("label"),
        test=TESTS[tests[0]],
        threshold=Threshold(value=value, unit=unit or "{score}", source=source, where=where, mark=mark),
        unit=unit,
        sex=entry.one_of("sex", Sex) if entry.has("sex") else None,
        reference=entry.flag("reference"),
        lookback_days=lookback,
    )
    entry.close()
    return found


def _drugs(entry: Entry, names: _Names) -> frozenset[str]:
    """Groups expanded, single ingredients added, exceptions taken out."""
    groups = names.check(entry, frozenset(entry.texts("groups")), frozenset(names.groups))
    single = names.check(entry, frozenset(entry.texts("drugs")), names.ingredients)
    out = names.check(entry, frozenset(entry.texts("except")), names.ingredients)
    return single.union(*(names.groups[group] for group in groups)) - out


def _genes(entry: Entry, names: _Names) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    found, genes = {}, entry.keys()
    for gene in genes:
        one = entry.table(gene)
        classes = frozenset(one.texts("classes"))
        of_class = frozenset(id_ for id_, agent in names.agents.items() if agent.drug_class in classes)
        agents = names.check(one, frozenset(one.texts("agents")), frozenset(names.agents)) | of_class
        found[gene] = (frozenset(one.texts("phenotypes")), agents)
        one.close()
    return found


def _factors(entry: Entry, names: _Names) -> dict[str, Any]:
    drugs = entry.keys()
    names.check(entry, frozenset(drugs), names.ingredients)
    return {drug: value for drug in drugs if (value := entry.decimal(drug)) is not None}


def _figures(entry: Entry, source: Source, where: str, mark: str) -> dict[str, Threshold]:
    found, keys = {}, entry.keys()
    for key in keys:
        one = entry.table(key)
        value = one.decimal("value")
        if value is None:
            raise one.fault("value is missing")
        found[key] = Threshold(value=value, unit=one.text("unit"), source=source, where=where, mark=mark)
        one.close()
    return found
