"""What the record offers to the safety matrix: one patient's facts, indexed once by what the rows ask for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trd.choices import Choices
from trd.diagnosis import Person
from trd.exposures import Exposure
from trd.history import AllergyFact, CodedFinding, ConditionFact, Measurement, Phenotype, TreatmentHistory
from trd.intervals import Days
from trd.knowledge.types import Knowledge
from trd.suicide_risk import SuicideRisk
from trd.terms import FactList, Route, Verification

OUTSIDE_ROUTES = frozenset({Route.TOPICAL, Route.OPHTHALMIC, Route.OTIC})
OUTSIDE_GROUPS = ("nsaids", "corticosteroids")
"""Drugs that do not count when only put on skin, eye or ear; every other drug counts by every route."""
NEVER_FORGOTTEN = ("maoi", "lithium", "linezolid-methylene-blue")
"""Groups whose open records stay possible up to `as_of`, however old (R-Z5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One ingredient: the days on which it was certainly, and may have been, taken."""

    ingredient: str
    label: str
    certain: Days
    possible: Days
    exposures: tuple[Exposure, ...]

    def evidence(self) -> tuple[str, ...]:
        return unique(reference for exposure in self.exposures for reference in exposure.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One patient on one day, as the matrix asks for it."""

    as_of: date
    knowledge: Knowledge
    choices: Choices
    history: TreatmentHistory
    person: Person
    risk: SuicideRisk
    conditions: Mapping[str, tuple[ConditionFact, ...]]
    measurements: Mapping[str, tuple[Measurement, ...]]
    findings: Mapping[str, tuple[CodedFinding, ...]]
    phenotypes: Mapping[str, Phenotype]
    """Gene -> the newest report."""
    allergies: tuple[AllergyFact, ...]
    taken: Mapping[str, Taken]
    memory: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """Verdicts that several options share, kept while this patient is judged."""

    def days(self, figure: str) -> int:
        """A number of days (or years) of the knowledge, by its name."""
        return int(self.knowledge.figures[figure].value)

    def delivered(self, facts: FactList) -> bool:
        """Whether the list was sent: only then is absence *clear* (R-Z2)."""
        return facts in self.history.delivered


def read_facts(
    history: TreatmentHistory,
    exposures: Iterable[Exposure],
    person: Person,
    risk: SuicideRisk,
    knowledge: Knowledge,
    choices: Choices,
    *,
    as_of: date,
) -> Facts:
    """Index one record for the matrix; refuted conditions are no record (R-Z2)."""
    return Facts(
        as_of=as_of,
        knowledge=knowledge,
        choices=choices,
        history=history,
        person=person,
        risk=risk,
        conditions=_by_concept(history.conditions),
        measurements=_grouped(history.measurements, as_of),
        findings=_findings(history.findings, as_of),
        phenotypes=_newest_phenotypes(history.phenotypes, as_of),
        allergies=history.allergies,
        taken=_taken(exposures, knowledge, as_of),
    )


def _by_concept(conditions: Iterable[ConditionFact]) -> dict[str, tuple[ConditionFact, ...]]:
    found: dict[str, list[ConditionFact]] = defaultdict(list)
    for condition in conditions:
        if condition.verification is not Verification.REFUTED:
            for concept in condition.concepts:
                found[concept].append(condition)
    return {concept: tuple(facts) for concept, facts in found.items()}


def _grouped(measurements: Iterable[Measurement], as_of: date) -> dict[str, tuple[Measurement, ...]]:
    found: dict[str, list[Measurement]] = defaultdict(list)
    for measurement in measurements:
        if measurement.day <= as_of:
            found[measurement.concept].append(measurement)
    return {concept: tuple(sorted(values, key=_when)) for concept, values in found.items()}


def _when(measurement: Measurement) -> tuple[date, str]:
    return measurement.day, measurement.issued or ""


def _findings(findings: Iterable[CodedFinding], as_of: date) -> dict[str, tuple[CodedFinding, ...]]:
    found: dict[str, list[CodedFinding]] = defaultdict(list)
    for finding in findings:
        if finding.day is None or finding.day <= as_of:
            found[finding.concept].append(finding)
    return {concept: tuple(values) for concept, values in found.items()}


def _newest_phenotypes(phenotypes: Iterable[Phenotype], as_of: date) -> dict[str, Phenotype]:
    newest: dict[str, Phenotype] = {}
    for phenotype in phenotypes:
        known = newest.get(phenotype.gene)
        if phenotype.day is not None and phenotype.day > as_of:
            continue
        if known is None or _newer(phenotype, known):
            newest[phenotype.gene] = phenotype
    return newest


def _newer(one: Phenotype, other: Phenotype) -> bool:
    """By day; of two reports of one day always the same one, whatever their order (N-K7)."""
    return (one.day or date.min, one.value) > (other.day or date.min, other.value)


def _taken(exposures: Iterable[Exposure], knowledge: Knowledge, as_of: date) -> dict[str, Taken]:
    groups = knowledge.codes.groups
    outside = frozenset().union(*(groups.get(name, frozenset()) for name in OUTSIDE_GROUPS))
    never_forgotten = frozenset().union(*(groups.get(name, frozenset()) for name in NEVER_FORGOTTEN))
    found: dict[str, list[Exposure]] = defaultdict(list)
    for exposure in exposures:
        for ingredient in exposure.ingredients:
            if not (exposure.route in OUTSIDE_ROUTES and ingredient in outside):
                found[ingredient].append(exposure)
    return {
        ingredient: _joined(ingredient, tuple(spans), ingredient in never_forgotten, as_of)
        for ingredient, spans in found.items()
    }


def _joined(ingredient: str, exposures: tuple[Exposure, ...], never_forgotten: bool, as_of: date) -> Taken:
    """All days of one ingredient; what is taken as needed is only possible (§3.0, test `current`)."""
    certain = Days.union(exposure.certain for exposure in exposures if not exposure.as_needed)
    told = (days for exposure in exposures for days in (exposure.possible, exposure.certain))
    open_ends = (
        Days.between(exposure.start.earliest, as_of) for exposure in exposures if never_forgotten and exposure.open_end
    )
    possible = Days.union((*told, *open_ends))
    return Taken(
        ingredient=ingredient,
        label=exposures[-1].label,
        certain=certain.until(as_of),
        possible=possible.until(as_of),
        exposures=exposures,
    )


def unique(references: Iterable[str]) -> tuple[str, ...]:
    """References in the order met, each once."""
    return tuple(dict.fromkeys(references))
