"""Optimise: the running drug at a better dose, by its ladder and this patient's cap (§2.1)."""

from dataclasses import dataclass
from decimal import Decimal

from trd.candidates import (
    LIVER_SEVERITY,
    cautions,
    contraindicated,
    forbidden_by,
    liver_questions,
    number,
    sentence,
    unknowns,
)
from trd.intervals import in_words
from trd.knowledge.types import Agent, Ladder
from trd.options import DosePlan, Offer, Option, Proposal, SetAside
from trd.safety import Judgement, judge, judge_running, missing_tests
from trd.safety.monitoring import on_record
from trd.situation import Room, Situation
from trd.situation.levels import BY_LEVEL_UNIT, Level, read_level
from trd.situation.running import Running, read_running
from trd.terms import Effect, Topic

ASKED_ABOVE = {
    "citalopram": ("raise-ecg-above-citalopram", "ecg"),
    "venlafaxine": ("raise-pressure-above-venlafaxine", "blood-pressure"),
    "tca": ("raise-ecg-above-tricyclic", "ecg"),
}
"""Agent, or the tricyclics -> the dose above which a test is asked first, and which (N-O4)."""
LIVER_FIRST = "Liver disease: severity not on record; no raise before it is known."
BY_LEVEL = "by-level"
WITHOUT_DOSE = {BY_LEVEL: "raised by level, step by step"}
LOWERING = frozenset({"lower", "too-high"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change of dose, or more time."""

    running: Running
    agent: Agent
    dose: Decimal | None
    case: str
    why: str
    level: Level | None = None


def propose(situation: Situation, offer: Offer) -> Proposal:
    """One step of the dose; a contraindication of the running drug forbids the rise (N-O1 … N-O7, R-Z10)."""
    step = _step(situation, offer)
    if step is None:
        return Proposal()
    topic = Topic.AUGMENTATION if offer.rule == "D7" else Topic.DOSE_OPTIMIZATION
    judgement = judge(topic, step.agent.id, situation.facts)
    raising = step.case not in LOWERING
    forbidden = judgement.forbidden or contraindicated(step.agent.id, situation.facts) if raising else None
    if forbidden is not None:
        return Proposal(set_aside=(forbidden_by(forbidden, offer.topic, agent=step.agent.id),))
    asked = liver_questions(step.agent, judgement, situation.facts) if raising and step.dose is not None else ()
    if LIVER_SEVERITY in asked:
        aside = SetAside(topic=offer.topic, agent=step.agent.id, kind=None, reason=LIVER_FIRST, row=None)
        return Proposal(set_aside=(aside,))
    return Proposal(options=(_option(step, offer, situation, judgement, asked),))


def _step(situation: Situation, offer: Offer) -> Step | None:
    if offer.rule == "D7" and situation.add_on is not None:
        return _raise_add_on(read_running(situation.add_on, situation.as_of), situation)
    current, room = situation.current, situation.room
    if current is None or room is None or current.dose is None:
        return None
    agent = situation.knowledge.agents[current.agent]
    if offer.case == "lower":
        lower = _lower(current, room)
        why = "a lower dose may be tolerated"
        return Step(running=current, agent=agent, dose=lower, case="lower", why=why) if lower else None
    if offer.case == "too-high":
        return _down_to_limit(current, agent, room)
    level = read_level(current, situation.facts)
    if not room.headroom or _near_remission(situation) or (level is not None and not level.below):
        return None
    if _too_soon(current, room.ladder):
        why = "too early for another step; give it longer"
        return Step(running=current, agent=agent, dose=None, case="wait", why=why)
    dose = room.next_step
    if level is not None:
        return Step(running=current, agent=agent, dose=dose, case=BY_LEVEL, why=_by_level(level), level=level)
    if offer.case == "too-low" and room.minimum is not None and room.step_after == room.minimum:
        dose = room.minimum
    why = _words(agent, offer.case)
    return Step(running=current, agent=agent, dose=dose, case=offer.case, why=why)


def _down_to_limit(current: Running, agent: Agent, room: Room) -> Step | None:
    """The highest number of the ladder within the limit, else the limit itself."""
    if room.limit is None:
        return None
    within = [step for step in room.ladder.steps if step <= room.limit] if room.ladder else []
    why = "the dose is above the maximum for this patient; lower it step by step"
    return Step(running=current, agent=agent, dose=max(within, default=room.limit), case="too-high", why=why)


def _raise_add_on(running: Running, situation: Situation) -> Step | None:
    agent = situation.knowledge.agents[running.agent]
    level = read_level(running, situation.facts)
    if level is not None and level.below:
        return Step(running=running, agent=agent, dose=None, case=BY_LEVEL, why=_by_level(level), level=level)
    if agent.minimum is None or running.dose is None or agent.dose_unit == BY_LEVEL_UNIT:
        return None
    why = "the add-on is below its lowest effective dose"
    return Step(running=running, agent=agent, dose=agent.minimum.value, case="too-low", why=why)


def _by_level(level: Level) -> str:
    told = f"{number(level.value)} {level.unit} ({in_words(level.day)})"
    return f"the level {told} is below {number(level.low)}: raise by level"


def _lower(current: Running, room: Room) -> Decimal | None:
    """The next lower number of the ladder, not below the minimum."""
    minimum = room.minimum
    if room.ladder is None or current.dose is None:
        return minimum
    lower = [dose for dose in room.ladder.steps if dose < current.dose and (minimum is None or dose >= minimum)]
    return max(lower, default=minimum)


def _near_remission(situation: Situation) -> bool:
    """A response two points above remission, where a higher dose was never needed (N-O2)."""
    severity = situation.assessment.severity
    if severity is None or situation.outcome is None or situation.outcome.value != "response":
        return False
    remission = situation.knowledge.scales[severity.instrument].remission
    return remission is not None and severity.score <= remission + situation.days("near-remission-points")


def _too_soon(current: Running, ladder: Ladder | None) -> bool:
    """Less time since the last change than the ladder wants (N-O3)."""
    if ladder is None or current.since_change is None or current.dose is None:
        return False
    days = ladder.interval_days
    for dose, longer in ladder.interval_days_above:
        if current.dose >= dose:
            days = longer
    return current.since_change < days


def _words(agent: Agent, case: str) -> str:
    if case == "too-low":
        return "the dose never had a fair chance; raise it to the lowest effective dose"
    if agent.drug_class == "SSRI":
        return "higher doses may not work better and have more side effects"
    return "there is room for a higher dose before a change"


def _option(step: Step, offer: Offer, situation: Situation, judgement: Judgement, asked: tuple[str, ...]) -> Option:
    agent, running = step.agent, step.running
    running_judgement = judge_running(agent.id, situation.facts)
    open_rows = [row.unknown for row in running_judgement.unknowns if row.possible_only and row.unknown]
    questions = tuple(dict.fromkeys((*open_rows, *unknowns(offer, (*asked, *_ecg(step, situation)), judgement))))
    withheld = offer.text_only or (WITHOUT_DOSE.get(step.case, "give it longer") if step.dose is None else None)
    if withheld is None and step.case not in LOWERING and running_judgement.may_still_take:
        withheld = "a drug that must not be combined may still be taken"
    no_ladder = situation.room is None or situation.room.ladder is None
    if withheld is None and no_ladder and offer.rule != "D7":
        withheld = "no ladder in the table"
    return Option(
        topic=offer.topic,
        agent=agent.id,
        case=step.case,
        level=offer.level,
        position=offer.position,
        layer=offer.layer,
        points=judgement.points,
        rationale=sentence(situation, _name(step), step.why),
        cautions=cautions(judgement, situation),
        unknowns=questions,
        citations=situation.knowledge.strategies["optimise"].citations,
        plan=DosePlan(
            agent=agent.id,
            start=step.dose,
            target=step.dose,
            maximum=_maximum(situation, offer),
            unit=agent.taken_unit,
            current_dose=running.dose,
            judge_after_days=min(situation.needed_days, situation.days("raise-judge-days")),
            base_agent=agent.id,
            titrates=step.case not in LOWERING and _step_above(step, situation, offer),
        ),
        draft=withheld is None,
        no_draft_because=withheld,
        facts=_facts(step, situation, judgement),
        tests=_tests(step, situation),
    )


def _step_above(step: Step, situation: Situation, offer: Offer) -> bool:
    """Whether the ladder goes on above the new dose, within the cap; an add-on's own table says its next step."""
    room = situation.room
    if offer.rule == "D7" or room is None or room.ladder is None or step.dose is None:
        return True
    return any(dose > step.dose and (room.cap is None or dose <= room.cap) for dose in room.ladder.steps)


def _maximum(situation: Situation, offer: Offer) -> Decimal | None:
    return situation.room.cap if situation.room and offer.rule != "D7" else None


def _facts(step: Step, situation: Situation, judgement: Judgement) -> dict[str, str]:
    facts = {"days": str(step.running.days), "days_needed": str(situation.needed_days)}
    if step.level is not None:
        facts["level"] = f"{number(step.level.value)} {step.level.unit}"
        facts["level_on"], facts["level_low"] = step.level.day.isoformat(), number(step.level.low)
    limits = [(hit.value, hit.row.id) for hit in judgement.hits if hit.row.effect is Effect.DOSE_LIMIT and hit.value]
    if step.case == "too-high" and limits:
        facts["why"], facts["why_row"] = limits[0]
    return facts


def _tests(step: Step, situation: Situation) -> tuple[str, ...]:
    """Before a rise the tests of the drug, and the level where the dose is found by it (§2.1)."""
    if step.dose is None or step.case in LOWERING:
        return ()
    concept = step.agent.level_concept
    level = (concept,) if concept and step.level is None and concept in situation.knowledge.monitoring.tests else ()
    return (*level, *missing_tests(step.agent.id, situation.facts))


def _name(step: Step) -> str:
    if step.dose is None:
        return step.agent.label
    return f"{step.agent.label} {number(step.dose)} {step.agent.dose_unit}"


def _ecg(step: Step, situation: Situation) -> tuple[str, ...]:
    """Above these doses an ECG or a pressure that is not on record is asked first (N-O4)."""
    if step.dose is None:
        return ()
    figure, test = ASKED_ABOVE.get("tca" if step.agent.mechanism == "tca" else step.agent.id, ("", ""))
    knowledge = situation.knowledge
    if not figure or step.dose <= knowledge.figures[figure].value:
        return ()
    return () if on_record(test, step.agent.id, situation.facts) else (knowledge.monitoring.tests[test].words,)
