"""The verdict on one trial, and what it rests on (R-Q4 … R-Q12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

from trd.adequacy import sentence
from trd.adequacy.course import rate_course
from trd.adequacy.days import BY_LEVEL, CountedDays, counted_days
from trd.choices import Choices
from trd.history import Measurement, TreatmentHistory
from trd.intervals import Days
from trd.knowledge.types import Definition, Knowledge, Source
from trd.terms import Adequacy, Doubt, Intake, TrialKind
from trd.trials import Trial
from trd.trials.minimum import Minimum, Taker, minimum, taker_on

COLUMNS = ("min", "mgh", "athf", "label")

MISSING = {
    Doubt.START: "start date",
    Doubt.END: "end date",
    Doubt.DISPENSING: "dispensing",
    Doubt.TAKING: "taking",
    Doubt.AS_NEEDED: "as needed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdequacyRating:
    """One trial rated under one definition."""

    verdict: Adequacy
    because: str
    """The sentence of §4.3, from numbers only."""
    certain_days: Days
    """c-days of the whole trial."""
    possible_days: Days
    """p-days."""
    most_certain: int
    """maxC: c-days in the best window of L days."""
    most_possible: int
    most_at_any_dose: int
    needed_days: int
    minimum_dose: Decimal | None
    dose_unit: str
    peak_dose: Decimal | None
    reached_on: date | None
    """The adequacy day A (§5.2)."""
    adherence: Decimal | None
    on_stated_dates: bool = False
    """Adequate by stated dates and doses alone (R-Q13)."""
    on_assumed_dates: bool = False
    """Adequate, or adequate so early, only because an end was assumed (R-0.2): confidence low."""
    missing: tuple[str, ...] = ()
    """Of an undetermined trial: `dose`, `end date`, `dispensing`, `start date` …"""
    notes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialFacts:
    """What every definition asks of one trial, gathered once."""

    trial: Trial
    by_column: Mapping[str, CountedDays]
    denied: bool
    """Non-adherence is recorded and names the agent (R-Q8)."""
    questioned: bool
    """A general code of non-adherence is dated in the trial."""
    rated: dict[tuple[int, int], AdequacyRating] = field(default_factory=dict, compare=False, repr=False)
    """Ratings by their days (which `by_column` keeps) and the days needed: most definitions share one."""


def rate(
    trial: Trial,
    history: TreatmentHistory,
    definition: Definition,
    knowledge: Knowledge,
    choices: Choices,
    *,
    as_of: date,
) -> AdequacyRating:
    """Rate one trial: days at a known, sufficient dose are certain; days at an unstated dose might count (R-Q4)."""
    return rate_facts(facts_of(trial, history, knowledge, as_of=as_of), definition, knowledge)


def facts_of(trial: Trial, history: TreatmentHistory, knowledge: Knowledge, *, as_of: date) -> TrialFacts:
    """Gather what the rating of one trial rests on; it does not depend on the definition."""
    taker = taker_on(history, trial.start.latest, as_of=as_of)
    concepts = {knowledge.agents[name].level_concept for name in trial.agents if name in knowledge.agents}
    levels = [level for level in history.measurements if level.concept in concepts and level.day <= as_of]
    drugs = trial.exposures and not trial.sessions
    denied, questioned = _non_adherence(trial, history, knowledge)
    return TrialFacts(
        trial=trial,
        by_column=_by_column(trial, levels, knowledge, taker) if drugs else {},
        denied=denied,
        questioned=questioned,
    )


def _by_column(
    trial: Trial, levels: Sequence[Measurement], knowledge: Knowledge, taker: Taker
) -> dict[str, CountedDays]:
    """The days by each dose column; columns that agree on this agent are counted once."""
    products = {(each.agent, each.form) for each in (*trial.exposures, *trial.partner_exposures)}
    agents = [(knowledge.agents[agent], form) for agent, form in sorted(products, key=str)]
    counted: dict[tuple[Minimum | None, ...], CountedDays] = {}
    found: dict[str, CountedDays] = {}
    for column in COLUMNS:
        least = tuple(minimum(agent, column, form=form, taker=taker) for agent, form in agents)
        if least not in counted:
            counted[least] = counted_days(trial, column, levels, knowledge, taker)
        found[column] = counted[least]
    return found


def rate_facts(facts: TrialFacts, definition: Definition, knowledge: Knowledge) -> AdequacyRating:
    """Rate one trial by one definition."""
    trial = facts.trial
    if not facts.by_column or trial.kind is TrialKind.KETAMINE:
        return _course(trial, definition, knowledge)
    days = facts.by_column[definition.dose_column]
    augmentation = trial.kind is TrialKind.AUGMENTATION
    needed = int((definition.augmentation_days if augmentation else definition.days_at_dose).value)
    known = facts.rated.get((id(days), needed))
    if known is None:
        known = facts.rated[id(days), needed] = _rated(facts, days, needed, knowledge)
    return replace(known, sources=_sources(days, definition))


def _rated(facts: TrialFacts, days: CountedDays, needed: int, knowledge: Knowledge) -> AdequacyRating:
    """The rating of a drug trial by its days at dose, whichever definition asks for them."""
    trial = facts.trial
    window = needed * 5 // 4
    distinct = {days.certain, days.possible, days.any_dose, days.stated}  # often all the same days
    best = {each: each.most_within(window) for each in distinct}
    most = (best[days.certain], best[days.possible], best[days.any_dose])
    reached = days.certain.nth_within(needed, window)
    adherence = _adherence(trial)
    verdict = _verdict(facts, days, most, needed, knowledge)
    missing = _missing(days, needed, window, questioned=facts.questioned) if verdict is Adequacy.UNDETERMINED else ()
    return AdequacyRating(
        verdict=verdict,
        because=_because(trial, verdict, days, most, needed, missing, knowledge, denied=facts.denied),
        certain_days=days.certain,
        possible_days=days.possible,
        most_certain=most[0],
        most_possible=most[1],
        most_at_any_dose=most[2],
        needed_days=needed,
        minimum_dose=days.threshold.value if days.threshold else None,
        dose_unit=_unit(trial, knowledge),
        peak_dose=days.peak,
        reached_on=reached,
        adherence=adherence,
        on_stated_dates=best[days.stated] >= needed,
        on_assumed_dates=reached is not None
        and bool(days.assumed)
        and (days.certain - days.assumed).nth_within(needed, window) != reached,
        missing=missing,
        notes=("low-level",) if days.level_too_low else (),
    )


def _verdict(
    facts: TrialFacts, days: CountedDays, most: tuple[int, ...], needed: int, knowledge: Knowledge
) -> Adequacy:
    """The steps of R-Q4, first match wins."""
    certain, possible, any_dose = most
    if facts.denied:
        return Adequacy.NON_ADHERENT
    if certain >= needed:
        return Adequacy.UNDETERMINED if facts.questioned else Adequacy.ADEQUATE
    if _too_little_supplied(facts.trial, needed, knowledge):
        return Adequacy.NON_ADHERENT
    if days.threshold is None:
        return Adequacy.UNDETERMINED if any_dose >= needed else Adequacy.INADEQUATE_DURATION
    if possible >= needed:
        return Adequacy.UNDETERMINED
    if days.possible:
        return Adequacy.INADEQUATE_DURATION
    return Adequacy.INADEQUATE_DOSE if any_dose >= needed else Adequacy.INADEQUATE_DURATION


def _too_little_supplied(trial: Trial, needed: int, knowledge: Knowledge) -> bool:
    """R-Q4 step 3: at least two dispenses, a long enough span, and too few supplied days in it."""
    if trial.dispenses < 2 or trial.supplied_days is None or not trial.supply_span or trial.supply_span < needed:
        return False
    return Decimal(trial.supplied_days) < knowledge.figures["adherence-share"].value * trial.supply_span


def _adherence(trial: Trial) -> Decimal | None:
    """Supplied days over their span, two decimals down; never guessed from orders (R-Q5)."""
    if trial.supplied_days is None or not trial.supply_span:
        return None
    return (Decimal(trial.supplied_days) / trial.supply_span).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def _missing(days: CountedDays, needed: int, window: int, *, questioned: bool) -> tuple[str, ...]:
    """The facts that alone would make it adequate; else all that are in doubt."""
    if questioned and days.certain.most_within(window) >= needed:
        return ("taking",)
    dose = "level" if days.level_needed else "dose"
    open_facts = {dose: days.if_dose_known - days.certain}
    open_facts |= {MISSING[doubt]: doubtful - days.certain for doubt, doubtful in days.by_doubt.items()}
    if days.threshold is None:
        return ("minimum dose",)
    alone = [name for name, more in open_facts.items() if (days.certain | more).most_within(window) >= needed]
    together = [*(["dose"] if days.dose_open else []), *(MISSING[doubt] for doubt in days.open_doubts)]
    return tuple(alone or together or (name for name, more in open_facts.items() if more))


def _because(
    trial: Trial,
    verdict: Adequacy,
    days: CountedDays,
    most: tuple[int, ...],
    needed: int,
    missing: tuple[str, ...],
    knowledge: Knowledge,
    *,
    denied: bool,
) -> str:
    agent = knowledge.agents.get(trial.agents[0])
    unit = _unit(trial, knowledge)
    least = sentence.dose_in_words(days.threshold.value, agent, unit) if days.threshold else None
    at_dose = f"at {least} or more" if least else "at any dose"
    if trial.kind in (TrialKind.COMBINATION, TrialKind.AUGMENTATION):
        at_dose = "with both at dose"
    short = verdict is Adequacy.INADEQUATE_DURATION
    highs = [exposure.high for exposure in trial.exposures if exposure.high is not None]
    highest = days.peak if days.peak is not None else max(highs, default=None)
    backed = trial.supplied_days is not None and trial.supply_span is not None and not denied
    return sentence.drug_sentence(
        sentence.treatment(trial, knowledge),
        verdict,
        at_dose=at_dose,
        days=(most[0] if short else len(days.certain), len(days.possible), len(days.any_dose)),
        needed=needed,
        highest=sentence.dose_in_words(highest, agent, "mg/d" if unit == BY_LEVEL else unit),
        least=least or "a known dose",
        ongoing=trial.ongoing,
        supply=(trial.supplied_days or 0, trial.supply_span or 1) if backed else None,
        missing=missing,
    )


def _course(trial: Trial, definition: Definition, knowledge: Knowledge) -> AdequacyRating:
    rating = rate_course(trial, definition, knowledge)
    return AdequacyRating(
        verdict=rating.verdict,
        because=sentence.course_sentence(sentence.treatment(trial, knowledge), rating, ongoing=trial.ongoing),
        certain_days=trial.certain,
        possible_days=trial.possible,
        most_certain=rating.sessions,
        most_possible=rating.possible,
        most_at_any_dose=rating.possible,
        needed_days=rating.needed,
        minimum_dose=None,
        dose_unit="sessions",
        peak_dose=max((each.dose for each in trial.sessions if each.dose is not None), default=None),
        reached_on=rating.reached_on,
        adherence=None,
        on_stated_dates=rating.verdict is Adequacy.ADEQUATE,
        missing=("sessions",) if rating.verdict is Adequacy.UNDETERMINED else (),
        sources=(definition.source,),
    )


def _non_adherence(trial: Trial, history: TreatmentHistory, knowledge: Knowledge) -> tuple[bool, bool]:
    """R-Q8: is non-adherence recorded inside the trial, naming the agent, or without a name?"""
    irregular = any(exposure.intake is Intake.NOT_AS_DIRECTED for exposure in trial.exposures)
    for record in history.medications:
        if record.intake is not Intake.NOT_TAKEN or record.agent not in trial.agents:
            continue
        first = record.start.earliest if record.start else record.asserted
        last = record.end.latest if record.end else (record.asserted or first)
        if first is not None and last is not None and Days.between(first, max(first, last)) & trial.possible:
            irregular = True
    general = knowledge.concept_sets.get("non-adherence", frozenset())
    named, questioned = False, False
    for condition in history.conditions:
        day = condition.onset.earliest if condition.onset else condition.recorded
        if day is None or not trial.possible.spans[0][0] <= day.toordinal() <= trial.possible.spans[-1][1]:
            continue
        if condition.names_agent is not None:
            named = named or condition.names_agent in trial.agents
        elif condition.concepts & general:
            questioned = True
    return irregular or named, questioned


def _unit(trial: Trial, knowledge: Knowledge) -> str:
    agent = knowledge.agents.get(trial.agents[0])
    return agent.dose_unit if agent is not None else "sessions"


def _sources(days: CountedDays, definition: Definition) -> tuple[Source, ...]:
    dose = days.threshold.source if days.threshold else definition.source
    return tuple({source.id: source for source in (dose, definition.days_at_dose.source)}.values())
