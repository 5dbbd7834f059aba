"""One line a trial: what was taken, when, whether it was a fair trial, what came of it (§7.2, §7.6)."""

from decimal import Decimal

from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import LONGEST_LINE, WORDS, translated
from cds_hooks.wording.detail import BULLET
from cds_hooks.wording.telling import Telling
from trd.history import Score
from trd.intervals import DayInterval
from trd.resistance import RatedTrial
from trd.response.scored import RELAPSE
from trd.terms import Adequacy, Confidence, GapCode, Outcome, OutcomeBasis, TrialKind
from trd.trials import NotCounted

ONLY_END = frozenset({Outcome.PARTIAL_RESPONSE, Outcome.NON_RESPONSE})
CHANGE_SCALE = "cgi-i"
"""Asks for the change itself: needs no score at the start."""
COURSES = frozenset({TrialKind.NEUROMODULATION, TrialKind.KETAMINE, TrialKind.PSYCHOTHERAPY})


def trial_line(rated: RatedTrial, telling: Telling) -> str:
    """A trial in one line: "Sertraline 150 mg/day, 10 Jan–20 Apr 2026: adequate (…), PHQ-9 21 to 19: failed"."""
    failure = "trial.outcome.failed" if rated.failed else None
    if rated.possible_failure and not rated.failed:
        failure = "trial.outcome.may_have_failed"
    said = WORDS.say_within(
        WORDS.room(LONGEST_LINE) - len(BULLET),
        "trial.line",
        drugs=named_with_dose(rated, telling),
        dates=dates(rated, telling),
        verdict=verdict(rated, telling),
        outcome=outcome(rated, telling),
        failure=WORDS.say(failure) if failure else "",
        confidence=_doubt(rated) or "",
    )
    return said or translated(rated.because)


def _doubt(rated: RatedTrial) -> str | None:
    """Why confidence is low; a trial that cannot be judged has already said so."""
    if rated.confidence is not Confidence.LOW or rated.adequacy.verdict is Adequacy.UNDETERMINED:
        return None
    reasons = (
        (rated.adequacy.on_assumed_dates, "why_dates"),
        (rated.outcome.conflicting, "why_scores"),
        (rated.outcome.crosswalked, "why_crosswalk"),
        (rated.outcome.basis is OutcomeBasis.INFERRED_FROM_CHANGE, "why_inferred"),
    )
    why = next((WORDS.word("trial.outcome", name) for holds, name in reasons if holds), None)
    return WORDS.say("trial.outcome.low_confidence", why=why)


def named_with_dose(rated: RatedTrial, telling: Telling) -> str:
    """The drugs of a trial, the first with its highest certain dose; a course by its kind and sessions."""
    trial = rated.trial
    if trial.kind in COURSES:
        kind = telling.kind(trial.agents[0])
        return WORDS.say("trial.sessions", kind=kind, n=trial.session_count) or kind
    names = [telling.running(agent) for agent in trial.agents]
    peak = dose_of(rated, telling)
    first = f"{names[0]} {peak}" if peak else names[0]
    if len(names) > 1:
        key = "trial.added_to" if trial.kind is TrialKind.AUGMENTATION else "trial.together_with"
        return WORDS.say(key, agent=first, base=names[1]) or first
    return first


def dose_of(rated: RatedTrial, telling: Telling) -> str | None:
    """The highest certain dose of a trial in words."""
    agent = telling.agent(rated.trial.agents[0])
    return figures.dose(rated.adequacy.peak_dose, agent.taken_unit if agent else rated.adequacy.dose_unit, agent)


def minimum_of(rated: RatedTrial, telling: Telling) -> str | None:
    """The least dose at which the trial counts, in words."""
    return figures.dose(rated.adequacy.minimum_dose, rated.adequacy.dose_unit, telling.agent(rated.trial.agents[0]))


def relapsed(rated: RatedTrial | None) -> bool:
    """It worked, and then no longer (R-O30): neither "response" nor "has not helped" is true of it."""
    return rated is not None and RELAPSE in (*rated.notes, *rated.outcome.notes)


def _best(rated: RatedTrial, telling: Telling) -> Score | None:
    """The best score between the two that are told, of their instrument."""
    baseline, endpoint = rated.outcome.baseline, rated.outcome.endpoint
    if baseline is None or endpoint is None:
        return None
    between = [
        score
        for score in telling.assessment.history.scores
        if score.instrument == endpoint.instrument and baseline.day < score.day < endpoint.day
    ]
    return min(between, key=lambda score: score.value, default=None)


def _may_still_run(rated: RatedTrial, telling: Telling) -> bool:
    """An open entry that nobody has confirmed for long: its end is assumed, and safety does not rely on it."""
    agents = set(rated.trial.agents)
    last = [other for other in telling.current_trials() if agents & set(other.trial.agents)][-1:]
    stale = {
        reference
        for gap in telling.assessment.gaps
        if gap.code is GapCode.STALE_OPEN_ORDER
        for reference in gap.evidence
    }
    return last == [rated] and any(
        exposure.agent in agents and not stale.isdisjoint(exposure.evidence)
        for exposure in telling.assessment.exposures
    )


def dates(rated: RatedTrial, telling: Telling) -> str | None:
    """When it was taken, as exactly as it is known."""
    trial = rated.trial
    start = figures.interval(trial.start)
    if not trial.ongoing and trial.end is not None and _may_still_run(rated, telling):
        return WORDS.say("trial.dates_open", start=start)
    if trial.ongoing:
        return WORDS.say("trial.dates_ongoing", start=start)
    if trial.end is None:
        return WORDS.say("trial.dates_end_unknown", start=start)
    return figures.span(trial.start, trial.end)


def verdict(rated: RatedTrial, telling: Telling) -> str | None:
    """Adequacy with the days that decided it."""
    rating, trial = rated.adequacy, rated.trial
    days, needed = len(rating.certain_days), rating.needed_days
    if trial.kind in COURSES and rating.verdict in (Adequacy.ADEQUATE, Adequacy.INADEQUATE_DURATION):
        key = "adequate_sessions" if rating.verdict is Adequacy.ADEQUATE else "inadequate_sessions"
        return WORDS.say(f"trial.adequacy.{key}", n=trial.session_count)
    share = None
    if trial.supplied_days is not None and trial.supply_span:
        share = figures.percent(Decimal(trial.supplied_days) / trial.supply_span)
    return WORDS.say(
        f"trial.adequacy.{rating.verdict}",
        n=days if rating.verdict is not Adequacy.INADEQUATE_DURATION else rating.most_certain,
        needed=needed,
        minimum=minimum_of(rated, telling),
        peak=dose_of(rated, telling),
        supplied=trial.supplied_days,
        span=trial.supply_span,
        share=share,
        missing=figures.listed(map(translated, rating.missing)) or None,
    )


def outcome(rated: RatedTrial, telling: Telling) -> str | None:
    """What came of it, with the two scores where there are two."""
    found = scores(rated, telling)
    if relapsed(rated):
        return WORDS.say("trial.outcome.relapse", scores=found, **_fall(rated, telling))
    if rated.failed and rated.outcome.outcome is Outcome.NON_RESPONSE and found:
        return found
    return _of_the_end_alone(rated, telling) or WORDS.say(f"trial.outcome.{rated.outcome.outcome}", scores=found)


def _of_the_end_alone(rated: RatedTrial, telling: Telling) -> str | None:
    """Judged by the endpoint alone: said, and that it is the best reading (R-O24)."""
    outcome = rated.outcome
    if outcome.basis is not OutcomeBasis.SCORES or outcome.baseline is not None or outcome.endpoint is None:
        return None
    if outcome.outcome not in ONLY_END or outcome.endpoint.instrument == CHANGE_SCALE:
        return None
    return WORDS.say(
        f"trial.outcome.only-end-{outcome.outcome}",
        instrument=telling.scale(outcome.endpoint.instrument),
        endpoint=telling.score(outcome.endpoint),
    )


def _fall(rated: RatedTrial, telling: Telling) -> dict[str, str | None]:
    """The slots of a relapse: where it began, how well it went, where it is now."""
    endpoint, best = rated.outcome.endpoint, _best(rated, telling)
    if endpoint is None or scores(rated, telling) is None:
        return {}
    return {
        "instrument": telling.scale(endpoint.instrument),
        "baseline": telling.score(rated.outcome.baseline),
        "best": telling.score(best),
        "endpoint": telling.score(endpoint),
    }


def scores(rated: RatedTrial, telling: Telling) -> str | None:
    """Baseline and endpoint: "PHQ-9 21 to 19"."""
    baseline, endpoint = rated.outcome.baseline, rated.outcome.endpoint
    if baseline is None or endpoint is None or baseline.instrument != endpoint.instrument:
        return None
    return WORDS.say(
        "trial.outcome.scores",
        instrument=telling.scale(endpoint.instrument),
        baseline=telling.score(baseline),
        endpoint=telling.score(endpoint),
    )


def in_short(rated: RatedTrial, telling: Telling) -> str:
    """A trial as a referral names it: "sertraline 150 mg/day (101 days)"."""
    trial = rated.trial
    if trial.kind in COURSES:
        return named_with_dose(rated, telling)
    said = WORDS.say(
        "trial.short",
        agent=telling.running(trial.agents[0]),
        dose=dose_of(rated, telling),
        n=len(rated.adequacy.certain_days),
    )
    return said or telling.running(trial.agents[0])


def not_counted_item(item: NotCounted, telling: Telling) -> str:
    """A drug that was no trial, and why: "trazodone 50 mg/day since 3 Feb 2026 (hypnotic dose)"."""
    agent = telling.agent(item.agent)
    since = figures.interval(DayInterval.on(item.first)) if item.first else None
    said = WORDS.say(
        "trial.not_counted_item",
        agent=telling.drug(item.agent),
        dose=figures.dose(item.dose, agent.taken_unit if agent else "mg/d", agent),
        start=since,
        reason=translated(item.reason),
    )
    return said or telling.drug(item.agent)


def failed_trials(telling: Telling) -> tuple[RatedTrial, ...]:
    """The failed trials of this episode, newest first."""
    return tuple(rated for rated in reversed(telling.current_trials()) if rated.failed)


def facts_of(rated: RatedTrial | None, telling: Telling) -> dict[str, str | int | None]:
    """The slots that every sentence about a trial may use; all unknown without one."""
    if rated is None:
        return {}
    baseline, endpoint = rated.outcome.baseline, rated.outcome.endpoint
    paired = scores(rated, telling) is not None
    return {
        "agent": telling.running(rated.trial.agents[0]),
        "n": len(rated.adequacy.certain_days) or None,
        "needed": rated.adequacy.needed_days,
        "minimum": minimum_of(rated, telling),
        "current": dose_of(rated, telling),
        "instrument": telling.scale(endpoint.instrument) if endpoint and paired else None,
        "baseline": telling.score(baseline) if paired else None,
        "endpoint": telling.score(endpoint) if paired else None,
        "endpoint_on": figures.day(endpoint.day) if endpoint and paired else None,
        "percent": figures.percent(rated.outcome.improvement) if paired else None,
        "since": figures.interval(rated.trial.start),
        "best": _fall(rated, telling).get("best") if relapsed(rated) else None,
    }
