"""Weighed candidates -> options: the words, the plan and the draft's conditions that switch, pair and add-on share."""

from collections.abc import Callable, Iterable

from trd.candidates.availability import words_for
from trd.candidates.rationale import sentence
from trd.candidates.weighing import Weighed
from trd.options import DosePlan, Offer, Option
from trd.safety import missing_tests
from trd.situation import Situation

Plan = Callable[[Weighed], DosePlan]
Refuse = Callable[[Weighed], str | None]


def drug_options(
    kept: Iterable[Weighed],
    offer: Offer,
    situation: Situation,
    *,
    most: int,
    plan: Plan,
    refuse: Refuse,
    why: str,
    citations: tuple[str, ...],
) -> tuple[Option, ...]:
    """The best candidates as options (N-K6), each with its rationale, cautions, questions and plan."""
    return tuple(_option(weighed, offer, situation, plan, refuse, why, citations) for weighed in list(kept)[:most])


def _option(
    weighed: Weighed,
    offer: Offer,
    situation: Situation,
    plan: Plan,
    refuse: Refuse,
    why: str,
    citations: tuple[str, ...],
) -> Option:
    remark = words_for(weighed.agent.id, situation)
    reasons = (*weighed.clauses, *((remark,) if remark else ()))
    withheld = weighed.no_draft_because or refuse(weighed)
    return Option(
        topic=offer.topic,
        agent=weighed.agent.id,
        case=offer.case,
        level=weighed.level,
        position=offer.position,
        layer=offer.layer,
        points=weighed.points,
        place=weighed.candidate.place,
        rationale=sentence(situation, weighed.agent.label, why, reasons),
        clauses=reasons,
        cautions=weighed.cautions,
        unknowns=weighed.unknowns,
        citations=tuple(dict.fromkeys((*citations, weighed.candidate.source.id))),
        plan=plan(weighed),
        draft=withheld is None,
        no_draft_because=withheld,
        facts=offer.facts,
        tests=missing_tests(weighed.agent.id, situation.facts),
    )
