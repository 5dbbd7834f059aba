"""What a row may name is what some table carries."""

import pytest

from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import parse_term
from trd.knowledge.vocabulary import is_known, vocabulary

KNOWLEDGE = load()
WORDS = vocabulary(KNOWLEDGE.agents, KNOWLEDGE.codes)


@pytest.mark.parametrize(
    ("term", "known"),
    [
        ("condition:diabetes", True),
        ("condition:diabetis", False),
        ("procedure:ect", True),
        ("procedure:lobotomy", False),
        ("group:maoi", True),
        ("group:maois", False),
        ("ingredient:fluoxetine", True),
        ("ingredient:fluoxetin", False),
        ("observation:egfr<30", True),
        ("missing:observation:egfrr", False),
        ("allergy:same-moiety", True),
        ("allergy:ketamine", True),
        ("intolerance:ketamin", False),
        ("age>=65", True),
        ("always", True),
    ],
)
def test_a_name_is_one_of_the_tables(term: str, known: bool) -> None:
    assert is_known(parse_term(term), WORDS) is known
