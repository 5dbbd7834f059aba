"""What the service concludes of one patient, in parts that can be compared: verdicts and ways forward, no sentences."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from trd.assessment import Assessment
from trd.knowledge.figure_words import plain_number
from trd.options import Option, Recommendations
from trd.resistance import RatedTrial
from trd.terms import Topic

Answer = Mapping[str, Any]
"""Part -> what is concluded; equal answers are answers that a clinician would act on alike."""


ELSEWHERE: Final = "failed trials under "
"""Parts that tell of a definition beside the one that decides."""

WAYS: Final[Mapping[Topic, str]] = {
    Topic.DOSE_OPTIMIZATION: "dose change of",
    Topic.SWITCH: "switch to",
    Topic.COMBINATION: "combine with",
    Topic.AUGMENTATION: "add",
    Topic.PSYCHOTHERAPY: "psychotherapy",
    Topic.ECT_REFERRAL: "ECT",
    Topic.TMS_REFERRAL: "TMS",
    Topic.KETAMINE_REFERRAL: "ketamine",
    Topic.SPECIALIST_REFERRAL: "specialist",
    Topic.DIAGNOSTIC_REVIEW: "review of the diagnosis",
    Topic.MEASUREMENT: "measure",
    Topic.SUICIDE_RISK: "suicide risk",
    Topic.ORDER_SAFETY: "order safety",
}


def answer_of(assessment: Assessment, recommendations: Recommendations) -> dict[str, Any]:
    """Everything that is concluded, without the sentences: those name the figures, and would differ by themselves."""
    told: dict[str, Any] = {
        "resistance": assessment.resistance.status.value,
        "failed trials": assessment.resistance.failed_trials,
        "diagnosis": assessment.diagnosis.status.value,
        "suicide risk": assessment.suicide_risk.level.value,
        "severity": assessment.severity.band.value if assessment.severity else "not known",
        "first way forward": _name(recommendations.options[0]) if recommendations.options else "none",
    }
    told |= {f"trial of {name}": verdict for name, verdict in _trials(assessment)}
    for place, option in enumerate(recommendations.options, start=1):
        told[f"way forward {place}"] = _name(option)
        told |= _standing(option)
    for aside in recommendations.set_aside:
        told[_way(aside.topic, aside.agent, aside.kind)] = f"set aside{f' ({aside.row})' if aside.row else ''}"
    for finding in recommendations.order_findings:
        told[f"order check {finding.check} {finding.row or ''}".rstrip()] = finding.level or "told"
    for danger in recommendations.dangers:
        told[f"danger that runs {danger.result.row.id}"] = danger.level or "told"
    for name, resistance in assessment.by_definition.items():
        if name != assessment.definition.id:
            told[f"{ELSEWHERE}{name}"] = f"{resistance.failed_trials} ({resistance.status.value})"
    told |= _stages(assessment)
    told |= {f"other explanation {found.code}": "found" for found in assessment.explanations.found}
    told |= {f"not counted {each.agent}": each.reason for each in assessment.not_counted}
    told |= {f"gap {gap.code.value} {gap.what}": "said" for gap in assessment.gaps}
    told["decided by row"] = recommendations.row or recommendations.gate or "none"
    return told


def changes(before: Answer, after: Answer) -> tuple[str, ...]:
    """What differs, what matters most first; empty where a clinician would see the same."""
    parts = dict.fromkeys([*before, *after])
    return tuple(
        f"{part}: {before.get(part, NOTHING)} → {after.get(part, NOTHING)}"
        for part in parts
        if before.get(part) != after.get(part)
    )


def weight(told: tuple[str, ...]) -> int:
    """How much a change matters, least first: the count of failures, else whether it is resistance, else the rest."""
    heads = [part.partition(": ")[0] for part in told]
    return 0 if "failed trials" in heads else 1 if "resistance" in heads else 3 if beside_only(told) else 2


def beside_only(told: tuple[str, ...]) -> bool:
    """Nothing changes but the count of a definition beside the one that decides."""
    return all(part.startswith(ELSEWHERE) for part in told)


NOTHING: Final = "–"


def _name(option: Option) -> str:
    return _way(option.topic, option.agent, option.kind)


def _way(topic: Topic, agent: str | None, kind: str | None) -> str:
    said, what = WAYS.get(topic, topic.value), agent or kind
    return said if what is None else f"{said} {what}"


def _standing(option: Option) -> dict[str, Any]:
    """How strongly, by which dose, with which cautions, and what is asked first."""
    name, plan = _name(option), option.plan
    told: dict[str, Any] = {name: option.strength.value}
    if plan is not None:
        doses = (plan.start, plan.target, plan.maximum)
        told[f"doses (first / target / highest), {name}"] = " / ".join(
            "–" if dose is None else plain_number(dose) for dose in doses
        )
        told[f"method and days, {name}"] = (
            f"{plan.method or ''} {plan.not_before or ''} {plan.judge_after_days or ''}".strip()
        )
    told[f"order of {name}"] = "drafted" if option.draft else "not drafted"
    told[f"cautions of {name}"] = ", ".join(sorted(caution.row or "a rule" for caution in option.cautions)) or "none"
    told[f"asked before {name}"] = "; ".join(option.unknowns) or "nothing"
    return told


def _trials(assessment: Assessment) -> Iterator[tuple[str, str]]:
    seen: dict[str, int] = {}
    for rated in assessment.trials:
        name = " and ".join(rated.trial.agents)
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), _verdict(rated)


def _verdict(rated: RatedTrial) -> str:
    failed = "failed" if rated.failed else "may have failed" if rated.possible_failure else "not failed"
    return f"{rated.adequacy.verdict.value}, {rated.outcome.outcome.value}, {failed}"


def _stages(assessment: Assessment) -> dict[str, Any]:
    staging = assessment.staging
    maudsley = staging.maudsley
    return {
        "Maudsley": None if maudsley is None else f"{maudsley.minimum}–{maudsley.maximum} ({maudsley.band})",
        "Thase–Rush": staging.thase_rush,
        "MGH-S": None if staging.mgh_score is None else str(staging.mgh_score),
        "European": staging.european,
    }
