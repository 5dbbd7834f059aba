"""Every card obeys the specification and the contract, whatever it is about (§7.4, contract §1.3)."""

import json
import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from markdown_it import MarkdownIt

from cds_hooks.cards import write_cards
from cds_hooks.responses import write_response
from tests.cds_hooks.patient_a import assessment, augmentation, configuration, plan, recommendations
from tests.cds_hooks.small_knowledge import AGENTS, KNOWLEDGE
from tests.cds_hooks.test_cards import DANGER, HIGH, OPTIONS
from trd.diagnosis import Diagnosis
from trd.options import Option
from trd.resistance import Resistance
from trd.staging import Staging
from trd.suicide_risk import SuicideRisk
from trd.terms import DiagnosisStatus, ResistanceStatus, RiskLevel, Topic

NONE = Resistance(
    status=ResistanceStatus.NONE, definition="", failed_trials=0, possible_failures=0, lifetime_failed_trials=0
)

KINDS = {
    Topic.PSYCHOTHERAPY: (
        "cbt",
        "ipt",
        "dbt",
        "cbasp",
        "mbct",
        "behavioural-activation",
        "psychodynamic",
        "unheard-of",
        None,
    ),
    Topic.ECT_REFERRAL: ("ect", None),
    Topic.TMS_REFERRAL: ("tms", None),
    Topic.KETAMINE_REFERRAL: ("esketamine", "iv-ketamine", None),
    Topic.SPECIALIST_REFERRAL: ("psychiatry", "mood-disorder-clinic", "perinatal", "old-age", "addiction", "x", None),
    Topic.MEASUREMENT: ("phq-9", "qids-sr16", "x", None),
    Topic.DIAGNOSTIC_REVIEW: (None,),
}
CASES = {
    Topic.DOSE_OPTIMIZATION: ("too-low", "room", "no-response", "wait", "too-high", "lower", "", "unheard-of"),
    Topic.SWITCH: ("", "not-tolerated"),
    Topic.MEASUREMENT: ("none", "old", "suicide-item", "due", "", "unheard-of"),
    Topic.DIAGNOSTIC_REVIEW: ("", "bipolarity", "question"),
}
DRUG_TOPICS = (Topic.DOSE_OPTIMIZATION, Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION)


def every_option() -> list[Option]:
    """Every topic with every kind, case and agent, with and without a plan, urgent and not."""
    found = [
        Option(topic=topic, kind=kind, case=case, level=level, rationale="A reason of the rule.")
        for topic, kinds in KINDS.items()
        for kind in kinds
        for case in CASES.get(topic, ("",))
        for level in (1, 5)
    ]
    for topic in DRUG_TOPICS:
        for name in AGENTS:
            for case in CASES.get(topic, ("",)):
                bare = Option(topic=topic, agent=name, case=case, rationale="A reason of the rule.")
                told = plan(name, start="50", target="100", base_agent="venlafaxine", judge_after_days=28)
                found += [bare, replace(bare, plan=told), replace(bare, plan=told, draft=False)]
    return found


WORLDS = {
    "two failures": assessment(),
    "nothing on record": assessment(
        trials=(),
        exposures=(),
        severity=None,
        resistance=NONE,
        staging=Staging(),
        data_up_to=None,
        not_counted=(),
        suicide_risk=SuicideRisk(level=RiskLevel.UNKNOWN),
    ),
    "excluded": assessment(
        diagnosis=Diagnosis(status=DiagnosisStatus.EXCLUDED, reason="bipolar", flags=("psychotic",))
    ),
}


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("country", ["US", "GB", "other"])
def test_every_option_can_be_put_on_a_card_that_keeps_the_rules(world: str, country: str) -> None:
    for option in every_option():
        made = write_cards(
            WORLDS[world],
            recommendations(option, summary_allowed=False),
            KNOWLEDGE,
            configuration(country=country, base_url="https://cds.test", smart_link=True),
            patient_id="p1",
        )
        (card,) = json.loads(write_response(made))["cards"]
        assert_keeps_the_rules(card)
        assert card["extension"]["org.trd-cds.recommendation"]["topic"] == option.topic.value


def assert_keeps_the_rules(card: dict[str, Any]) -> None:
    """The wire of CDS Hooks, the contract's card, and the rules for words."""
    assert 0 < len(card["summary"]) <= 139
    assert not card["summary"].endswith((".", "…"))
    assert "{" not in card["summary"] + card["detail"]
    assert card["indicator"] in ("info", "warning", "critical")
    assert card["source"]["label"]
    assert card["source"]["topic"]["code"].isalnum()
    assert UUID(card["uuid"]).version == 4
    assert len(card["overrideReasons"]) == 8
    assert len(card.get("links", [])) <= 2
    assert set(card["extension"]["org.trd-cds.card"]) == {"key", "knowledgeVersion"}
    assert_detail(card["detail"])
    assert_suggestions(card)
    assert_nothing_empty({key: value for key, value in card.items() if key != "suggestions"})


def assert_detail(detail: str) -> None:
    lines = [line for line in detail.split("\n") if line]
    assert 1 <= len(lines) <= 12
    assert all(len(line) <= 180 for line in lines)
    assert all(line.startswith("- ") for line in lines[1:])
    sentences = [clause for clause in re.split(r"[.;:]\s|\n", detail) if clause.strip()]
    assert sum(len(sentence.split()) for sentence in sentences) / len(sentences) <= 16, "R-W11"
    rendered = MarkdownIt("commonmark").parse(detail)
    kinds = {token.type for token in rendered} | {child.type for token in rendered for child in token.children or ()}
    assert kinds <= {
        *("paragraph_open", "paragraph_close", "inline", "text", "softbreak"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    }, kinds
    assert not re.search(r"\bmg/d\b|\bNone\b|\bmust\b|\bshould\b|\bplease\b|low risk|no risk", detail)


def assert_suggestions(card: dict[str, Any]) -> None:
    suggestions = card.get("suggestions", [])
    assert (card.get("selectionBehavior") == "any") is bool(suggestions)
    assert len(suggestions) <= 4
    drugs = 0
    for suggestion in suggestions:
        assert UUID(suggestion["uuid"]).version == 4
        assert 0 < len(suggestion["label"]) <= 80
        assert "isRecommended" not in suggestion
        (action,) = suggestion["actions"]
        assert 0 < len(action["description"]) <= 200
        if action["type"] == "delete":
            assert "resource" not in action
            assert action["resourceId"]
            continue
        if action["type"] == "update":
            assert action["resource"]["id"]
            drugs += action["resource"]["resourceType"] == "MedicationRequest"
            continue
        assert action["type"] == "create"
        assert action["resource"]["status"] == "draft"
        assert action["resource"]["intent"] == "order"
        assert action["resource"]["subject"] == {"reference": "Patient/p1"}
        assert_nothing_empty(action["resource"])
        drugs += action["resource"]["resourceType"] == "MedicationRequest"
    assert drugs <= 1, "two drafts of one card could both be filed (R-F2)"


def assert_nothing_empty(value: Any) -> None:
    assert value not in (None, "", [], {})
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        assert_nothing_empty(member)


def test_safety_cards_and_the_summary_keep_the_rules_too() -> None:
    weighed = recommendations(*OPTIONS, dangers=(DANGER,))
    made = write_cards(HIGH, weighed, KNOWLEDGE, configuration(max_cards=9), patient_id="p1")
    written = json.loads(write_response(made))["cards"]
    for card in written:
        assert_keeps_the_rules(card)
    risk, danger, summary, *_ = written
    assert risk["extension"]["org.trd-cds.recommendation"]["strength"] == "urgent"
    assert danger["indicator"] == "critical"
    assert "suggestions" not in danger
    assert summary["indicator"] == "info"
    told = summary["extension"]["org.trd-cds.assessment"]
    assert told["failedTrials"] == 2
    assert "history" not in told


def test_a_referral_is_loud_only_where_it_is_urgent_and_a_drug_never() -> None:
    def indicator(option: Option) -> str:
        weighed = recommendations(option, summary_allowed=False)
        (card,) = write_cards(assessment(), weighed, KNOWLEDGE, configuration(), patient_id="p1")
        return card.indicator

    assert indicator(Option(topic=Topic.ECT_REFERRAL, kind="ect", level=5)) == "warning"
    assert indicator(Option(topic=Topic.ECT_REFERRAL, kind="ect", level=4)) == "info"
    assert indicator(augmentation(level=5)) == "info"


def test_the_rules_own_element_about_suicide_risk_is_kept() -> None:
    own = Option(topic=Topic.SUICIDE_RISK, level=5, rationale="PHQ-9 item 9 = 3")
    weighed = recommendations(Option(topic=Topic.SPECIALIST_REFERRAL, level=5), own)
    first = write_cards(HIGH, weighed, KNOWLEDGE, configuration(), patient_id="p1")[0]
    told = (first.extension or {})["org.trd-cds.recommendation"]
    assert told["rationale"] == "PHQ-9 item 9 = 3"
    assert told["rank"] == 2
