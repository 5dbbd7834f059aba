"""What the main row offers this patient: its topics in order, with the levels its conditions give (§1.2.3)."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from trd.decision.levels import CONSIDER, FIRST, MAIN_LAYER, MEASURE_FIRST, NOT_OFFERED, SECOND, THIRD
from trd.options import Offer
from trd.situation import Situation
from trd.situation.levels import read_level
from trd.situation.running import read_running
from trd.terms import Outcome, SeverityBand, Topic

LAST_ROWS = {"D13", "D14"}
"""Under these rows the measurement comes first of all non-urgent topics (N-M3)."""

Levels = dict[Topic, int]
Rule = Callable[[Situation, Levels], Levels]


def row_offers(row: str, situation: Situation) -> tuple[Offer, ...]:
    """The row's topics; a topic whose condition is not met is left out."""
    levels = dict(situation.knowledge.main_rows[_source(row, situation)].topics)  # in the order of the row
    levels = RULES.get(row, _as_written)(situation, levels)
    return tuple(
        Offer(
            topic=topic,
            level=level,
            layer=MEASURE_FIRST if topic is Topic.MEASUREMENT and row in LAST_ROWS else MAIN_LAYER,
            position=position,
            rule=row,
            case=_case(row, topic),
        )
        for position, (topic, level) in enumerate(levels.items())
        if level > NOT_OFFERED
    )


def _source(row: str, situation: Situation) -> str:
    """D22 is as D19 or D20, each level one lower."""
    if row != "D22":
        return row
    return "D19" if situation.outcome is Outcome.PARTIAL_RESPONSE else "D20"


def _case(row: str, topic: Topic) -> str:
    if topic is Topic.DOSE_OPTIMIZATION:
        return {"D9": "too-low", "D7": "too-low", "D4": "lower"}.get(row, "room")
    if topic is Topic.SWITCH and row == "D4":
        return "not-tolerated"
    if topic is Topic.DIAGNOSTIC_REVIEW:
        return {"D13": "question", "D3": "adherence", "D6": "relapse"}.get(row, "")
    return ""


def _as_written(_situation: Situation, levels: Levels) -> Levels:
    return levels


def _headroom(situation: Situation, levels: Levels) -> Levels:
    if not situation.headroom:
        levels.pop(Topic.DOSE_OPTIMIZATION, None)
    return levels


def _untreated(situation: Situation, levels: Levels) -> Levels:
    if not situation.at_least(SeverityBand.MODERATE):
        return {}
    if situation.at_least(SeverityBand.SEVERE):
        levels[Topic.SPECIALIST_REFERRAL] = SECOND
    else:
        levels.pop(Topic.SPECIALIST_REFERRAL, None)
    return levels


def _not_tolerated(situation: Situation, levels: Levels) -> Levels:
    """The lower dose only above the minimum, and never after an allergy (D4)."""
    current, room = situation.current, situation.room
    dose, minimum = (current.dose, room.minimum) if current and room else (None, None)
    above = dose is not None and minimum is not None and dose > minimum
    if not above or _allergic(situation):
        levels.pop(Topic.DOSE_OPTIMIZATION, None)
    return levels


def _allergic(situation: Situation) -> bool:
    """An allergy, or a reaction that was severe: no lower dose of the same drug."""
    names = set(situation.current.names(situation.knowledge)) if situation.current else set()
    return any(
        not names.isdisjoint(entry.agents) and (entry.intolerance is not True or entry.severe)
        for entry in situation.facts.allergies
    )


def _add_on(situation: Situation, levels: Levels) -> Levels:
    """D7: raised only when its dose is stated and below its minimum, lithium when its level is below the range."""
    return levels if add_on_too_low(situation) or _level_too_low(situation) else {}


def _level_too_low(situation: Situation) -> bool:
    """N-O1, by level."""
    if situation.add_on is None:
        return False
    level = read_level(read_running(situation.add_on, situation.as_of), situation.facts)
    return level is not None and level.below


def add_on_too_low(situation: Situation) -> bool:
    """Whether the running add-on's stated dose is below its minimum."""
    add_on = situation.add_on
    if add_on is None:
        return False
    last = add_on.trial.certain.last
    doses = [exposure.low for exposure in add_on.trial.exposures if last is not None and last in exposure.certain]
    agent = situation.knowledge.agents[add_on.trial.agents[0]]
    minimum = agent.minimum.value if agent.minimum else None
    return bool(doses) and doses[0] is not None and minimum is not None and doses[0] < minimum


def _too_low(situation: Situation, levels: Levels) -> Levels:
    if situation.room is not None and situation.room.not_tolerated_higher:
        return {Topic.SWITCH: FIRST, Topic.PSYCHOTHERAPY: levels.get(Topic.PSYCHOTHERAPY, SECOND)}
    levels.pop(Topic.SWITCH, None)
    return _headroom(situation, levels)


def _no_early_benefit(situation: Situation, levels: Levels) -> Levels:
    if situation.current is not None and situation.current.days < situation.days("early-drug-change-days"):
        levels.pop(Topic.SWITCH, None)
        levels.pop(Topic.AUGMENTATION, None)
    return _headroom(situation, levels)


def _still_running(situation: Situation, _levels: Levels) -> Levels:
    """D12 on a chart: nothing but a score, shortly before the day of judgement."""
    soon = situation.days_to_judge <= situation.days("judge-soon-days")
    fresh = situation.assessment.severity is not None and situation.assessment.severity.fresh
    return {Topic.MEASUREMENT: CONSIDER} if soon and not fresh else {}


def _cannot_judge(situation: Situation, _levels: Levels) -> Levels:
    return {Topic.MEASUREMENT if score_settles(situation) else Topic.DIAGNOSTIC_REVIEW: FIRST}


def score_settles(situation: Situation) -> bool:
    """Whether the one fact that would settle the resistance is a score (R-P23)."""
    facts = situation.assessment.resistance.would_settle
    return bool(facts) and "score" in facts[0].casefold()


def _responding(situation: Situation, levels: Levels) -> Levels:
    levels[Topic.AUGMENTATION] = SECOND if situation.at_least(SeverityBand.MODERATE) else THIRD
    return _headroom(situation, levels)


def _several_failures(situation: Situation, levels: Levels) -> Levels:
    """D16 … D18: ECT leads when it is severe; an add-on needs a drug that runs."""
    if situation.at_least(SeverityBand.SEVERE):
        levels[Topic.ECT_REFERRAL] = FIRST
    return _headroom(situation, _with_drug(situation, levels))


def _with_drug(situation: Situation, levels: Levels) -> Levels:
    if situation.current is None:
        levels.pop(Topic.AUGMENTATION, None)
        levels.pop(Topic.COMBINATION, None)
    return levels


def _two_failures(situation: Situation, levels: Levels) -> Levels:
    levels[Topic.SWITCH] = FIRST if situation.current is None else SECOND
    return _several_failures(situation, levels)


def _one_failure(situation: Situation, levels: Levels) -> Levels:
    """D20: the dose leads with the switch only while it is at its minimum."""
    current, room = situation.current, situation.room
    at_minimum = current is not None and room is not None and _at_minimum(current.dose, room.minimum)
    levels[Topic.DOSE_OPTIMIZATION] = FIRST if at_minimum else SECOND
    return _headroom(situation, levels)


def _at_minimum(dose: Decimal | None, minimum: Decimal | None) -> bool:
    return dose is not None and minimum is not None and dose <= minimum


def _not_counted(situation: Situation, levels: Levels) -> Levels:
    """D22: as D19 or D20, each level one lower, and no TMS."""
    as_row = _headroom if situation.outcome is Outcome.PARTIAL_RESPONSE else _one_failure
    lower = {topic: level - 1 for topic, level in as_row(situation, levels).items()}
    lower.pop(Topic.TMS_REFERRAL, None)
    return lower


def _no_fair_trial(situation: Situation, levels: Levels) -> Levels:
    found = {explanation.row for explanation in situation.assessment.explanations.found}
    if found.isdisjoint({"X52", "X53"}):
        levels.pop(Topic.DIAGNOSTIC_REVIEW, None)
    return levels


RULES: Mapping[str, Rule] = {
    "D2": _untreated,
    "D4": _not_tolerated,
    "D6": _headroom,
    "D7": _add_on,
    "D9": _too_low,
    "D11": _no_early_benefit,
    "D12": _still_running,
    "D13": _cannot_judge,
    "D15": _responding,
    "D16": _several_failures,
    "D17": _several_failures,
    "D18": _two_failures,
    "D19": _headroom,
    "D20": _one_failure,
    "D22": _not_counted,
    "D24": _no_fair_trial,
}
