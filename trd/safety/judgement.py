"""All rows about one option, weighed: what forbids it, what warns, what is to be asked, how high it may go (§3.0)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from trd.knowledge.types import Agent, Knowledge
from trd.safety.facts import Facts
from trd.safety.findings import Finding
from trd.safety.limits import lowest
from trd.safety.matrix import DRUG_SORTS, Row, compiled
from trd.safety.notes import noted
from trd.safety.pointers import suspected
from trd.safety.results import Judgement, RowResult, order
from trd.safety.rows import MAO_INHIBITORS, Plan, evaluate, looked_up, looks_in_vain
from trd.terms import Ask, Effect, Topic, Verdict

WASHOUT = frozenset({"taken-within", "stopped-within"})
"""Rows that a planned stop does not clear: only the washout does (R-Z15)."""
ASKED = "asked"
SILENT = "silent rows"
"""Rows that say nothing of this patient, whatever the option."""
DUPLICATES = frozenset({"S117", "S256", "S257", "S258"})


def judge(
    topic: Topic,
    subject: str,
    facts: Facts,
    *,
    stops: Iterable[str] = (),
    base: Iterable[str] = (),
    running: bool = False,
) -> Judgement:
    """Judge one agent or `procedure:ID` as an option of a topic.

    `stops` are ingredients that the plan stops (a switch), `base` those that go on beside it (an add-on).
    `running`: its own record is no finding, as of a change of dose.
    """
    plan = plan_of(subject, facts.knowledge, frozenset(stops), frozenset(base))
    rows: Sequence[Row] = compiled(facts.knowledge).for_option(topic, subject)
    if topic is Topic.DOSE_OPTIMIZATION or running:
        plan, rows = replace(plan, running=True), _not_of_duplicates(rows)
    return _weighed(rows, plan, facts)


def judge_running(subject: str, facts: Facts) -> Judgement:
    """Judge a drug that already runs by every row about it but those of duplicates (R-Z10)."""
    plan = replace(plan_of(subject, facts.knowledge), running=True)
    return _weighed(_not_of_duplicates(compiled(facts.knowledge).about(subject)), plan, facts)


def _not_of_duplicates(rows: Iterable[Row]) -> list[Row]:
    """A change of the running drug's dose is no duplicate (S117, S256)."""
    return [row for row in rows if row.source.id not in DUPLICATES]


def plan_of(
    subject: str, knowledge: Knowledge, stops: frozenset[str] = frozenset(), base: frozenset[str] = frozenset()
) -> Plan:
    """The option as the rows look at it."""
    agent = knowledge.agents.get(subject)
    return Plan(
        subject=subject,
        ingredients=ingredients_of(subject, agent),
        stops=stops,
        base=base,
        is_mao_inhibitor=agent is not None and agent.drug_class in MAO_INHIBITORS,
    )


def ingredients_of(subject: str, agent: Agent | None) -> frozenset[str]:
    """The ingredients of an option; none of a procedure."""
    if agent is None:
        return frozenset() if subject.startswith("procedure:") else frozenset({subject})
    return frozenset(agent.ingredients or (subject,))


def _weighed(rows: Iterable[Row], plan: Plan, facts: Facts) -> Judgement:
    hits: list[RowResult] = []
    limits: list[RowResult] = []
    """Limits that hold for everybody cut the dose; they are no finding about this patient."""
    asked: list[tuple[Row, RowResult]] = []
    silent: set[str] = facts.memory.setdefault(SILENT, set())
    for row in rows:
        if row.source.id in silent:
            continue
        if looks_in_vain(row, facts):
            silent.add(row.source.id)
            continue
        found = looked_up(row, plan, facts)
        limit = row.source.effect is Effect.DOSE_LIMIT
        if found.verdict is Verdict.HIT or (limit and found.partly):
            result = noted(_result(row, found, Verdict.HIT, timing=_only_timing(row, plan, facts)), plan.subject, facts)
            if result is not None:
                (limits if row.always else hits).append(result)
        elif found.verdict is Verdict.UNKNOWN and _is_question(row, found):
            asked.append((row, _asked(row, found, facts)))
        elif row.shared:
            silent.add(row.source.id)
    hits.sort(key=order)
    questions = [result for row, result in asked if _to_ask(row, result, hits, facts)]
    return Judgement(
        hits=tuple(hits),
        unknowns=_each_once(sorted(questions, key=order)),
        cap=lowest([*hits, *limits], plan.subject, facts),
    )


def _result(row: Row, found: Finding, verdict: Verdict, *, timing: bool = False) -> RowResult:
    return RowResult(
        row=row.source,
        verdict=verdict,
        evidence=found.evidence if verdict is Verdict.HIT else (),
        value=found.value,
        unknown=None if found.not_sent else found.unknown,
        unconfirmed=found.unconfirmed,
        possible_only=found.possible_drug,
        timing_only=timing,
    )


def _asked(row: Row, found: Finding, facts: Facts) -> RowResult:
    """What is not on record, made once where it is the same for every option."""
    if not row.shared:
        return _result(row, found, Verdict.UNKNOWN)
    known: RowResult | None = facts.memory.get((ASKED, row.source.id))
    if known is None:
        known = facts.memory[ASKED, row.source.id] = _result(row, found, Verdict.UNKNOWN)
    return known


def _only_timing(row: Row, plan: Plan, facts: Facts) -> bool:
    """Whether the row is met by the drug that the switch stops and by nothing else (R-Z15)."""
    sorts = {term.sort for terms in row.codes.alternatives for term in terms}
    if not plan.stops or sorts.isdisjoint(DRUG_SORTS) or row.source.test in WASHOUT:
        return False
    if not plan.stops.isdisjoint(row.lingering):
        return False
    return evaluate(row, replace(plan, without=plan.stops), facts).verdict is not Verdict.HIT


def _is_question(row: Row, found: Finding) -> bool:
    """Whether an unknown can become a line at all (R-Z3)."""
    if found.not_sent or found.unknown is None:
        return False
    return row.source.ask is not Ask.NEVER or found.possible_drug


def _to_ask(row: Row, result: RowResult, hits: list[RowResult], facts: Facts) -> bool:
    """Whether an unknown becomes a line (R-Z3); a contraindicated drug that may still be taken always does (R-Z5)."""
    if result.unknown is None:
        return False
    if result.possible_only and row.source.effect is Effect.CONTRAINDICATED:
        return True
    if row.source.ask is Ask.REQUIRED:
        return True
    return row.source.ask is Ask.WHEN_SUSPECTED and (result.possible_only or suspected(row, hits, facts))


def _each_once(questions: list[RowResult]) -> tuple[RowResult, ...]:
    """The same observation named by several rows is one line (R-Z4)."""
    first: dict[str, RowResult] = {}
    for question in questions:
        first.setdefault(question.unknown or "", question)
    return tuple(first.values())
