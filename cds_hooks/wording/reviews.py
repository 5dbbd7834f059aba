"""Cards that ask before they advise: another explanation, one missing fact, a missing score (§7.3)."""

from collections.abc import Sequence

from cds_hooks.wording import figures, option_lines
from cds_hooks.wording.catalogue import WORDS, Slot, translated
from cds_hooks.wording.detail import Line, Worded, line, write_detail
from cds_hooks.wording.suicide_risk import item_named
from cds_hooks.wording.telling import Telling, spelled_here
from trd.explanations import Explanation
from trd.options import Option
from trd.terms import GapCode

MOST_FINDINGS = 3
MEASUREMENT_CASES = frozenset({"none", "unread", "old", "suicide-item", "due"})


def write_review(option: Option, telling: Telling) -> Worded:
    """Word what else may explain it, or the one fact that would settle the next step (A1–A4)."""
    findings = _findings(option, telling)
    if option.case == "question":
        return _question(option, telling, findings)
    bipolar = option.case == "bipolarity" or any(item.code == "bipolarity" for item in findings[:1])
    names = [figures.continued(item.what) for item in findings] + [""] * MOST_FINDINGS
    slots: dict[str, Slot] = {
        "finding": names[0] or None,
        "finding2": names[1] or None,
        "finding3": names[2] or None,
        "evidence": _evidence(findings) if bipolar else None,
    }
    if bipolar:
        key, first = "diagnosticReview.summary_bipolarity", "first_bipolarity"
    else:
        key, first = (
            "diagnosticReview.summary",
            ("first_none", "first_one")[len(findings)] if len(findings) < 2 else "first",
        )
    return Worded(
        summary=spelled_here(WORDS.summary(key, **slots), telling.country),
        detail=write_detail(
            option_lines.reason(option, WORDS.say(f"diagnosticReview.{first}"), telling),
            _lines(option, telling, findings),
        ),
    )


def _findings(option: Option, telling: Telling) -> list[Explanation]:
    """The explanations that this card names, in its own order where the option gives one."""
    found = [item for item in telling.assessment.explanations.found if not item.note_only]
    named = option.facts.get("findings")
    if named is None:
        return found
    return sorted((item for item in found if item.what in named), key=lambda item: named.index(item.what))


def _bare(what: str) -> str:
    return what.rstrip(".")


def _evidence(findings: Sequence[Explanation]) -> str | None:
    return next((figures.continued(item.what) for item in findings if item.code == "bipolarity"), None)


def _lines(option: Option, telling: Telling, findings: Sequence[Explanation]) -> list[Line | None]:
    named = [
        line(
            "diagnosticReview.item",
            what=translated(_bare(item.what)),
            advice=spelled_here(figures.continued(item.advice), telling.country),
        )
        for item in findings[:MOST_FINDINGS]
    ]
    more = len(findings) - MOST_FINDINGS
    question = option.case == "question"
    asked = WORDS.say("diagnosticReview.ask") if not findings and not question else None
    return [
        *([] if question else option_lines.check_first(option, telling, always=[asked] if asked else [])),
        *named,
        line("diagnosticReview.more", spare=2, n=more) if more > 0 else None,
        option_lines.missing(
            figures.listed(map(translated, telling.assessment.explanations.not_on_record[:4])) or None
        ),
        option_lines.based_on(telling),
    ]


def _question(option: Option, telling: Telling, findings: Sequence[Explanation]) -> Worded:
    """A1: at most one question, the cheapest (N-D3)."""
    settles = telling.assessment.resistance.would_settle
    fact = option.facts.get("question") or (settles[0] if settles else None)
    key = "first_question_taken" if _still_open(fact, telling) else "first_question"
    first = WORDS.say(f"diagnosticReview.{key}")
    return Worded(
        summary=WORDS.summary("diagnosticReview.summary_question", fact=translated(_bare(fact)) if fact else None),
        detail=write_detail(option_lines.reason(option, first, telling), _lines(option, telling, findings)),
    )


def _still_open(fact: str | None, telling: Telling) -> bool:
    """The question is about an entry that nobody has closed, and not about a trial."""
    stale = [gap.what.partition(":")[0] for gap in telling.assessment.gaps if gap.code is GapCode.STALE_OPEN_ORDER]
    return fact is not None and any(name.casefold() in fact.casefold() for name in stale)


def write_measurement(option: Option, telling: Telling) -> Worded:
    """Word which score is missing or too old, and which instrument to use."""
    case = option.case if option.case in MEASUREMENT_CASES else _measurement_case(telling)
    slots = _measurement_slots(option, telling)
    if case == "old" and slots["score"] is None:
        case = "none"
    key = f"measurement.{case}"
    how = WORDS.say(f"{key}.how", **slots) or WORDS.say("measurement.none.how", **slots)
    lines = [
        *option_lines.check_first(option, telling),
        option_lines.labelled("how", how, telling),
        option_lines.based_on(telling),
    ]
    first = WORDS.say(f"{key}.first", **slots)
    return Worded(
        summary=WORDS.summary(f"{key}.summary", **slots),
        detail=write_detail(option_lines.reason(option, first, telling), lines),
    )


def _measurement_case(telling: Telling) -> str:
    return "old" if telling.assessment.severity else "none"


def _measurement_slots(option: Option, telling: Telling) -> dict[str, Slot]:
    instrument = option.kind or "phq-9"
    severity, running = telling.assessment.severity, telling.trial_of(None)
    ongoing = running if running and running.trial.ongoing else None
    last = severity
    baseline = ongoing.outcome.baseline if ongoing else None
    span = WORDS.say(
        "measurement.words.baseline",
        instrument=telling.scale(baseline.instrument) if baseline else None,
        score=telling.score(baseline),
        date=figures.day(baseline.day) if baseline else None,
    )
    days = (len(ongoing.adequacy.certain_days) or None) if ongoing else None
    scale = telling.knowledge.scales.get(instrument)
    item = item_named(scale.risk_item.split()[0]) if scale and scale.risk_item else None
    return {
        "instrument": telling.scale(last.instrument if last and option.case == "old" else instrument),
        "agent": telling.running(ongoing.trial.agents[0]) if ongoing else None,
        "n": last.age_days if last and option.case in ("old", "") else days,
        "days": days,
        "score": figures.number(last.score) if last else None,
        "date": figures.day_of(option.facts.get("judge_on")) or (figures.day(last.day) if last else None),
        "suicide_item": WORDS.say("measurement.words.suicide_item", item=item) or "",
        "span": span or WORDS.word("measurement.words", "span"),
    }
