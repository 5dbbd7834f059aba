"""The sample patients in German: no English is left on a card or on the page, and the language is said."""

import re
from datetime import date
from typing import Any

import orjson
import pytest

from app.demo import REFERENCE_DAY, TELLS, hook_request
from app.demo.orders import CALLS
from app.judging import Judged, judge
from app.main import start
from app.pages.frame import framed
from app.pages.view import view_values
from app.settings import Settings
from app.shell import Shell
from cds_hooks.cards import write_cards
from cds_hooks.messages import json_bytes
from cds_hooks.responses import Card
from cds_hooks.wording.catalogue import catalogue, speaking
from tests.cds_hooks.patient_a import configuration
from tests.test_nextsteps_vignettes import CASES as NEXT_STEPS
from tests.told import AS_OF, choices_of, history_of
from trd.assessment import assess
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge
from trd.recommendations import recommend

ENGLISH = re.compile(
    r"\b(the|and|with|without|of|for|from|to|is|are|not|no|or|by|at|after|before|first|today|days?|weeks?|dose|"
    r"taken?|drugs?|consider|failed|trials?|treatment|record|missing|risk|high|low|score|since|until)\b",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"For|Suicide & Crisis Lifeline|Suicide|First")
"""Names of what has no German name: a crisis line abroad."""


@pytest.fixture(scope="module")
def german() -> Shell:
    return start(Settings(language="de", country="DE"), demo=True)


def judged(shell: Shell, name: str) -> Judged:
    return judge(shell, orjson.dumps(hook_request(name, REFERENCE_DAY)), as_of=REFERENCE_DAY)


def texts(cards: list[dict[str, Any]]) -> list[str]:
    """All that a clinician reads on the cards; the source is named as it is published."""
    found = []
    for card in cards:
        found += [card["summary"], *(card.get("detail") or "").split("\n")]
        found += [reason["display"] for reason in card["overrideReasons"]]
        for suggestion in card.get("suggestions", []):
            found += [suggestion["label"], *(action["description"] for action in suggestion["actions"])]
    return found


@pytest.mark.parametrize("name", [*TELLS, *CALLS])
def test_no_english_word_is_left_on_a_german_card(german: Shell, name: str) -> None:
    with speaking("de") as speech:
        cards = orjson.loads(json_bytes(list(judged(german, name).cards)))
    left = {text: words for text in texts(cards) if (words := ENGLISH.findall(ALLOWED.sub("", text)))}
    assert left == {}
    assert not speech.fell_back
    assert all(len(card["summary"]) < 140 for card in cards)
    assert all(len(line) <= 225 for card in cards for line in (card.get("detail") or "").split("\n"))


@pytest.mark.parametrize("name", ["two-failed-trials", "psychotic-and-suicidal"])
def test_the_page_of_a_german_site_says_its_language_and_marks_nothing_as_english(german: Shell, name: str) -> None:
    page = framed(german, "view_page.html", **view_values(judged(german, name), who=None))
    assert '<html lang="de"' in page
    assert "<h1>Behandlungsverlauf</h1>" in page
    assert re.findall(r'<span lang="en">[^<]*</span>', page) == []


def test_what_falls_back_on_a_page_is_marked_as_english_and_in_no_attribute(
    german: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = catalogue("de").phrases
    assert book is not None
    monkeypatch.setattr(type(book), "translate", lambda *_: None)
    page = framed(german, "view_page.html", **view_values(judged(german, "two-failed-trials"), who=None))
    assert '<span lang="en">two adequate failed trials, this episode</span>' in page
    assert not re.search(r"<[^<>]*<span", page)
    assert "\ue000" not in page
    assert "ue000" not in page


def test_every_message_of_the_safety_table_and_every_crisis_text_has_german_words(knowledge: Knowledge) -> None:
    book = catalogue("de").phrases
    assert book is not None
    said = [row.message for row in knowledge.safety] + [each.crisis_text for each in knowledge.countries.values()]
    assert [text for text in said if text and book.translate(text) is None] == []


def test_the_crisis_text_of_germany_names_the_emergency_number_and_the_helpline(german: Shell) -> None:
    cards = orjson.loads(json_bytes(list(judged(german, "psychotic-and-suicidal").cards)))
    assert "TelefonSeelsorge 0800 1110111, 0800 1110222 oder 116 123" in cards[0]["detail"]
    assert "Notfall: 112." in cards[0]["detail"]


def test_german_days_are_those_of_the_record(german: Shell) -> None:
    day = date(2026, 11, 19)
    cards = orjson.loads(json_bytes(list(judged(german, "psychotic-and-suicidal").cards)))
    assert f"{day.day}. Nov. {day.year}" in cards[0]["summary"]


FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
COUNTED = re.compile(
    r"\b(?:and|und) \d+ (?:more|weitere\w*)\b.*?(?=[(.;]|$)|\bFor the patient: .*|\bFür den Patienten: .*"
)
"""How many more there are depends on what had room; the helplines of a country are its own."""


def figures_on(cards: tuple[Card, ...]) -> set[str]:
    said = "\n".join(f"{card.summary}\n{card.detail or ''}" for card in cards)
    return {found.replace(",", ".") for found in FIGURE.findall(COUNTED.sub("", said))}


def test_every_figure_of_the_english_cards_of_a_worked_case_is_on_the_german_ones_and_nothing_falls_back() -> None:
    """Doses, days, scores, limits and dates: a card that says less in German than in English is a defect.

    Every fifth worked case: all of them would take twenty seconds.
    """
    knowledge, lacking = load(), {}
    for case in NEXT_STEPS[::5]:
        choices = choices_of(case.told)
        day = date.fromisoformat(case.told.get("as_of", AS_OF.isoformat()))
        judged_case = assess(history_of(case.told), knowledge, choices, as_of=day)
        answer = recommend(judged_case, knowledge, choices)
        cards = {}
        for language in ("en", "de"):
            asked = configuration(choices=choices, max_cards=14, language=language)
            with speaking(language) as speech:
                cards[language] = write_cards(judged_case, answer, knowledge, asked, patient_id="p")
            assert not speech.fell_back, case.id
        assert [card.indicator for card in cards["de"]] == [card.indicator for card in cards["en"]], case.id
        assert all(len(card.summary) < 140 for card in cards["de"]), case.id
        if missing := figures_on(cards["en"]) - figures_on(cards["de"]):
            lacking[case.id] = missing
    assert lacking == {}
