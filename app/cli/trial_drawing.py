"""One trial, line by line, so that each can be checked against the chart."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from app.cli.letter import Letter
from trd.adequacy import AdequacyRating
from trd.adequacy.sentence import treatment
from trd.assessment import Assessment
from trd.exposures import Exposure
from trd.figures import counted, plain
from trd.history import Score
from trd.intervals import DayInterval, days_between, in_words, interval_in_words
from trd.knowledge.types import Knowledge
from trd.resistance import LOWERINGS, RatedTrial
from trd.resistance.verdict import verdict
from trd.terms import Adequacy, DateBasis, Outcome, OutcomeBasis, TrialKind
from trd.trials import DosePeriod, NotCounted, Trial

BASES = {
    DateBasis.STATED: "stated",
    DateBasis.SUPPLY: "from supply",
    DateBasis.UNTIL_NEXT: "until the next treatment",
    DateBasis.ASSUMED: "assumed",
    DateBasis.ONGOING: "ongoing",
}
BASIS_OF_OUTCOME = {
    OutcomeBasis.RECORDED_REASON: "by the recorded reason for stopping",
    OutcomeBasis.INFERRED_FROM_CHANGE: "inferred from the change of treatment, not measured",
    OutcomeBasis.NONE: "nothing on record tells it",
}
ADEQUACY = {
    Adequacy.ADEQUATE: "adequate",
    Adequacy.INADEQUATE_DOSE: "dose too low",
    Adequacy.INADEQUATE_DURATION: "too short",
    Adequacy.NON_ADHERENT: "not taken regularly",
    Adequacy.UNDETERMINED: "cannot be judged",
}


def draw_trial(letter: Letter, rated: RatedTrial, assessment: Assessment, knowledge: Knowledge) -> None:
    """The whole working of one trial."""
    letter.paragraph(title(rated, knowledge), style="bold")
    inside = 6
    letter.line("Dates", _dates(rated.trial), indent=inside)
    letter.line("Doses", _doses(rated, knowledge), indent=inside)
    letter.line("Sessions", _sessions(rated), indent=inside)
    letter.line("Adequacy", _adequacy(rated), indent=inside)
    letter.line("Supply", _supply(rated), indent=inside)
    letter.line("Outcome", _outcome(rated, knowledge), indent=inside)
    letter.line("Verdict", f"{verdict(rated, assessment.definition)}{_waiting(rated)}", indent=inside)
    letter.line("Confidence", confidence(rated), indent=inside)
    letter.line("Notes", ", ".join(note.replace("-", " ") for note in rated.notes), indent=inside)
    records = sorted({*rated.trial.evidence, *rated.outcome.evidence})
    letter.line("Records", ", ".join(records), indent=inside, style="dim")


def draw_briefly(letter: Letter, rated: RatedTrial, knowledge: Knowledge) -> None:
    """A trial of an earlier episode: its sentence, its dates and its records."""
    letter.paragraph(title(rated, knowledge), style="bold")
    letter.paragraph(f"{rated.because} Confidence {rated.confidence}.", indent=6)
    letter.line("Dates", _dates(rated.trial), indent=6)
    letter.line("Records", ", ".join(sorted({*rated.trial.evidence, *rated.outcome.evidence})), indent=6, style="dim")


def title(rated: RatedTrial, knowledge: Knowledge) -> str:
    """ "t1  Sertraline (SSRI), monotherapy: failed"."""
    trial = rated.trial
    name = treatment(trial, knowledge)
    classes = dict.fromkeys(knowledge.agents[agent].drug_class for agent in trial.agents if agent in knowledge.agents)
    of_class = f" ({', '.join(classes)})" if classes else ""
    verdict_word = "failed" if rated.failed else ("may have failed" if rated.possible_failure else "not failed")
    return f"{rated.id}  {name[0].upper()}{name[1:]}{of_class}, {trial.kind.value}: {verdict_word}"


def confidence(rated: RatedTrial) -> str:
    """How sure, and by which rules it is not surer."""
    reasons = "; ".join(f"{LOWERINGS[name].words} ({LOWERINGS[name].rules})" for name in rated.lowered_by)
    return f"{rated.confidence}: {reasons or 'stated dates and doses, two scores of one instrument'}"


def not_counted(entry: NotCounted, knowledge: Knowledge) -> str:
    """ "trazodone, at most 50 mg/d, 5 Jan 2026 to 5 Mar 2026: hypnotic dose"."""
    agent = knowledge.agents.get(entry.agent)
    dose = f", at most {plain(entry.dose)} {agent.taken_unit}" if agent is not None and entry.dose is not None else ""
    days = " to ".join(in_words(day) for day in dict.fromkeys((entry.first, entry.last)) if day is not None)
    records = f" [{', '.join(entry.evidence)}]" if entry.evidence else ""
    return f"{agent.label if agent else entry.agent}{dose}, {days or 'no date'}: {entry.reason}{records}"


def _dates(trial: Trial) -> str:
    start = f"{interval_in_words(trial.start)} ({BASES[trial.start_basis]})"
    if trial.end is None:
        return f"{start}, still taken" if trial.exposures else f"{start}, still going on"
    end = interval_in_words(trial.end)
    end = f"between {end.replace(' to ', ' and ')}" if " to " in end else end
    return f"{start}; last day {end} ({BASES[trial.end_basis]})"


def _doses(rated: RatedTrial, knowledge: Knowledge) -> str:
    trial = rated.trial
    if not trial.exposures:
        return ""
    told = [_told(trial.agents[0], trial.dose_periods, knowledge, named=bool(trial.partner_exposures))]
    for partner in trial.partners():
        told.append(_told(partner[0].agent, list(_periods(partner)), knowledge, named=True))
    return "; ".join(told)


def _periods(exposures: tuple[Exposure, ...]) -> Iterator[DosePeriod]:
    for exposure in exposures:
        days = exposure.certain or exposure.possible
        if exposure.evidence and days.first is not None and days.last is not None:
            yield DosePeriod(first=days.first, last=days.last, low=exposure.low, high=exposure.high)


def _told(agent: str, periods: list[DosePeriod] | tuple[DosePeriod, ...], knowledge: Knowledge, *, named: bool) -> str:
    unit = knowledge.agents[agent].taken_unit
    steps = ", ".join(f"{_amount(each, unit)} {_span(each.first, each.last)}" for each in periods)
    return f"{knowledge.agents[agent].label} {steps}" if named else steps


def _span(first: date, last: date) -> str:
    return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"


def _amount(period: DosePeriod, unit: str) -> str:
    if period.low is None and period.high is None:
        return "dose not stated"
    low, high = ("?" if dose is None else plain(dose) for dose in (period.low, period.high))
    return f"{low if low == high else f'{low}–{high}'} {unit}"


def _sessions(rated: RatedTrial) -> str:
    sessions = rated.trial.sessions
    if not sessions:
        return ""
    days = [in_words(session.start.latest) for session in sessions]
    shown = ", ".join(days) if len(days) <= 12 else f"{', '.join(days[:6])} … {', '.join(days[-3:])}"
    kept = sum(session.maintenance for session in sessions)
    aside = f"; {kept} of them maintenance, not counted" if kept else ""
    return f"{rated.trial.session_count or 'number not on record'}: {shown}{aside}"


def _adequacy(rated: RatedTrial) -> str:
    """What was needed, what is certain, what is only possible, and when it was reached."""
    rating, trial = rated.adequacy, rated.trial
    reached = f"; reached on {in_words(rating.reached_on)}" if rating.reached_on is not None else ""
    if rating.dose_unit == "sessions":
        needed = f"; {rating.needed_days} needed" if rating.needed_days else ""
        sessions = counted(rating.most_certain, "session")
        return f"{ADEQUACY[rating.verdict]}. {sessions} that count{needed}{reached}."
    window = rating.needed_days * 5 // 4
    found = f"{counted(len(rating.certain_days), 'day')} certain, {len(rating.possible_days)} possible"
    needed = f"{rating.needed_days} needed within {window}, best {window} hold {rating.most_certain}{reached}"
    at_any = f", {rating.most_at_any_dose} at any dose" if rating.verdict is Adequacy.INADEQUATE_DOSE else ""
    days = f"{found} {_at(rating, trial)}; {needed}{at_any}"
    missing = f" Missing: {', '.join(rating.missing)}." if rating.missing else ""
    sources = ", ".join(dict.fromkeys(source.id for source in rating.sources))
    peak = "" if rating.peak_dose is None else f" Highest certain dose {plain(rating.peak_dose)}."
    return f"{ADEQUACY[rating.verdict]}. {days}.{peak}{missing} [{sources}]"


def _at(rating: AdequacyRating, trial: Trial) -> str:
    if trial.kind in (TrialKind.COMBINATION, TrialKind.AUGMENTATION):
        return "with each at its minimum"
    if rating.minimum_dose is None:
        return "at any dose (no minimum is known)"
    return f"at {plain(rating.minimum_dose)} {rating.dose_unit} or more"


def _waiting(rated: RatedTrial) -> str:
    """How long an ongoing trial still needs (R-P24)."""
    rating = rated.adequacy
    short = rated.trial.ongoing and rating.verdict in (Adequacy.INADEQUATE_DURATION, Adequacy.INADEQUATE_DOSE)
    left = rating.needed_days - rating.most_certain
    unit = "session" if rating.dose_unit == "sessions" else "day"
    return f" {left} more {unit if left == 1 else f'{unit}s'} at dose to judge." if short and left > 0 else ""


def _supply(rated: RatedTrial) -> str:
    trial, share = rated.trial, rated.adequacy.adherence
    if trial.supplied_days is None or trial.supply_span is None or share is None:
        return ""
    percent = plain((share * 100).to_integral_value())
    return f"handed over {trial.dispenses} times, for {trial.supplied_days} of {trial.supply_span} days ({percent} %)"


def _outcome(rated: RatedTrial, knowledge: Knowledge) -> str:
    outcome = rated.outcome
    word = outcome.outcome.value
    if outcome.basis is not OutcomeBasis.SCORES or outcome.endpoint is None:
        read = f" ({_score(outcome.endpoint, rated.trial.start, knowledge)})" if outcome.endpoint else ""
        how = BASIS_OF_OUTCOME.get(outcome.basis, "")
        how = "too early to judge" if outcome.outcome is Outcome.ONGOING else how
        return f"{word}, {how}{read}."
    start = rated.trial.start
    scale = knowledge.scales[outcome.endpoint.instrument]
    before = "no baseline" if outcome.baseline is None else _score(outcome.baseline, start, knowledge)
    change = "" if outcome.improvement is None else f", {_percent(outcome.improvement)}"
    limit = "" if scale.remission is None else f"remission at {plain(scale.remission)} or less, "
    shares = [plain(knowledge.figures[name].value * 100) for name in ("response-share", "partial-share")]
    return (
        f"{word}. {before} → {_score(outcome.endpoint, start, knowledge)}{change}; "
        f"{limit}response from {shares[0]} %, partial from {shares[1]} %."
    )


def _percent(share: Fraction) -> str:
    return f"{int(abs(share) * 100)} % {'better' if share >= 0 else 'worse'}"


def _score(score: Score, start: DayInterval, knowledge: Knowledge) -> str:
    """ "PHQ-9 21 on 8 Jan 2026 (day −4)"."""
    label = knowledge.scales[score.instrument].label
    return f"{label} {plain(score.value)} on {in_words(score.day)} ({_day(start, score.day)})"


def _day(start: DayInterval, day: date) -> str:
    numbers = dict.fromkeys(days_between(first, day) for first in (start.latest, start.earliest))
    return "day " + " to ".join(str(number).replace("-", "−") for number in numbers)
