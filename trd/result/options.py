"""What is recommended, what was set aside and why, and what a drafted order collides with."""

from collections.abc import Sequence
from typing import Any

from trd.knowledge.types import Knowledge
from trd.options import Option, OrderFinding, RunningDanger, SetAside
from trd.result.values import agent, references

RUNNING = "matrix-contraindicated"
"""The check of a danger that already runs: a contraindicated row is hit, without a draft (R-Z10a)."""


def recommendation(option: Option, rank: int, knowledge: Knowledge) -> dict[str, Any]:
    """One element of `recommendations`."""
    return {
        "topic": option.topic.value,
        "agent": _agent(option.agent, option.kind, knowledge),
        "rank": rank,
        "strength": option.strength.value,
        "rationale": option.rationale,
        "cautions": [
            {"row": caution.row, "message": caution.message, "evidence": references(caution.evidence)}
            for caution in option.cautions
        ],
        "unknowns": list(option.unknowns),
        "citations": list(option.citations),
    }


def _agent(id_: str | None, kind: str | None, knowledge: Knowledge) -> dict[str, Any] | None:
    """The drug; esketamine is named by the kind of its referral. Other kinds stand in the rationale."""
    name = id_ or (kind if kind in knowledge.agents else None)
    return None if name is None else agent(name, knowledge)


def set_aside(aside: SetAside, knowledge: Knowledge) -> dict[str, Any]:
    """What the record rules out, named with its reason (N-0.2)."""
    return {
        "topic": aside.topic.value,
        "agent": _agent(aside.agent, aside.kind, knowledge),
        "reason": aside.reason,
        "row": aside.row,
        "evidence": references(aside.evidence),
    }


def order_findings(findings: Sequence[OrderFinding], dangers: Sequence[RunningDanger]) -> list[dict[str, Any]]:
    """Findings about drafts, after the dangers that run already and have no draft."""
    running = [
        {
            "check": RUNNING,
            "level": danger.level,
            "message": danger.message,
            "row": danger.result.row.id,
            "order": None,
            "evidence": references(danger.result.evidence),
        }
        for danger in dangers
        if danger.level is not None
    ]
    return running + [
        {
            "check": finding.check,
            "level": finding.level,
            "message": finding.message,
            "row": finding.row,
            "order": finding.order,
            "evidence": references(finding.evidence),
        }
        for finding in findings
    ]
