"""Antidepressants of which nothing tells when they were taken: no days, so no trial, but a failure may hide in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from trd.exposures.agents import AgentRecords
from trd.exposures.assembling import OVER
from trd.exposures.counting import Circumstances, classify
from trd.exposures.exposure import Exposure
from trd.exposures.spells import highest, lowest
from trd.history import MedicationRecord
from trd.intervals import DayInterval, Days
from trd.terms import Counts, DateBasis


def perhaps_taken_today(agents: Iterable[AgentRecords], as_of: date) -> Iterator[Exposure]:
    """No days of a trial; but an open record may be taken today, and safety must know (R-Z5)."""
    for agent in agents:
        yield from (_exposure(record, as_of) for record in agent.undated if record.status not in OVER)


def perhaps_tried(
    agents: Iterable[AgentRecords], dated: Sequence[Exposure], circumstances: Circumstances, as_of: date
) -> tuple[Exposure, ...]:
    """What would count as an antidepressant trial if its dates were known, of drugs without a dated one.

    To lose a date must not make an answer more certain (R-0.3): "none failed" is not known while these are open.
    """
    known = circumstances.knowledge.agents
    with_dates = {exposure.agent for exposure in dated if exposure.counts is not Counts.NO}
    found: list[Exposure] = []
    for agent in agents:
        row = known.get(agent.id)
        if row is None or not row.antidepressant or agent.id in with_dates:
            continue
        for record in agent.undated:
            judged = classify((_as_told(record, as_of),), row, circumstances)
            found.extend(each for each in judged if each.counts in (Counts.YES, Counts.UNDETERMINED))
    return tuple(found)


def _as_told(record: MedicationRecord, as_of: date) -> Exposure:
    """With its dose and reason, which decide whether it was a trial at all."""
    steps = record.steps
    return replace(
        _exposure(record, as_of),
        low=None if record.as_needed else lowest([step.low for step in steps]),
        high=highest([step.high for step in steps]),
        always_trap=record.always_trap,
        indications=record.indications,
    )


def _exposure(record: MedicationRecord, as_of: date) -> Exposure:
    today = DayInterval.on(as_of)
    return Exposure(
        agent=record.agent,
        ingredients=tuple(sorted(record.ingredients)),
        label=record.label,
        certain=Days(),
        possible=Days.between(as_of, as_of),
        low=None,
        high=None,
        start=today,
        end=None,
        start_basis=DateBasis.ASSUMED,
        end_basis=DateBasis.ONGOING,
        evidence=record.evidence,
        counts=Counts.NO,
        route=record.route,
        form=record.form,
        by_text=record.by_text,
        sources=frozenset({record.kind}),
        open_end=True,
        undated=True,
    )
