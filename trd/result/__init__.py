"""Assessment and recommendations as the plain values of the published JSON result (`contract.md` §1.4).

The values are texts, whole numbers, Decimals, booleans, None, lists and dicts, all in a fixed order: the same
record gives the same result. What has no value is None or empty here, and is left out on cards.
"""

from typing import Any

from trd.assessment import Assessment
from trd.choices import Choices
from trd.knowledge.types import Knowledge
from trd.options import Recommendations
from trd.result.options import order_findings, recommendation, set_aside
from trd.result.record import history
from trd.result.standing import (
    by_definition,
    diagnosis,
    explanation,
    gaps,
    resistance,
    severity,
    staging,
    suicide_risk,
)
from trd.result.trials import not_counted, trial
from trd.result.values import iso


def result(
    assessment: Assessment, recommendations: Recommendations, knowledge: Knowledge, choices: Choices
) -> dict[str, Any]:
    """The whole result, in the order and with the names of the contract."""
    told = assessment_result(assessment, recommendations, knowledge, choices)
    return {**told, "history": history(assessment, knowledge)}


def assessment_result(
    assessment: Assessment, recommendations: Recommendations, knowledge: Knowledge, choices: Choices
) -> dict[str, Any]:
    """The result without its raw facts, as the summary card carries it."""
    person = assessment.person
    return {
        "asOf": iso(assessment.as_of),
        "knowledgeVersion": assessment.knowledge_version,
        "definition": assessment.definition.id,
        "dataUpTo": iso(assessment.data_up_to),
        "patient": {"age": person.age, "sex": None if person.sex is None else person.sex.value},
        "diagnosis": diagnosis(assessment),
        "trials": [trial(rated, knowledge) for rated in assessment.trials],
        "notCounted": [not_counted(exposure, knowledge) for exposure in assessment.not_counted],
        "failedTrials": assessment.resistance.failed_trials,
        "lifetimeFailedTrials": assessment.resistance.lifetime_failed_trials,
        "resistance": resistance(assessment),
        "byDefinition": by_definition(assessment, knowledge),
        "staging": staging(assessment.staging),
        "severity": severity(assessment.severity, knowledge),
        "suicideRisk": suicide_risk(assessment.suicide_risk),
        "alternativeExplanations": [explanation(found) for found in assessment.explanations.found],
        "recommendations": [
            recommendation(option, rank, knowledge) for rank, option in enumerate(recommendations.options, start=1)
        ],
        "setAside": [set_aside(aside, knowledge) for aside in recommendations.set_aside],
        "orderFindings": order_findings(recommendations.order_findings, recommendations.dangers),
        "gaps": gaps(assessment.gaps),
    }


def without_empty(value: Any) -> Any:
    """The same value without members that say nothing (null, empty list, empty object), as cards carry it."""
    if isinstance(value, dict):
        kept = {name: without_empty(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member is not None and member not in ([], {})}
    if isinstance(value, list):
        return [without_empty(member) for member in value]
    return value


__all__ = ["assessment_result", "recommendation", "result", "without_empty"]
