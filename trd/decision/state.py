"""The state on which the main row depends, and the row it gives: exactly one, first match wins (§1.2.3)."""

from dataclasses import dataclass

from trd.intervals import days_between
from trd.situation import Situation
from trd.situation.past import courses, last_session
from trd.situation.running import counted
from trd.terms import Adequacy, CourseKind, Outcome

COURSES = (CourseKind.ECT, CourseKind.TMS, CourseKind.KETAMINE, CourseKind.ESKETAMINE)
HELPED = frozenset({Outcome.RESPONSE, Outcome.REMISSION})
POOR = frozenset({Outcome.PARTIAL_RESPONSE, Outcome.NON_RESPONSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the conditions of D1 … D24 look at."""

    n: int
    current: bool
    """A counted trial runs (`cur`)."""
    stopped: bool
    """None runs, and at least one was tried in this episode."""
    adequacy: Adequacy | None = None
    outcome: Outcome | None = None
    just_begun: bool = False
    """Fewer certain days at dose than an early score needs."""
    responding: bool = False
    """A fresh score of the running trial shows a response."""
    no_early_benefit: bool = False
    """A fresh score on or after the early day shows less than the early improvement."""
    below_minimum: bool = False
    """The dose is stated and below the minimum."""
    not_tolerated: bool = False
    relapse: bool = False
    course_runs: bool = False
    add_on_too_short: bool = False
    last_helped: bool = False
    """The last trial that ended had a response or remission."""


def row_of(state: State) -> str:
    """The main row; every state has exactly one (D-R1)."""
    if state.course_runs:
        return "D1"
    if not state.current:
        return _without_drug(state)
    return _hindered(state) or _inadequate(state) or _adequate(state)


def _without_drug(state: State) -> str:
    if not state.stopped:
        return "D2"
    if state.n >= 3:
        return "D16"
    if state.n == 2:
        return "D18"
    if state.n == 1:
        return "D21"
    return "D23" if state.last_helped else "D24"


def _hindered(state: State) -> str | None:
    """What stands before any judgement of the trial."""
    if state.adequacy is Adequacy.NON_ADHERENT:
        return "D3"
    if state.outcome is Outcome.INTOLERANCE or state.not_tolerated:
        return "D4"
    if state.outcome is Outcome.REMISSION:
        return "D5"
    if state.relapse:
        return "D6"
    return "D7" if state.add_on_too_short else None


def _inadequate(state: State) -> str | None:
    if state.adequacy is Adequacy.ADEQUATE:
        return None
    if state.outcome is Outcome.RESPONSE or state.responding:
        return "D8"
    too_short = state.adequacy is Adequacy.INADEQUATE_DURATION
    if state.adequacy is Adequacy.INADEQUATE_DOSE or (too_short and state.below_minimum):
        return "D9"
    if not too_short:
        return "D13"
    if state.just_begun:
        return "D10"
    return "D11" if state.no_early_benefit else "D12"


def _adequate(state: State) -> str:
    if state.outcome in (Outcome.UNKNOWN, Outcome.ONGOING):
        return "D14"
    if state.outcome is Outcome.RESPONSE:
        return "D15"
    if state.n >= 3:
        return "D16"
    partial = state.outcome is Outcome.PARTIAL_RESPONSE
    if state.n == 2:
        return "D17" if partial else "D18"
    if state.n == 1:
        return "D19" if partial else "D20"
    return "D22"


def read_state(situation: Situation) -> State:
    """The state of one patient."""
    current = situation.current
    rated = current.trial if current else None
    minimum = situation.room.minimum if situation.room else None
    dose = current.dose if current else None
    improved = situation.improvement
    return State(
        n=situation.n,
        current=current is not None,
        stopped=situation.stopped,
        adequacy=rated.adequacy.verdict if rated else None,
        outcome=rated.outcome.outcome if rated else None,
        just_begun=current is None or current.days < situation.days("early-day"),
        responding=improved is not None and improved >= situation.share("response-share"),
        no_early_benefit=improved is not None and improved < situation.share("early-improvement"),
        below_minimum=dose is not None and minimum is not None and dose < minimum,
        not_tolerated=_reaction_since_start(situation),
        relapse=rated is not None and "relapse-on-treatment" in (*rated.notes, *rated.outcome.notes),
        course_runs=_course_runs(situation),
        add_on_too_short=_add_on_too_short(situation),
        last_helped=_last_helped(situation),
    )


def _course_runs(situation: Situation) -> bool:
    done = [trial for kind in COURSES for trial in courses(situation.assessment, kind)]
    day = last_session(done)
    return day is not None and days_between(day, situation.as_of) <= situation.days("course-running-days")


def _reaction_since_start(situation: Situation) -> bool:
    """A reaction to the running agent, recorded since its start (R-O41)."""
    current = situation.current
    if current is None:
        return False
    start = current.trial.trial.start.earliest
    names = set(current.names(situation.knowledge))
    return any(
        not names.isdisjoint(entry.agents) and day is not None and day >= start
        for entry in situation.facts.allergies
        for day in [entry.onset.earliest if entry.onset else entry.recorded]
    )


def _add_on_too_short(situation: Situation) -> bool:
    add_on = situation.add_on
    if add_on is None or situation.current is None or add_on.outcome.outcome is Outcome.INTOLERANCE:
        return False
    return len(add_on.adequacy.certain_days) < int(situation.assessment.definition.augmentation_days.value)


def _last_helped(situation: Situation) -> bool:
    ended = [rated for rated in counted(situation.episode) if rated.trial.end is not None and not rated.trial.ongoing]
    last = max(ended, key=lambda rated: (rated.trial.end.latest if rated.trial.end else None, rated.id), default=None)
    return last is not None and last.outcome.outcome in HELPED
