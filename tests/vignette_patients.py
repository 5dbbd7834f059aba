"""Every worked case as a patient who can be judged under any knowledge: for the review packs and `knowledge diff`.

The cases that try one threshold from both sides are left out: each was made to turn with its figure, and would count
itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tests import told
from tests.test_nextsteps_vignettes import CASES as NEXT_STEPS
from tests.test_vignettes import CASES, history_of
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.history import TreatmentHistory
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge
from trd.options import Recommendations
from trd.order_checks import check_orders
from trd.recommendations import recommend

Judge = Callable[[Knowledge], tuple[Assessment, Recommendations]]


def cases() -> Iterator[tuple[str, str, Judge]]:
    """Id, title, and how the case is judged."""
    for name, case in CASES.items():
        yield name, case["title"], _of_a_record(case)
    for step in NEXT_STEPS:
        yield step.id, step.title, _of_a_next_step(step)


def _of_a_record(case: Mapping[str, Any]) -> Judge:
    history, choices = history_of(case, load()), Choices(**case.get("choices", {}))
    return lambda knowledge: _judged(history, choices, case["as_of"], knowledge)


def _of_a_next_step(case: told.Case) -> Judge:
    history, choices = told.history_of(case.told), told.choices_of(case.told)
    drafts, occasion = told.drafts_of(case.told)
    as_of = date.fromisoformat(case.told.get("as_of", told.AS_OF.isoformat()))

    def judge(knowledge: Knowledge) -> tuple[Assessment, Recommendations]:
        assessment, answer = _judged(history, choices, as_of, knowledge)
        findings = check_orders(assessment, answer, drafts, occasion, knowledge, choices)
        return assessment, replace(answer, order_findings=findings)

    return judge


def _judged(
    history: TreatmentHistory, choices: Choices, as_of: date, knowledge: Knowledge
) -> tuple[Assessment, Recommendations]:
    assessment = assess(history, knowledge, choices, as_of=as_of)
    return assessment, recommend(assessment, knowledge, choices)
