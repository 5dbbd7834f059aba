"""The card of one draft: what it collides with, worst first, what to clear and what would make it safe (§4, §7.2)."""

import re
from collections.abc import Sequence
from decimal import Decimal

from cds_hooks.wording import figures, option_lines, trials
from cds_hooks.wording.catalogue import SUMMARY_LIMIT, WORDS, shortened, translated
from cds_hooks.wording.detail import Line, Worded, line, packed, plain, write_detail
from cds_hooks.wording.option_lines import CHECK
from cds_hooks.wording.safety import SAFETY
from cds_hooks.wording.telling import Telling, spelled_here
from trd.drafts import DraftedDrug, DraftedService
from trd.options import Option, OrderFinding, Remedy

REPEATS = "repeats-failed-trial"
SEROTONIN = "serotonin-syndrome-risk"
TRIAL_CHECKS = frozenset({REPEATS, "too-early-to-judge", "refill-not-working", "dose-increase-available"})
"""Findings about a trial: its line stands on the card (§7.2)."""
DUPLICATE = "duplicate-moiety"
IN_PLACE = frozenset({"switch", "combination", "augmentation", "doseOptimization"})
"""What may be ordered instead of the draft; a referral or a score comes beside it, and its suggestion says so."""
MOST_DETAILS = 5
ASKED_BEFORE = ("matrix-check-first", "info")
"""What is to be checked before a drug is moot on the card that asks for its removal."""

Drafted = DraftedDrug | DraftedService


def write_order(
    findings: Sequence[OrderFinding],
    draft: Drafted | None,
    telling: Telling,
    *,
    alternative: Option | None = None,
    changeover: str | None = None,
    left_out: int = 0,
) -> Worded:
    """Word the findings of one draft, worst first; `alternative`: the option that stands beside or on the card.

    `changeover`: what happens to the running drug, where the draft of the alternative lies on this card.
    """
    worst = findings[0]
    if _only_removed(findings):
        findings = [finding for finding in findings if (finding.check, finding.level) != ASKED_BEFORE]
    first, told = _first(findings, draft, telling)
    lines: list[Line | None] = [
        *_check_first(findings, telling),
        *(_sentence(finding.message, telling) for finding in findings[1:]),
        *(_sentence(text, telling, spare=2) for text in _details(findings, told)),
        *_trial_lines(findings, telling, told),
        _how(findings, draft, telling, alternative),
        Line(changeover) if changeover else None,
        line("lines.watch", text=_spoken("watch", findings, telling), spare=1),
        line("orderSafety.and_more", n=left_out) if left_out else None,
        option_lines.reservations(telling),
    ]
    return Worded(
        summary=shortened(plain(spelled_here(_summary(worst, telling), telling.country)), SUMMARY_LIMIT).rstrip("."),
        detail=write_detail(spelled_here(first, telling.country), lines),
    )


def drafted_name(draft: Drafted | None, telling: Telling) -> str | None:
    """The drug of a draft inside a sentence: the generic name, or what the draft prints; of a service its name."""
    if isinstance(draft, DraftedService):
        return plain(draft.label) or None
    if draft is None or not (draft.records or draft.label):
        return None
    return telling.drug(draft.records[0].agent) if draft.records else plain(draft.label)


def drafted_dose(draft: Drafted | None, telling: Telling) -> str | None:
    """Its daily dose in words, where it is one."""
    if not isinstance(draft, DraftedDrug) or not draft.records or len(draft.records[0].steps) != 1:
        return None
    step = draft.records[0].steps[0]
    return dose_in_words(step.low if step.low == step.high else None, draft, telling)


def dose_in_words(dose: Decimal | None, draft: Drafted | None, telling: Telling) -> str | None:
    """A daily dose of the drafted drug in words."""
    known = isinstance(draft, DraftedDrug) and draft.records
    agent = telling.agent(known[0].agent) if known else None
    return figures.dose(dose, agent.taken_unit, agent) if agent is not None else None


# ---- summary and first line


def _summary(finding: OrderFinding, telling: Telling) -> str:
    """The template of §7.3 where one fits, else the finding's own message."""
    if finding.check == REPEATS and finding.level == "warning" and finding.agents:
        rated = telling.trial_of(finding.agents[0])
        if rated is not None and rated.failed:
            said = WORDS.say_within(SUMMARY_LIMIT, "orderSafety.repeat", **trials.facts_of(rated, telling))
            return said or translated(finding.message)
    if finding.check == SEROTONIN and finding.level == "critical" and len(finding.agents) == 2:
        new, old = finding.agents
        _, _, safe = finding.message.partition(". ")
        said = WORDS.say_within(
            SUMMARY_LIMIT,
            "orderSafety.combine",
            a=telling.drug(old),
            b=telling.drug(new),
            safe=_unless_said(safe),
        )
        return said or translated(finding.message, SAFETY)
    return translated(finding.message, SAFETY)


def _unless_said(safe: str) -> str | None:
    """What makes it safe, unless that is only what the sentence begins with."""
    clause = figures.lowered(safe)
    return None if not clause or clause.startswith("do not combine") else translated(clause)


def _first(findings: Sequence[OrderFinding], draft: Drafted | None, telling: Telling) -> tuple[str, set[str]]:
    """The patient's own facts before anything general (R-W10), and which sentences were used up by that."""
    finding = findings[0]
    rated = telling.trial_of(finding.agents[0]) if finding.check == REPEATS and finding.agents else None
    if rated is not None:
        said = WORDS.say(
            "orderSafety.repeated",
            peak=trials.dose_of(rated, telling),
            dates=trials.dates(rated, telling),
        )
        if said:
            return said, {trials.trial_line(rated, telling)}
    name = drafted_name(draft, telling)
    if name is None:
        return translated(finding.details[0] if finding.details else finding.message), set(finding.details[:1])
    beside = dict.fromkeys(agent for each in findings for agent in each.agents[1:])
    others = [_on_record(agent, telling) for agent in beside]
    slots = {"drug": name, "dose": drafted_dose(draft, telling)}
    known = figures.listed(found for found in others if found)
    if isinstance(draft, DraftedDrug) and draft.stops:
        return WORDS.say("orderSafety.stopped", **slots) or name, set()
    said = WORDS.say("orderSafety.drafted_beside", others=known or None, **slots)
    return said or WORDS.say("orderSafety.drafted", **slots) or name, set()


def _on_record(agent_id: str, telling: Telling) -> str | None:
    """A drug that it collides with, as the record has it: with its dose, and its last day where it has ended."""
    own = [item for item in telling.assessment.exposures if agent_id in (item.agent, *item.ingredients)]
    if not own:
        return None
    last, agent = own[-1], telling.agent(agent_id)
    unit = agent.taken_unit if agent else "mg/d"
    dose = figures.dose(last.high if last.low == last.high else None, unit, agent)
    name = telling.running(agent_id)
    said = f"{name} {dose}" if dose and agent else name
    if telling.assessment.as_of in last.possible or last.end is None:
        return said
    if last.end.earliest != last.end.latest:
        return f"{said} ({WORDS.say('orderSafety.end_open')})"
    return WORDS.say("orderSafety.until", drug=said, date=figures.interval(last.end))


# ---- lines


def _check_first(findings: Sequence[OrderFinding], telling: Telling) -> list[Line]:
    """What is to be cleared: of each check its own question, then what the remedies note."""
    notes = [note for note in _notes(findings) if CHECK_WORDS.match(note)]
    bare = [figures.lowered(CHECK_WORDS.sub("", note)) for note in notes]
    asked = [*_each("check", findings, telling), *(translated(note) for note in bare if not _said(note, findings))]
    clauses = [spelled_here(text, telling.country) for text in dict.fromkeys(asked)]
    return packed(CHECK, clauses, most=len(clauses), lines=2) if clauses else []


def _said(text: str, findings: Sequence[OrderFinding]) -> bool:
    """True where a message says it already: no sentence stands twice on a card."""
    bare = text.removeprefix(NOT_ON_RECORD).removesuffix(MISSING).rstrip(".").casefold()
    return any(bare in finding.message.casefold() for finding in findings)


NOT_ON_RECORD = "Not on record: "
MISSING = " (not on record)"

CHECK_WORDS = re.compile(r"(?:check|confirm)(?: first)?:?\s+", re.IGNORECASE)
"""How a note begins that asks for a check; the line's own label says it already."""


def _notes(findings: Sequence[OrderFinding]) -> list[str]:
    notes = [remedy.note for finding in findings for remedy in finding.remedies if remedy.note]
    return list(dict.fromkeys(notes))


def _each(part: str, findings: Sequence[OrderFinding], telling: Telling) -> list[str]:
    """A part of each check, once: with several other drugs it asks of all of them together."""
    others: dict[str, list[str]] = {}
    for finding in findings:
        others.setdefault(finding.check, []).extend(finding.agents[1:2])
    said = []
    for check, agents in others.items():
        other = telling.drug(agents[0]) if len(set(agents)) == 1 else None
        said.append(WORDS.say(f"orderSafety.{part}.{check}", other=other))
    return list(dict.fromkeys(text for text in said if text))


def _spoken(part: str, findings: Sequence[OrderFinding], telling: Telling) -> str | None:
    said = _each(part, findings, telling)
    return spelled_here(said[0], telling.country) if said else None


def _details(findings: Sequence[OrderFinding], told: set[str]) -> list[str]:
    texts = dict.fromkeys(text for finding in findings for text in finding.details)
    return [text for text in texts if text not in told and not _said(text, findings)][:MOST_DETAILS]


def _sentence(text: str, telling: Telling, *, spare: int = 0) -> Line:
    return Line(spelled_here(plain(translated(text, SAFETY)), telling.country), spare)


def _trial_lines(findings: Sequence[OrderFinding], telling: Telling, told: set[str]) -> list[Line]:
    """The trial that a finding is about, once (§7.2)."""
    found: dict[str, None] = {}
    for finding in findings:
        if finding.check in TRIAL_CHECKS:
            for agent in finding.agents:
                own = [rated for rated in telling.current_trials() if rated.trial.agents == (agent,)]
                found.update({trials.trial_line(rated, telling): None for rated in own[-1:]})
    return [Line(text, 1) for text in found if text not in told]


def _how(
    findings: Sequence[OrderFinding], draft: Drafted | None, telling: Telling, alternative: Option | None
) -> Line | None:
    """What would make it safe, in words too: some EHRs show no suggestion, or take no dose from one."""
    said = [text for finding in findings for remedy in finding.remedies if (text := _remedy(remedy, draft, telling))]
    if alternative is not None and alternative.topic in IN_PLACE:
        said.append(WORDS.say("orderSafety.instead", way=_way(alternative, telling)) or "")
    elif isinstance(draft, DraftedDrug) and _only_removed(findings) and not _doubles(findings):
        said.append(WORDS.say("orderSafety.remove") or "")
    said += [figures.continued(note) for note in _notes(findings) if not CHECK_WORDS.match(note)]
    said += _each("how", findings, telling)
    text = figures.joined(dict.fromkeys(text for text in said if text))
    return line("lines.how", text=spelled_here(text, telling.country)) if text else None


def _way(option: Option, telling: Telling) -> str:
    new = telling.new_drug(option.agent) if option.agent else None
    return WORDS.say(f"orderSafety.ways.{option.topic}", new=new) or telling.name(option)


def _remedy(remedy: Remedy, draft: Drafted | None, telling: Telling) -> str | None:
    if remedy.daily_dose is not None:
        dose = dose_in_words(remedy.daily_dose, draft, telling)
        return WORDS.say("orderSafety.to_dose", drug=drafted_name(draft, telling), dose=dose)
    if remedy.start is not None:
        return WORDS.say("orderSafety.to_start", date=figures.day(remedy.start))
    return WORDS.say("orderSafety.to_supply", n=remedy.supply_days)


def _doubles(findings: Sequence[OrderFinding]) -> bool:
    """Only because the drug is ordered twice: no other drug is wanted."""
    return all(finding.check == DUPLICATE for finding in findings if finding.level == "critical")


def _only_removed(findings: Sequence[OrderFinding]) -> bool:
    remedies = [remedy for finding in findings for remedy in finding.remedies]
    return any(remedy.delete for remedy in remedies) and findings[0].level == "critical"
