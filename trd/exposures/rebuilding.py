"""All drug records of a patient rebuilt into exposures (§2)."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from trd.choices import Choices
from trd.exposures import assembling, closings, counting, crowds, starts, stops, supply, undated
from trd.exposures.agents import (
    AgentRecords,
    Around,
    agent_records,
    antidepressant_starts,
    by_agent,
    replacements,
    smoking_aids,
)
from trd.exposures.day_by_day import segments
from trd.exposures.exposure import Exposure, Rebuilt, Supplied
from trd.exposures.segments import Sources
from trd.exposures.spells import Reading, Spell, spell
from trd.history import Gap, MedicationRecord, TreatmentHistory
from trd.intervals import DayInterval, Days
from trd.knowledge.types import Knowledge
from trd.terms import Counts, DateBasis, Doubt, GapCode, RecordKind


def rebuild(history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date) -> Rebuilt:
    """Rebuild all exposures by R-E1 … R-E27, and say which count as an antidepressant trial (R-A10 … R-A13)."""
    reading = Reading(choices=choices, figures=knowledge.figures, as_of=as_of.toordinal())
    records = starts.distinct(starts.components(history.medications, knowledge))
    agents = [agent_records(name, own, reading) for name, own in by_agent(records).items()]
    around = Around(
        following=antidepressant_starts(agents, knowledge, choices.join_gap_days, as_of),
        any_dispense=sorted(
            {*history.dispensed_on, *(day for each in agents for day in each.handed_over)} - {date.max}
        ),
        stays=supply.stays(history.encounters, reading.as_of),
        replacements=replacements(agents),
    )
    circumstances = counting.Circumstances(
        knowledge=knowledge,
        choices=choices,
        depressed_on=counting.depressed_on(history.conditions, knowledge.concept_sets.get("mdd", frozenset())),
        smoking_aids=smoking_aids(agents, knowledge),
    )
    exposures: list[Exposure] = []
    supplied: dict[str, Supplied] = {}
    gaps: list[Gap] = []
    for agent in agents:
        built, own_supply = _build(agent, reading, around, knowledge, gaps)
        known = knowledge.agents.get(agent.id)
        exposures.extend(
            counting.classify(built, known, circumstances)
            if known is not None
            else (replace(exposure, counts=Counts.NO) for exposure in built)
        )
        gaps.extend(_gap(GapCode.NO_START_DATE, f"{record.label}: no start date", record) for record in agent.undated)
        if own_supply is not None:
            supplied[agent.id] = own_supply
    perhaps = undated.perhaps_tried(agents, exposures, circumstances, as_of)
    exposures.extend(undated.perhaps_taken_today(agents, as_of))
    exposures.sort(key=lambda exposure: (exposure.agent, exposure.possible.spans, exposure.evidence))
    return Rebuilt(exposures=tuple(exposures), undated=perhaps, supplied=supplied, gaps=_in_order(gaps))


def _build(
    agent: AgentRecords,
    reading: Reading,
    around: Around,
    knowledge: Knowledge,
    gaps: list[Gap],
) -> tuple[tuple[Exposure, ...], Supplied | None]:
    """The exposures of one agent from all its sources."""
    row = knowledge.agents.get(agent.id)
    known, antidepressant = row is not None, row is not None and row.antidepressant
    others = [day for day, other in around.following if other != agent.id] if antidepressant else []
    fills = supply.dispensed([record for record, _, _ in agent.started if record.kind is RecordKind.DISPENSE], reading)
    told: list[Spell] = []
    for record, start, basis in agent.started:
        if record.kind is RecordKind.DISPENSE:
            continue
        gap = _dates_gap(record, start, reading)
        if gap is not None:
            gaps.append(gap)
        if gap is None or gap.code is not GapCode.FUTURE_DATE:
            told.append(_spell(record, start, basis, agent, reading, others))
    told = [each for each in told if each.possible[0] <= each.possible[1]]
    if known:
        gaps.extend(_end_gaps(told))
    instructions = closings.closed_by_later([each for each in told if each.record.kind in closings.INSTRUCTIONS])
    instructions = closings.replaced(instructions, around.replacements)
    given = tuple(each for each in told if each.record.kind is RecordKind.ADMINISTRATION)
    own_days = sorted({*agent.handed_over, *(each.start.earliest for each in given)})
    given_from = sorted(each.possible[0] for each in given)
    instructions = tuple(
        _checked(each, given_from, around.any_dispense, own_days, reading, gaps if known else [])
        for each in instructions
    )
    every = stops.stopped((*instructions, *fills))
    if known:
        gaps.extend(_stale_gaps(every))
    sources = Sources(
        instructions=tuple(each for each in every if each.record.kind is not RecordKind.DISPENSE),
        fills=tuple(each for each in every if each.record.kind is RecordKind.DISPENSE),
        given=given,
        denied=closings.not_taken_days(agent.denied, every, reading),
    )
    crowded = crowds.crowded([each for each in sources.all if each.possible[0] <= each.possible[1]])
    if known and crowded and (gap := crowds.gap_of(crowded, sources.all)) is not None:
        gaps.append(gap)
    administered = Days.of(each.certain for each in given if each.surely)
    return assembling.exposures(segments(sources, crowded)), supply.supplied(
        sources.fills, administered, around.stays, reading
    )


def _spell(
    record: MedicationRecord,
    start: DayInterval,
    basis: DateBasis,
    agent: AgentRecords,
    reading: Reading,
    others: Sequence[int],
) -> Spell:
    """`others`: the first days of the other antidepressants that may count, ascending."""
    until = min(reading.as_of, record.end.latest.toordinal() if record.end else reading.as_of)
    at = bisect_right(agent.handed_over, until, key=date.toordinal)
    confirmed = agent.handed_over[at - 1].toordinal() if at else None
    at = bisect_right(others, start.latest.toordinal())
    next_start = others[at] if at < len(others) else None
    return spell(record, start, basis, reading, confirmed=confirmed, next_start=next_start)


def _checked(
    each: Spell,
    given_from: Sequence[int],
    any_dispense: Sequence[date],
    own_days: Sequence[date],
    reading: Reading,
    gaps: list[Gap],
) -> Spell:
    """What other sources say against an order: never dispensed (R-E26), or replaced by what was given (R-E3)."""
    if closings.undispensed(each, any_dispense, own_days, reading):
        if closings.dispense_due(each, reading) <= reading.as_of:
            gaps.append(
                _gap(GapCode.ORDER_NOT_DISPENSED, f"{each.record.label}: ordered, no dispense found", each.record)
            )
        return closings.only_possible(each, Doubt.DISPENSING)
    at = bisect_left(given_from, each.possible[0])
    if each.record.inpatient and at < len(given_from) and given_from[at] <= each.possible[1]:
        return closings.only_possible(each, Doubt.TAKING)
    return each


def _dates_gap(record: MedicationRecord, start: DayInterval, reading: Reading) -> Gap | None:
    if start.earliest.toordinal() > reading.as_of:
        return _gap(GapCode.FUTURE_DATE, f"{record.label} starts after this day", record)
    if record.end is not None and record.end.latest < start.earliest:
        return _gap(GapCode.DATES_CONTRADICT, f"{record.label} ends before it starts", record)
    return None


def _end_gaps(told: Sequence[Spell]) -> list[Gap]:
    """It is over, and nobody knows since when (E16)."""
    found = []
    for each in told:
        over = each.record.status in assembling.OVER
        if over and not each.end_stated and each.record.supply_days is None:
            what = f"{each.record.label}: it is over, and no end is recorded"
            found.append(_gap(GapCode.END_UNKNOWN, what, each.record))
    return found


def _stale_gaps(every: Sequence[Spell]) -> list[Gap]:
    """It is open, and nobody has spoken of it for long (E14); one that a later record or a stop closed is not open."""
    return [
        _gap(GapCode.STALE_OPEN_ORDER, f"{each.record.label}: still open, not confirmed for long", each.record)
        for each in every
        if each.stale
    ]


def _gap(code: GapCode, what: str, record: MedicationRecord) -> Gap:
    return Gap(code=code, what=what[0].upper() + what[1:], evidence=record.evidence)


def _in_order(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """Each once, in a fixed order."""
    unique: Mapping[Gap, None] = dict.fromkeys(gaps)
    return tuple(sorted(unique, key=lambda gap: (gap.code.value, gap.what, gap.evidence)))
