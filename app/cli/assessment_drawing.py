"""The assessment as a letter in the terminal, so that a psychiatrist can check it line by line against the chart."""

import re
from collections.abc import Sequence
from itertools import takewhile

from rich.console import Console

from app.cli.letter import Letter
from app.cli.staging_drawing import draw_definitions, draw_lifetime, draw_staging
from app.cli.trial_drawing import draw_briefly, draw_trial, not_counted
from trd.assessment import Assessment
from trd.figures import counted, plain
from trd.history import Gap
from trd.intervals import in_words, interval_in_words
from trd.knowledge.types import Knowledge
from trd.options import Option, Recommendations, SetAside
from trd.severity import Severity, more_severe
from trd.suicide_risk import RiskFinding
from trd.terms import DiagnosisStatus, EpisodeOf, ResistanceStatus

STATUS = {
    ResistanceStatus.NONE: "No adequate failed trial",
    ResistanceStatus.ONE_FAILURE: "One adequate failed trial",
    ResistanceStatus.RESISTANT: "Treatment-resistant",
    ResistanceStatus.INDETERMINATE: "Cannot be decided from this record",
}

LONG_FREE = "half a year without an antidepressant or symptoms on record"

MOST_RECORDS = 4
"""Named on a line; a trial names all of its own."""


def draw_assessment(
    console: Console, assessment: Assessment, recommendations: Recommendations, knowledge: Knowledge
) -> None:
    """The letter: where the patient stands, the trials with their working, what else, what next, what is missing."""
    letter = Letter(console)
    _opening(letter, assessment, knowledge)
    letter.heading("Diagnosis, severity, risk")
    _standing(letter, assessment, knowledge)
    _trials(letter, assessment, knowledge)
    if assessment.trials:
        letter.heading("Definitions side by side")
        draw_definitions(letter, assessment, knowledge)
    letter.heading("Staging")
    draw_staging(letter, assessment.staging)
    letter.heading("Lifetime")
    draw_lifetime(letter, assessment, knowledge)
    _explanations(letter, assessment)
    _options(letter, recommendations, knowledge)
    _orders(letter, recommendations)
    _gaps(letter, assessment.gaps)


def _opening(letter: Letter, assessment: Assessment, knowledge: Knowledge) -> None:
    person, resistance = assessment.person, assessment.resistance
    who = f"{person.sex.value if person.sex else 'Sex not on record'}, {_age(assessment)}"
    upto = f"; record up to {in_words(assessment.data_up_to)}" if assessment.data_up_to else "; no dated record"
    letter.paragraph(f"As of {in_words(assessment.as_of)} · {who}{upto}", indent=0, style="bold")
    draft = ", draft: no clinician has signed it" if knowledge.draft else ""
    letter.paragraph(
        f"Knowledge {assessment.knowledge_version}{draft}. For a clinician to check.", indent=0, style="dim"
    )
    letter.heading("Summary")
    possible = f", {resistance.possible_failures} more may have" if resistance.possible_failures else ""
    letter.line("Resistance", f"{resistance.status.value} · {resistance.failed_trials} failed{possible}")
    if assessment.diagnosis.status is DiagnosisStatus.ACTIVE:
        letter.line(
            "", f"{STATUS[resistance.status]}. Definition {assessment.definition.label}: {resistance.definition}."
        )
    else:
        letter.line("", f"{resistance.definition[0].upper()}{resistance.definition[1:]}.")
    for place, fact in enumerate(resistance.would_settle):
        letter.line("" if place else "Would settle", fact)


def _age(assessment: Assessment) -> str:
    person = assessment.person
    if person.age is not None:
        return str(person.age)
    return "age not on record" if person.age_low is None else f"{person.age_low} to {person.age_high}"


def _standing(letter: Letter, assessment: Assessment, knowledge: Knowledge) -> None:
    diagnosis, episode = assessment.diagnosis, assessment.episode
    reason = f" ({diagnosis.reason})" if diagnosis.reason else ""
    flags = f"; {', '.join(diagnosis.flags)}" if diagnosis.flags else ""
    letter.line("Depression", f"{diagnosis.status}{reason}{flags}{_records(diagnosis.evidence)}")
    if episode.start is not None:
        letter.line(
            "Episode",
            f"since {interval_in_words(episode.start)} ({episode.start_basis}){_records(episode.evidence)}",
        )
    if episode.certain_boundary is not None:
        letter.line("Before it", f"an earlier episode was over by {in_words(episode.certain_boundary)}")
    if episode.possible_boundary is not None:
        until = in_words(episode.possible_boundary)
        letter.line("Perhaps", f"{LONG_FREE} up to {until}: what ended before it may be of an earlier episode")
    letter.line("Severity", _severity(assessment.severity, knowledge))
    risk = assessment.suicide_risk
    notes = f" ({', '.join(risk.notes)})" if risk.notes else ""
    letter.line("Suicide risk", f"{risk.level}{notes}{_risk(risk.findings, knowledge)}")


def _severity(found: Severity | None, knowledge: Knowledge) -> str:
    if found is None:
        return "no usable score"
    label = knowledge.scales[found.instrument].label
    age = f"{in_words(found.day)}, {counted(found.age_days, 'day')} old"
    more = more_severe(found, knowledge)
    nice = "" if more is None else f"; NICE: {'more' if more else 'less'} severe"
    band = found.band.value.replace("-", " ")
    return f"{label} {plain(found.score)} ({age}): {band}{nice}; trend {found.trend}{_records(found.evidence)}"


def _risk(findings: Sequence[RiskFinding], knowledge: Knowledge) -> str:
    """What set the level; without a source it is not known, which is not "none"."""
    if not findings:
        return ": no answer, screen or code that tells it"
    return ": " + "; ".join(_finding(each, knowledge) for each in findings)


def _finding(found: RiskFinding, knowledge: Knowledge) -> str:
    scale = knowledge.scales.get(found.instrument or "")
    name = scale.label if scale else (found.instrument or found.source).upper().replace("-CODE", "")
    item = f" item {found.item} = {found.answer}" if found.item else ""
    day = "" if found.day is None else f" ({in_words(found.day)})"
    return f"{name}{item}{day}{_records(found.evidence)}"


def _trials(letter: Letter, assessment: Assessment, knowledge: Knowledge) -> None:
    own = [rated for rated in assessment.trials if rated.trial.episode is not EpisodeOf.EARLIER]
    earlier = [rated for rated in assessment.trials if rated.trial.episode is EpisodeOf.EARLIER]
    letter.heading("Trials of this episode")
    if not own:
        letter.paragraph("None on record.")
    for rated in own:
        draw_trial(letter, rated, assessment, knowledge)
    if earlier:
        letter.heading("Trials of earlier episodes")
    for rated in earlier:
        draw_briefly(letter, rated, knowledge)
    if assessment.not_counted:
        letter.heading("Not counted as a trial")
        letter.items(not_counted(entry, knowledge) for entry in assessment.not_counted)


def _explanations(letter: Letter, assessment: Assessment) -> None:
    found = assessment.explanations
    if found.found or found.not_on_record:
        letter.heading("What else may explain it")
    letter.items(f"{each.what}. {each.advice}{_records(each.evidence)}" for each in found.found)
    if found.not_on_record:
        letter.paragraph(f"Not on record: {', '.join(found.not_on_record)}.")


def _options(letter: Letter, recommendations: Recommendations, knowledge: Knowledge) -> None:
    options = recommendations.options
    letter.heading("Next steps")
    if not options:
        letter.paragraph("None offered.")
    shared = _shared([option.rationale for option in options])
    if shared:
        letter.paragraph(shared)
    for rank, option in enumerate(options, start=1):
        why = option.rationale[len(shared) :]
        letter.line(f"{rank:>2}", f"{_name(option, knowledge, said=why)}, {option.strength}. {why}", room=4)
        for caution in option.cautions:
            letter.line("", f"caution: {caution.message}", room=6)
        if option.unknowns:
            letter.line("", f"not known: {'; '.join(option.unknowns)}", room=6)
    if recommendations.set_aside:
        letter.heading("Set aside")
        together: dict[str, list[str]] = {}
        for entry in recommendations.set_aside:
            reason = f"{entry.reason}{f' [{entry.row}]' if entry.row else ''}"
            together.setdefault(reason, []).append(_name(entry, knowledge))
        letter.items(f"{', '.join(dict.fromkeys(names))}: {reason}" for reason, names in together.items())


def _orders(letter: Letter, recommendations: Recommendations) -> None:
    """What the drafts of an order hook collide with, loudest first, each with its check, its row and its records."""
    if not recommendations.order_findings:
        return
    letter.heading("Orders of this request")
    for finding in recommendations.order_findings:
        row = f", {finding.row}" if finding.row else ""
        told = f"{finding.message} ({finding.check}{row}){_records(finding.evidence)}"
        letter.line(finding.level, told, room=10)
        for detail in finding.details:
            letter.line("", detail, room=12)


def _shared(rationales: Sequence[str]) -> str:
    """The sentences that every rationale begins with, said once."""
    if len(rationales) < 2:
        return ""
    first, *others = ([f"{part}. " for part in text.split(". ")] for text in rationales)
    same = takewhile(lambda parts: len(set(parts)) == 1, zip(first[:-1], *others, strict=False))
    return "".join(parts[0] for parts in same)


def _name(found: Option | SetAside, knowledge: Knowledge, *, said: str = "") -> str:
    """ "augmentation: lithium"; the drug is left out where the text that follows names it."""
    topic = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", found.topic.value).lower()
    topic = re.sub(r"\b(ect|tms)\b", lambda match: match[0].upper(), topic)
    agent, scale = knowledge.agents.get(found.agent or ""), knowledge.scales.get(found.kind or "")
    named_by = agent or scale
    drug = named_by.label if named_by is not None else (found.kind or "").replace("-", " ")
    named = drug and drug.casefold() not in f"{topic} {said}".casefold()
    return f"{topic}: {drug}" if named else topic


def _gaps(letter: Letter, gaps: Sequence[Gap]) -> None:
    if gaps:
        letter.heading("Missing or unreadable")
        letter.items(f"{gap.what} ({gap.code}){_records(gap.evidence)}" for gap in gaps)


def _records(evidence: Sequence[str]) -> str:
    """The records behind a line; of many the first, with how many more there are."""
    if not evidence:
        return ""
    more = f" and {len(evidence) - MOST_RECORDS} more" if len(evidence) > MOST_RECORDS else ""
    return f" [{', '.join(evidence[:MOST_RECORDS])}{more}]"
