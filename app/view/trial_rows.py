"""The table of trials: everything that the chart draws, in words, with the reasons and the records."""

from typing import Any

from app.view.dates import BASES, about
from app.view.lanes import OF_SESSIONS
from app.view.view import Lane, Sign, Told, TrialRow
from cds_hooks.wording import figures, trials
from cds_hooks.wording.catalogue import WORDS, capitalised
from cds_hooks.wording.telling import Telling
from trd.exposures import Exposure
from trd.resistance import LOWERINGS, RatedTrial
from trd.terms import Adequacy, DateBasis, EpisodeOf, OutcomeBasis, StopReason
from trd.trials import Trial

VERDICTS: dict[Adequacy, tuple[Sign, str]] = {
    Adequacy.ADEQUATE: ("good", "Adequate"),
    Adequacy.INADEQUATE_DOSE: ("warn", "Dose too low"),
    Adequacy.INADEQUATE_DURATION: ("warn", "Too short"),
    Adequacy.NON_ADHERENT: ("warn", "Not taken regularly"),
    Adequacy.UNDETERMINED: ("info", "Cannot be judged"),
}
ENDED = {
    StopReason.INEFFECTIVE: "no benefit",
    StopReason.PARTIAL_BENEFIT: "partial benefit",
    StopReason.ADVERSE_EFFECT: "side effects",
    StopReason.MOOD_SWITCH: "mania or hypomania",
    StopReason.SUICIDAL_THOUGHTS: "suicidal thoughts",
    StopReason.REMISSION: "remission",
    StopReason.PREGNANCY: "pregnancy",
    StopReason.PATIENT_CHOICE: "the patient's wish",
    StopReason.ADMINISTRATIVE: "cost, supply or another outer reason",
}
EPISODES = {
    EpisodeOf.CURRENT: "this episode",
    EpisodeOf.EARLIER: "earlier episode",
    EpisodeOf.UNKNOWN: "episode not known",
}
OUTCOME_BASES = {
    OutcomeBasis.RECORDED_REASON: "by the recorded reason for stopping",
    OutcomeBasis.INFERRED_FROM_CHANGE: "inferred from the change of treatment, not measured",
}
NOT_ON_RECORD = "not on record"


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
    sign, word = VERDICTS[rated.adequacy.verdict]
    verdict = trials.verdict(rated, telling) or word
    enough, needed = _enough(rated, published)
    return TrialRow(
        id=rated.id,
        treatment=_treatment(rated, telling),
        drug_class=" + ".join(dict.fromkeys(agent["class"] for agent in published["agents"] if agent["class"])),
        episode=EPISODES[trial.episode],
        earlier=trial.episode is EpisodeOf.EARLIER,
        start=about(trial.start),
        start_basis=BASES[trial.start_basis],
        end=_end(trial),
        end_basis="" if trial.ongoing else BASES[trial.end_basis],
        peak=trials.dose_of(rated, telling) or ("" if trial.kind in OF_SESSIONS else NOT_ON_RECORD),
        least=trials.minimum_of(rated, telling) or "",
        enough=enough,
        needed=needed,
        verdict=verdict,
        verdict_sign=sign,
        verdict_word=word,
        result=_result(rated, telling),
        failed=_failed(rated),
        because=figures.in_day_units(rated.because),
        ended=_ended(trial),
        confidence=rated.confidence.value,
        confidence_reasons=tuple(LOWERINGS[reason].words for reason in rated.lowered_by if reason in LOWERINGS),
        notes=tuple(note.replace("-", " ") for note in published["notes"]),
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
        return "ongoing"
    return NOT_ON_RECORD if trial.end is None else about(trial.end)


def _enough(rated: RatedTrial, published: dict[str, Any]) -> tuple[str, str]:
    """Weeks at an adequate dose, or sessions: how many are certain, and how many are asked for."""
    if rated.trial.kind in OF_SESSIONS and published["minimumWeeks"] is None:
        count, needed = published["sessions"], rated.adequacy.needed_days
        said = "sessions not counted" if count is None else f"{count} {'session' if count == 1 else 'sessions'}"
        return said, f"{needed}" if needed and rated.adequacy.dose_unit == "sessions" else ""
    certain, possible = published["weeksAtAdequateDose"], published["weeksPossible"]
    said = f"{certain}" if possible == certain else f"{certain}, perhaps {possible}"
    return f"{said} {'week' if said == '1' else 'weeks'}", f"{published['minimumWeeks']}"


def _result(rated: RatedTrial, telling: Telling) -> str:
    said = trials.outcome(rated, telling) or ""
    scores = trials.scores(rated, telling)
    if said == scores:
        said = f"{said}, {WORDS.say(f'trial.outcome.{rated.outcome.outcome}')}"
    basis = OUTCOME_BASES.get(rated.outcome.basis)
    return f"{said} ({basis})" if basis else said


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
        return ENDED[reason]
    return NOT_ON_RECORD if trial.exposures or trial.end_basis is DateBasis.STATED else ""


def not_counted(told: dict[str, Any], telling: Telling) -> tuple[Told, ...]:
    """What was taken and is no trial, with the reason."""
    return tuple(
        Told(text=capitalised(trials.not_counted_item(item, telling)), evidence=tuple(published["evidence"]))
        for item, published in zip(telling.assessment.not_counted, told["notCounted"], strict=True)
    )
