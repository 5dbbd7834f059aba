"""Trials and sessions -> lanes: a treatment each, an added drug under what it is added to, courses after drugs."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from app.view.bars import Dosing, bars_of, gaps_of
from app.view.dates import about, span
from app.view.view import Bar, Lane, LaneKind, Session
from app.view.words import view
from cds_hooks.wording import figures, trials
from cds_hooks.wording.catalogue import WORDS, capitalised, translated
from cds_hooks.wording.telling import Telling
from trd.exposures import Exposure
from trd.history import Session as SessionFact
from trd.resistance import RatedTrial
from trd.result.values import COURSES
from trd.terms import Adequacy, CourseKind, EpisodeOf, Outcome, TrialKind
from trd.trials import Trial
from trd.trials.minimum import taker_on

KINDS: dict[CourseKind, LaneKind] = {
    CourseKind.PSYCHOTHERAPY: "psychotherapy",
    CourseKind.ECT: "ect",
    CourseKind.TMS: "tms",
    CourseKind.KETAMINE: "ketamine",
    CourseKind.ESKETAMINE: "ketamine",
    CourseKind.OTHER_NEUROMODULATION: "other",
}
ORDER: tuple[LaneKind, ...] = ("drug", "psychotherapy", "ect", "tms", "other", "ketamine")
"""Drugs, then psychotherapy, procedures, ketamine."""
OF_SESSIONS = frozenset({TrialKind.NEUROMODULATION, TrialKind.KETAMINE, TrialKind.PSYCHOTHERAPY})


def lanes_of(telling: Telling) -> tuple[Lane, ...]:
    """Every lane in the order in which it is read."""
    drugs = [rated for rated in telling.assessment.trials if rated.trial.exposures]
    others = [rated for rated in telling.assessment.trials if not rated.trial.exposures]
    lanes = [lane for rated in _under_what_they_add_to(drugs) for lane in _drug_lanes(rated, telling)]
    lanes += [lane for rated in others for lane in _course_lanes(rated, telling)]
    lanes += _left_over(telling)
    place = {kind: number for number, kind in enumerate(ORDER)}
    return tuple(sorted(lanes, key=lambda lane: place[lane.kind]))


def _under_what_they_add_to(drugs: Sequence[RatedTrial]) -> list[RatedTrial]:
    """Trials by start; an augmentation directly under the last trial of its base that it runs beside."""
    alone = [rated for rated in drugs if rated.trial.kind is not TrialKind.AUGMENTATION]
    ordered = list(alone)
    for added in drugs:
        if added.trial.kind is not TrialKind.AUGMENTATION:
            continue
        bases = [rated for rated in alone if set(rated.trial.agents) & set(added.trial.agents[1:])]
        beside = [rated for rated in bases if rated.trial.possible & added.trial.possible] or bases
        at = ordered.index(beside[-1]) + 1 if beside else len(ordered)
        while at < len(ordered) and ordered[at].trial.kind is TrialKind.AUGMENTATION:
            at += 1
        ordered.insert(at, added)
    return ordered


def _drug_lanes(rated: RatedTrial, telling: Telling) -> Iterator[Lane]:
    """One lane; of a combination one for each drug, since each has its own doses."""
    trial = rated.trial
    augmenting = trial.kind is TrialKind.AUGMENTATION
    yield _drug_lane(rated, trial.exposures, telling, added=augmenting, leads=True)
    if trial.kind is TrialKind.COMBINATION:
        for partner in trial.partners():
            yield _drug_lane(rated, partner, telling, added=True, leads=False)


def _drug_lane(rated: RatedTrial, exposures: Sequence[Exposure], telling: Telling, *, added: bool, leads: bool) -> Lane:
    trial, today = rated.trial, telling.assessment.as_of
    dosing = _dosing(exposures[0].agent, trial, telling)
    bars = bars_of(exposures, dosing)
    least = next((each for exposure in exposures if (each := dosing.least(exposure.form))), None)
    name = telling.running(exposures[0].agent)
    enough = rated.adequacy.reached_on if leads else None
    return Lane(
        id=f"{rated.id}-{exposures[0].agent}",
        trial=rated.id,
        label=f"+ {name}" if added else capitalised(name),
        kind="ketamine" if trial.kind is TrialKind.KETAMINE else "drug",
        sentence=lane_sentence(rated, telling) if leads else "",
        earlier=trial.episode is EpisodeOf.EARLIER,
        start=bars[0].start if bars else trial.start.latest,
        end=bars[-1].end if bars else trial.start.latest,
        ongoing=trial.ongoing and _runs_today(bars, today),
        bars=bars,
        gaps=gaps_of(exposures, today),
        sessions=_sessions(trial.sessions, today) if leads else (),
        least=figures.dose(least.certain, dosing.agent.taken_unit, dosing.agent) if least else None,
        enough=enough,
        enough_sentence=_enough(rated, enough) if enough else "",
    )


def _dosing(agent: str, trial: Trial, telling: Telling) -> Dosing:
    assessment = telling.assessment
    return Dosing(
        agent=telling.knowledge.agents[agent],
        column=assessment.definition.dose_column,
        taker=taker_on(assessment.history, trial.start.latest, as_of=assessment.as_of),
        today=assessment.as_of,
    )


def _runs_today(bars: Sequence[Bar], today: date) -> bool:
    return any(bar.end >= today for bar in bars)


def _enough(rated: RatedTrial, on: date) -> str:
    needed = rated.adequacy.needed_days
    key = "lanes.enough_sessions" if rated.adequacy.dose_unit == "sessions" else "lanes.enough_days"
    return view(key, n=needed, date=figures.day(on))


def lane_sentence(rated: RatedTrial, telling: Telling) -> str:
    """ "adequate, no response": the words of the cards without their figures, which stand in the table."""
    verdict = (trials.verdict(rated, telling) or "").partition(" (")[0]
    outcome = _outcome(rated)
    if rated.outcome.outcome is Outcome.ONGOING and rated.adequacy.verdict is Adequacy.INADEQUATE_DURATION:
        verdict = view("lanes.not_yet")
    return ", ".join(each for each in (verdict, outcome) if each)


def _outcome(rated: RatedTrial) -> str:
    key = "relapse" if trials.relapsed(rated) else rated.outcome.outcome.value
    return WORDS.say(f"trial.outcome.{key}") or ""


def _course_lanes(rated: RatedTrial, telling: Telling) -> Iterator[Lane]:
    trial, today = rated.trial, telling.assessment.as_of
    sessions = _sessions(trial.sessions, today)
    if not sessions:
        return
    kind = trial.agents[0]
    count = trial.session_count
    counted = view("lanes.counted", n=count) or view("lanes.not_counted")
    yield Lane(
        id=f"{rated.id}-{kind}",
        trial=rated.id,
        label=capitalised(WORDS.word("short_kinds", kind) or telling.kind(kind)),
        kind=KINDS[trial.sessions[0].kind],
        sentence=f"{counted}, {lane_sentence(rated, telling)}",
        earlier=trial.episode is EpisodeOf.EARLIER,
        start=min(each.start for each in sessions),
        end=max(each.end for each in sessions),
        ongoing=False,
        sessions=sessions,
        enough=rated.adequacy.reached_on,
        enough_sentence=_enough(rated, rated.adequacy.reached_on) if rated.adequacy.reached_on else "",
    )


def _left_over(telling: Telling) -> Iterator[Lane]:
    """Sessions that are no trial, such as counselling without a name: shown, and not judged."""
    assessment = telling.assessment
    rated = {session for each in assessment.trials for session in each.trial.sessions}
    groups: dict[tuple[CourseKind, str], list[SessionFact]] = {}
    for session in assessment.history.sessions:
        if session not in rated and session.start.earliest <= assessment.as_of:
            groups.setdefault((session.kind, session.concept), []).append(session)
    for (kind, concept), facts in groups.items():
        sessions = _sessions(facts, assessment.as_of)
        boundary = assessment.episode.start
        last = max(each.end for each in sessions)
        yield Lane(
            id=f"course-{concept}",
            trial=None,
            label=capitalised(translated(facts[0].label or COURSES.get(kind.value, kind.value))),
            kind=KINDS[kind],
            sentence=view("lanes.not_judged"),
            earlier=boundary is not None and last < boundary.earliest,
            start=min(each.start for each in sessions),
            end=last,
            ongoing=False,
            sessions=sessions,
        )


def _sessions(facts: Iterable[SessionFact], today: date) -> tuple[Session, ...]:
    """By day; nothing after today."""
    shown = [_session(fact, today) for fact in facts if fact.start.earliest <= today]
    return tuple(sorted(shown, key=lambda each: (each.start, each.end)))


def _session(fact: SessionFact, today: date) -> Session:
    start = min(fact.start.latest, today)
    end = min((fact.end or fact.start).latest, today)
    when = span(start, end) if fact.start.exact else about(fact.start)
    told = [translated(fact.label) if fact.label else view("lanes.session"), when]
    if fact.count is not None:
        told.append(view("lanes.counted", n=fact.count))
    elif fact.is_period:
        told.append(view("lanes.number_unknown"))
    if fact.maintenance:
        told.append(view("lanes.maintenance"))
    return Session(start=start, end=max(start, end), count=fact.count, sentence=", ".join(told), evidence=fact.evidence)
