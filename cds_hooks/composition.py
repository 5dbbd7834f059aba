"""One card of each kind, made whole: words, key, source, links, suggestions, structured result (§7.4)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cds_hooks import card_keys, card_sources
from cds_hooks.card_sources import Governing
from cds_hooks.drafting import Recipient
from cds_hooks.responses import Card, Suggestion, without_empty
from cds_hooks.suggestions import suggest, suggest_for_risk
from cds_hooks.wording import doses, drugs, referrals, reviews
from cds_hooks.wording.catalogue import SUMMARY_LIMIT, shortened
from cds_hooks.wording.detail import Worded, as_overridden
from cds_hooks.wording.figures import in_day_units
from cds_hooks.wording.safety import write_dangers
from cds_hooks.wording.suicide_risk import write_suicide_risk
from cds_hooks.wording.summary import write_summary
from cds_hooks.wording.telling import Telling, spelled_here
from trd.options import Caution, Option, OrderFinding
from trd.result import assessment_result
from trd.result.options import order_findings, recommendation
from trd.terms import RiskLevel, Topic

Indicator = Literal["info", "warning", "critical"]

INDICATORS: tuple[Indicator, ...] = ("critical", "warning", "info")
"""From the loudest; the levels of a finding are these words (§7.4)."""
URGENT = 5
FIRST_LINE = 4
RISKS_SHOWN = (RiskLevel.PRESENT, RiskLevel.HIGH)
REFERRALS = frozenset(
    {Topic.ECT_REFERRAL, Topic.TMS_REFERRAL, Topic.KETAMINE_REFERRAL, Topic.SPECIALIST_REFERRAL, Topic.PSYCHOTHERAPY}
)

WRITERS: dict[Topic, Callable[[Option, Telling], Worded]] = {
    Topic.DOSE_OPTIMIZATION: doses.write_dose,
    Topic.SWITCH: drugs.write_switch,
    Topic.COMBINATION: drugs.write_combination,
    Topic.AUGMENTATION: drugs.write_augmentation,
    Topic.PSYCHOTHERAPY: referrals.write_psychotherapy,
    Topic.ECT_REFERRAL: referrals.write_ect,
    Topic.TMS_REFERRAL: referrals.write_tms,
    Topic.KETAMINE_REFERRAL: referrals.write_ketamine,
    Topic.SPECIALIST_REFERRAL: referrals.write_specialist,
    Topic.DIAGNOSTIC_REVIEW: reviews.write_review,
    Topic.MEASUREMENT: reviews.write_measurement,
}


MOST_EVIDENCE = 5
"""Records that a thing set aside names on a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Makes the cards of one answer, one at a time."""

    telling: Telling
    recipient: Recipient

    def card(
        self,
        topic: Topic,
        worded: Worded,
        *,
        facts: Iterable[str],
        governing: Governing,
        indicator: Indicator,
        told: dict[str, Any],
        suggestions: Sequence[Suggestion] = (),
    ) -> Card:
        """One card with its key, fresh uuids, source, links and structured result."""
        configuration, key = self.telling.configuration, self._key(topic, facts)
        numbered = tuple(
            Suggestion(
                label=item.label, uuid=card_keys.fresh_uuid(configuration.answer_id, key, number), actions=item.actions
            )
            for number, item in enumerate(suggestions, start=1)
        )
        return Card(
            uuid=card_keys.fresh_uuid(configuration.answer_id, key),
            summary=shortened(in_day_units(spelled_here(worded.summary, self.telling.country)), SUMMARY_LIMIT),
            detail=spelled_here(self._as_overridden(worded.detail, key), self.telling.country),
            indicator=indicator,
            source=card_sources.write_source(governing, topic, configuration),
            suggestions=numbered,
            selection_behavior="any" if numbered else None,
            override_reasons=card_sources.override_reasons(configuration.language),
            links=card_sources.write_links(governing, configuration),
            extension={
                "org.trd-cds.card": {"key": key, "knowledgeVersion": self.telling.knowledge.version},
                **{name: without_empty(value) for name, value in told.items()},
            },
        )

    def _as_overridden(self, detail: str, key: str) -> str:
        """R-Z35: what was overridden and is said all the same names the day."""
        day = self.telling.configuration.overridden_on.get(key)
        return detail if day is None else as_overridden(detail, day)

    def _key(self, topic: Topic, facts: Iterable[str]) -> str:
        return card_keys.card_key(self.telling.configuration.key_secret, self.recipient.patient_id, topic, facts)

    def finding_key(self, findings: Sequence[OrderFinding]) -> str:
        """The key of findings together, or of one by itself."""
        return self._key(Topic.ORDER_SAFETY, card_keys.finding_facts(findings))

    def order(
        self,
        findings: Sequence[OrderFinding],
        worded: Worded,
        agent: str | None,
        suggestions: Sequence[Suggestion],
    ) -> Card:
        """The card of one draft: its findings are merged, and it is as loud as the worst of them (R-W20)."""
        worst, telling = findings[0], self.telling
        option = Option(
            topic=Topic.ORDER_SAFETY,
            agent=agent,
            level=URGENT if worst.level == "critical" else FIRST_LINE if worst.level == "warning" else 1,
            rationale=worst.message,
            cautions=tuple(Caution(row=one.row, message=one.message, evidence=one.evidence) for one in findings[1:]),
        )
        return self.card(
            Topic.ORDER_SAFETY,
            worded,
            facts=card_keys.finding_facts(findings),
            governing=card_sources.finding_source(worst, telling.knowledge, telling.configuration),
            indicator=next(known for known in INDICATORS if known == worst.level),
            told={**self._recommendation(option), "org.trd-cds.order-findings": order_findings(findings, ())},
            suggestions=suggestions,
        )

    def option_key(self, option: Option) -> str:
        """The key that the card of an option has."""
        return self._key(option.topic, card_keys.option_facts(option, self.telling.assessment))

    def summary_key(self) -> str:
        """The key that the summary has."""
        return self._key(Topic.SUMMARY, card_keys.summary_facts(self.telling.assessment))

    def safety(self) -> list[Card]:
        """What is never left out: suicide risk first, then dangers that already run (R-Z10a)."""
        cards = []
        if self.telling.assessment.suicide_risk.level in RISKS_SHOWN and not self._risk_is_repeated():
            cards.append(self._suicide_risk())
        dangers = [danger for danger in self.telling.recommendations.dangers if danger.level is not None]
        if dangers:
            worst = dangers[0]
            option = Option(topic=Topic.ORDER_SAFETY, level=URGENT, rationale=worst.message)
            cards.append(
                self.card(
                    Topic.ORDER_SAFETY,
                    write_dangers(dangers, self.telling.on_card(Topic.ORDER_SAFETY)),
                    facts=card_keys.danger_facts(dangers),
                    governing=card_sources.danger_source(worst, self.telling.knowledge, self.telling.configuration),
                    indicator="critical" if worst.level == "critical" else "warning",
                    told=self._recommendation(option),
                )
            )
        return cards

    def _risk_is_repeated(self) -> bool:
        """R-K12: level present alone, and only within the day in which the filter of repeats remembers it."""
        assessment = self.telling.assessment
        if assessment.suicide_risk.level is not RiskLevel.PRESENT:
            return False
        key = self._key(Topic.SUICIDE_RISK, card_keys.suicide_risk_facts(assessment))
        return key in self.telling.configuration.silenced_keys

    def _suicide_risk(self) -> Card:
        telling = self.telling
        high = telling.assessment.suicide_risk.level is RiskLevel.HIGH
        worded = write_suicide_risk(telling.on_card(Topic.SUICIDE_RISK))
        own = [option for option in telling.recommendations.options if option.topic is Topic.SUICIDE_RISK]
        level = URGENT if high else FIRST_LINE
        option = own[0] if own else Option(topic=Topic.SUICIDE_RISK, level=level, rationale=worded.summary)
        return self.card(
            Topic.SUICIDE_RISK,
            worded,
            facts=card_keys.suicide_risk_facts(telling.assessment),
            governing=card_sources.suicide_risk_source(telling.assessment, telling.configuration),
            indicator="critical" if high else "warning",
            told=self._recommendation(option),
            suggestions=suggest_for_risk(telling, self.recipient),
        )

    def summary(self, left_out: Sequence[Option], following: str | None) -> Card:
        """The card of the history, with the structured assessment but without its raw facts (contract §1.4)."""
        telling = self.telling
        told = assessment_result(
            telling.assessment, telling.recommendations, telling.knowledge, telling.configuration.choices
        )
        return self.card(
            Topic.SUMMARY,
            write_summary(telling.on_card(Topic.SUMMARY), left_out=left_out, next_step=following),
            facts=card_keys.summary_facts(telling.assessment),
            governing=card_sources.guideline(telling.configuration),
            indicator="info",
            told={
                "org.trd-cds.assessment": {**told, "setAside": [_with_fewer_records(one) for one in told["setAside"]]}
            },
        )

    def option(self, option: Option) -> Card:
        """The card of one option, with its suggestions and its element of the recommendations."""
        telling = self.telling
        urgent = option.topic in REFERRALS and option.level >= URGENT
        return self.card(
            option.topic,
            WRITERS[option.topic](option, telling.on_card(option.topic)),
            facts=card_keys.option_facts(option, telling.assessment),
            governing=card_sources.option_source(option, telling.configuration),
            indicator="warning" if urgent else "info",
            told=self._recommendation(option),
            suggestions=suggest(option, telling, self.recipient),
        )

    def _recommendation(self, option: Option) -> dict[str, Any]:
        options = self.telling.recommendations.options
        rank = options.index(option) + 1 if option in options else 1
        return {"org.trd-cds.recommendation": recommendation(option, rank, self.telling.knowledge)}


def _with_fewer_records(aside: dict[str, Any]) -> dict[str, Any]:
    """One thing set aside, with the first records of its reason.

    A drug filled monthly for years would stand there fill by fill, once for each drug that it rules out. The whole
    list is in the answer of `/assessments`.
    """
    return {**aside, "evidence": aside["evidence"][:MOST_EVIDENCE]}
