"""The staging schemes with each item, the definitions side by side, and the whole life, drawn."""

from collections.abc import Sequence

from app.cli.letter import Letter
from trd.adequacy.sentence import treatment
from trd.assessment import Assessment
from trd.figures import counted, plain
from trd.intervals import in_words
from trd.knowledge.types import Definition, Knowledge
from trd.resistance import RatedTrial, lifetime
from trd.staging import Domains, Staging
from trd.terms import Adequacy, EpisodeOf, Outcome, ResistanceStatus

CELL, NAME, ASKS, STATUS = 11, 16, 22, 16
MOST_TRIALS = 4
"""Columns that 100 letters leave for trials."""

NOTHING = Domains(drugs=0, stimulation=0, psychotherapy=0)

SHORT = {
    Adequacy.INADEQUATE_DOSE: "dose low",
    Adequacy.INADEQUATE_DURATION: "too short",
    Adequacy.NON_ADHERENT: "irregular",
}
HELPED = {Outcome.REMISSION: "remission", Outcome.RESPONSE: "response", Outcome.INTOLERANCE: "intolerance"}


def draw_staging(letter: Letter, staging: Staging) -> None:
    """Each scheme, and each item with the fact it rests on."""
    if staging.thase_rush is None and staging.maudsley is None and staging.mgh_score is None:
        letter.paragraph("None: no certain failure in this episode, or not meant for this patient.")
    if staging.maudsley is not None:
        found = staging.maudsley
        band = f", {found.band}" if found.band else ", band not certain"
        letter.line("Maudsley", f"{_range((found.minimum, found.maximum))} of 3–15{band}")
        for name, points in found.items.items():
            letter.line(name, f"{_range(points):<5}{found.because.get(name, '')}", indent=6)
    if staging.thase_rush is not None:
        letter.line("Thase–Rush", f"stage {staging.thase_rush} ({staging.because['thase-rush']})")
    if staging.mgh_score is not None:
        most = "" if staging.mgh_max is None else f", at most {plain(staging.mgh_max)}"
        letter.line("MGH-S", f"{plain(staging.mgh_score)}{most} ({staging.because['mgh']})")
    if staging.european is not None:
        letter.line("European", f"{staging.european} ({staging.because['european']})")
    if staging.athf is not None and staging.athf.lifetime != NOTHING:
        letter.line(
            "ATHF-SF", f"this episode {_domains(staging.athf.episode)}; lifetime {_domains(staging.athf.lifetime)}"
        )
    if staging.dm_trd is not None:
        own = {name: item for name, item in staging.dm_trd.items.items() if name not in ("duration", "severity")}
        told = ", ".join(f"{name} {_range(item.points)}" for name, item in own.items())
        left = " and ".join(staging.dm_trd.not_from_record)
        letter.line("DM-TRD", f"duration and severity as Maudsley, {told}; no total: {left} are not in a record")


def _range(points: tuple[int, int]) -> str:
    low, high = points
    return str(low) if low == high else f"{low}–{high}"


def _domains(found: Domains) -> str:
    return f"drugs {found.drugs}, stimulation {found.stimulation}, psychotherapy {found.psychotherapy}"


def draw_definitions(letter: Letter, assessment: Assessment, knowledge: Knowledge) -> None:
    """The same trials under every definition, so that it is seen where they part."""
    shown = [rated.id for rated in assessment.trials if rated.trial.episode is not EpisodeOf.EARLIER][-MOST_TRIALS:]
    letter.row(
        [("  definition", NAME + 2), ("asks", ASKS), *((name, CELL) for name in shown), ("status", STATUS)],
        style="dim",
    )
    for name, definition in knowledge.definitions.items():
        trials = {rated.id: rated for rated in assessment.trials_by_definition.get(name, ())}
        graded = assessment.by_definition[name]
        status = graded.status.value if graded.status is not ResistanceStatus.NONE else "no failure"
        cells = [(_cell(trials[id_]) if id_ in trials else "", CELL) for id_ in shown]
        chosen = "* " if name == assessment.definition.id else "  "
        letter.row(
            [
                (f"{chosen}{name}", NAME + 2),
                (_asks(definition, knowledge), ASKS),
                *cells,
                (f"{status} ({graded.failed_trials})", STATUS + 4),
            ]
        )
    letter.paragraph(
        "* decides. asks: dose column, days at dose, improvement below which a trial counts as failed.", style="dim"
    )


def _asks(definition: Definition, knowledge: Knowledge) -> str:
    response, partial = (knowledge.figures[name].value * 100 for name in ("response-share", "partial-share"))
    share = f"< {plain(response if Outcome.PARTIAL_RESPONSE in definition.failure_outcomes else partial)} %"
    if definition.failure_up_to is not None:
        share = f"≤ {plain(definition.failure_up_to * 100)} %"
    return f"{definition.dose_column}, {plain(definition.days_at_dose.value)} d, {share}"


def _cell(rated: RatedTrial) -> str:
    if rated.failed:
        return "failed" if rated.counted else "(failed)"
    if rated.adequacy.verdict in SHORT:
        return SHORT[rated.adequacy.verdict]
    if rated.possible_failure:
        return "perhaps" if rated.counted else "(perhaps)"
    return HELPED.get(rated.outcome.outcome, "no")


def draw_lifetime(letter: Letter, assessment: Assessment, knowledge: Knowledge) -> None:
    """What failed, helped, kept well or was not tolerated, over all episodes."""
    found = lifetime(assessment.trials, knowledge)
    names = ", ".join(dict.fromkeys(treatment(rated.trial, knowledge) for rated in found.failed_trials))
    letter.line("Failed", f"{counted(len(found.failed), 'agent')}: {names}" if names else "none for certain")
    letter.line("Helped", _named(found.helped, knowledge) or "nothing on record")
    letter.line("Kept well", _named(found.maintained, knowledge, days=True))
    letter.line("Not tolerated", _named(found.not_tolerated, knowledge))


def _named(trials: Sequence[RatedTrial], knowledge: Knowledge, *, days: bool = False) -> str:
    return "; ".join(_name(rated, knowledge, days=days) for rated in trials)


def _name(rated: RatedTrial, knowledge: Knowledge, *, days: bool) -> str:
    first = rated.trial.certain.first or rated.trial.start.latest
    last = rated.trial.certain.last
    span = in_words(first) if last is None or last == first else f"{in_words(first)} to {in_words(last)}"
    more = f", {len(rated.trial.certain)} days" if days else ""
    word = "response, then relapse" if "relapse-on-treatment" in rated.notes else rated.outcome.outcome.value
    return f"{treatment(rated.trial, knowledge)} ({span}{more}): {word} [{rated.id}]"
