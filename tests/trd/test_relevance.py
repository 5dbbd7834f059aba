"""What a chart must hold before anything is judged; without it nothing could be said."""

from datetime import date
from typing import Any

import pytest

from tests import builders
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.recommendations import recommend
from trd.relevance import concerns

KNOWLEDGE = load()
AS_OF = date(2026, 11, 23)

SOMATIC = [
    builders.condition("hypertension", onset="2020-01-01"),
    builders.condition("asthma", onset="2020-01-01"),
    builders.statement("amlodipine", 5, "2026-01-01"),
    builders.measurement("sodium", 128, "2026-11-01"),
    builders.measurement("qtc-interval", 510, "2026-11-01"),
]


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(builders.depression(), id="a depression"),
        pytest.param(builders.depression("mdd-recurrent-full-remission"), id="a depression in remission"),
        pytest.param(builders.condition("bipolar-i"), id="a bipolar disorder"),
        pytest.param(builders.condition("suicidal-ideation"), id="thoughts of suicide as a diagnosis"),
        pytest.param(builders.condition("delirium"), id="a delirium"),
        pytest.param(builders.condition("catatonia"), id="a catatonia"),
        pytest.param(builders.statement("sertraline", 50, "2026-01-01"), id="an antidepressant"),
        pytest.param(builders.statement("lithium", 900, "2026-01-01"), id="lithium"),
        pytest.param(builders.statement("rasagiline", 1, "2026-01-01"), id="an MAO inhibitor for another illness"),
        pytest.param(builders.score("PHQ-9", 4, "2026-11-01"), id="a score, whatever its value"),
        pytest.param(builders.answer("phq-9", "9", 1, "2026-11-01"), id="an answer about suicide"),
        pytest.param(builders.measurement("lithium-level", "1.8", "2026-11-20"), id="a lithium level"),
    ],
)
def test_each_of_these_alone_is_judged(fact: Any) -> None:
    assert concerns(builders.history([fact]), KNOWLEDGE)
    assert concerns(builders.history([*SOMATIC, fact]), KNOWLEDGE)


def test_a_somatic_chart_is_not_judged_and_nothing_could_be_said_of_it() -> None:
    history = builders.history(SOMATIC)
    assert not concerns(history, KNOWLEDGE)
    answer = recommend(assess(history, KNOWLEDGE, Choices(), as_of=AS_OF), KNOWLEDGE, Choices())
    assert (answer.options, answer.dangers, answer.summary_allowed) == ((), (), False)
