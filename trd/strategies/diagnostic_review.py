"""Diagnostic review: what else may explain that it did not help, or the one fact that would settle it (§2.10)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from trd.candidates import story
from trd.explanations import Explanation
from trd.exposures import Exposure
from trd.intervals import in_words, plus
from trd.options import Offer, Option, Proposal
from trd.situation import Situation
from trd.situation.running import counted
from trd.terms import Trend

MOST_NAMED = 3
DRUG_ROWS = tuple(f"X{number}" for number in (*range(35, 43), 44))
FIRST_ROWS = (
    *("X1", "X50", "X12", "X13"),
    *DRUG_ROWS,
    *("X3", "X4", "X43", "X14", "X51", "X52", "X53", "X47", "X48", "X49"),
)
"""Order of findings (N-D1); the rest by number."""
ASKED = {
    "relapse": "Ask about adherence, new drugs, alcohol, past mania, the thyroid",
    "secondary": "Look for the condition or the substance behind it",
    "adherence": "Ask about missed doses before any change",
}
WITHOUT_FINDING = frozenset(ASKED)
"""Cases that are a card although no row of part 1 §7 was found (N-D2)."""


def propose(situation: Situation, offer: Offer) -> Proposal:
    """One card: at most three findings named, or one question; nothing found and nothing to ask: none (N-D1 … N-D3)."""
    found = sorted(offer.findings, key=_order)
    question = offer.facts.get("question") or _question(situation, offer)
    if not found and not question and offer.case not in WITHOUT_FINDING:
        return Proposal()
    named = [explanation.what for explanation in found[:MOST_NAMED]]
    more = len(found) - len(named)
    option = Option(
        topic=offer.topic,
        kind=found[0].code if found else None,
        case=_case(found, offer, question),
        level=offer.level,
        position=offer.position,
        layer=offer.layer,
        rationale=_rationale(situation, found[:MOST_NAMED], question, more, offer.case),
        unknowns=(question,) if question else (),
        citations=situation.knowledge.strategies["diagnostic-review"].citations,
        draft=False,
        no_draft_because="a question, not an order",
        facts={"findings": "; ".join(named), **({"question": question} if question else {})},
        supporting=tuple(dict.fromkeys(reference for one in found for reference in one.evidence)),
    )
    return Proposal(options=(option,))


def _question(situation: Situation, offer: Offer) -> str | None:
    """D13: the one fact that would let the running trial be judged."""
    if offer.case != "question":
        return None
    facts = situation.assessment.resistance.would_settle
    if facts:
        return facts[0]
    missing = situation.current.trial.adequacy.missing if situation.current else ()
    return missing[0] if missing else None


def _case(found: list[Explanation], offer: Offer, question: str | None) -> str:
    if any(explanation.row == "X1" for explanation in found):
        return "bipolarity"
    return "question" if question else offer.case


def _rationale(situation: Situation, found: Iterable[Explanation], question: str | None, more: int, case: str) -> str:
    told = [explanation.advice for explanation in found]
    told += [ASKED[case]] if case in ASKED else []
    if question:
        told.insert(0, f"Would settle it: {question}")
    if more > 0:
        told.append(f"and {more} more")
    told += _withdrawal(situation)
    lines = [line.rstrip(".") + "." for line in (story(situation), *told) if line]
    return " ".join(line[:1].upper() + line[1:] for line in lines)


def _withdrawal(situation: Situation) -> list[str]:
    """N-D5: worse, and an antidepressant was stopped or lowered in the last four weeks."""
    severity = situation.assessment.severity
    if severity is None or severity.trend is not Trend.WORSE:
        return []
    days = [day for rated in counted(situation.episode) if (day := _less_since(rated.trial.exposures, situation))]
    return [f"Stopped or lowered {in_words(max(days))}: withdrawal can look like relapse"] if days else []


def _less_since(exposures: Sequence[Exposure], situation: Situation) -> date | None:
    """The last day in the window on which a dose ended and nothing, or less, followed."""
    first, found = plus(situation.as_of, -situation.days("withdrawal-days")), None
    known = [exposure for exposure in exposures if exposure.certain.last is not None]
    for before, after in zip_longest(known, known[1:]):
        last = before.certain.last
        if last is None or not first <= last < situation.as_of:
            continue
        if after is None or _lower(after.low, before.low):
            found = last
    return found


def _lower(now: Decimal | None, before: Decimal | None) -> bool:
    return now is not None and before is not None and now < before


def _order(found: Explanation) -> tuple[int, int]:
    rank = FIRST_ROWS.index(found.row) if found.row in FIRST_ROWS else len(FIRST_ROWS)
    return rank, int("".join(filter(str.isdigit, found.row)) or 0)
