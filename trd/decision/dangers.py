"""Dangers that already run: said on every hook, whatever the gate (R-Z10a)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trd.candidates import NOT_ABRUPTLY, contraindicated
from trd.intervals import plus
from trd.knowledge.types import SafetyRow
from trd.options import RunningDanger
from trd.safety import RowResult, members
from trd.safety.facts import Facts, Taken, unique
from trd.safety.measurements import newest, printed, usable
from trd.terms import Verdict

CONFIRM_TODAY = "On record as current: confirm today."
MAY_STILL = "May still be taken: confirm today."
NOT_LISTED = "Not on the drug list: confirm today."
PARKINSON_INHIBITORS = frozenset({"rasagiline", "safinamide"})
BOTH_ROW, BUPROPION_ROW, OTHER_ROW, TWO_ROW, LINEZOLID_ROW = "S020", "S021", "S022", "S009", "S025"
PARKINSON_ROW, LITHIUM_ROW, QT_ROW = "S027", "S345", "S037"
INHIBITOR_CLASSES = frozenset({"MAOI", "RIMA"})
TOGETHER = {
    BOTH_ROW: "serotonin toxicity",
    BUPROPION_ROW: "hypertensive crisis",
    OTHER_ROW: "hypertensive crisis or serotonin toxicity",
    TWO_ROW: "hypertensive crisis",
}
"""What two drugs that run together can cause; the row's own "wait 14 days" speaks of a drug to be started."""


def running_dangers(facts: Facts) -> tuple[RunningDanger, ...]:
    """MAO inhibitor with a serotonergic drug, a toxic lithium level, a QTc of 500 ms with a drug that prolongs it.

    What certainly runs comes first; what may run because a drug may still be taken is never silent either.
    """
    found = [*_inhibitor_pairs(facts), *_toxic_lithium(facts), *_long_qt(facts)]
    found.sort(key=lambda danger: danger.result.possible_only)
    return (*found, *_contraindicated(facts, {danger.result.row.id for danger in found}))


def _contraindicated(facts: Facts, said: set[str]) -> list[RunningDanger]:
    """An antidepressant or add-on that runs although it is contraindicated: a line in the summary (R-Z10)."""
    found = []
    for agent in facts.knowledge.agents.values():
        taken = [facts.taken.get(name) for name in agent.ingredients]
        runs = bool(taken) and all(known is not None and facts.as_of in known.certain for known in taken)
        row = contraindicated(agent.id, facts) if runs and agent.drug_class not in INHIBITOR_CLASSES else None
        if row is None or row.row.id in said or "group:maoi" in row.row.codes or "methylene" in row.row.codes:
            continue
        message = f"{row.row.message} {agent.label.capitalize()} is taken: {NOT_ABRUPTLY}"
        unsure = replace(row, possible_only=True)
        found.append(RunningDanger(result=unsure, message=message, agents=(agent.id,), summary_only=True))
    return found


def _now(facts: Facts, names: Iterable[str], days: int = 0) -> list[tuple[Taken, bool]]:
    """Ingredients taken now, each with whether that is certain."""
    first = plus(facts.as_of, -days)
    found = []
    for name in sorted(names):
        taken = facts.taken.get(name)
        if taken is not None and taken.possible.from_day(first):
            found.append((taken, bool(taken.certain.from_day(first))))
    return found


def _inhibitor_pairs(facts: Facts) -> list[RunningDanger]:
    groups = facts.knowledge.codes.groups
    inhibitors = [
        (taken, sure)
        for taken, sure in _now(facts, groups.get("maoi", frozenset()))
        if taken.ingredient not in PARKINSON_INHIBITORS and not _oral_selegiline(taken)
    ]
    blockers = _now(facts, groups.get("linezolid-methylene-blue", frozenset()), _look_back(LINEZOLID_ROW, facts))
    parkinson = [known for known in _now(facts, groups.get("maoi", frozenset())) if known not in inhibitors]
    found: list[RunningDanger] = []
    for agents, row in _partners(facts):
        for partner in _now(facts, agents):
            found += _pairs(inhibitors, partner, row, facts)
            found += _pairs(blockers, partner, LINEZOLID_ROW, facts) if row in (BOTH_ROW, BUPROPION_ROW) else []
            found += _pairs(parkinson, partner, PARKINSON_ROW, facts) if row == BOTH_ROW and not inhibitors else []
    for place, (taken, sure) in enumerate(inhibitors):
        for other in inhibitors[place + 1 :]:
            found += _pairs([(taken, sure)], other, TWO_ROW, facts)
    return found


def _partners(facts: Facts) -> list[tuple[frozenset[str], str]]:
    """Ingredients that must not run beside an MAO inhibitor, with the row that says so."""
    agents = facts.knowledge.agents
    serotonergic = {name for agent in members("SEROTONERGIC", facts.knowledge) for name in agents[agent].ingredients}
    noradrenergic = {name for agent in agents.values() if agent.drug_class == "NRI" for name in agent.ingredients}
    return [
        (frozenset(serotonergic | {"atomoxetine", "buspirone"}) - {"bupropion"}, BOTH_ROW),
        (frozenset({"bupropion"}), BUPROPION_ROW),
        (frozenset(noradrenergic | {"tianeptine"}), OTHER_ROW),
    ]


def _oral_selegiline(taken: Taken) -> bool:
    routes = {exposure.route.value for exposure in taken.exposures if exposure.route}
    return taken.ingredient == "selegiline" and "transdermal" not in routes


def _pairs(
    inhibitors: Iterable[tuple[Taken, bool]], partner: tuple[Taken, bool], row: str, facts: Facts
) -> list[RunningDanger]:
    other, other_sure = partner
    return [
        _danger(row, facts, (taken, other), sure=sure and other_sure and row != PARKINSON_ROW)
        for taken, sure in inhibitors
        if taken.ingredient != other.ingredient
    ]


def _toxic_lithium(facts: Facts) -> list[RunningDanger]:
    """A toxic level proves that lithium is taken, also where no list names it (decision 0004)."""
    limit, days = _limit(LITHIUM_ROW, facts), _look_back(LITHIUM_ROW, facts)
    levels = newest(usable(facts, "lithium-level", days))
    toxic = [level for level in levels if level.low is not None and level.low >= limit]
    lithium = facts.taken.get("lithium")
    if not toxic or _ended_since(lithium, toxic[0].day, facts):
        return []
    listed = lithium is not None and facts.as_of in lithium.possible
    evidence = (*toxic[0].evidence, *(lithium.evidence() if lithium is not None and listed else ()))
    result = _result(LITHIUM_ROW, facts, evidence, printed(toxic[0]))
    message = f"{result.row.message} {CONFIRM_TODAY if listed else NOT_LISTED}"
    return [RunningDanger(result=result, message=message, agents=("lithium",) if listed else ())]


def _ended_since(lithium: Taken | None, measured: date, facts: Facts) -> bool:
    """Stopped on or after the day of the level: no more than that would be asked."""
    last = lithium.possible.last if lithium is not None else None
    return last is not None and measured <= last < facts.as_of


def _long_qt(facts: Facts) -> list[RunningDanger]:
    values = newest(usable(facts, "qtc-interval", _look_back(QT_ROW, facts)))
    limit = _limit(QT_ROW, facts)
    long = [value for value in values if value.low is not None and value.low >= limit]
    agents = facts.knowledge.agents
    names = {name for agent in members("QT", facts.knowledge) for name in agents[agent].ingredients}
    taken = [known for known, sure in _now(facts, names) if sure]
    if not long or not taken:
        return []
    evidence = (*long[0].evidence, *(reference for known in taken for reference in known.evidence()))
    result = _result(QT_ROW, facts, evidence, printed(long[0]))
    involved = tuple(known.ingredient for known in taken)
    return [RunningDanger(result=result, message=f"{result.row.message} {CONFIRM_TODAY}", agents=involved)]


def _row(row: str, facts: Facts) -> SafetyRow:
    return next(known for known in facts.knowledge.safety if known.id == row)


def _look_back(row: str, facts: Facts) -> int:
    return int(_row(row, facts).lookback)


def _limit(row: str, facts: Facts) -> Decimal:
    return Decimal(_row(row, facts).threshold)


def _danger(row: str, facts: Facts, taken: tuple[Taken, Taken], *, sure: bool) -> RunningDanger:
    evidence = unique(reference for known in taken for reference in known.evidence())
    result = _result(row, facts, evidence, None)
    if not sure:
        result = replace(result, verdict=Verdict.UNKNOWN, possible_only=True)
    words = CONFIRM_TODAY if sure or row == PARKINSON_ROW else MAY_STILL
    message = f"{_together(result, taken, facts)} {words}"
    involved = tuple(known.ingredient for known in taken)
    return RunningDanger(result=result, message=message, agents=involved, summary_only=row == PARKINSON_ROW)


def _together(result: RowResult, taken: tuple[Taken, Taken], facts: Facts) -> str:
    """Both drugs and what they can cause; of a Parkinson's inhibitor the row's own words, which ask neurology."""
    if result.row.id == PARKINSON_ROW:
        return result.row.message
    first, second = (_label(known, facts) for known in taken)
    effect = TOGETHER.get(result.row.id)
    if effect is None:
        effect = TOGETHER[BUPROPION_ROW if taken[1].ingredient == "bupropion" else BOTH_ROW]
    return f"{first[:1].upper()}{first[1:]} with {second}: {effect}."


def _label(taken: Taken, facts: Facts) -> str:
    """The drug's own name, whatever product the record prints."""
    agent = facts.knowledge.agents.get(taken.ingredient)
    return (agent.label if agent else taken.ingredient.replace("-", " ")).lower()


def _result(row: str, facts: Facts, evidence: tuple[str, ...], value: str | None) -> RowResult:
    return RowResult(row=_row(row, facts), verdict=Verdict.HIT, evidence=unique(evidence), value=value)
