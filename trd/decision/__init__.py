"""Which topics this patient is offered, at which level: gates, urgent layer, main row, add-ons, steps, caps."""

from dataclasses import dataclass, replace

from trd.decision.additions import additions, findings
from trd.decision.caps import capped
from trd.decision.gates import closing_gate
from trd.decision.levels import DRUG_TOPICS, merged
from trd.decision.narrowing import narrow
from trd.decision.rows import row_offers
from trd.decision.state import read_state, row_of
from trd.decision.steps import stepped
from trd.decision.under_way import not_asked_twice
from trd.decision.urgent import life_threatening, urgent_offers
from trd.explanations import Explanation
from trd.options import Offer, SetAside
from trd.situation import Situation
from trd.terms import Topic

CUT_WHEN_URGENT = frozenset({Topic.MEASUREMENT, Topic.PSYCHOTHERAPY})
WAITING_ROWS = frozenset({"D7", "D10", "D11", "D12"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the decision table says, before any agent is weighed."""

    gate: str | None
    """The closing gate, if one ended the work."""
    row: str | None
    summary_allowed: bool
    offers: tuple[Offer, ...]
    set_aside: tuple[SetAside, ...] = ()
    """Topics that a gate closed, each once (N-K8)."""
    one_drug_option: bool = False
    """U1 … U3: only the single best drug option stays."""
    waiting: str | None = None


def decide(situation: Situation) -> Decision:
    """Gates, urgent layer, exactly one main row, add-ons, caps and entry, steps (order of work, §1)."""
    closed = closing_gate(situation)
    if closed is not None:
        offered = {offer.topic for offer in closed.offers}
        aside = [topic for topic in closed.closed_topics if topic not in offered]
        return Decision(
            gate=closed.gate,
            row=None,
            summary_allowed=closed.summary,
            offers=_with_findings(not_asked_twice(merged(closed.offers), situation), findings("", situation)),
            set_aside=tuple(
                SetAside(topic=topic, agent=None, kind=None, reason=closed.words, row=None) for topic in aside
            ),
        )
    return _open(situation)


def _open(situation: Situation) -> Decision:
    row = row_of(read_state(situation))
    main = row_offers(row, situation)
    urgent = life_threatening(situation)
    if urgent:
        main = tuple(offer for offer in main if offer.topic not in CUT_WHEN_URGENT)
    added = [offer for offer in additions(row, situation) if not (urgent and offer.topic in CUT_WHEN_URGENT)]
    offers = merged((*urgent_offers(situation), *main, *added))
    narrowed = narrow(stepped(offers, situation), situation)
    return Decision(
        gate=None,
        row=row,
        summary_allowed=True,
        offers=_with_findings(not_asked_twice(capped(narrowed.offers, situation), situation), findings(row, situation)),
        set_aside=narrowed.set_aside,
        one_drug_option=urgent,
        waiting=_waiting(row, situation),
    )


def _with_findings(offers: tuple[Offer, ...], found: tuple[Explanation, ...]) -> tuple[Offer, ...]:
    review = Topic.DIAGNOSTIC_REVIEW
    return tuple(replace(offer, findings=found) if offer.topic is review else offer for offer in offers)


def _waiting(row: str, situation: Situation) -> str | None:
    """What the summary says of a trial that is judged later (R-P24, D7)."""
    if row not in WAITING_ROWS:
        return None
    days = situation.days_to_judge
    if row == "D7" and situation.add_on is not None:
        needed = int(situation.assessment.definition.augmentation_days.value)
        days = max(needed - situation.add_on.adequacy.most_certain, 0)
    return f"{days} more {'day' if days == 1 else 'days'} at dose to judge" if days else None


__all__ = ["DRUG_TOPICS", "Decision", "decide"]
