"""The cards of the order hooks: safety first, one card a draft, then at most one way forward (§7.6, §7.8, N-K9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cds_hooks.cards import DECEASED_GATE, OF_ITS_OWN
from cds_hooks.composition import INDICATORS, Composer
from cds_hooks.configuration import NEVER_OFF, Configuration
from cds_hooks.drafting import Recipient
from cds_hooks.order_suggestions import Received, suggest_for_order
from cds_hooks.responses import Card
from cds_hooks.wording.catalogue import WORDS, speaking
from cds_hooks.wording.detail import BULLET
from cds_hooks.wording.orders import Drafted, write_order
from cds_hooks.wording.telling import DRUG_TOPICS, Telling
from trd.assessment import Assessment
from trd.drafts import DraftedDrug, Occasion
from trd.knowledge.types import Knowledge
from trd.options import Option, OrderFinding, Recommendations
from trd.terms import Topic

MOST_FINDINGS = 3
"""Of one draft; critical ones are never cut (R-Z33)."""
NO_SCORE = "refill-no-score"
REFILL_ROWS = frozenset({"D9", "D11", "D13", "D14", *(f"D{number}" for number in range(16, 23))})
"""Rows of the decision table that say something of a drug that is renewed (N-K9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCards:
    """The cards, and the key of each finding that stands on them (R-Z34)."""

    cards: tuple[Card, ...] = ()
    finding_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Concern:
    """What is said of one draft."""

    draft: Drafted | None
    findings: tuple[OrderFinding, ...]
    left_out: int = 0

    @property
    def severity(self) -> int:
        return INDICATORS.index(next(known for known in INDICATORS if known == self.findings[0].level))


def write_order_cards(
    assessment: Assessment,
    recommendations: Recommendations,
    received: Received,
    knowledge: Knowledge,
    configuration: Configuration,
    *,
    patient_id: str,
    encounter_id: str | None = None,
) -> OrderCards:
    """The answer of an order hook; `recommendations` hold the findings of its drafts."""
    if recommendations.gate == DECEASED_GATE or assessment.person.deceased:
        return OrderCards()
    telling = Telling(
        assessment=assessment, recommendations=recommendations, knowledge=knowledge, configuration=configuration
    )
    composer = Composer(telling=telling, recipient=Recipient(patient_id=patient_id, encounter_id=encounter_id))
    with speaking(configuration.language):
        return _order_cards(composer, received)


def _order_cards(composer: Composer, received: Received) -> OrderCards:
    safety, configuration = composer.safety(), composer.telling.configuration
    concerns = _concerns(composer, received)
    free = configuration.max_cards - len(safety) - len(concerns)
    option = _way_forward(composer, received, concerns)
    beside = option if free > 0 and option is not None and received.occasion is not Occasion.SIGN else None
    cards = [*_by_level(safety, [*_draft_cards(composer, received, concerns, option, beside)])]
    if beside is not None:
        cards.append(composer.option(beside))
    keys = (composer.finding_key([finding]) for concern in concerns for finding in concern.findings)
    return OrderCards(cards=tuple(cards), finding_keys=tuple(dict.fromkeys(keys)))


def _draft_cards(
    composer: Composer,
    received: Received,
    concerns: Sequence[_Concern],
    option: Option | None,
    beside: Option | None,
) -> Iterator[Card]:
    """One card a draft; the way forward is named on the first that asks for it, its `create` nowhere twice (R-Z46)."""
    moved = option if beside is None else None
    for concern in concerns:
        asks = option is not None and any(_asks_for(finding, option) for finding in concern.findings)
        own = moved if asks else None
        suggestions = suggest_for_order(
            concern.findings, concern.draft, own, received, composer.telling, composer.recipient
        )
        creates = own is not None and any(action.type == "create" for one in suggestions for action in one.actions)
        worded = write_order(
            concern.findings,
            concern.draft,
            composer.telling,
            alternative=option if asks else None,
            changeover=_changeover(own, composer) if own is not None and creates else None,
            left_out=concern.left_out,
        )
        moved = None if asks else moved
        yield composer.order(concern.findings, worded, _agent(concern.draft, composer.telling), suggestions)


def _changeover(option: Option, composer: Composer) -> str | None:
    """The line of the option's own card that says what happens to the running drug."""
    lines = (composer.option(option).detail or "").split("\n")
    begins = BULLET + (WORDS.say("lines.with", text="") or "").rstrip(" .")
    return next((line.removeprefix(BULLET) for line in lines if line.startswith(begins)), None)


def _by_level(safety: Sequence[Card], drafts: Sequence[Card]) -> list[Card]:
    """Suicide risk first; then dangers and drafts by level, what already runs before what is only drafted (§7.6)."""
    first = [card for card in safety if _code(card) == Topic.SUICIDE_RISK]
    rest = [card for card in safety if _code(card) != Topic.SUICIDE_RISK]
    return [*first, *sorted([*rest, *drafts], key=lambda card: INDICATORS.index(card.indicator))]


def _code(card: Card) -> str:
    topic = card.source.topic
    return topic if isinstance(topic, str) else topic.code if topic else ""


def _agent(draft: Drafted | None, telling: Telling) -> str | None:
    records = draft.records if isinstance(draft, DraftedDrug) else ()
    return next((record.agent for record in records if telling.agent(record.agent)), None)


# ---- what is said of which draft


def _concerns(composer: Composer, received: Received) -> list[_Concern]:
    """The findings that are still to be said, one group a draft, the worst group first, then in the drafts' order."""
    said = composer.telling.configuration.silenced_keys
    groups: dict[tuple[str | None, str | None], list[OrderFinding]] = {}
    for finding in composer.telling.recommendations.order_findings:
        if finding.level != "critical" and composer.finding_key([finding]) in said:
            continue
        groups.setdefault(_group(finding), []).append(finding)
    concerns = [_concern(key, findings, received, said, composer) for key, findings in groups.items()]
    drafts = [draft.reference for draft in _drafts(received)]
    kept = [concern for concern in concerns if concern is not None]
    return sorted(kept, key=lambda concern: (concern.severity, _place(concern.findings[0].order, drafts)))


def _group(finding: OrderFinding) -> tuple[str | None, str | None]:
    """Drafts without an id are told apart by their drug."""
    return finding.order, None if finding.order else next(iter(finding.agents), None)


def _place(reference: str | None, drafts: Sequence[str | None]) -> int:
    return drafts.index(reference) if reference in drafts else len(drafts)


def _concern(
    key: tuple[str | None, str | None],
    findings: Sequence[OrderFinding],
    received: Received,
    said: frozenset[str],
    composer: Composer,
) -> _Concern | None:
    reference, agent = key
    ranked = sorted(findings, key=lambda finding: INDICATORS.index(next(i for i in INDICATORS if i == finding.level)))
    critical = sum(finding.level == "critical" for finding in ranked)
    shown = tuple(ranked[: max(MOST_FINDINGS, critical)])
    if not critical and composer.finding_key(shown) in said:
        return None
    return _Concern(draft=_meant(reference, agent, received), findings=shown, left_out=len(ranked) - len(shown))


def _drafts(received: Received) -> list[Drafted]:
    return [*received.orders.drafts.drugs, *received.orders.drafts.services]


def _meant(reference: str | None, agent: str | None, received: Received) -> Drafted | None:
    if reference is not None:
        return next((draft for draft in _drafts(received) if draft.reference == reference), None)
    nameless = (drug for drug in received.orders.drafts.drugs if drug.reference is None)
    return next((drug for drug in nameless if any(record.agent == agent for record in drug.records)), None)


# ---- the way forward


def _way_forward(composer: Composer, received: Received, concerns: Sequence[_Concern]) -> Option | None:
    """The one option that an order hook may speak of (N-K9): what a finding asks for, or whether a refill works."""
    findings = [finding for concern in concerns for finding in concern.findings]
    wanted = [remedy.topic for finding in findings for remedy in finding.remedies if remedy.topic is not None]
    offered = [option for option in _first_of_topics(composer.telling) if _may_be_shown(option, composer)]
    chosen = [option for topic in dict.fromkeys(wanted) for option in offered if option.topic is topic]
    if not chosen and received.occasion is Occasion.REFILL and _is_ours(received, composer.telling):
        silent = {Topic.MEASUREMENT} if any(finding.check == NO_SCORE for finding in findings) else set()
        if composer.telling.recommendations.row in REFILL_ROWS:
            chosen = [option for option in offered if option.topic not in silent][:1]
    return next((option for option in chosen if not _is_drafted(option, received)), None)


def _first_of_topics(telling: Telling) -> list[Option]:
    first: dict[Topic, Option] = {}
    for option in telling.recommendations.options:
        if option.topic not in OF_ITS_OWN:
            first.setdefault(option.topic, option)
    return list(first.values())


def _may_be_shown(option: Option, composer: Composer) -> bool:
    configuration = composer.telling.configuration
    hidden = (configuration.choices.topics_off | configuration.choices.not_offered) - NEVER_OFF
    return option.topic not in hidden and composer.option_key(option) not in configuration.silenced_keys


def _asks_for(finding: OrderFinding, option: Option) -> bool:
    return any(remedy.topic is option.topic for remedy in finding.remedies)


def _is_ours(received: Received, telling: Telling) -> bool:
    """One of the drafts renews a drug for depression: of another the answer says nothing about how that works."""
    drugs = (drug for drug in received.orders.drafts.drugs if drug.selected and not (drug.stops or drug.void))
    return any(telling.agent(record.agent) for drug in drugs for record in drug.records)


def _is_drafted(option: Option, received: Received) -> bool:
    """What is drafted already is not suggested again (R-F25); a change of the running dose only at that very dose."""
    if option.topic not in DRUG_TOPICS:
        return False
    agent = option.plan.agent if option.plan is not None else option.agent
    drugs = (drug for drug in received.orders.drafts.drugs if not (drug.stops or drug.void))
    records = [record for drug in drugs for record in drug.records if record.agent == agent]
    if option.topic is not Topic.DOSE_OPTIMIZATION or option.plan is None:
        return bool(records)
    target = option.plan.target
    return any(step.low == step.high == target for record in records for step in record.steps[-1:])
