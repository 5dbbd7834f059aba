"""What no single entry can see of itself: doses that contradict each other, sources nobody cites, reviews that are old.

The loader refuses what is wrong in form; this finds what a reviewer has to look at.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from trd.codes import Code, CodeSystem
from trd.knowledge.checking_reviews import review_findings
from trd.knowledge.finding import Finding, fault, note
from trd.knowledge.sourced import Source, Threshold
from trd.knowledge.types import Agent, Knowledge

MONTHS_UNTIL_STALE: Final = 12
LONGEST_MESSAGE: Final = 140
ENTRY_OF: Final = {"esketamine": "esketamine", "ketamine": "iv-ketamine"}
"""Agent -> the entry of §1.3 that has to agree with it (R-C3a)."""


def check(knowledge: Knowledge, *, as_of: date, cited_elsewhere: Collection[str] = ()) -> tuple[Finding, ...]:
    """Everything that can be checked without a reader; `cited_elsewhere` are the sources that cards name."""
    return (
        *_doses(knowledge),
        *_candidates(knowledge),
        *_countries(knowledge, as_of),
        *_rows(knowledge),
        *_sources(knowledge, cited_elsewhere),
        *review_findings(knowledge, as_of=as_of),
    )


def _doses(knowledge: Knowledge) -> Iterator[Finding]:
    for agent in knowledge.agents.values():
        about, most = f"agent {agent.id}", highest(agent)
        if agent.rxcui and Code(CodeSystem.RXNORM, agent.rxcui) not in knowledge.codes.drugs:
            yield fault(about, f"RxNorm code {agent.rxcui} stands in no code table")
        for name in ("minimum", "mgh", "athf", "label_minimum", "usual_maximum", "older_maximum"):
            figure: Threshold | None = getattr(agent, name)
            if figure is not None and most is not None and figure.value > most:
                yield fault(about, f"{name.replace('_', ' ')} {_said(figure.value)} is above the most, {_said(most)}")
        if agent.ladder is None or most is None:
            continue
        for step in agent.ladder.steps:
            if step > most:
                yield fault(about, f"the step to {_said(step)} is above the most, {_said(most)}")
        if list(agent.ladder.steps) != sorted(set(agent.ladder.steps)):
            yield fault(about, "the steps of the ladder do not rise")


def highest(agent: Agent) -> Decimal | None:
    """The highest daily dose that any label or table of this agent allows."""
    figures = (agent.label_maximum, agent.usual_maximum, agent.outpatient_maximum)
    if agent.dose_unit == "mmol/L":
        return None  # rated by its level, taken in mg
    return max((figure.value for figure in figures if figure is not None), default=None)


def _candidates(knowledge: Knowledge) -> Iterator[Finding]:
    for strategy in knowledge.strategies.values():
        for found in strategy.candidates:
            most = highest(knowledge.agents[found.agent])
            for name, dose in (("start", found.start), ("target", found.target), ("most", found.maximum)):
                if dose is not None and most is not None and dose > most:
                    yield fault(
                        f"strategy {strategy.id}, {found.agent}",
                        f"{name} {_said(dose)} is above what the agent's own entry allows, {_said(most)}",
                    )


def _countries(knowledge: Knowledge, as_of: date) -> Iterator[Finding]:
    every = {agent for country in knowledge.countries.values() for agent in country.agents}
    for country in knowledge.countries.values():
        about = f"country {country.country}"
        if missing := sorted(every - set(country.agents)):
            yield fault(about, f"says nothing of {', '.join(missing)}, which other countries limit")
        age = _months_since(country.checked, as_of)
        if age is None or age > MONTHS_UNTIL_STALE:
            yield fault(about, f"availability was looked at in {country.checked or 'no known month'}")
        for agent, entry in ENTRY_OF.items():
            offered, entered = country.agents.get(agent, "yes") != "no", country.entry.get(entry) is not None
            if offered != entered:
                where = "may be suggested, and has no entry" if offered else "has an entry, and is not suggested"
                yield note(about, f"{agent} {where}: the stricter holds (R-C3a)")
        for agent, dose in country.doses.items():
            most = highest(knowledge.agents[agent])
            if most is not None and dose.maximum > most:
                yield note(about, f"{agent} up to {_said(dose.maximum)}, its own entry allows {_said(most)}: the lower")


def _months_since(month: str, as_of: date) -> int | None:
    try:
        year, number = (int(part) for part in month.split("-"))
    except ValueError:
        return None
    return (as_of.year - year) * 12 + as_of.month - number


def _rows(knowledge: Knowledge) -> Iterator[Finding]:
    for row in knowledge.safety:
        if len(row.message) > LONGEST_MESSAGE:
            yield fault(row.id, f"its message has {len(row.message)} characters, at most {LONGEST_MESSAGE} fit a card")
        for name in row_sources(row.source):
            if name not in knowledge.sources:
                yield fault(row.id, f"names the source {name}, which is not in the list")


def row_sources(text: str) -> list[str]:
    """The ids of a row's source cell."""
    return [part.strip() for part in text.replace(",", ";").split(";") if part.strip()]


def _sources(knowledge: Knowledge, cited_elsewhere: Collection[str]) -> Iterator[Finding]:
    for name in sorted(set(cited_elsewhere) - set(knowledge.sources)):
        yield fault(f"source {name}", "is named on cards, and is not in the list")
    cited = {name for row in knowledge.safety for name in row_sources(row.source)} | set(cited_elsewhere)
    for field in fields(knowledge):
        if field.name not in ("sources", "codes"):
            cited |= set(_cited(getattr(knowledge, field.name)))
    for name in knowledge.sources:
        if name not in cited:
            yield note(f"source {name}", "is cited by nothing")
    for about, figure in _figures_of(knowledge):
        if figure.mark == "V" and not figure.source.seen:
            yield note(about, f"is marked as seen (V), and its source {figure.source.id} is told from memory")
    unseen = [name for name, source in knowledge.sources.items() if not source.seen]
    if unseen:
        yield note("sources", f"{len(unseen)} of {len(knowledge.sources)} are cited from memory: {', '.join(unseen)}")


def _figures_of(knowledge: Knowledge) -> Iterator[tuple[str, Threshold]]:
    for agent in knowledge.agents.values():
        for field in fields(agent):
            figure = getattr(agent, field.name)
            if isinstance(figure, Threshold):
                yield f"agent {agent.id}, {field.name.replace('_', ' ')}", figure
    yield from ((f"figure {name}", figure) for name, figure in knowledge.figures.items())


def _cited(value: Any) -> Iterator[str]:
    if isinstance(value, Source):
        yield value.id
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _cited(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _cited(part)
    elif is_dataclass(value):
        for field in fields(value):
            part = getattr(value, field.name)
            if field.name == "citations":
                yield from part
            else:
                yield from _cited(part)


def _said(dose: Decimal) -> str:
    text = format(dose, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
