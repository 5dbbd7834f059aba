"""Which single fact would settle it (R-P23): each missing fact is tried alone, set to what would make it a failure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from trd.adequacy import facts_of, rate_facts
from trd.adequacy.sentence import treatment
from trd.choices import Choices
from trd.exposures import Exposure
from trd.history import Score, TreatmentHistory
from trd.intervals import DayInterval, Days
from trd.knowledge.types import Definition, Knowledge
from trd.resistance.failing import rated_trial
from trd.resistance.grading import resistance
from trd.resistance.rated import RatedTrial, Resistance
from trd.response import judge_points, points
from trd.terms import DateBasis, Doubt, EpisodeOf, ResistanceStatus, StopReason
from trd.trials import Trial

SCORE, REASON, SECOND_SCORE, DOSE, DATES, DISPENSING, TAKING, EARLY, EPISODE = range(9)
"""Cheapest to ask first."""

DOUBTS = {
    Doubt.START: (DATES, "start date of {}"),
    Doubt.END: (DATES, "end date of {}"),
    Doubt.DISPENSING: (DISPENSING, "whether {} was dispensed"),
    Doubt.TAKING: (TAKING, "whether {} was taken"),
    Doubt.AS_NEEDED: (TAKING, "how often {} was taken"),
}

ENOUGH = Decimal(10**6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What is needed to rate a trial again with one fact changed."""

    history: TreatmentHistory
    knowledge: Knowledge
    choices: Choices
    definition: Definition
    as_of: date
    undated: frozenset[str] = frozenset()
    """Agents without any date that may have failed."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A trial with some facts supposed."""

    trial: Trial
    history: TreatmentHistory
    early_outcome_bad: bool = False


@dataclass(frozen=True, slots=True)
class _Fact:
    cost: int
    words: str
    suppose: Callable[[_Case], _Case]


def would_settle(rated: Sequence[RatedTrial], graded: Resistance, settling: Settling) -> tuple[str, ...]:
    """The facts that alone would change the status, cheapest first; else the pair that would."""
    if graded.status is not ResistanceStatus.INDETERMINATE:
        return ()
    doubtful = [each for each in rated if each.possible_failure and each.counted]
    doubtful = [each for each in doubtful if each.trial.episode is not EpisodeOf.EARLIER]
    doubtful.sort(key=lambda each: each.trial.start.latest, reverse=True)
    found: list[tuple[int, int, str]] = []
    for place, each in enumerate(doubtful):
        supposed = replace(each, failed=True, possible_failure=False)
        if _status(rated, supposed, settling) is graded.status:
            continue  # whatever is learnt of this trial alone changes nothing
        found += [(fact.cost, place, fact.words) for fact in _decisive(each, rated, settling)]
    if found:
        return tuple(dict.fromkeys(words for _, _, words in sorted(found)))
    return _pair(doubtful, rated, settling) if doubtful else _dates(settling)


def _decisive(each: RatedTrial, rated: Sequence[RatedTrial], settling: Settling) -> list[_Fact]:
    """The facts that alone would make this trial a failure, cheapest first."""
    found = [fact for fact in _missing(each, settling) if _with(each, (fact,), rated, settling).failed]
    return sorted(found, key=lambda fact: (fact.cost, fact.words))


def _pair(doubtful: Sequence[RatedTrial], rated: Sequence[RatedTrial], settling: Settling) -> tuple[str, ...]:
    """Two facts: one of each of the two newest trials, or both of the newest."""
    of_each = [facts[0].words for each in doubtful[:2] if (facts := _decisive(each, rated, settling))]
    if len(of_each) == 2:
        return tuple(of_each)
    newest = doubtful[0]
    facts = sorted(_missing(newest, settling), key=lambda fact: (fact.cost, fact.words))
    for two in combinations(facts, 2):
        if _with(newest, two, rated, settling).failed:
            return tuple(fact.words for fact in two)
    return tuple(of_each) or tuple(fact.words for fact in facts[:2])


def _dates(settling: Settling) -> tuple[str, ...]:
    """Without its dates nothing more can be asked of a drug."""
    labels = sorted(settling.knowledge.agents[agent].label for agent in settling.undated)
    return tuple(DOUBTS[Doubt.START][1].format(label) for label in labels[:2])


def _status(rated: Sequence[RatedTrial], changed: RatedTrial, settling: Settling) -> ResistanceStatus:
    others = [changed if each.id == changed.id else each for each in rated]
    return resistance(others, settling.definition, settling.knowledge, undated=settling.undated).status


def _with(each: RatedTrial, facts: Sequence[_Fact], rated: Sequence[RatedTrial], settling: Settling) -> RatedTrial:
    """The trial rated again with these facts supposed."""
    case = _Case(each.trial, settling.history)
    for fact in facts:
        case = fact.suppose(case)
    knowledge, as_of = settling.knowledge, settling.as_of
    adequacy = rate_facts(facts_of(case.trial, case.history, knowledge, as_of=as_of), settling.definition, knowledge)
    others = [other.trial for other in rated if other.id != each.id]
    scores = points(case.history.scores, knowledge, as_of=as_of)
    outcome = judge_points(case.trial, adequacy, others, scores, case.history, knowledge, as_of=as_of)
    if case.early_outcome_bad:
        outcome = replace(outcome, blocks_failure=False)
    return rated_trial(each.id, case.trial, adequacy, outcome, settling.definition, knowledge, settling.choices)


def _missing(each: RatedTrial, settling: Settling) -> Iterator[_Fact]:
    """The facts that this trial lacks."""
    trial, outcome = each.trial, each.outcome
    name = treatment(trial, settling.knowledge)
    if trial.ongoing:
        yield _Fact(SCORE, "a symptom score today", lambda case: _score_on(case, settling.as_of, each, settling))
    else:
        yield _Fact(REASON, f"reason for stopping {name}", _stopped_as_ineffective)
    if outcome.crosswalked and outcome.endpoint is not None:
        day = outcome.endpoint.day
        yield _Fact(SECOND_SCORE, "a second score of one instrument", lambda case: _score_on(case, day, each, settling))
    if "dose" in each.adequacy.missing:
        yield _Fact(DOSE, f"dose of {name}", _at_dose)
    for doubt, (cost, words) in DOUBTS.items():
        if any(doubt is other for exposure in trial.exposures for other, _ in exposure.doubts):
            told = f"whether {name} is still taken" if doubt is Doubt.END and trial.ongoing else words.format(name)
            yield _Fact(cost, told, _certain(doubt))
    if outcome.blocks_failure:
        yield _Fact(EARLY, f"early outcome of {name}", lambda case: replace(case, early_outcome_bad=True))
    if trial.membership_possible_only:
        yield _Fact(EPISODE, f"whether the depression of {_season(trial)} had ended", _same_episode)


def _score_on(case: _Case, day: date, each: RatedTrial, settling: Settling) -> _Case:
    """A score that shows no improvement, on the instrument of the baseline where there is one."""
    before = each.outcome.baseline
    scales = settling.knowledge.scales
    first = min(scales.values(), key=lambda scale: (scale.preference, scale.id))
    instrument = before.instrument if before is not None else first.id
    value = before.value if before is not None else first.maximum
    score = Score(instrument=instrument, value=value, day=day, evidence=(), issued="9999")
    return replace(case, history=replace(case.history, scores=(*case.history.scores, score)))


def _stopped_as_ineffective(case: _Case) -> _Case:
    exposures = tuple(replace(each, stop_reason=StopReason.INEFFECTIVE) for each in case.trial.exposures)
    return replace(case, trial=replace(case.trial, exposures=exposures))


def _at_dose(case: _Case) -> _Case:
    """Every dose that is not certain is supposed to have been enough."""

    def known(exposure: Exposure) -> Exposure:
        high = exposure.high if exposure.high is not None else ENOUGH
        return replace(exposure, low=high, high=high)

    trial = case.trial
    return replace(
        case,
        trial=replace(
            trial,
            exposures=tuple(known(each) for each in trial.exposures),
            partner_exposures=tuple(known(each) for each in trial.partner_exposures),
        ),
    )


def _certain(doubt: Doubt) -> Callable[[_Case], _Case]:
    """The days in this doubt are supposed to be certain, and the date to be the one that makes most of them."""

    def known(exposure: Exposure) -> Exposure:
        more = Days.union(days for other, days in exposure.doubts if other is doubt)
        return replace(exposure, certain=exposure.certain | more, stated=exposure.stated | more)

    def suppose(case: _Case) -> _Case:
        trial = case.trial
        exposures = tuple(known(each) for each in trial.exposures)
        partners = tuple(known(each) for each in trial.partner_exposures)
        changed = replace(trial, exposures=exposures, partner_exposures=partners)
        certain = Days.union(each.certain for each in exposures)
        for partner in changed.partners():
            certain = certain & Days.union(each.certain for each in partner)
        changed = replace(changed, certain=certain)
        if doubt is Doubt.START and certain.first is not None:
            changed = replace(changed, start=DayInterval.on(certain.first), start_basis=DateBasis.STATED)
        if doubt is Doubt.END and trial.end is not None:
            changed = replace(changed, end=DayInterval.on(trial.end.latest), end_basis=DateBasis.STATED)
        return replace(case, trial=changed)

    return suppose


def _same_episode(case: _Case) -> _Case:
    return replace(case, trial=replace(case.trial, membership_possible_only=False))


def _season(trial: Trial) -> str:
    """When it was, as one would ask a patient: "early 2025"."""
    day = trial.end.latest if trial.end is not None else trial.start.latest
    return f"{('early', 'mid', 'late')[(day.month - 1) // 4]} {day.year}"
