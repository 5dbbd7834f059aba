"""Where the patient stands: diagnosis, resistance, stage, severity, suicide risk, other explanations, gaps."""

from collections.abc import Iterable
from typing import Any

from trd.assessment import Assessment
from trd.explanations import Explanation
from trd.history import Gap
from trd.knowledge.types import Knowledge
from trd.result.values import day_of, instrument, iso, number, references
from trd.severity import Severity
from trd.staging import Maudsley, Staging
from trd.suicide_risk import SuicideRisk


def diagnosis(assessment: Assessment) -> dict[str, Any]:
    """The gate, and the first day that is certainly in the episode."""
    found, episode = assessment.diagnosis, assessment.episode
    return {
        "status": found.status.value,
        "reason": found.reason,
        "episodeStart": day_of(episode.start, None if episode.start is None else episode.start.latest),
        "episodeStartBasis": episode.start_basis.value,
        "flags": list(found.flags),
        "evidence": references(found.evidence, episode.evidence),
    }


def resistance(assessment: Assessment) -> dict[str, Any]:
    """The verdict, the definition in words, and the single facts that would settle it."""
    found = assessment.resistance
    return {
        "status": found.status.value,
        "definition": found.definition,
        "wouldSettle": list(found.would_settle),
    }


def by_definition(assessment: Assessment, knowledge: Knowledge) -> dict[str, Any]:
    """The same record under every named definition, in the order of the knowledge."""
    return {
        id_: {
            "status": assessment.by_definition[id_].status.value,
            "failedTrials": assessment.by_definition[id_].failed_trials,
        }
        for id_ in knowledge.definitions
        if id_ in assessment.by_definition
    }


def staging(found: Staging) -> dict[str, Any]:
    """Each scheme, or null where it does not apply."""
    stage, score = found.thase_rush, found.mgh_score
    return {
        "maudsley": None if found.maudsley is None else _maudsley(found.maudsley),
        "thaseRush": None if stage is None else {"stage": stage},
        "mghStaging": None if score is None else {"score": number(score), "max": number(found.mgh_max)},
        "european": None if found.european is None else {"stage": found.european},
    }


def _maudsley(found: Maudsley) -> dict[str, Any]:
    return {
        "min": found.minimum,
        "max": found.maximum,
        "band": found.band,
        "items": {name: list(points) for name, points in found.items.items()},
    }


def severity(found: Severity | None, knowledge: Knowledge) -> dict[str, Any] | None:
    """The latest usable score; null where there is none of the last 90 days."""
    if found is None:
        return None
    return {
        "instrument": instrument(found.instrument, knowledge),
        "score": number(found.score),
        "date": iso(found.day),
        "band": found.band.value,
        "trend": found.trend.value,
    }


def suicide_risk(found: SuicideRisk) -> dict[str, Any]:
    """The level as the record tells it; `unknown` is not `none` (R-K3)."""
    return {"level": found.level.value, "notes": list(found.notes), "evidence": references(found.evidence)}


def explanation(found: Explanation) -> dict[str, Any]:
    """One element of `alternativeExplanations`."""
    return {"code": found.code, "what": found.what, "evidence": references(found.evidence)}


def gaps(found: Iterable[Gap]) -> list[dict[str, Any]]:
    """Equal gaps once: `reference` is the first record that they concern, `evidence` all of them."""
    listed: dict[tuple[str, str], list[Iterable[str]]] = {}
    for gap in found:
        listed.setdefault((gap.code.value, gap.what), []).append(gap.evidence)
    told = [(code, what, references(*evidence)) for (code, what), evidence in sorted(listed.items())]
    return [
        {"code": code, "what": what, "reference": evidence[0] if evidence else None, "evidence": evidence}
        for code, what, evidence in told
    ]
