"""The table of trials: everything that the chart draws, in words, with the reasons and the records."""

from typing import Any

from app.view.dates import about, basis
from app.view.lanes import OF_SESSIONS
from app.view.view import Lane, Sign, Told, TrialRow
from app.view.words import named, view
from cds_hooks.wording import figures, trials
from cds_hooks.wording.catalogue import WORDS, capitalised, figured, translated
from cds_hooks.wording.telling import Telling
from trd.exposures import Exposure
from trd.resistance import LOWERINGS, RatedTrial
from trd.terms import Adequacy, DateBasis, EpisodeOf
from trd.trials import Trial

SIGNS: dict[Adequacy, Sign] = {
    Adequacy.ADEQUATE: "good",
    Adequacy.INADEQUATE_DOSE: "warn",
    Adequacy.INADEQUATE_DURATION: "warn",
    Adequacy.NON_ADHERENT: "warn",
    Adequacy.UNDETERMINED: "info",
}


def trial_rows(told: dict[str, Any], telling: Telling, lanes: tuple[Lane, ...]) -> tuple[TrialRow, ...]:
    """A row a trial, in the order of the lanes: this episode first to last, earlier ones before."""
    published = {trial["id"]: trial for trial in told["trials"]}
    steps: dict[str, list[str]] = {}
    for lane in lanes:
        if lane.trial:
            named = f"{lane.label}: " if lane.label.startswith("+") and lane.trial in steps else ""
            steps.setdefault(lane.trial, []).extend(f"{named}{bar.sentence}" for bar in lane.bars)
            steps[lane.trial].extend(session.sentence for session in lane.sessions)
    return tuple(
        _row(rated, published[rated.id], telling, tuple(steps.get(rated.id, ()))) for rated in telling.assessment.trials
    )


def _row(rated: RatedTrial, published: dict[str, Any], telling: Telling, steps: tuple[str, ...]) -> TrialRow:
    trial = rated.trial
    sign, word = SIGNS[rated.adequacy.verdict], view(f"trials.verdicts.{rated.adequacy.verdict}")
    verdict = trials.verdict(rated, telling) or word
    enough, needed = _enough(rated, published)
    return TrialRow(
        id=rated.id,
        treatment=_treatment(rated, telling),
        drug_class=" + ".join(dict.fromkeys(agent["class"] for agent in published["agents"] if agent["class"])),
        episode=view(f"trials.episodes.{trial.episode}"),
        earlier=trial.episode is EpisodeOf.EARLIER,
        start=about(trial.start),
        start_basis=basis(trial.start_basis),
        end=_end(trial),
        end_basis="" if trial.ongoing else basis(trial.end_basis),
        peak=trials.dose_of(rated, telling) or ("" if trial.kind in OF_SESSIONS else view("trials.not_on_record")),
        least=trials.minimum_of(rated, telling) or "",
        enough=enough,
        needed=needed,
        verdict=verdict,
        verdict_sign=sign,
        verdict_word=word,
        result=_result(rated, telling),
        failed=_failed(rated),
        because=translated(figures.in_day_units(rated.because)),
        ended=_ended(trial),
        confidence=named("trials.confidences", rated.confidence.value),
        confidence_reasons=tuple(
            translated(LOWERINGS[reason].words) for reason in rated.lowered_by if reason in LOWERINGS
        ),
        notes=tuple(translated(note.replace("-", " ")) for note in published["notes"]),
        steps=steps,
        evidence=tuple(published["evidence"]),
    )


def _treatment(rated: RatedTrial, telling: Telling) -> str:
    """The drugs without their dose, which has a column of its own; a course by its kind."""
    trial = rated.trial
    if trial.kind in OF_SESSIONS:
        return capitalised(telling.kind(trial.agents[0]))
    names = [telling.running(agent) for agent in trial.agents]
    if len(names) == 1:
        return capitalised(names[0])
    key = "trial.added_to" if trial.kind.value == "augmentation" else "trial.together_with"
    return capitalised(WORDS.say(key, agent=names[0], base=figures.listed(names[1:])) or figures.listed(names))


def _end(trial: Trial) -> str:
    if trial.ongoing:
        return view("trials.ongoing")
    return view("trials.not_on_record") if trial.end is None else about(trial.end)


def _enough(rated: RatedTrial, published: dict[str, Any]) -> tuple[str, str]:
    """Weeks at an adequate dose, or sessions: how many are certain, and how many are asked for."""
    if rated.trial.kind in OF_SESSIONS and published["minimumWeeks"] is None:
        count, needed = published["sessions"], rated.adequacy.needed_days
        said = view("trials.sessions", n=count)
        return said, f"{needed}" if needed and rated.adequacy.dose_unit == "sessions" else ""
    certain, possible = published["weeksAtAdequateDose"], published["weeksPossible"]
    perhaps = None if possible == certain else figured(f"{possible}")
    one = 1 if f"{certain}" == "1" else 0
    weeks = view("trials.weeks", certain=figured(f"{certain}"), possible=perhaps, n=one)
    return weeks, figured(f"{published['minimumWeeks']}")


def _result(rated: RatedTrial, telling: Telling) -> str:
    said = trials.outcome(rated, telling) or ""
    scores = trials.scores(rated, telling)
    if said == scores:
        said = f"{said}, {WORDS.say(f'trial.outcome.{rated.outcome.outcome}')}"
    known = view(f"trials.outcome_bases.{rated.outcome.basis}") or None
    return view("trials.with_basis", said=said, basis=known) or said


def _failed(rated: RatedTrial) -> str:
    key = "failed" if rated.failed else "may_have_failed" if rated.possible_failure else ""
    return (WORDS.say(f"trial.outcome.{key}") or "").removeprefix(": ") if key else ""


def _ended(trial: Trial) -> str:
    """The recorded reason of the last exposure; nothing while it runs."""
    if trial.ongoing:
        return ""
    exposures: list[Exposure] = sorted(trial.exposures, key=lambda each: (each.possible.spans or ((0, 0),))[-1])
    reason = exposures[-1].stop_reason if exposures else None
    if reason is not None:
        return view(f"trials.reasons.{reason}")
    return view("trials.not_on_record") if trial.exposures or trial.end_basis is DateBasis.STATED else ""


def not_counted(told: dict[str, Any], telling: Telling) -> tuple[Told, ...]:
    """What was taken and is no trial, with the reason."""
    return tuple(
        Told(text=capitalised(trials.not_counted_item(item, telling)), evidence=tuple(published["evidence"]))
        for item, published in zip(telling.assessment.not_counted, told["notCounted"], strict=True)
    )
