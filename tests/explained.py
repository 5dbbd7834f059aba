"""A record told in one line, and what else may explain it: `of(measurement("tsh", 12, "2026-06-01"))`."""

from datetime import date

from tests.builders import depression, history, statement
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.explanations import Explanation, Explanations
from trd.knowledge.loading import load

AS_OF = date(2026, 11, 23)


TRIAL = statement("sertraline", 50, "2026-01-05", "2026-03-05")
"""The trial of W01: 60 days at the minimum dose."""


NOW = statement("sertraline", 50, "2026-09-01", asserted="2026-11-23")
"""The same drug, running."""


def look(*facts, **more) -> Explanations:
    return judged(*facts, **more).explanations


def judged(*facts, **more) -> Assessment:
    return assess(history(*facts, **more), load(), Choices(), as_of=AS_OF)


def codes(found: Explanations) -> list[str]:
    return [each.code for each in found.found]


def the(found: Explanations, code: str) -> Explanation:
    (only,) = [each for each in found.found if each.code == code]
    return only


BASE = (depression(), TRIAL)


def of(*facts, **more) -> list[str]:
    return codes(look(*BASE, *facts, **more))
