"""Does an exposure count as an antidepressant trial, or was the drug for sleep, pain, smoking …? (§1.3)"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trd.choices import Choices
from trd.exposures.exposure import Exposure
from trd.history import ConditionFact
from trd.intervals import Days
from trd.knowledge.types import Agent, Knowledge, Trap
from trd.terms import ClinicalStatus, Counts, Route, Verification

SMOKING_AID = "bupropion"
"""The one antidepressant that is also prescribed to stop smoking (§1.3)."""

_BY_MOUTH = (None, Route.ORAL, Route.SUBLINGUAL)
_ILL = (ClinicalStatus.ACTIVE, ClinicalStatus.RECURRENCE, ClinicalStatus.RELAPSE, None)
_ESTABLISHED = (Verification.CONFIRMED, Verification.PROVISIONAL, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the record says beside the drug itself."""

    knowledge: Knowledge
    choices: Choices
    depressed_on: Callable[[date], bool]
    smoking_aids: Days
    """The days on which nicotine replacement or varenicline was started."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    counts: Counts
    why: str | None = None
    for_anxiety: bool = False
    by_dose: bool = False
    """No trial for its low dose alone: may be the first step of one."""


def classify(exposures: Sequence[Exposure], agent: Agent, circumstances: Circumstances) -> tuple[Exposure, ...]:
    """Judge the exposures of one agent, ascending (R-A10 … R-A14).

    A reason recorded once holds for the whole run of the drug, and a short low-dose step beside a counted
    dose is titration, not another use (R-T4).
    """
    result: list[Exposure] = []
    for run in runs(exposures, circumstances.choices.join_gap_days):
        reasons = frozenset().union(*(exposure.indications for exposure in run))
        started = run[0].possible.first
        verdicts = [
            _verdict(exposure, exposure.indications or reasons, agent, circumstances, started) for exposure in run
        ]
        titration = _titration(run, verdicts, circumstances.choices.join_gap_days)
        for index, (exposure, verdict) in enumerate(zip(run, verdicts, strict=True)):
            counts = titration.get(index, verdict.counts)
            why = verdict.why if counts is verdict.counts else None
            result.append(_counting(exposure, counts, why, for_anxiety=verdict.for_anxiety))
    return tuple(result)


def _counting(exposure: Exposure, counts: Counts, why: str | None, *, for_anxiety: bool) -> Exposure:
    if (exposure.counts, exposure.not_counted, exposure.for_anxiety) == (counts, why, for_anxiety):
        return exposure  # nearly every one
    return replace(exposure, counts=counts, not_counted=why, for_anxiety=for_anxiety)


def runs(exposures: Sequence[Exposure], gap: int) -> Iterator[list[Exposure]]:
    """Exposures of one agent with no longer free interval than `gap` days between them."""
    run: list[Exposure] = []
    last = 0
    for exposure in exposures:
        first = exposure.possible.spans[0][0]
        if run and first - last - 1 > gap:
            yield run
            run, last = [], 0
        run.append(exposure)
        last = max(last, exposure.possible.spans[-1][1])
    if run:
        yield run


def depressed_on(conditions: Iterable[ConditionFact], concepts: frozenset[str]) -> Callable[[date], bool]:
    """Tell whether a depressive diagnosis was active on a day (R-A10)."""
    found = [
        condition
        for condition in conditions
        if not concepts.isdisjoint(condition.concepts) and condition.verification in _ESTABLISHED
    ]

    def active(day: date) -> bool:
        for condition in found:
            began = condition.onset.latest if condition.onset else condition.recorded
            if began is not None and began > day:
                continue
            if condition.abated is not None:
                if condition.abated.earliest >= day:
                    return True
            elif condition.clinical in _ILL:
                return True
        return False

    return active


def _verdict(
    exposure: Exposure, reasons: frozenset[str], agent: Agent, circumstances: Circumstances, started: date | None
) -> _Verdict:
    knowledge = circumstances.knowledge
    depression = not reasons.isdisjoint(knowledge.depressive_indications)
    if exposure.always_trap:
        return _Verdict(Counts.NO, _reason(reasons, knowledge) or "product for another use")
    if not _by_this_route(exposure, agent):
        return _Verdict(Counts.NO, "given by another route")
    excluded = reasons & agent.excluded_indications
    if excluded and not depression:
        return _Verdict(Counts.NO, _reason(excluded, knowledge))
    if not agent.counted:
        return _Verdict(Counts.NO, next((trap.why for trap in agent.traps), "listed, not a trial"))
    by_reason = None if depression else _by_reason(reasons, circumstances, started)
    if by_reason is not None and by_reason.counts is Counts.NO:
        return by_reason
    trapped = _by_trap(exposure, agent.traps, reasons=bool(by_reason), depression=depression)
    if trapped is not None:
        return trapped
    if agent.antidepressant and not depression and _to_stop_smoking(agent, started, circumstances):
        return _Verdict(Counts.NO, "to stop smoking")
    if not agent.antidepressant:
        return _Verdict(Counts.AUGMENTATION_ONLY)
    return by_reason or _Verdict(Counts.YES)


def _by_this_route(exposure: Exposure, agent: Agent) -> bool:
    """A row is for its route: oral selegiline is not the patch (R-A4)."""
    if agent.route is None or agent.route is Route.ORAL:
        return exposure.route in _BY_MOUTH
    return exposure.route in (None, agent.route)


def _by_reason(reasons: frozenset[str], circumstances: Circumstances, started: date | None) -> _Verdict | None:
    """R-A10: a recorded reason that is not depression. `None`: no reason is recorded that the rule knows."""
    knowledge = circumstances.knowledge
    known = reasons & (knowledge.anxiety_indications | knowledge.other_indications.keys())
    if not known:
        return None
    treats_both = known <= knowledge.anxiety_indications and started is not None and circumstances.depressed_on(started)
    if treats_both:
        return _Verdict(Counts.YES, for_anxiety=True)
    return _Verdict(Counts.NO, _reason(known, knowledge))


def _by_trap(exposure: Exposure, traps: Sequence[Trap], *, reasons: bool, depression: bool) -> _Verdict | None:
    for trap in traps:
        if not _about(trap, exposure):
            continue
        if trap.below is None:
            if not (trap.unless_depression and depression):
                return _Verdict(Counts.NO, trap.why)
        elif not depression and not reasons:
            if exposure.high is None:
                return _Verdict(Counts.UNDETERMINED)
            if exposure.high < trap.below.value:
                return _Verdict(Counts.NO, trap.why, by_dose=True)
    return None


def _about(trap: Trap, exposure: Exposure) -> bool:
    route = trap.route is None or exposure.route is trap.route
    form: bool = not trap.forms or exposure.form in trap.forms
    return route and form


def _to_stop_smoking(agent: Agent, started: date | None, circumstances: Circumstances) -> bool:
    if agent.id != SMOKING_AID or started is None:
        return False
    around = int(circumstances.knowledge.figures["smoking-co-start-days"].value)
    day = started.toordinal()
    with_aid = bool(circumstances.smoking_aids & Days.span(day - around, day + around))
    return with_aid and not circumstances.depressed_on(started)


def _reason(reasons: frozenset[str], knowledge: Knowledge) -> str | None:
    """How a reason is said; of several the first by its id."""
    known = sorted(reasons & knowledge.other_indications.keys())
    return f"for {knowledge.other_indications[known[0]]}" if known else None


def _titration(run: Sequence[Exposure], verdicts: Sequence[_Verdict], longest: int) -> Mapping[int, Counts]:
    """Low-dose steps that belong to the counted dose beside them."""
    found: dict[int, Counts] = {}
    index = 0
    while index < len(run):
        if not verdicts[index].by_dose:
            index += 1
            continue
        last = index
        while last + 1 < len(run) and verdicts[last + 1].by_dose:
            last += 1
        length = run[last].possible.spans[-1][1] - run[index].possible.spans[0][0] + 1
        beside = [verdicts[at].counts for at in (index - 1, last + 1) if 0 <= at < len(run)]
        if length <= longest and any(counts is not Counts.NO for counts in beside):
            found.update(dict.fromkeys(range(index, last + 1), beside[-1]))
        index = last + 1
    return found
