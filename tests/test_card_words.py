"""The cards of every worked case, read as a clinician reads them (R-W1, R-W2, R-W6, R-W10, R-W11)."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from cds_hooks.cards import write_cards
from cds_hooks.configuration import Configuration
from cds_hooks.responses import Card
from cds_hooks.wording.detail import plain
from tests.cds_hooks.patient_a import configuration
from tests.told import AS_OF, Case, choices_of, history_of, read_cases
from trd.assessment import assess
from trd.knowledge.loading import load
from trd.recommendations import recommend

CASES = read_cases(Path(__file__).parent / "vignettes" / "nextsteps")
ONE, MANY = r"\b1 (?:trials|days|sessions|failures)\b", r"\b(?:[2-9]|\d\d+) (?:trial|day|session|failure)\b(?!-)"
PRONOUNCED = re.compile(f"{ONE}|{MANY}")


@cache
def cards(number: int) -> tuple[Card, ...]:
    case = CASES[number]
    knowledge, choices = load(), choices_of(case.told)
    as_of = date.fromisoformat(case.told.get("as_of", AS_OF.isoformat()))
    judged = assess(history_of(case.told), knowledge, choices, as_of=as_of)
    asked: Configuration = configuration(choices=choices, max_cards=14)
    return write_cards(judged, recommend(judged, knowledge, choices), knowledge, asked, patient_id="p")


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
