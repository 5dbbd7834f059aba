"""One patient's history judged: trials, resistance, stage, what else may explain it, what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from trd.adequacy import facts_of, rate_facts
from trd.choices import Choices
from trd.diagnosis import Diagnosis, Person, diagnose, read_person
from trd.episodes import Episode, assign, find_episode
from trd.explanations import Explanations, explain
from trd.exposures import Exposure, rebuild
from trd.history import Gap, TreatmentHistory
from trd.knowledge.types import Definition, Knowledge
from trd.resistance import (
    HELPED_EARLIER,
    LOWERINGS,
    RatedTrial,
    Resistance,
    Settling,
    confidence_of,
    helped_earlier,
    not_applied,
    perhaps_failed,
    rated_trial,
    resistance,
    would_settle,
)
from trd.response import OutcomeRating, judge_points, points
from trd.severity import Severity, read_severity
from trd.staging import Staging, stage
from trd.staging.athf import ATHF
from trd.suicide_risk import SuicideRisk, read_suicide_risk
from trd.terms import Adequacy, DiagnosisStatus
from trd.trials import NotCounted, Trial, join
from trd.trials.joining import order
from trd.trials.minimum import taker_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    as_of: date
    data_up_to: date | None
    definition: Definition
    knowledge_version: str
    history: TreatmentHistory
    exposures: tuple[Exposure, ...]
    person: Person
    diagnosis: Diagnosis
    episode: Episode
    trials: tuple[RatedTrial, ...]
    """All episodes, in a fixed order (start, then agent)."""
    not_counted: tuple[NotCounted, ...]
    resistance: Resistance
    by_definition: Mapping[str, Resistance]
    staging: Staging
    severity: Severity | None
    suicide_risk: SuicideRisk
    explanations: Explanations
    gaps: tuple[Gap, ...]
    trials_by_definition: Mapping[str, tuple[RatedTrial, ...]] = field(default_factory=dict)
    """The same trials under every definition, as `by_definition` counts them."""


def assess(history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date) -> Assessment:
    """Judge one history on one day, under the definition that was chosen and beside it under all others."""
    rebuilt = rebuild(history, knowledge, choices, as_of=as_of)
    joined = join(rebuilt, history, knowledge, choices, as_of=as_of)
    person = read_person(history, as_of=as_of)
    reading = read_severity(history, knowledge, choices, as_of=as_of)
    risk = read_suicide_risk(history, knowledge, choices, as_of=as_of)
    diagnosis = diagnose(history, rebuilt, reading.severity, risk, knowledge, choices, as_of=as_of)
    episode = find_episode(history, rebuilt, joined.trials, knowledge, choices, as_of=as_of)
    trials = sorted(assign(joined.trials, episode, rebuilt, knowledge, as_of=as_of), key=order)
    rated = _rated_by_definition(trials, history, knowledge, choices, as_of=as_of)
    taker = taker_on(history, as_of, as_of=as_of)
    undated = {name: perhaps_failed(rebuilt.undated, knowledge.definitions[name], knowledge, taker) for name in rated}
    graded = {
        name: _graded(own, undated[name], diagnosis, knowledge.definitions[name], knowledge)
        for name, own in rated.items()
    }
    definition = knowledge.definitions[choices.definition]
    own = rated[definition.id]
    settling = Settling(
        history=history,
        knowledge=knowledge,
        choices=choices,
        definition=definition,
        as_of=as_of,
        undated=undated[definition.id],
    )
    resistance_now = replace(graded[definition.id], would_settle=would_settle(own, graded[definition.id], settling))
    explanations = explain(history, rebuilt, own, person, diagnosis, knowledge, choices, as_of=as_of)
    return Assessment(
        as_of=as_of,
        data_up_to=_data_up_to(history, as_of),
        definition=definition,
        knowledge_version=knowledge.version,
        history=history,
        exposures=rebuilt.exposures,
        person=person,
        diagnosis=diagnosis,
        episode=episode,
        trials=tuple(_seen_whole(each, own, diagnosis, explanations, knowledge) for each in own),
        trials_by_definition=rated,
        not_counted=joined.not_counted,
        resistance=resistance_now,
        by_definition={**graded, definition.id: resistance_now},
        staging=stage(
            own,
            rated[ATHF],
            resistance_now,
            episode,
            reading.severity,
            diagnosis,
            history,
            frozenset(found.code for found in explanations.found),
            knowledge,
            as_of=as_of,
        ),
        severity=reading.severity,
        suicide_risk=risk,
        explanations=explanations,
        gaps=_in_order(
            history.gaps,
            *(record.gaps for record in history.medications),
            rebuilt.gaps,
            joined.gaps,
            diagnosis.gaps,
            reading.gaps,
            explanations.gaps,
        ),
    )


def _rated_by_definition(
    trials: Sequence[Trial], history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date
) -> dict[str, tuple[RatedTrial, ...]]:
    """Every trial under every definition; what does not depend on the definition is done once."""
    scores = points(history.scores, knowledge, as_of=as_of)
    facts = [facts_of(trial, history, knowledge, as_of=as_of) for trial in trials]
    others = [[other for other in trials if other is not trial] for trial in trials]
    judged: dict[tuple[int, Adequacy, date | None], OutcomeRating] = {}
    result: dict[str, tuple[RatedTrial, ...]] = {}
    for name, definition in knowledge.definitions.items():
        rated = []
        for index, trial in enumerate(trials):
            adequacy = rate_facts(facts[index], definition, knowledge)
            key = (index, adequacy.verdict, adequacy.reached_on)
            if key not in judged:
                judged[key] = judge_points(trial, adequacy, others[index], scores, history, knowledge, as_of=as_of)
            rated.append(rated_trial(f"t{index + 1}", trial, adequacy, judged[key], definition, knowledge, choices))
        result[name] = tuple(rated)
    return result


def _graded(
    trials: Sequence[RatedTrial],
    undated: frozenset[str],
    diagnosis: Diagnosis,
    definition: Definition,
    knowledge: Knowledge,
) -> Resistance:
    """The grade; none for someone whom the definitions do not mean (§6.1)."""
    graded = resistance(trials, definition, knowledge, undated=undated)
    if diagnosis.status is DiagnosisStatus.ACTIVE:
        return graded
    return not_applied(graded, diagnosis.reason or diagnosis.status.value)


def _seen_whole(
    rated: RatedTrial,
    trials: Sequence[RatedTrial],
    diagnosis: Diagnosis,
    explanations: Explanations,
    knowledge: Knowledge,
) -> RatedTrial:
    """Less sure where the diagnosis was read from words, or another drug may have lowered the level (X45)."""
    more = {"diagnosis-by-words"} if diagnosis.by_text else set()
    more |= {"inducer"} if rated.id in explanations.lowered else set()
    notes = (HELPED_EARLIER,) if helped_earlier(rated, trials, knowledge) else ()
    if not more and not notes:
        return rated
    reasons = tuple(name for name in LOWERINGS if name in more or name in rated.lowered_by)
    return replace(rated, confidence=confidence_of(reasons), lowered_by=reasons, notes=(*rated.notes, *notes))


def _data_up_to(history: TreatmentHistory, as_of: date) -> date | None:
    """The newest date on record, not after `as_of`."""
    known = [day for day in (*history.dates, history.data_up_to) if day is not None and day <= as_of]
    return max(known, default=None)


def _in_order(*lists: Iterable[Gap]) -> tuple[Gap, ...]:
    """Each gap once, in a fixed order."""
    unique = dict.fromkeys(gap for gaps in lists for gap in gaps)
    return tuple(sorted(unique, key=lambda gap: (gap.code.value, gap.what, gap.evidence)))
