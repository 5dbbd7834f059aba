"""Whom the suicide risk card is about: the young, the pregnant, those in hospital, those who changed a drug (§8.5)."""

from cds_hooks.wording import figures
from cds_hooks.wording.detail import Line, line
from cds_hooks.wording.telling import Telling
from trd.exposures import Exposure
from trd.intervals import DayInterval, days_between
from trd.terms import Counts, StopReason

HOSPITAL_CLASSES = frozenset({"EMER", "IMP", "ACUTE", "NONAC", "OBSENC", "SS"})
"""Encounter classes in which somebody may already have asked."""

OVERDOSE_CLASSES = frozenset({"TCA", "MAOI"})
OVERDOSE_AGENTS = frozenset({"lithium", "venlafaxine"})
OVERDOSE_GROUPS = ("opioids", "benzodiazepines", "serotonergic-opioids", "methadone")
"""What is dangerous in overdose, alone or with other drugs (§8.3)."""

YOUNG_UNTIL = 25
WATCHED_DAYS = 28
RECENT_DAYS = 90


def age_of(telling: Telling) -> tuple[int | None, int | None]:
    """Lowest and highest age that the birth date allows."""
    person = telling.assessment.person
    low = person.age_low if person.age_low is not None else person.age
    high = person.age_high if person.age_high is not None else person.age
    return low, high


def already_cared_for(telling: Telling) -> bool:
    """In an emergency department or a ward, as far as the record tells."""
    own = telling.configuration.choices.encounter
    return any(
        (encounter.encounter_class or "").upper() in HOSPITAL_CLASSES
        for encounter in telling.assessment.history.encounters
        if encounter.in_progress or (own and f"Encounter/{own}" in encounter.evidence)
    )


def overdose_drugs(telling: Telling) -> list[str]:
    """The drugs on record as taken now that are dangerous in overdose, with their dose."""
    as_of, knowledge = telling.assessment.as_of, telling.knowledge
    dangerous = {drug for group in OVERDOSE_GROUPS for drug in knowledge.codes.groups.get(group, frozenset())}
    found: dict[str, str] = {}
    for exposure in telling.assessment.exposures:
        agent = knowledge.agents.get(exposure.agent)
        known = agent is not None and (agent.drug_class in OVERDOSE_CLASSES or agent.id in OVERDOSE_AGENTS)
        if as_of in exposure.certain and (known or not dangerous.isdisjoint(exposure.ingredients)):
            dose = figures.dose(exposure.high, agent.taken_unit if agent else "mg/d", agent)
            name = telling.running(exposure.agent)
            found[exposure.agent] = f"{name} {dose}" if dose else name
    return [found[agent] for agent in sorted(found)]


def special_lines(telling: Telling) -> list[Line | None]:
    """One line for each thing about this patient that changes what is asked or done."""
    diagnosis = telling.assessment.diagnosis
    low, _ = age_of(telling)
    young = low is not None and low < telling.configuration.choices.minimum_age
    return [
        line("suicide_risk.guardian") if young else None,
        line("suicide_risk.bipolar", spare=1) if diagnosis.reason == "bipolar" else None,
        line("suicide_risk.perinatal", spare=1) if "perinatal" in diagnosis.flags else None,
        line("suicide_risk.psychotic", spare=4) if "psychotic" in diagnosis.flags else None,
        _changed_drug(telling),
    ]


def _changed_drug(telling: Telling) -> Line | None:
    """Thoughts can increase in the first weeks: after a stop for that reason, or under 25 after a start or change."""
    stopped = [item for item in _recent(telling) if item.stop_reason is StopReason.SUICIDAL_THOUGHTS]
    if stopped:
        agent = telling.running(stopped[-1].agent)
        return line("suicide_risk.after_drug", spare=3, agent=agent, date=figures.interval(stopped[-1].start))
    low, _ = age_of(telling)
    started = [item.start.latest for item in _recent(telling) if item.counts is Counts.YES and _within(item, telling)]
    if low is None or low >= YOUNG_UNTIL or not started:
        return None
    return line("suicide_risk.under_25", spare=3, date=figures.interval(DayInterval.on(max(started))))


def _recent(telling: Telling) -> list[Exposure]:
    """Exposures that run, or ended no more than 90 days ago."""
    as_of = telling.assessment.as_of
    return [
        exposure
        for exposure in telling.assessment.exposures
        if exposure.end is None or days_between(exposure.end.latest, as_of) <= RECENT_DAYS
    ]


def _within(exposure: Exposure, telling: Telling) -> bool:
    return 0 <= days_between(exposure.start.latest, telling.assessment.as_of) <= WATCHED_DAYS
