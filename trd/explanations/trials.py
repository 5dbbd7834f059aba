"""Rows of §7 that the trials themselves show: not taken, level too low, dose too low, too short."""

from collections.abc import Iterator

from trd.diagnosis.conditions import ACTIVE, dated, status_on
from trd.explanations.conditions import hit
from trd.explanations.findings import Hit
from trd.explanations.laboratory import below, said
from trd.explanations.record import Record
from trd.figures import plain
from trd.intervals import Days, interval_in_words
from trd.knowledge.types import Agent, ExplanationRow, Threshold
from trd.resistance import RatedTrial
from trd.terms import Adequacy, EpisodeOf, Intake, Outcome

NOT_TAKEN = frozenset({Intake.NOT_TAKEN, Intake.NOT_AS_DIRECTED})


def non_adherence(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X50: supply that does not cover the trial, a statement that it was not taken, or the code."""
    share = row.figures["share"].value
    trials = record.antidepressant_trials()
    for rated in trials:
        covered = rated.adequacy.adherence
        if rated.adequacy.verdict is Adequacy.NON_ADHERENT or (covered is not None and covered < share):
            percent = "" if covered is None else f", supply covers {int(covered * 100)} % of the days"
            yield Hit(what=f"{_name(rated, record)} not taken regularly{percent}", evidence=rated.trial.evidence)
    for record_ in record.history.medications:
        agent = record.knowledge.agents.get(record_.agent)
        told = record_.start or record_.end
        if record_.intake not in NOT_TAKEN or agent is None or not agent.antidepressant:
            continue
        if told is None or record.within(told.earliest, None):
            when = "" if told is None else f" ({interval_in_words(told)})"
            yield Hit(
                what=f"{agent.label.capitalize()} stated as not taken as directed{when}", evidence=record_.evidence
            )
    yield from _coded(row, record, trials)


def _coded(row: ExplanationRow, record: Record, trials: tuple[RatedTrial, ...]) -> Iterator[Hit]:
    for condition in record.conditions:
        if condition.concepts.isdisjoint(row.conditions):
            continue
        day = dated(condition)
        active = day is None and status_on(condition, record.as_of) in ACTIVE
        span = Days() if day is None else Days.between(day.earliest, day.latest)
        if active or any(span & rated.trial.possible for rated in trials):
            yield hit(condition, row)


def low_level(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X51: the last level of a trial lies below the agent's range."""
    for rated in record.trials:
        if rated.trial.episode is EpisodeOf.EARLIER:
            continue
        for agent in (record.knowledge.agents.get(id_) for id_ in rated.trial.agents):
            edge = None if agent is None else _lowest(agent, record)
            if agent is None or edge is None or agent.level_concept is None:
                continue
            levels = [value for value in record.values(agent.level_concept, None) if value.day in rated.trial.possible]
            if levels and below(levels[-1], edge.value):
                yield said(levels[-1], f"{agent.label.capitalize()} level", edge.unit)


def _lowest(agent: Agent, record: Record) -> Threshold | None:
    """The lower end of the range; the older adult's where the whole age interval is above its limit."""
    older = record.person.age_low is not None and record.person.age_low > record.knowledge.figures["older-age"].value
    return agent.level_low_older if older and agent.level_low_older is not None else agent.level_low


def under_dosing(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X52: a trial at too low a dose that was tolerated."""
    for rated in record.antidepressant_trials():
        if rated.adequacy.verdict is Adequacy.INADEQUATE_DOSE and rated.outcome.outcome is not Outcome.INTOLERANCE:
            rating = rated.adequacy
            dose = "" if rating.peak_dose is None else f", at most {plain(rating.peak_dose)} {rating.dose_unit}"
            needed = "" if rating.minimum_dose is None else f", {plain(rating.minimum_dose)} needed"
            yield Hit(what=f"{_name(rated, record)}: dose too low{dose}{needed}", evidence=rated.trial.evidence)


def short_trials(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X53: several trials that ended too early to judge; one that still runs is not too short yet."""
    short = [
        rated
        for rated in record.antidepressant_trials()
        if rated.adequacy.verdict is Adequacy.INADEQUATE_DURATION and not rated.trial.ongoing
    ]
    if len(short) >= row.figures["trials"].value:
        names = ", ".join(record.name(rated) for rated in short)
        evidence = {reference for rated in short for reference in rated.trial.evidence}
        yield Hit(what=f"{len(short)} trials too short to judge: {names}", evidence=tuple(sorted(evidence)))


def _name(rated: RatedTrial, record: Record) -> str:
    name = record.name(rated)
    return f"{name[:1].upper()}{name[1:]}"
