"""The cards of every worked case, read as a clinician reads them (R-W1, R-W2, R-W6, R-W10, R-W11)."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cds_hooks.cards import write_cards
from cds_hooks.configuration import Configuration
from cds_hooks.responses import Card
from cds_hooks.wording.catalogue import WORDS
from cds_hooks.wording.detail import plain
from tests.cds_hooks.patient_a import configuration
from tests.told import AS_OF, Case, choices_of, history_of, read_cases
from trd.assessment import assess
from trd.knowledge.loading import load
from trd.recommendations import recommend
from trd.terms import Topic

CASES = read_cases(Path(__file__).parent / "vignettes" / "nextsteps")
ONE, MANY = r"\b1 (?:trials|days|sessions|failures)\b", r"\b(?:[2-9]|\d\d+) (?:trial|day|session|failure)\b(?!-)"
PRONOUNCED = re.compile(f"{ONE}|{MANY}")


@cache
def cards(number: int) -> tuple[Card, ...]:
    return told_cards(CASES[number].told)


def told_cards(told: dict[str, Any]) -> tuple[Card, ...]:
    knowledge, choices = load(), choices_of(told)
    as_of = date.fromisoformat(told.get("as_of", AS_OF.isoformat()))
    judged = assess(history_of(told), knowledge, choices, as_of=as_of)
    asked: Configuration = configuration(choices=choices, max_cards=14)
    return write_cards(judged, recommend(judged, knowledge, choices), knowledge, asked, patient_id="p")


def card(name: str, topic: Topic) -> Card:
    """The card of a topic in a worked case."""
    number = next(place for place, case in enumerate(CASES) if case.id == name)
    return next(card for card in cards(number) if topic_of(card) == topic.value)


def topic_of(card: Card) -> str:
    return str(getattr(card.source.topic, "code", ""))


def case_of(title: str) -> str:
    return next(case.id for case in CASES if case.title.startswith(title))


EMERGENCIES = [
    pytest.param("G4: delirium", "emergency or same-day medical assessment", id="delirium"),
    pytest.param("U2: catatonia", "on call today", id="catatonia"),
    pytest.param("U3: refusal of food", "on call today", id="refusal of food or fluid"),
    pytest.param("G5 and U2", "on call today", id="catatonia in bipolar disorder"),
    pytest.param("G-R5: catatonia in a coded remission", "on call today", id="catatonia that no gate silences"),
]


@pytest.mark.parametrize(("title", "due"), EMERGENCIES)
def test_what_endangers_a_life_is_due_today_and_never_within_days(title: str, due: str) -> None:
    referral = card(case_of(title), Topic.SPECIALIST_REFERRAL)
    detail = referral.detail or ""
    assert due in detail
    assert "within days;" not in detail
    assert "same-week" not in detail


def test_a_high_suicide_risk_is_due_today_on_every_card() -> None:
    told = card("N19", Topic.SPECIALIST_REFERRAL), card("N19", Topic.ECT_REFERRAL)
    assert all("today" in (each.detail or "") for each in told)
    assert not any("referral within days" in (each.detail or "") for each in told)


def test_an_emergency_is_named_by_its_diagnosis_and_not_said_again_in_the_first_line() -> None:
    told = card(case_of("G4: delirium"), Topic.SPECIALIST_REFERRAL)
    assert told.summary == (
        "Medical assessment today: delirium on record (20 Nov 2026), before any treatment of the depression"
    )
    assert (told.detail or "").startswith("A medical emergency until it is ruled out;")
    assert [each.description for one in told.suggestions for each in one.actions] == [
        "Referral: psychiatry, delirium on record, urgent"
    ]


def test_catatonia_is_the_reason_where_another_gate_gave_its_own() -> None:
    told = card(case_of("G5 and U2"), Topic.SPECIALIST_REFERRAL)
    assert told.summary.startswith("Consider urgent psychiatric referral: catatonia")


def test_a_relapse_on_treatment_is_neither_a_response_nor_no_help() -> None:
    name = case_of("D6: relapse on treatment")
    assert ": response, then relapse on treatment" in (card(name, Topic.SUMMARY).detail or "")
    for topic in (Topic.DOSE_OPTIMIZATION, Topic.AUGMENTATION, Topic.SWITCH):
        assert card(name, topic).summary.startswith("Worse again on sertraline"), topic


def test_drugs_set_aside_for_one_value_share_their_reason_and_the_rest_is_counted() -> None:
    detail = card(case_of("QTc 500"), Topic.SUMMARY).detail or ""
    many = re.findall(r"Set aside: ([^()]+) and (\d+) more \(QTc is 500 ms or more: no QT-prolonging drug\)\.", detail)
    assert [(len(names.split(", ")), int(more) > 1) for names, more in many] == [(3, True)]


def test_a_closing_gate_sets_the_whole_treatment_aside_with_its_reason() -> None:
    detail = card(case_of("G4: delirium"), Topic.SUMMARY).detail or ""
    assert "- Set aside: treatment of the depression (delirium: treat it first)." in detail


def test_cards_say_that_inferred_failures_are_counted_where_a_site_counts_them() -> None:
    case = next(case for case in CASES if case.id == "N19")
    counting = {**case.told, "choices": {**case.told.get("choices", {}), "count_inferred_failures": True}}
    shown = told_cards(counting)
    assert len(shown) > 3
    assert all("failures inferred from a change of drug are counted" in (each.detail or "") for each in shown)
    assert not any("inferred" in (each.detail or "") for each in told_cards(case.told))


def test_every_card_says_that_its_knowledge_is_a_draft() -> None:
    shown = [each for number in range(len(CASES)) for each in cards(number)]
    silent = [each for each in shown if "not signed by a clinician" not in (each.detail or "")]
    assert all(topic_of(each) == "suicideRisk" for each in silent)
    assert all((each.detail or "").count("\n- ") >= 10 for each in silent), "only where twelve lines leave no room"


def test_every_other_explanation_has_words_for_its_code() -> None:
    assert {explanation.code for explanation in load().explanations.values()} <= set(WORDS.table("explanations"))


def id_of(case: Case) -> str:
    return case.id


@pytest.mark.parametrize("number", range(len(CASES)), ids=[id_of(case) for case in CASES])
def test_every_card_is_readable(number: int) -> None:
    for card in cards(number):
        first, *lines = [line for line in (card.detail or "").split("\n") if line]
        told = [card.summary, first, *lines]
        assert len(card.summary) <= 139
        assert len(told) <= 13
        for line in told:
            assert len(line) <= 180, line
            assert line.count("(") == line.count(")"), line
            assert not re.search(r"mg/d\b|breast-feed|menopause postpartum|under dosing|\bNone\b", line), line
            assert not PRONOUNCED.search(line), line
        assert first.rstrip(".").casefold() not in card.summary.casefold()
        said = [item for item in first.rstrip(".").split("; ") if item]
        assert len(set(said)) == len(said), first
        sentences = [part for line in [first, *lines] for part in re.split(r"(?<=[.;:]) ", line.removeprefix("- "))]
        assert sum(len(part.split()) for part in sentences) / len(sentences) <= 16
        for line in lines:
            if line.startswith(("- Also possible: ", "- Also considered: ")):
                names = [name.removeprefix("switch to ") for name in line.partition(": ")[2].rstrip(".").split(", ")]
                assert len(set(names)) == len(names), line
            if line.startswith("- Set aside: "):
                assert "(" in line, line
                assert line.rstrip(".").endswith((")", "more")), line


def test_no_message_of_the_knowledge_reaches_a_card_with_another_unit() -> None:
    for row in load().safety:
        assert not re.search(r"mg/d\b|ug/d\b|µg", plain(row.message)), row.id
