"""Asks each strategy, ranks what they offer, keeps what was set aside and why."""

from trd.assessment import Assessment
from trd.choices import Choices
from trd.knowledge.types import Knowledge
from trd.options import Recommendations


def recommend(assessment: Assessment, knowledge: Knowledge, choices: Choices) -> Recommendations:
    """Gates, urgent layer, one main row, add-ons, caps, entry, modifiers, safety, rank (`clinical-nextsteps.md` §1)."""
    raise NotImplementedError
