"""Assessment and recommendations as the plain values of the published JSON result (`contract.md` §1.4)."""

from typing import Any

from trd.assessment import Assessment
from trd.choices import Choices
from trd.knowledge.types import Knowledge
from trd.options import Option, Recommendations


def result(
    assessment: Assessment, recommendations: Recommendations, knowledge: Knowledge, choices: Choices
) -> dict[str, Any]:
    """The whole result: strings, ints, floats-free Decimals, lists and dicts, in a fixed order."""
    raise NotImplementedError


def recommendation(option: Option, rank: int, knowledge: Knowledge) -> dict[str, Any]:
    """One element of `recommendations`."""
    raise NotImplementedError
