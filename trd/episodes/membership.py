"""Which trials are the episode's own; one that began before it is cut (R-P12)."""

from dataclasses import replace
from datetime import date

from trd.episodes.episode import Episode
from trd.exposures import Exposure, Rebuilt
from trd.intervals import DayInterval, Days
from trd.knowledge.types import Knowledge
from trd.terms import DateBasis, EpisodeOf
from trd.trials import Trial
from trd.trials.building import evidence, supply
from trd.trials.courses import count
from trd.trials.cutting import clip, dose_periods


def assign(
    trials: tuple[Trial, ...], episode: Episode, rebuilt: Rebuilt, knowledge: Knowledge, *, as_of: date
) -> tuple[Trial, ...]:
    """Say of each trial whether it belongs to the episode; cut one that began before it (R-P12)."""
    return tuple(
        part for trial in trials for part in _both_readings(trial, _assigned(trial, episode, rebuilt, as_of), rebuilt)
    )


def _both_readings(trial: Trial, own: Trial, rebuilt: Rebuilt) -> tuple[Trial, ...]:
    """The episode's own part; and the earlier one where nothing certain reaches from it into the episode.

    A drug of which nobody knows when it ended (E16) may have ended before: it stays in the lifetime view.
    """
    if own.start == trial.start or own.certain or not trial.certain or trial.sessions or _still_taken(trial, own):
        return (own,)
    return (_until(trial, own.start.earliest, rebuilt), own)


def _still_taken(trial: Trial, own: Trial) -> bool:
    """Taken to this day, and certainly within the month or year in which the episode began: it did not end before."""
    last = trial.certain.last
    return trial.ongoing and last is not None and last >= own.start.earliest


def _assigned(trial: Trial, episode: Episode, rebuilt: Rebuilt, as_of: date) -> Trial:
    last = _last_day(trial, as_of)
    before_possible = episode.possible_boundary is not None and last < episode.possible_boundary
    if episode.start is None:
        return _without_start(trial, episode, last)
    if trial.start.earliest >= episode.start.latest and not _perhaps_before(trial, episode.start):
        return replace(trial, episode=EpisodeOf.CURRENT, membership_possible_only=before_possible)
    if last < episode.start.earliest:
        return replace(trial, episode=EpisodeOf.EARLIER)
    if trial.start.latest >= episode.start.earliest:
        # on some readings it began with the episode, on others before
        return replace(trial, episode=EpisodeOf.CURRENT, membership_possible_only=True)
    cut = _from(trial, episode.start, rebuilt, as_of)
    if cut is None:  # a period of sessions that began before it
        return replace(trial, episode=EpisodeOf.EARLIER)
    return replace(cut, episode=EpisodeOf.CURRENT, membership_possible_only=before_possible)


def _perhaps_before(trial: Trial, start: DayInterval) -> bool:
    """Its first certain day lies in the episode, a first day that is known to the month perhaps before it."""
    first = trial.possible.first
    return first is not None and first < start.earliest <= trial.start.earliest


def _without_start(trial: Trial, episode: Episode, last: date) -> Trial:
    """Well since the last boundary, or no episode known at all."""
    boundary = episode.certain_boundary
    if boundary is not None and last <= boundary:
        return replace(trial, episode=EpisodeOf.EARLIER)
    return replace(trial, episode=EpisodeOf.UNKNOWN, membership_possible_only=True)


def _last_day(trial: Trial, as_of: date) -> date:
    """The last day on which it may have been given."""
    return trial.possible.last or (trial.end.latest if trial.end is not None else as_of)


def _from(trial: Trial, start: DayInterval, rebuilt: Rebuilt, as_of: date) -> Trial | None:
    """The days from the start of the episode on, rated alone: a breakthrough on maintenance."""
    sure, perhaps = start.latest.toordinal(), start.earliest.toordinal()
    if trial.sessions:
        return _sessions_from(trial, start)
    exposures = _certain_from(clip(trial.exposures, first=perhaps), sure)
    partners = _certain_from(clip(trial.partner_exposures, first=perhaps), sure)
    window, open_window = Days.span(sure, date.max.toordinal()), Days.span(perhaps, date.max.toordinal())
    certain, possible = trial.certain & window, trial.possible & open_window
    first = max(start.earliest, possible.first or start.earliest)
    return replace(
        _taking(trial, exposures, partners, possible, rebuilt),
        certain=certain,
        possible=possible,
        start=DayInterval(earliest=first, latest=max(first, _first(certain, start))),
        start_basis=DateBasis.STATED,
    )


def _until(trial: Trial, start: date, rebuilt: Rebuilt) -> Trial:
    """The days before the episode: a trial of an earlier one."""
    last = start.toordinal() - 1
    exposures, partners = _ended(trial.exposures, last), _ended(trial.partner_exposures, last)
    possible = trial.possible & Days.span(date.min.toordinal(), last)
    certain = trial.certain & possible  # some of its certain days may lie within an episode's start that is not sharp
    latest = possible.last or trial.start.latest
    return replace(
        _taking(trial, exposures, partners, possible, rebuilt),
        episode=EpisodeOf.EARLIER,
        ongoing=False,
        certain=certain,
        possible=possible,
        end=DayInterval(earliest=min(certain.last or trial.start.latest, latest), latest=latest),
        end_basis=DateBasis.ASSUMED,
    )


def _ended(exposures: tuple[Exposure, ...], last: int) -> tuple[Exposure, ...]:
    """The exposures up to a day by which they may have ended; on that reading the recorded stop is their own."""
    return tuple(
        replace(part, stop_reason=exposure.stop_reason, stopped=exposure.stopped)
        for exposure in exposures
        for part in clip((exposure,), last=last)
    )


def _first(certain: Days, start: DayInterval) -> date:
    return max(start.latest, certain.first) if certain.first is not None else start.latest


def _certain_from(exposures: tuple[Exposure, ...], first: int) -> tuple[Exposure, ...]:
    """Days before the latest start of the episode are not certainly its own."""
    window = Days.span(first, date.max.toordinal())
    return tuple(
        replace(
            exposure,
            certain=exposure.certain & window,
            stated=exposure.stated & window,
            assumed=exposure.assumed & window,
        )
        for exposure in exposures
    )


def _sessions_from(trial: Trial, start: DayInterval) -> Trial | None:
    sessions = tuple(session for session in trial.sessions if session.start.earliest >= start.latest)
    if not sessions:
        return None
    window = Days.span(start.latest.toordinal(), date.max.toordinal())
    return replace(
        trial,
        certain=trial.certain & window,
        possible=trial.possible & window,
        start=sessions[0].start,
        sessions=sessions,
        session_count=count([session for session in sessions if not session.maintenance]),
        evidence=tuple(sorted({reference for session in sessions for reference in session.evidence})),
    )


def _taking(
    trial: Trial, exposures: tuple[Exposure, ...], partners: tuple[Exposure, ...], possible: Days, rebuilt: Rebuilt
) -> Trial:
    """The trial with only these exposures, and what was handed over in its days."""
    handed_over = supply(rebuilt.supplied.get(trial.agents[0]), possible) if not partners else None
    return replace(
        trial,
        exposures=exposures,
        partner_exposures=partners,
        dose_periods=dose_periods(exposures),
        evidence=evidence((*exposures, *partners)),
        supplied_days=handed_over.days if handed_over else None,
        supply_span=handed_over.span if handed_over else None,
        dispenses=handed_over.dispenses if handed_over else 0,
    )
