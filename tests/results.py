"""A record told in one line, and its published result: `told(depression(), SERTRALINE)`."""

from datetime import date
from typing import Any

from tests.builders import history, score, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.options import Recommendations
from trd.result import result

AS_OF = date(2026, 11, 23)
NOTHING = Recommendations(gate=None, row=None, summary_allowed=True)
SERTRALINE = statement("sertraline", 100, "2026-07-10", "2026-10-18", id="MedicationStatement/1")
SCORES = (
    score("phq-9", 21, "2026-07-08", id="Observation/1"),
    score("phq-9", 19, "2026-10-16", id="Observation/2"),
)


def told(*facts, recommendations: Recommendations = NOTHING, **more) -> dict[str, Any]:
    knowledge, choices = load(), Choices()
    return result(assess(history(*facts, **more), knowledge, choices, as_of=AS_OF), recommendations, knowledge, choices)
