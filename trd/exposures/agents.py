"""The records of each agent with their starts, and what the records of all agents tell of one another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from trd.exposures import starts
from trd.exposures.spells import Reading
from trd.history import MedicationRecord
from trd.intervals import DayInterval, Days
from trd.knowledge.types import Agent, Knowledge
from trd.terms import DateBasis, RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRecords:
    """The records of one agent that say it was taken, with their start."""

    id: str
    started: tuple[tuple[MedicationRecord, DayInterval, DateBasis], ...]
    undated: tuple[MedicationRecord, ...]
    denied: tuple[MedicationRecord, ...]
    handed_over: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands beside the records of one agent."""

    following: Sequence[tuple[int, str]] = ()
    """The first days of all antidepressants that may count, ascending (E16, E17)."""
    any_dispense: Sequence[date] = ()
    stays: Days = field(default_factory=Days)
    replacements: Mapping[str, int] = field(default_factory=dict)
    """Order -> the first day of the order of another drug that took its place."""


def by_agent(records: Iterable[MedicationRecord]) -> dict[str, list[MedicationRecord]]:
    """Records by agent, agents in a fixed order."""
    found: dict[str, list[MedicationRecord]] = {}
    for record in records:
        found.setdefault(record.agent, []).append(record)
    return dict(sorted(found.items()))


def agent_records(name: str, records: Sequence[MedicationRecord], reading: Reading) -> AgentRecords:
    """The records of one agent, parted: with a start, without any date, and those that deny it (R-E27)."""
    handed_over = sorted(
        record.start.latest
        for record in records
        if record.kind is RecordKind.DISPENSE and record.start is not None and not record.only_possible
    )
    started, undated, denied = [], [], []
    for record in records:
        if not starts.taken(record):
            denied.append(record)
            continue
        found = starts.start_of(record, handed_over, reading)
        if found is None:
            undated.append(record)
        else:
            started.append((record, *found))
    return AgentRecords(
        id=name,
        started=tuple(started),
        undated=tuple(undated),
        denied=tuple(denied),
        handed_over=tuple(handed_over),
    )


def antidepressant_starts(
    agents: Sequence[AgentRecords], knowledge: Knowledge, join_gap: int, as_of: date
) -> list[tuple[int, str]]:
    """The first days of all antidepressants that may count, ascending (E16, E17).

    A renewal or a change of dose starts nothing: it says nothing of when another drug was stopped.
    """
    found: set[tuple[int, str]] = set()
    for agent in agents:
        known = knowledge.agents.get(agent.id)
        if known is None or not known.antidepressant or not known.counted:
            continue
        taken_until: int | None = None
        for record, start, _ in sorted(agent.started, key=lambda each: each[1].latest):
            first = start.latest.toordinal()
            if (
                record.always_trap
                or record.only_possible
                or start.latest > as_of
                or _for_sleep(record, known, knowledge)
            ):
                continue
            if taken_until is None or first > taken_until + join_gap + 1:
                found.add((first, agent.id))
            last = record.end.latest.toordinal() if record.end else first + (record.supply_days or 1) - 1
            taken_until = max(last, taken_until or last)
    return sorted(found)


def smoking_aids(agents: Sequence[AgentRecords], knowledge: Knowledge) -> Days:
    """The first days of nicotine replacement and varenicline."""
    groups = knowledge.codes.groups
    aids = groups.get("varenicline", frozenset()) | groups.get("nicotine-replacement", frozenset())
    return Days.of(
        (start.earliest.toordinal(), start.latest.toordinal())
        for agent in agents
        if agent.id in aids
        for _, start, _ in agent.started
    )


def replacements(agents: Sequence[AgentRecords]) -> dict[str, int]:
    """Orders whose place an order of another drug took (`priorPrescription`), with its first certain day."""
    found: dict[str, int] = {}
    drug_of = {name: agent.id for agent in agents for record, _, _ in agent.started for name in record.evidence}
    for agent in agents:
        for record, start, _ in agent.started:
            old = record.replaces
            if old is None or record.only_possible or drug_of.get(old) in (None, agent.id):
                continue
            first = start.latest.toordinal()
            found[old] = min(first, found.get(old, first))
    return found


def _for_sleep(record: MedicationRecord, agent: Agent, knowledge: Knowledge) -> bool:
    """Below the trap limit of its agent on every reading, and not said to be for depression (R-A11)."""
    limits = [trap.below.value for trap in agent.traps if trap.below is not None]
    highs = [step.high for step in record.steps]
    if not limits or not highs or not record.indications.isdisjoint(knowledge.depressive_indications):
        return False
    return all(high is not None and high < min(limits) for high in highs)
