"""Which cards, in which order, and what is left out (§7.6, §7.9, §8.7)."""

import json
from dataclasses import replace
from typing import Any

import pytest

from cds_hooks.cards import keys_and_topics, write_cards
from cds_hooks.responses import Card, write_response
from tests.cds_hooks.patient_a import assessment, augmentation, configuration, recommendations
from tests.cds_hooks.small_knowledge import KNOWLEDGE
from tests.cds_hooks.wording.test_safety import danger
from tests.cds_hooks.wording.test_suicide_risk import PRESENT, finding
from trd.assessment import Assessment
from trd.choices import Choices
from trd.diagnosis import Person
from trd.options import Option, Recommendations
from trd.resistance import Resistance
from trd.suicide_risk import SuicideRisk
from trd.terms import ResistanceStatus, RiskLevel, Topic

OPTIONS = (
    Option(topic=Topic.SPECIALIST_REFERRAL, kind="psychiatry", level=4),
    augmentation(level=4),
    augmentation("lithium", level=3),
    Option(topic=Topic.PSYCHOTHERAPY, kind="cbt", level=3),
    Option(topic=Topic.ECT_REFERRAL, kind="ect", level=3),
)
HIGH = assessment(suicide_risk=SuicideRisk(level=RiskLevel.HIGH, findings=(finding(),)))
DANGER = danger("S020", "Phenelzine with sertraline: serotonin toxicity can be fatal.", "phenelzine", "sertraline")
NONE = Resistance(
    status=ResistanceStatus.NONE, definition="", failed_trials=0, possible_failures=0, lifetime_failed_trials=0
)


def cards(
    judged: Assessment | None = None, weighed: Recommendations | None = None, **settings: Any
) -> tuple[Card, ...]:
    return write_cards(
        judged or assessment(),
        weighed or recommendations(*OPTIONS),
        KNOWLEDGE,
        configuration(**settings),
        patient_id="p1",
        encounter_id="e1",
    )


def topics(*args: Any, **settings: Any) -> list[str]:
    return list(keys_and_topics(cards(*args, **settings))[1])


def test_the_summary_comes_first_then_one_card_a_topic_by_rank_up_to_the_cap() -> None:
    assert topics() == ["summary", "specialistReferral", "augmentation", "psychotherapy"]
    assert topics(max_cards=2) == ["summary", "specialistReferral"]
    assert topics(max_cards=9) == ["summary", "specialistReferral", "augmentation", "psychotherapy", "ectReferral"]


def test_what_has_no_slot_is_named_on_the_summary() -> None:
    detail = cards(max_cards=2)[0].detail or ""
    assert "- Also considered: aripiprazole, CBT, ECT." in detail


def test_with_one_card_only_the_summary_says_the_next_step() -> None:
    (only,) = cards(max_cards=1)
    detail = only.detail or ""
    assert "- Next: consider psychiatric referral: 2 adequate trials failed" in detail
    assert "- Also considered: aripiprazole, CBT, ECT." in detail
    assert topics(weighed=recommendations(), max_cards=1) == ["summary"]


def test_without_a_summary_the_last_card_names_what_had_no_slot() -> None:
    weighed = recommendations(*OPTIONS, summary_allowed=False)
    shown = cards(weighed=weighed, max_cards=2)
    assert [card.source.topic.code for card in shown] == ["specialistReferral", "augmentation"]  # type: ignore[union-attr]
    assert "- Also considered: CBT, ECT." in (shown[-1].detail or "")
    assert "Also considered" not in (shown[0].detail or "")


def test_safety_comes_first_counts_in_the_cap_and_is_never_cut() -> None:
    weighed = recommendations(*OPTIONS, dangers=(DANGER,))
    assert topics(HIGH, weighed, max_cards=1) == ["suicideRisk", "orderSafety"]
    assert topics(HIGH, weighed, max_cards=2) == ["suicideRisk", "orderSafety"]
    assert topics(HIGH, weighed, max_cards=4) == ["suicideRisk", "orderSafety", "summary", "specialistReferral"]
    assert topics(HIGH, weighed, max_cards=0) == ["suicideRisk", "orderSafety"]


@pytest.mark.parametrize(("level", "indicator"), [(RiskLevel.HIGH, "critical"), (RiskLevel.PRESENT, "warning")])
def test_a_risk_on_record_has_its_card_and_its_loudness(level: RiskLevel, indicator: str) -> None:
    found = replace(PRESENT, level=level)
    judged = assessment(suicide_risk=SuicideRisk(level=level, findings=(found,)))
    first = cards(judged)[0]
    assert first.indicator == indicator
    assert keys_and_topics([first])[1] == ("suicideRisk",)


@pytest.mark.parametrize("level", [RiskLevel.NONE, RiskLevel.UNKNOWN])
def test_no_card_says_that_there_is_no_risk(level: RiskLevel) -> None:
    assert "suicideRisk" not in topics(assessment(suicide_risk=SuicideRisk(level=level)))


def test_no_setting_switches_suicide_risk_off() -> None:
    choices = Choices(
        topics_off=frozenset({Topic.SUICIDE_RISK, Topic.ORDER_SAFETY}),
        not_offered=frozenset({Topic.SUICIDE_RISK}),
    )
    weighed = recommendations(dangers=(DANGER,), summary_allowed=False)
    assert topics(HIGH, weighed, choices=choices) == ["suicideRisk", "orderSafety"]


def test_a_silenced_key_silences_its_card_but_never_a_safety_card() -> None:
    keys, shown = keys_and_topics(cards(HIGH, max_cards=9))
    silenced = frozenset(keys)
    assert topics(HIGH, silenced_keys=silenced, max_cards=9) == ["suicideRisk"]
    summary = frozenset({keys[shown.index("summary")]})
    assert topics(HIGH, silenced_keys=summary)[1:] == ["specialistReferral", "augmentation", "psychotherapy"]
    one = frozenset({keys[shown.index("augmentation")]})
    assert "augmentation" not in topics(HIGH, silenced_keys=one, max_cards=9)


@pytest.mark.parametrize("which", ["topics_off", "not_offered"])
def test_a_topic_that_is_hidden_has_no_card_and_is_named(which: str) -> None:
    hidden: Any = {which: frozenset({Topic.AUGMENTATION})}
    choices = Choices(country="CA", **hidden)
    shown = cards(choices=choices)
    assert list(keys_and_topics(shown)[1]) == ["summary", "specialistReferral", "psychotherapy", "ectReferral"]
    label = "Hidden by configuration" if which == "topics_off" else "Not offered here"
    assert f"- {label}: aripiprazole." in (shown[0].detail or "")


def test_a_summary_switched_off_is_not_shown() -> None:
    choices = Choices(topics_off=frozenset({Topic.SUMMARY}))
    assert "summary" not in topics(choices=choices)


def test_measurement_and_review_below_first_line_wait_for_a_free_slot() -> None:
    measure = Option(topic=Topic.MEASUREMENT, kind="phq-9", case="old", level=1)
    weighed = recommendations(measure, *OPTIONS)
    assert "measurement" not in topics(weighed=weighed)
    assert topics(weighed=weighed, max_cards=9)[-1] == "measurement"
    first = recommendations(replace(measure, level=4), *OPTIONS)
    assert topics(weighed=first)[1] == "measurement"


def test_nothing_to_say_is_an_empty_list() -> None:
    silent = recommendations(summary_allowed=True)
    assert cards(assessment(resistance=NONE), silent) == ()
    assert write_response(cards(assessment(resistance=NONE), silent)) == b'{"cards":[]}'


@pytest.mark.parametrize("status", [ResistanceStatus.RESISTANT, ResistanceStatus.INDETERMINATE])
def test_a_status_worth_telling_has_a_summary_even_alone(status: ResistanceStatus) -> None:
    assert topics(assessment(resistance=replace(NONE, status=status)), recommendations()) == ["summary"]


def test_death_silences_everything() -> None:
    dead = Person(age=None, age_low=None, age_high=None, sex=None, deceased=True)
    assert cards(replace(HIGH, person=dead)) == ()
    assert cards(HIGH, recommendations(gate="G1", summary_allowed=False)) == ()


POSSIBLE = danger("S020", "Phenelzine: may still be taken, confirm today.", "phenelzine", possible_only=True)


def test_a_danger_that_may_run_is_a_warning_and_a_line_of_the_summary() -> None:
    safety, summary = cards(weighed=recommendations(*OPTIONS, dangers=(POSSIBLE,)))[:2]
    assert safety.indicator == "warning"
    assert (safety.detail or "").startswith("On record, and may be taken together: phenelzine")
    assert "Check first: phenelzine: may still be taken" in (summary.detail or "")


def test_a_danger_that_may_run_is_said_when_nothing_else_is() -> None:
    closed = recommendations(gate="G12", summary_allowed=False, dangers=(POSSIBLE,))
    assert topics(assessment(resistance=NONE), closed) == ["orderSafety"]


def test_a_danger_of_the_summary_alone_brings_the_summary() -> None:
    told = replace(POSSIBLE, summary_only=True)
    assert topics(assessment(resistance=NONE), recommendations(dangers=(told,))) == ["summary"]


def test_what_was_set_aside_is_said_once_in_an_answer() -> None:
    shown = cards(max_cards=9)
    told = [line for card in shown for line in (card.detail or "").split("\n") if line.startswith("- Set aside:")]
    assert told == ["- Set aside: bupropion (seizure disorder recorded 2019)."]
    alone = cards(weighed=recommendations(*OPTIONS, summary_allowed=False))
    assert "- Set aside: bupropion" in (alone[0].detail or "")


def test_the_same_record_gives_the_same_bytes_but_for_uuids() -> None:
    def without_uuids(answer: bytes) -> str:
        def scrub(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: scrub(member) for key, member in value.items() if key != "uuid"}
            return [scrub(member) for member in value] if isinstance(value, list) else value

        return json.dumps(scrub(json.loads(answer)))

    one = write_response(cards(HIGH))
    assert one == write_response(cards(HIGH))
    another = write_cards(
        HIGH,
        recommendations(*OPTIONS),
        KNOWLEDGE,
        replace(configuration(), answer_id="another answer"),
        patient_id="p1",
        encounter_id="e1",
    )
    assert write_response(another) != one
    assert without_uuids(write_response(another)) == without_uuids(one)


def test_keys_do_not_change_with_the_day_or_the_cap() -> None:
    wide = dict(zip(*reversed(keys_and_topics(cards(max_cards=9))), strict=True))
    narrow = dict(zip(*reversed(keys_and_topics(cards(max_cards=3))), strict=True))
    assert narrow.items() <= wide.items()
