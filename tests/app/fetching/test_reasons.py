"""Why something could not be had: every reason has its words, and the page for integrators holds them all."""

import re
from pathlib import Path

import pytest

from app.cli.chart import PATIENCE_SECONDS
from app.fetching import contents, medications, network, pages, questions
from app.fetching.circuits import CALLS_TO_OPEN
from app.fetching.reasons import NO_ANSWER, WORDS, Reason
from cds_hooks.prefetch import PREFETCH

PAGE = (Path(__file__).parents[3] / "docs" / "fetching.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_said_in_words_that_stand_on_the_page(reason: Reason) -> None:
    assert f"| `{reason.value}` | {WORDS[reason]} |" in PAGE


def test_the_page_names_no_reason_that_there_is_not() -> None:
    named = re.findall(r"(?m)^\| `([a-z-]+)` \| (?:the|no|there|a|what) ", PAGE.partition("| code | reason |")[2])
    assert sorted(named) == sorted(Reason)


def test_no_words_hold_an_address_or_a_code() -> None:
    assert not [words for words in WORDS.values() if re.search(r"https?:|\d|\{", words)]


def test_a_refusal_is_an_answer() -> None:
    assert not {Reason.REFUSED, Reason.NOT_OFFERED, Reason.NOT_FHIR, Reason.REDIRECTED} & NO_ANSWER


@pytest.mark.parametrize("key", PREFETCH)
def test_the_page_names_every_key(key: str) -> None:
    assert f"`{key}`" in PAGE


@pytest.mark.parametrize(
    "figure",
    [
        f"| {pages.MOST_PAGES} pages |",
        f"| {contents.MOST_ANSWER_BYTES // 1_048_576} MB |",
        f"| {questions.ATTEMPTS} attempts |",
        f"| {questions.AT_ONCE} questions |",
        f"| {network.MOST_CONNECTIONS} connections |",
        f"one read each, {medications.READ_SINGLY} at most",
        f"waits up to {PATIENCE_SECONDS:.0f} seconds",
    ],
)
def test_a_limit_on_the_page_is_the_one_in_force(figure: str) -> None:
    assert figure in PAGE


def test_the_page_knows_when_a_circuit_opens() -> None:
    assert CALLS_TO_OPEN == 3
    assert "Three calls one after the other" in PAGE
