"""One sentence of the patient's own facts: what runs, for how long, with which scores, what failed (N-0.6)."""

from collections.abc import Iterable
from decimal import Decimal

from trd.intervals import in_words
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial
from trd.situation import Running, Situation

DAYS_A_WEEK = 7


def story(situation: Situation) -> str:
    """What runs, its scores and what failed: "venlafaxine 225 mg/d, 25 weeks at dose …; 2 agents failed"."""
    parts = [_current(situation.current, situation.knowledge)] if situation.current else []
    if situation.n:
        parts.append(f"{situation.n} {'agent' if situation.n == 1 else 'agents'} failed")
    severity = situation.assessment.severity
    if severity is not None and not situation.current:
        label = situation.knowledge.scales[severity.instrument].label
        parts.append(f"{label} {number(severity.score)} ({in_words(severity.day)})")
    return "; ".join(parts)


def failed_evidence(situation: Situation) -> tuple[str, ...]:
    """The records behind the failed trials of this episode, which a referral takes along."""
    failed = [rated for rated in situation.episode if rated.failed]
    return tuple(dict.fromkeys(reference for rated in failed for reference in rated.trial.evidence))


def sentence(situation: Situation, name: str, why: str, clauses: Iterable[str] = ()) -> str:
    """The whole rationale: the story, then why this option, then what moved the agent."""
    told = [story(situation), f"{name}: {why}" if why else name, "; ".join(clauses)]
    return " ".join(f"{_capital(part)}." for part in told if part)


def _current(current: Running, knowledge: Knowledge) -> str:
    agent = knowledge.agents[current.agent]
    dose = f" {number(current.dose)} {agent.taken_unit}" if current.dose is not None else ", dose not stated"
    weeks = current.days // DAYS_A_WEEK
    at_dose = f", {weeks} weeks at dose" if weeks else ""
    return f"{agent.label}{dose}{at_dose}{_scores(current.trial, knowledge)}"


def _scores(rated: RatedTrial, knowledge: Knowledge) -> str:
    outcome = rated.outcome
    if outcome.baseline is None or outcome.endpoint is None or outcome.improvement is None:
        return ""
    label = knowledge.scales[outcome.endpoint.instrument].label
    percent = int(outcome.improvement * 100)
    change = f"{percent} % better" if percent >= 0 else f"{-percent} % worse"
    return f", {label} {number(outcome.baseline.value)} to {number(outcome.endpoint.value)} ({change})"


def number(value: Decimal) -> str:
    """A number without needless noughts."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
