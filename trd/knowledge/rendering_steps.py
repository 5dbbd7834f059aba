"""The ways forward on the knowledge page: candidates, decision table, what moves an agent, doses, switches, drafts."""

from collections.abc import Iterator, Mapping

from trd.knowledge.next_step_types import Circumstance, Modifier, SwitchMethod
from trd.knowledge.rendering_tables import anchor, cited, plain, reviewed, table
from trd.knowledge.strategy_types import StrategyAgent
from trd.knowledge.types import Agent, Knowledge

LEVELS = {4: "first-line", 3: "second-line", 2: "third-line", 1: "consider"}


def candidates(knowledge: Knowledge) -> str:
    """Each way forward with its sources and, where there are agents to choose from, one row an agent."""
    parts = []
    columns = ("agent", "points n 1 / 2 / 3", "start → target → most", "line", "asked before", "note", "source")
    for strategy in knowledge.strategies.values():
        title = anchor(f"strategy-{strategy.id}", strategy.label)
        stands = reviewed(knowledge.reviews[f"strategy {strategy.id}"])
        parts.append(f"### {title}\n\nSources: {cited(*strategy.citations)} · {stands}\n")
        if strategy.candidates:
            parts.append(table(columns, (_candidate(found, knowledge) for found in strategy.candidates)))
    return "\n".join(parts)


def _candidate(found: StrategyAgent, knowledge: Knowledge) -> tuple[str, ...]:
    with_whom = f" + {', '.join(sorted(found.partners))}" if found.partners else ""
    notes = (found.titration, found.note, "text only" if found.text_only else "")
    return (
        knowledge.agents[found.agent].label + with_whom,
        " / ".join(str(points) for points in found.points),
        " → ".join(plain(dose) for dose in (found.start, found.target, found.maximum)),
        found.line,
        ", ".join(found.required),
        "; ".join(note for note in notes if note),
        f"{cited(found.source.id)}, {found.where} {found.mark}",
    )


def main_rows(knowledge: Knowledge) -> str:
    """The decision table: what is offered in which state, in order."""
    rows = (
        (
            anchor(row.id, row.id),
            row.state,
            ", ".join(f"{topic.value} ({LEVELS[level]})" for topic, level in row.topics),
            row.why,
            cited(*row.citations),
        )
        for row in knowledge.main_rows.values()
    )
    return table(("row", "state", "offers, in order", "because", "sources"), rows)


def modifiers(knowledge: Knowledge) -> str:
    """What moves an agent up or down inside its topic; all points are choices of this product."""
    if knowledge.modifiers is None:
        return ""
    rows = (
        (anchor(found.id, found.id), found.words, " or ".join(_when(each) for each in found.when), _points(found))
        for found in knowledge.modifiers.all
    )
    return table(("modifier", "on record", "as tested", "points"), rows)


def _when(found: Circumstance) -> str:
    said = found.fact or found.codes or (f"answer {found.answer}" if found.answer else f"total of {found.score}")
    least = f", {found.at_least} or more" if found.at_least else ""
    days = f", last {found.days} d" if found.days else ""
    return f"{said}{f' {found.test}' if found.test else ''}{least}{days}"


def _points(found: Modifier) -> str:
    """Best first, then by name: a class was expanded in no order."""
    told = [*_in_order(found.points), *(f"{each} (added)" for each in _in_order(found.added))]
    return ", ".join(told)


def _in_order(points: Mapping[str, int]) -> list[str]:
    return [f"{name} {points:+d}" for name, points in sorted(points.items(), key=lambda entry: (-entry[1], entry[0]))]


def ladders(knowledge: Knowledge) -> str:
    """The steps by which a dose is raised, and what is lower in older adults, liver and kidney disease."""
    columns = ("agent", "steps", "days between", "older adults", "liver", "kidney", "source")
    return table(columns, (row for agent in knowledge.agents.values() for row in _ladder(agent)))


def _ladder(agent: Agent) -> Iterator[tuple[str, ...]]:
    ladder = agent.ladder
    if ladder is None:
        return
    slower = [f"{days} from {plain(dose)}" for dose, days in ladder.interval_days_above]
    older = [f"start {plain(ladder.older_start)}" if ladder.older_start else ""]
    older += [f"at most {plain(ladder.older_cap)}" if ladder.older_cap else "", ladder.older]
    yield (
        agent.label,
        " → ".join(plain(step) for step in ladder.steps) + f" {agent.taken_unit}",
        ", ".join([str(ladder.interval_days), *slower]),
        ", ".join(word for word in older if word),
        ladder.hepatic,
        ladder.renal,
        f"{cited(ladder.source.id)}, {ladder.where}",
    )


def methods(knowledge: Knowledge) -> str:
    """How to go from one antidepressant to another; where a pair of agents differs from its groups, the pair holds."""
    switching = knowledge.switching
    if switching is None:
        return ""
    members: dict[str, list[str]] = {}
    for agent, group in switching.group.items():
        members.setdefault(group, []).append(knowledge.agents[agent].label)
    named = {group: ", ".join(sorted(agents)) for group, agents in members.items() if agents != [group]}
    groups = [f"**{group}** is {agents}." for group, agents in named.items()]
    lows = [f"{knowledge.agents[name].label} {plain(dose)}" for name, dose in switching.low_starts.items()]
    low = f"\nStarted low within {switching.low_start_days} days of another serotonergic drug: {', '.join(lows)}.\n"
    rows = [*_methods(switching.cells), *_methods(switching.pairs)]
    told = table(("from", "to", "method", "days", "in words"), rows)
    return "\n".join(groups) + "\n\n" + told + (low if lows else "")


def _methods(found: Mapping[tuple[str, str], SwitchMethod]) -> Iterator[tuple[str, ...]]:
    for (old, new), method in found.items():
        yield old, new, method.method, str(method.days), method.words


def products(knowledge: Knowledge) -> str:
    """What a draft order may name: clinical drugs of RxNorm, the ingredient, or an ATC code."""
    rows = (
        (
            knowledge.agents[order.agent].label,
            ", ".join(f"{plain(amount)} {order.unit} = {rxcui}" for amount, rxcui in order.products.items())
            or (f"ingredient {order.ingredient}" if order.ingredient else f"ATC {order.atc}"),
            order.form or "",
            " or ".join(str(times) for times in order.times) + (f", {order.when}" if order.when else ""),
            "; ".join(
                f"{plain(daily)}: {f'{step.days} days, ' if step.days else ''}then {step.next_step}"
                for daily, step in order.steps.items()
                if step.next_step
            ),
        )
        for order in knowledge.orders.values()
    )
    return table(("agent", "RxNorm", "form", "times a day", "next step after the first"), rows)


def monitoring(knowledge: Knowledge) -> str:
    """The tests that go with a treatment: what is wanted before it, how old it may be, and what is repeated later."""
    known = knowledge.monitoring
    rows = (
        (
            row.named,
            known.tests[row.test].words,
            (f"last {row.days} d" if row.days else "yes") if row.before else "",
            row.later,
            row.when,
            "" if row.ordered else "in words only",
            f"{cited(row.source.id)}, {row.where} {row.mark}",
        )
        for row in known.rows
    )
    return table(("treatment", "test", "before", "later", "only with", "order", "source"), rows)
