"""One finding an order and cause: which check speaks, how loud, and what stands in its detail (R-Z33, R-Z41, R-Z45)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from trd.options import OrderFinding

NUMBERS = {
    "repeats-failed-trial": 1,
    "duplicate-moiety": 2,
    "same-class-twice": 3,
    "below-minimum-dose": 4,
    "above-maximum-dose": 5,
    "start-dose-too-high": 6,
    "dose-step-too-big": 7,
    "matrix-contraindicated": 8,
    "matrix-avoid": 9,
    "matrix-check-first": 10,
    "serotonin-syndrome-risk": 11,
    "maoi-washout": 12,
    "switch-without-plan": 13,
    "abrupt-stop": 14,
    "too-early-to-judge": 15,
    "dose-increase-available": 16,
    "missing-rationale-repeat-class": 17,
    "augmentation-monitoring-missing": 18,
    "quantity-with-suicide-risk": 19,
    "refill-not-working": 20,
    "refill-no-score": 21,
    "refill-gap": 22,
    "pregnancy-risk": 23,
    "unreadable-dose": 24,
    "unknown-drug": 25,
    "antidepressant-monotherapy-bipolar": 26,
    "service-contraindicated": 27,
    "esketamine-sedative": 28,
    "deprescribing-omitted": 29,
    "paediatric-order": 30,
}
"""Check id -> its O number (§4.2)."""
LEVELS = ("critical", "warning", "info")
MATRIX = frozenset({8, 9, 10})
SAYS_MORE = frozenset({2, 11, 12, 23, 26, 27, 28, 30})
"""Checks that say more than a row of the matrix about the same cause."""
OWN_LEVEL = frozenset({2, 30})
"""They replace the row with a level of their own (R-Z41); any other check takes the level of the row if it is worse."""
PLANS = frozenset({4, 6, 7, 13, 15, 16, 17, 29})
"""Checks on how to give or to plan a drug: beside what forbids it they would read as a way to do so."""
MOST = 3
"""Findings shown of one draft; critical ones are never cut."""


def order_key(finding: OrderFinding) -> tuple[int, int, str, str]:
    """Most severe first, then the lower number."""
    return LEVELS.index(finding.level), NUMBERS[finding.check], finding.row or "", finding.cause


def _loudness(finding: OrderFinding) -> tuple[int, int]:
    return order_key(finding)[:2]


def settled(findings: Iterable[OrderFinding]) -> list[OrderFinding]:
    """One finding a cause, of one order."""
    by_cause: dict[str, list[OrderFinding]] = {}
    for finding in sorted(findings, key=_loudness):  # as they came: a row about the draft before one read in reverse
        by_cause.setdefault(finding.cause, []).append(finding)
    return sorted((_winner(group) for group in by_cause.values()), key=order_key)


def _winner(group: Sequence[OrderFinding]) -> OrderFinding:
    """The check that speaks; what the others say stands in its detail."""
    says_more = any(NUMBERS[finding.check] in SAYS_MORE for finding in group)
    able = [finding for finding in group if not (says_more and NUMBERS[finding.check] in MATRIX)]
    first = able[0]
    level = first.level
    if NUMBERS[first.check] not in OWN_LEVEL:
        level = min((finding.level for finding in group), key=LEVELS.index)
    others = [finding for finding in group if finding is not first]
    said = [words for finding in others for words in (finding.message, *finding.details)]
    details = tuple(dict.fromkeys(words for words in (*first.details, *said) if words != first.message))
    evidence = tuple(dict.fromkeys(name for finding in (first, *others) for name in finding.evidence))
    remedies = first.remedies
    if level != first.level:
        remedies = next((finding.remedies for finding in others if finding.level == level), remedies)
    return replace(first, level=level, details=details, evidence=evidence, remedies=remedies)


def without_plans(findings: Sequence[OrderFinding]) -> list[OrderFinding]:
    """Of a draft that must not be given: only what is a danger too. No rise of what was not taken as supplied (O22)."""
    if any(finding.check == "refill-gap" for finding in findings):
        findings = [finding for finding in findings if finding.check != "below-minimum-dose"]
    if all(finding.level != LEVELS[0] for finding in findings):
        return list(findings)
    return [finding for finding in findings if finding.level == LEVELS[0] or NUMBERS[finding.check] not in PLANS]


def once_a_pair(findings: Sequence[OrderFinding], drafted: Iterable[str]) -> list[OrderFinding]:
    """Two drafts of one call that collide are told once: on the more severe, else on the first by its name."""
    both = frozenset(drafted)
    kept: dict[str, OrderFinding] = {}
    for finding in sorted(findings, key=lambda each: (*order_key(each), each.order or "")):
        if _between_drafts(finding, both):
            kept.setdefault(finding.cause, finding)
    return [finding for finding in findings if not _between_drafts(finding, both) or kept[finding.cause] is finding]


def _between_drafts(finding: OrderFinding, drafted: frozenset[str]) -> bool:
    return "+" in finding.cause and ":" not in finding.cause and set(finding.cause.split("+")) <= drafted


def cut(findings: Sequence[OrderFinding]) -> list[OrderFinding]:
    """At most three of one draft, every critical one among them; what is cut is named in the last one's detail."""
    critical = sum(finding.level == LEVELS[0] for finding in findings)
    most = max(MOST, critical)
    shown, rest = list(findings[:most]), findings[most:]
    if rest:
        shown[-1] = replace(shown[-1], details=(*shown[-1].details, *(words for each in rest for words in _told(each))))
    return shown


def _told(finding: OrderFinding) -> tuple[str, ...]:
    """What is kept of a finding that is cut: of a question its reason too, where the sentence had no room for it."""
    reason = finding.details[:1] if finding.check == "matrix-check-first" else ()
    return (finding.message, *(words for words in reason if words not in finding.message))
