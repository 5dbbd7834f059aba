"""The summary card: where this patient stands, trial by trial, and what would settle what is open (§7.6)."""

from collections.abc import Sequence

from cds_hooks.wording import figures, option_lines, trials, under_way
from cds_hooks.wording.catalogue import WORDS, translated
from cds_hooks.wording.detail import Line, Worded, line, named, packed, write_detail
from cds_hooks.wording.telling import Telling
from trd.options import Option
from trd.resistance import Resistance
from trd.terms import Adequacy, DiagnosisStatus, FactList, GapCode, ResistanceStatus, RiskLevel, Topic, TrialKind

MOST_TRIALS = 5
MOST_NAMES = 3
MOST_MISSING = 4

GAPS = "gaps"
"""The group in which gaps are counted that are told in English."""
SAID_ELSEWHERE = frozenset({GapCode.CONDITIONS_NOT_SENT, GapCode.NOT_SENT, GapCode.SCORE_MISSING, GapCode.SCORE_OLD})
"""Gaps that have a line of their own."""

UNREADABLE = frozenset(
    {
        *(GapCode.UNKNOWN_DRUG, GapCode.UNREADABLE_RESOURCE, GapCode.UNREADABLE_UNIT, GapCode.SCORE_UNREADABLE),
        *(GapCode.DOSE_TEXT, GapCode.IMPLAUSIBLE_DOSE, GapCode.IMPLAUSIBLE_VALUE, GapCode.FETCH_FAILED),
    }
)
"""What could not be read; every other gap was read, and leaves something open."""


def write_summary(telling: Telling, *, left_out: Sequence[Option] = (), next_step: str | None = None) -> Worded:
    """Word the summary; `left_out` have no card of their own, `next_step` stands in where this card is the only one."""
    key, slots = _status(telling)
    return Worded(
        summary=WORDS.summary(f"{key}.{_form(telling)}", **slots),
        detail=write_detail(WORDS.say(f"{key}.first", **slots) or "", _lines(telling, left_out, next_step)),
    )


def _form(telling: Telling) -> str:
    """Which summary is true: of the graded ones the open one where no failure is certain."""
    resistance, status = telling.assessment.resistance, telling.assessment.diagnosis.status
    if status is DiagnosisStatus.NONE:
        return "summary_no_diagnosis"
    open_only = resistance.status is ResistanceStatus.INDETERMINATE and not resistance.failed_trials
    return "summary_open" if status is DiagnosisStatus.ACTIVE and open_only else "summary"


def _reason(telling: Telling) -> str | None:
    """Why resistance is not graded."""
    diagnosis = telling.assessment.diagnosis
    fallback = {DiagnosisStatus.NONE: "no-diagnosis", DiagnosisStatus.REMISSION: "remission"}
    words = WORDS.word("summary.reasons", diagnosis.reason or "")
    return words or WORDS.word("summary.reasons", fallback.get(diagnosis.status, "other"))


def _status(telling: Telling) -> tuple[str, dict[str, str | int | None]]:
    """The entry that says the status, and its slots."""
    assessment, resistance = telling.assessment, telling.assessment.resistance
    failed = trials.failed_trials(telling)
    if assessment.diagnosis.status is not DiagnosisStatus.ACTIVE:
        return "summary.not_applied", {"n": len(failed) or None, "reason": _reason(telling)}
    undetermined = [rated for rated in telling.current_trials() if rated.adequacy.verdict is Adequacy.UNDETERMINED]
    count, possible = resistance.failed_trials, resistance.possible_failures
    slots: dict[str, str | int | None] = {
        "n": count,
        "c": count,
        "p": possible,
        "k": len(undetermined) or None,
        "count": figures.spelled(count),
        "certain": figures.spelled(count) if count else WORDS.word("numbers", "none"),
        "possible": figures.spelled(possible),
        "definition": WORDS.word("definitions", assessment.definition.id, assessment.definition.label),
        "agent": telling.running(failed[-1].trial.agents[0]) if failed else None,
        "fact": translated(resistance.would_settle[0]) if resistance.would_settle else None,
        "since": figures.interval(assessment.episode.start),
    }
    return f"summary.{resistance.status}", slots


def _lines(telling: Telling, left_out: Sequence[Option], next_step: str | None) -> list[Line | None]:
    keys = ("lines.set_aside", "lines.set_aside")
    return [
        *_possible_dangers(telling),
        *_trial_lines(telling),
        _not_counted(telling),
        _waiting(telling),
        _staging(telling),
        _by_other_definitions(telling),
        _would_settle(telling),
        *under_way.write(telling),
        line("lines.next", text=next_step),
        *_also_considered(telling, left_out),
        *packed(keys, telling.set_aside(list(Topic)), most=MOST_NAMES, lines=MOST_NAMES),
        *_missing(telling),
        option_lines.grounds(telling, definition=translated(telling.assessment.definition.words)),
    ]


def _possible_dangers(telling: Telling) -> list[Line]:
    """R-Z10a: a danger that may run, because a drug may still be taken."""
    said = [
        WORDS.say("summary.lines.danger_unknown", text=figures.continued(danger.message))
        for danger in telling.recommendations.dangers
        if danger.result.possible_only
    ]
    return [Line(text) for text in said if text]


def _trial_lines(telling: Telling) -> list[Line | None]:
    newest_first = list(reversed(telling.current_trials()))
    if not newest_first:
        return [line("summary.lines.no_trials", spare=1)]
    shown, earlier = newest_first[:MOST_TRIALS], newest_first[MOST_TRIALS:]
    lines: list[Line | None] = [
        Line(trials.trial_line(rated, telling), spare=0 if place < MOST_NAMES else 5)
        for place, rated in enumerate(shown)
    ]
    if earlier:
        failed = sum(rated.failed for rated in earlier)
        lines.append(line("lines.and_earlier", spare=2, n=len(earlier), failed=failed or None))
    return lines


def _not_counted(telling: Telling) -> Line | None:
    items = [trials.not_counted_item(item, telling) for item in telling.assessment.not_counted]
    return line("trial.not_counted", spare=4, items=figures.joined(items[:MOST_NAMES]) or None)


def _waiting(telling: Telling) -> Line | None:
    waiting = telling.recommendations.waiting
    return Line(translated(figures.in_day_units(waiting)), spare=1) if waiting else None


def _staging(telling: Telling) -> Line | None:
    staging = telling.assessment.staging
    items = [
        WORDS.say("summary.lines.thase_rush", stage=staging.thase_rush),
        WORDS.say("summary.lines.maudsley", points=maudsley_points(telling), band=maudsley_band(telling)),
        WORDS.say(
            "summary.lines.mgh",
            score=None if staging.mgh_score is None else figures.number(staging.mgh_score),
            max=None if staging.mgh_max is None else figures.number(staging.mgh_max),
        ),
    ]
    return line("summary.lines.staging", spare=3, items=figures.joined(item for item in items if item) or None)


def maudsley_points(telling: Telling) -> str | None:
    """Maudsley points as a number or a range: "5–7"."""
    found = telling.assessment.staging.maudsley
    if found is None:
        return None
    return str(found.minimum) if found.minimum == found.maximum else f"{found.minimum}–{found.maximum}"


def maudsley_band(telling: Telling) -> str | None:
    """The band of the Maudsley points; two where the range crosses a limit."""
    found = telling.assessment.staging.maudsley
    if found is None:
        return None
    if found.band:
        return WORDS.word("summary.bands", found.band, found.band)
    bands = telling.knowledge.figures
    limits = [int(bands[name].value) for name in ("maudsley-mild-to", "maudsley-moderate-to") if name in bands]
    if len(limits) < 2:
        return None
    words = [WORDS.word("summary.bands", name, name) for name in ("mild", "moderate", "severe")]
    low, high = (words[sum(points > limit for limit in limits)] for points in (found.minimum, found.maximum))
    return WORDS.say("summary.bands.between", low=low, high=high) if low != high else low


def _by_other_definitions(telling: Telling) -> Line | None:
    """Only where another definition gives another status."""
    own = telling.assessment.resistance
    differing = {
        name: found for name, found in telling.assessment.by_definition.items() if found.status is not own.status
    }
    items = [_by_definition_item(name, found) for name, found in differing.items()]
    return named("summary.lines.by_definition", items, most=MOST_MISSING, spare=6)


def _by_definition_item(name: str, found: Resistance) -> str:
    said = WORDS.say(
        "summary.lines.by_definition_item",
        definition=WORDS.word("short_definitions", name, name),
        status=WORDS.word("statuses", found.status.value, found.status.value),
        n=str(found.failed_trials),
    )
    return said or name


def _would_settle(telling: Telling) -> Line | None:
    resistance = telling.assessment.resistance
    if resistance.status is not ResistanceStatus.INDETERMINATE:
        return None
    return line(
        "summary.lines.would_settle",
        items=figures.joined(map(translated, resistance.would_settle[:MOST_NAMES])) or None,
    )


def _also_considered(telling: Telling, left_out: Sequence[Option]) -> list[Line | None]:
    choices = telling.configuration.choices
    shown = [option for option in left_out if option.topic not in choices.not_offered | choices.topics_off]
    hidden = [option for option in left_out if option.topic in choices.topics_off]
    elsewhere = [option for option in left_out if option.topic in choices.not_offered - choices.topics_off]
    return [
        named("lines.also_considered", telling.names(shown), most=2 * MOST_NAMES),
        line(
            "lines.not_offered",
            spare=1,
            items=figures.listed(telling.names(elsewhere)) or None,
            text=telling.configuration.not_offered_text,
        ),
        named("lines.hidden", telling.names(hidden), most=MOST_NAMES, spare=1),
    ]


def _missing(telling: Telling) -> list[Line | None]:
    """What is not on record, what could not be read, and what was never sent: three different things."""
    assessment = telling.assessment
    missing: list[str | None] = []
    if not any(rated.trial.kind is TrialKind.PSYCHOTHERAPY for rated in telling.current_trials()):
        missing.append(WORDS.say("summary.lines.no_psychotherapy"))
    if assessment.severity is None:
        missing.append(WORDS.say("summary.lines.score"))
    elif assessment.suicide_risk.level is RiskLevel.UNKNOWN:
        missing.append(WORDS.say("summary.lines.suicide_item"))
    missing += map(translated, assessment.explanations.not_on_record)
    gaps = [gap for gap in assessment.gaps if gap.code not in SAID_ELSEWHERE]
    unread = list(dict.fromkeys(translated(gap.what, GAPS) for gap in gaps if gap.code in UNREADABLE))
    unclear = list(dict.fromkeys(_in_one_clause(gap.what) for gap in gaps if gap.code not in UNREADABLE))
    not_sent = telling.recommendations.not_sent or _never_delivered(telling)
    return [
        named("lines.not_on_record", [item for item in missing if item], most=MOST_MISSING),
        *packed(("summary.lines.could_not_be_read",) * 2, unread, most=MOST_MISSING, lines=1),
        *packed(("summary.lines.unclear",) * 2, unclear, most=MOST_MISSING, lines=1, spare=1),
        named("lines.not_sent", list(map(translated, not_sent)), most=MOST_MISSING, spare=1),
    ]


def _in_one_clause(what: str) -> str:
    """ "Phenelzine: still open" -> "phenelzine (still open)"."""
    name, _, said = what.partition(": ")
    return f"{figures.continued(name)} ({translated(said, GAPS)})" if said else translated(what, GAPS)


NAMED_LISTS = (FactList.ALLERGIES, FactList.OBSERVATIONS, FactList.CONDITIONS, FactList.MEDICATIONS)


def _never_delivered(telling: Telling) -> tuple[str, ...]:
    delivered = telling.assessment.history.delivered
    return tuple(name.value for name in NAMED_LISTS if name not in delivered)
