"""The suicide risk card: what the record holds, and what to ask today; it predicts nothing and calms nobody (§8)."""

from collections.abc import Sequence

from cds_hooks.wording import figures, option_lines
from cds_hooks.wording.catalogue import WORDS, translated
from cds_hooks.wording.detail import Line, Worded, line, write_detail
from cds_hooks.wording.special_patients import age_of, already_cared_for, overdose_drugs, special_lines
from cds_hooks.wording.telling import Telling
from trd.history import ItemAnswer
from trd.suicide_risk import LATER_LOWER, OLD, RiskFinding
from trd.terms import DiagnosisStatus, RiskLevel, SeverityBand

MOST_SOURCES = 4
SCREEN_INTENT = frozenset({"4", "5"})
SCREEN_BEHAVIOUR = "6a"


def write_suicide_risk(telling: Telling) -> Worded:
    """Word the card of level `high` or `present`; the source that set the level, newest first, names it (§8.2)."""
    risk = telling.assessment.suicide_risk
    leading = risk.findings[0] if risk.findings else None
    high = risk.level is RiskLevel.HIGH
    key, slots = _summary(telling, leading, high=high)
    lines = _lines_high(telling) if high else _lines_present(telling, leading)
    return Worded(
        summary=WORDS.summary(f"suicide_risk.{key}", **slots),
        detail=write_detail(_first(telling, leading, high=high), lines),
    )


def _summary(telling: Telling, leading: RiskFinding | None, *, high: bool) -> tuple[str, dict[str, str | int | None]]:
    if leading is None:
        thoughts = WORDS.word("suicide_risk.thoughts", "positive")
        return ("high" if high else "present"), {"thoughts": thoughts}
    slots = _slots(telling, leading)
    match leading.source:
        case "screen" if high:
            behaviour_only = _screen_words(telling, leading) == WORDS.word("suicide_risk.thoughts.c-ssrs", "behaviour")
            return ("high_behaviour" if behaviour_only else "high_screen"), slots
        case "attempt":
            return ("high_attempt" if high else "present_attempt"), slots
        case "ideation-code":
            return "present_code", slots
        case "item" if not high and OLD in leading.notes:
            return "present_old", slots
        case _:
            return ("high" if high else "present"), slots


def _slots(telling: Telling, finding: RiskFinding) -> dict[str, str | int | None]:
    return {
        "thoughts": _thoughts(telling, finding),
        "where": _where(telling, finding),
        "instrument": _instrument(telling, finding),
        "what": _screen_words(telling, finding) if finding.source == "screen" else None,
        "date": figures.day(finding.day),
        "n": finding.age_days,
        "answer": None if finding.answer is None else str(finding.answer),
        "words": _answer_words(finding) or _thoughts(telling, finding),
    }


def _instrument(telling: Telling, finding: RiskFinding) -> str | None:
    if finding.instrument is None:
        return None
    return WORDS.word("suicide_risk.instruments", finding.instrument) or telling.scale(finding.instrument)


def _where(telling: Telling, finding: RiskFinding) -> str | None:
    instrument = _instrument(telling, finding)
    if finding.item and not finding.item[:1].isdigit():
        return WORDS.say("suicide_risk.where_named", instrument=instrument)
    return WORDS.say("suicide_risk.where", instrument=instrument, item=finding.item) or instrument


def _family(instrument: str | None) -> str:
    return WORDS.word("suicide_risk.families", instrument or "", instrument or "") or ""


def _thoughts(telling: Telling, finding: RiskFinding) -> str | None:
    """The published words of the answer where the knowledge holds them, else a plain word (§8.2)."""
    if finding.source == "screen":
        return _screen_words(telling, finding)
    own = f"suicide_risk.thoughts.{_family(finding.instrument)}"
    words = WORDS.word(own, str(finding.answer)) or WORDS.word(own, finding.level.value)
    plain = "high" if finding.level is RiskLevel.HIGH else "positive"
    return words or WORDS.word("suicide_risk.thoughts", plain)


def _answer_words(finding: RiskFinding) -> str | None:
    return WORDS.word(f"suicide_risk.answers.{_family(finding.instrument)}", str(finding.answer))


def _screen_words(telling: Telling, finding: RiskFinding) -> str | None:
    """What the Columbia screen of that day said: intent or plan before behaviour before thoughts."""
    said = {
        answer.item
        for answer in telling.assessment.history.answers
        if answer.instrument == finding.instrument and answer.day == finding.day and answer.value > 0
    }
    worst = max((int(answer.value) for answer in _worst_thoughts(telling, finding)), default=0)
    name = "present"
    if finding.level is RiskLevel.HIGH:
        thought = said & SCREEN_INTENT or str(worst) in SCREEN_INTENT or SCREEN_BEHAVIOUR not in said
        name = "intent" if thought else "behaviour"
    return WORDS.word("suicide_risk.thoughts.c-ssrs", name)


def _worst_thoughts(telling: Telling, finding: RiskFinding) -> list[ItemAnswer]:
    """Answers without a question's number hold the worst thought itself."""
    return [
        answer
        for answer in telling.assessment.history.answers
        if answer.instrument == finding.instrument and answer.day == finding.day and not answer.item
    ]


def _first(telling: Telling, leading: RiskFinding | None, *, high: bool) -> str:
    coded = leading is None or leading.source in ("attempt", "ideation-code")
    if high:
        return WORDS.say("suicide_risk.first_high_code" if coded else "suicide_risk.first_high") or ""
    if leading is None:
        return WORDS.say("suicide_risk.first_high_code") or ""
    slots = _slots(telling, leading)
    keys = {
        "attempt": ("first_attempt",),
        "ideation-code": ("first_code",),
        "screen": ("first_screen",),
    }.get(leading.source, ("first_old",) if OLD in leading.notes else ("first_present",))
    said = next((text for key in keys if (text := WORDS.say(f"suicide_risk.{key}", **slots))), None)
    return said or WORDS.say("suicide_risk.first_undated") or ""


def _lines_high(telling: Telling) -> list[Line | None]:
    do_now = "do_now_already" if already_cared_for(telling) else "do_now"
    return [
        _on_record(telling),
        line(f"suicide_risk.{do_now}"),
        line("suicide_risk.intent_high"),
        line("suicide_risk.today"),
        *special_lines(telling),
        *_later_answer(telling),
        _medicines(telling),
        _treatment(telling),
        *_end(telling),
    ]


def _lines_present(telling: Telling, leading: RiskFinding | None) -> list[Line | None]:
    several = len(telling.assessment.suicide_risk.findings) > 1
    ask = "ask_already" if already_cared_for(telling) else "ask"
    return [
        _on_record(telling) if several else None,
        line(f"suicide_risk.{ask}"),
        line("suicide_risk.intent_present"),
        line("suicide_risk.also"),
        *special_lines(telling),
        *_later_answer(telling),
        _repeat(telling, leading),
        *_end(telling),
    ]


def _end(telling: Telling) -> list[Line | None]:
    """The crisis text, and last what this service does not do for the young."""
    crisis = telling.configuration.crisis_text or _countrys_crisis_text(telling)
    minimum = telling.configuration.choices.minimum_age
    low, _ = age_of(telling)
    young = low is not None and low < minimum
    return [
        Line(crisis) if crisis else None,
        option_lines.reservations(telling),
        line("suicide_risk.no_advice", spare=1, age=str(minimum)) if young else None,
    ]


def _countrys_crisis_text(telling: Telling) -> str:
    countries = telling.knowledge.countries
    found = countries.get(telling.country) or countries.get("other")
    return translated(found.crisis_text, "crisis") if found else ""


def _on_record(telling: Telling) -> Line | None:
    items = [text for finding in telling.assessment.suicide_risk.findings if (text := _told(telling, finding))]
    severity = telling.assessment.severity
    if severity:
        total = WORDS.say(
            "suicide_risk.total", instrument=telling.scale(severity.instrument), score=figures.number(severity.score)
        )
        items = [*items[: MOST_SOURCES - 1], *([total] if total else [])]
    return line("suicide_risk.on_record", items=figures.joined(items[:MOST_SOURCES]) or None)


def _told(telling: Telling, finding: RiskFinding) -> str | None:
    key = {"attempt": "self_harm", "ideation-code": "ideation", "screen": "screen"}.get(finding.source, "item")
    return WORDS.say(f"suicide_risk.{key}", **_slots(telling, finding))


def _later_answer(telling: Telling) -> Sequence[Line | None]:
    """R-K18: a later, lower answer is said; it does not remove the earlier one."""
    if LATER_LOWER not in telling.assessment.suicide_risk.notes:
        return ()
    lowered = [finding for finding in telling.assessment.suicide_risk.findings if LATER_LOWER in finding.notes]
    if not lowered:
        return (line("suicide_risk.later_lower_plain", spare=4),)
    return [line("suicide_risk.later_lower", spare=4, **_slots(telling, lowered[0]))]


def _medicines(telling: Telling) -> Line | None:
    """Only where a drug that is dangerous in overdose is current on record."""
    drugs = overdose_drugs(telling)
    if not drugs:
        return None
    return line("suicide_risk.medicines", spare=2, drugs=figures.listed(drugs[:3]), n=len(drugs[:3]))


def _treatment(telling: Telling) -> Line | None:
    assessment = telling.assessment
    severe = assessment.severity and assessment.severity.band.at_least(SeverityBand.MODERATELY_SEVERE)
    if assessment.diagnosis.status is not DiagnosisStatus.ACTIVE or not severe:
        return None
    return line("suicide_risk.treatment", spare=5)


def item_named(item: str | None) -> str | None:
    """A suicide item as it is asked for: "item 9"."""
    if item and not item[:1].isdigit():
        return WORDS.say("suicide_risk.item_named")
    return WORDS.say("suicide_risk.item_short", item=item)


def _repeat(telling: Telling, leading: RiskFinding | None) -> Line | None:
    if leading is None or leading.source != "item":
        return line("suicide_risk.repeat_any", spare=3)
    item = item_named(leading.item)
    return line("suicide_risk.repeat", spare=3, instrument=_instrument(telling, leading), item=item)
