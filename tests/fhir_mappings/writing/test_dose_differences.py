"""Where a draft can't give the dose that is planned, the keeper of the knowledge is told (R-F12a)."""

from dataclasses import replace
from decimal import Decimal

from fhir_mappings.writing.dose_differences import dose_differences
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge

KNOWLEDGE = load()


def starting(agent: str, dose: str) -> Knowledge:
    strategy = KNOWLEDGE.strategies["augmentation"]
    candidates = tuple(
        replace(found, start=Decimal(dose)) if found.agent == agent else found for found in strategy.candidates
    )
    return replace(
        KNOWLEDGE,
        strategies={**KNOWLEDGE.strategies, "augmentation": replace(strategy, candidates=candidates)},
    )


def test_every_other_start_is_drafted_exactly() -> None:
    """Pramipexole's figure is one intake of two a day; the card and the draft say both."""
    assert {agent for _, agent, _ in dose_differences(KNOWLEDGE)} == {"pramipexole"}


def test_a_start_that_no_product_makes_is_told() -> None:
    told = [found for found in dose_differences(starting("aripiprazole", "3")) if found[1] == "aripiprazole"]
    assert told == [("augmentation", "aripiprazole", "no product makes the start of 3; words alone tell it")]
