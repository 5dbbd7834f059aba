"""The figures of an entry, each with its source and place, as a reviewer reads them and as they can be moved."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

from trd.knowledge.explanation_types import ExplanationRow
from trd.knowledge.figure_words import words_of
from trd.knowledge.moving import Path
from trd.knowledge.sourced import Threshold
from trd.knowledge.types import Agent, Definition, Knowledge, Scale

Number = Decimal | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of an entry."""

    path: Path
    """Where it stands in the knowledge."""
    says: str
    value: Number | tuple[int, ...]
    unit: str = ""
    source: str = ""
    where: str = ""
    mark: str = ""
    within: tuple[str, str] | None = None
    """Of a number inside a text: what stands before and after it."""
    agent: str | None = None
    """A dose of this drug: its step is the next dose of its ladder."""

    def written(self, value: Any) -> Any:
        """The member with another number in it."""
        return value if self.within is None else f"{self.within[0]}{value}{self.within[1]}"


COMPARED: Final = re.compile(r"(?P<what>[\w-]+)(?:<=|>=|<|>)(?P<number>\d+(?:\.\d+)?)")
EDGE: Final = re.compile(r"(?<=[\[(])(?P<low>\d+(?:\.\d+)?)(?=,)")
DOSE_LIMITS: Final = frozenset({"max-dose"})


def figures_of(knowledge: Knowledge, entry: str) -> tuple[Figure, ...]:
    """Every number of an entry that a reviewer is asked for; none where it is a choice in words."""
    kind, _, name = entry.partition(" ")
    read = READ.get(kind)
    return tuple(read(knowledge, name)) if read is not None else ()


def _threshold(path: Path, says: str, found: Threshold, agent: str | None = None) -> Figure:
    return Figure(
        path=(*path, "value"),
        says=says,
        value=found.value,
        unit=found.unit,
        source=found.source.id,
        where=found.where,
        mark=found.mark,
        agent=agent,
    )


def _agent(knowledge: Knowledge, name: str) -> Iterator[Figure]:
    agent, path = knowledge.agents[name], ("agents", name)
    dose = name if agent.dose_unit == agent.taken_unit else None
    yield from _start(agent, path, name)
    for field in fields(Agent):
        found = getattr(agent, field.name)
        if isinstance(found, Threshold):
            says = words_of(field.name)
            if field.name == "older_maximum" and agent.older_from is not None:
                says = f"highest dose from {agent.older_from} years"
            yield _threshold((*path, field.name), says, found, dose)
    if agent.older_from is not None and agent.older_maximum is not None:
        most = agent.older_maximum
        yield Figure(
            path=(*path, "older_from"),
            says="older adult from",
            value=agent.older_from,
            unit="years",
            source=most.source.id,
            where=most.where,
            mark=most.mark,
        )
    for number, trap in enumerate(agent.traps):
        if trap.below is not None:
            says = f"no trial below ({trap.why})"
            yield _threshold((*path, "traps", number, "below"), says, trap.below, dose)
    for number, form in enumerate(agent.forms):
        says = f"least adequate dose, {form.form.value} release"
        yield _threshold((*path, "forms", number, "minimum"), says, form.minimum, dose)
    for number, own in enumerate(agent.genotype_maxima):
        says = f"highest dose of the label, {own.gene} {own.phenotype}"
        yield _threshold((*path, "genotype_maxima", number, "maximum"), says, own.maximum, dose)
    for number, limit in enumerate(knowledge.genotypes.get(name, ())):
        says = f"highest dose with {limit.gene} {limit.phenotype}"
        yield _threshold(("genotypes", name, number, "maximum"), says, limit.maximum, dose)
        if limit.older_maximum is not None:
            place = ("genotypes", name, number, "older_maximum")
            yield _threshold(place, f"{says}, older adults", limit.older_maximum, dose)
    yield from _days_between(agent, path)


def _start(agent: Agent, path: Path, name: str) -> Iterator[Figure]:
    """The first dose stands beside the source of the ladder, or in none of its own."""
    if agent.start is None:
        return
    source, where = (agent.ladder.source.id, agent.ladder.where) if agent.ladder else ("", "")
    yield Figure(
        path=(*path, "start"),
        says="first dose",
        value=agent.start,
        unit=agent.taken_unit,
        source=source,
        where=where,
        agent=name,
    )


def _days_between(agent: Agent, path: Path) -> Iterator[Figure]:
    if agent.ladder is not None:
        yield Figure(
            path=(*path, "ladder", "interval_days"),
            says="least days between two steps of the dose",
            value=agent.ladder.interval_days,
            unit="d",
            source=agent.ladder.source.id,
            where=agent.ladder.where,
        )


def _definition(knowledge: Knowledge, name: str) -> Iterator[Figure]:
    found, path = knowledge.definitions[name], ("definitions", name)
    for field in fields(Definition):
        value = getattr(found, field.name)
        if isinstance(value, Threshold):
            yield _threshold((*path, field.name), words_of(field.name), value)
        elif field.name in ("failures", "failure_up_to", "ect_sessions") and value is not None:
            unit = {"failures": "trials", "ect_sessions": "sessions"}.get(field.name, "of the baseline")
            yield Figure(
                path=(*path, field.name),
                says=words_of(field.name),
                value=value,
                unit=unit,
                source=found.source.id,
                where=found.where,
            )


def _scale(knowledge: Knowledge, name: str) -> Iterator[Figure]:
    scale, path = knowledge.scales[name], ("scales", name)

    def figure(own: Path, says: str, value: Number) -> Figure:
        return Figure(
            path=(*path, *own),
            says=says,
            value=value,
            unit="points",
            source=scale.source.id,
            where=scale.where,
            mark=scale.mark,
        )

    if scale.remission is not None:
        yield figure(("remission",), "remission at or below", scale.remission)
    for number, (band, upper) in enumerate(scale.bands[:-1]):
        yield figure(("bands", number, 1), f"{band.value} up to", upper)
    if scale.mcid is not None:
        yield figure(("mcid",), words_of("mcid"), scale.mcid)
    yield from _risk(scale, path)


def _risk(scale: Scale, path: Path) -> Iterator[Figure]:
    """From which answer on the item about suicide speaks of a risk: never moved silently, told answer by answer."""
    for level in ("present", "high"):
        answers = [answer for answer, own in scale.risk_levels.items() if own == level]
        if answers:
            yield Figure(
                path=(*path, "risk_levels"),
                says=f"suicide risk {level} from answer",
                value=min(answers),
                unit=f"of item {scale.risk_item}",
                source=scale.source.id,
                where=scale.where,
                mark=scale.mark,
            )


def _strategy(knowledge: Knowledge, name: str) -> Iterator[Figure]:
    strategy, path = knowledge.strategies[name], ("strategies", name)
    for key, figure in strategy.figures.items():
        yield _threshold((*path, "figures", key), key.replace("-", " "), figure)
    for number, candidate in enumerate(strategy.candidates):
        own = (*path, "candidates", number)
        label = knowledge.agents[candidate.agent].label
        told: dict[str, Any] = {"source": candidate.source.id, "where": candidate.where, "mark": candidate.mark}
        yield Figure(
            path=(*own, "points"), says=f"{label}: {words_of('points')}", value=candidate.points, unit="points", **told
        )
        for member in ("start", "target", "maximum"):
            dose = getattr(candidate, member)
            if dose is not None:
                unit = knowledge.agents[candidate.agent].taken_unit
                yield Figure(
                    path=(*own, member),
                    says=f"{label}: {words_of(member)}",
                    value=dose,
                    unit=unit,
                    agent=candidate.agent,
                    **told,
                )


def _safety(knowledge: Knowledge, name: str) -> Iterator[Figure]:
    number, row = next((place, row) for place, row in enumerate(knowledge.safety) if row.id == name)
    path: Path = ("safety", number)
    told: dict[str, Any] = {"source": row.source, "where": f"row {row.id}", "mark": row.mark}
    if _is_number(row.threshold):
        drug = row.agents if row.test in DOSE_LIMITS and row.agents in knowledge.agents else None
        says = f"limit: {row.test} {row.threshold}"
        value = Decimal(row.threshold)
        yield Figure(
            path=(*path, "threshold"), says=says, value=value, unit=row.unit, within=("", ""), agent=drug, **told
        )
    elif edge := EDGE.search(row.threshold):
        around = (row.threshold[: edge.start("low")], row.threshold[edge.end("low") :])
        yield Figure(
            path=(*path, "threshold"),
            says=f"lower end of {row.threshold}",
            value=Decimal(edge["low"]),
            unit=row.unit,
            within=around,
            **told,
        )
    for found in COMPARED.finditer(row.codes):
        around = (row.codes[: found.start("number")], row.codes[found.end("number") :])
        yield Figure(
            path=(*path, "codes"),
            says=f"limit in {found[0]}",
            value=Decimal(found["number"]),
            unit="years" if found["what"] == "age" else row.unit,
            within=around,
            **told,
        )
    if row.lookback.isdigit() and int(row.lookback) > 0:
        yield Figure(
            path=(*path, "lookback"), says="look-back", value=int(row.lookback), unit="d", within=("", ""), **told
        )


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(\.\d+)?", text))


def _explanation(knowledge: Knowledge, name: str) -> Iterator[Figure]:
    row, path = knowledge.explanations[name], ("explanations", name)
    for number, limit in enumerate(row.limits):
        sex = f", {limit.sex.value}" if limit.sex else ""
        says = f"{limit.label} {limit.test.replace('-', ' ')}{sex}"
        yield _threshold((*path, "limits", number, "threshold"), says, limit.threshold)
    for key, figure in row.figures.items():
        yield _threshold((*path, "figures", key), key.replace("-", " "), figure)
    yield from _lookback(row, path)


def _lookback(row: ExplanationRow, path: Path) -> Iterator[Figure]:
    if row.lookback_days is not None:
        yield Figure(
            path=(*path, "lookback_days"),
            says="look-back",
            value=row.lookback_days,
            unit="d",
            source=row.source.id,
            where=row.where,
            mark=row.mark,
        )


def _figure(knowledge: Knowledge, name: str) -> Iterator[Figure]:
    yield _threshold(("figures", name), name.replace("-", " "), knowledge.figures[name])


def _order_check(knowledge: Knowledge, name: str) -> Iterator[Figure]:
    found = knowledge.order_checks.figures.get(name)
    if found is not None:
        yield _threshold(("order_checks", "figures", name), name.replace("-", " "), found)


READ: Final[Mapping[str, Callable[[Knowledge, str], Iterator[Figure]]]] = {
    "agent": _agent,
    "definition": _definition,
    "scale": _scale,
    "strategy": _strategy,
    "safety": _safety,
    "explanation": _explanation,
    "figure": _figure,
    "order-check": _order_check,
}
