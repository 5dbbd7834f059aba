"""The words of a question: several values of one organ are one question, and a shown value has its own name."""

import pytest

from trd.knowledge.loading import load
from trd.safety.matrix import compiled
from trd.safety.questions import NAMES, VALUE_NAMES, named, value_named

KNOWLEDGE = load()
ASKED = sorted(
    {
        term.id
        for row in compiled(KNOWLEDGE).rows.values()
        for alternative in row.codes.alternatives
        for term in alternative
        if term.sort in ("observation", "missing")
    }
)


@pytest.mark.parametrize(
    ("concepts", "words"),
    [
        (("egfr", "creatinine", "creatinine-clearance"), "kidney function"),
        (("alt", "ast"), "liver enzymes"),
        (("bp-systolic", "bp-diastolic"), "blood pressure"),
        (("hba1c", "glucose-fasting"), "glucose or HbA1c"),
        (("qtc-interval",), "QTc (ECG)"),
        (("hcg",), "pregnancy"),
        (("drug-level-nortriptyline",), "drug level nortriptyline"),
    ],
)
def test_values_of_one_organ_are_one_question(concepts: tuple[str, ...], words: str) -> None:
    assert {named(concept) for concept in concepts} == {words}


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        ("egfr", "eGFR"),
        ("creatinine", "creatinine"),
        ("hcg", "hCG"),
        ("sodium", "sodium"),
        ("weight-gain", "weight gain"),
    ],
)
def test_a_shown_value_has_its_own_name(concept: str, words: str) -> None:
    assert value_named(concept) == words


def test_two_values_of_one_question_are_told_apart_where_they_are_shown() -> None:
    for words in sorted(set(NAMES.values())):
        shown = [value_named(concept) for concept in sorted(NAMES) if NAMES[concept] == words]
        assert len(set(shown)) == len(shown), words
    assert set(VALUE_NAMES) <= set(NAMES)


@pytest.mark.parametrize("concept", ASKED)
def test_every_value_of_the_matrix_has_a_word(concept: str) -> None:
    assert concept in NAMES
