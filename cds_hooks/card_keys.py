"""The stable key of a finding: the same on every hook, day and worker while the facts that decide it are the same.

Feedback, filtering of repeats and remembered overrides go by it; without the site secret it tells nothing.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from uuid import UUID

from trd.assessment import Assessment
from trd.options import Option, OrderFinding, RunningDanger
from trd.resistance import RatedTrial
from trd.terms import EpisodeOf, Topic

LENGTH = 32
"""Hexadecimal digits: 128 bits."""


def card_key(secret: bytes, patient_id: str, topic: Topic, facts: Iterable[str]) -> str:
    """The key of one finding in one patient; each part is told with its length, so that no two lists are alike."""
    parts = [patient_id, topic.value, *facts]
    told = b"".join(b"%d:%b" % (len(part.encode()), part.encode()) for part in parts)
    return hmac.new(secret, told, hashlib.sha256).hexdigest()[:LENGTH]


def fresh_uuid(answer_id: str, key: str, number: int = 0) -> str:
    """A UUID for a card or its nth suggestion, fresh in each answer as `answer_id` is."""
    digest = hashlib.sha256(f"{answer_id}/{key}/{number}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def summary_facts(assessment: Assessment) -> list[str]:
    """What decides the summary: the definition, the status, and the standing of each trial of the episode."""
    trials = [_standing(rated) for rated in assessment.trials if rated.trial.episode is not EpisodeOf.EARLIER]
    return [assessment.definition.id, assessment.resistance.status.value, *sorted(trials)]


def _standing(rated: RatedTrial) -> str:
    standing = "failed" if rated.failed else "possible" if rated.possible_failure else rated.adequacy.verdict.value
    return f"{'+'.join(rated.trial.agents)}={standing}"


def option_facts(option: Option, assessment: Assessment) -> list[str]:
    """What decides an option: what is suggested, for which drug, after which failures; no count of days."""
    plan, urgent = option.plan, option.level >= URGENT
    facts = [option.agent or "", option.kind or "", option.case, "urgent" if urgent else ""]
    if option.topic is Topic.DIAGNOSTIC_REVIEW:
        found = sorted(f"{item.code}={item.what}" for item in assessment.explanations.found)
        return [*facts, *found, *assessment.resistance.would_settle[:1]]
    if option.topic is Topic.MEASUREMENT:
        severity = assessment.severity
        return [*facts, f"{severity.instrument}={severity.day.isoformat()}" if severity else ""]
    if plan is not None:
        facts += [plan.base_agent or "", str(plan.current_dose or "")]
        facts.append(str(plan.target or "") if option.topic is Topic.DOSE_OPTIMIZATION else "")
    failed = sorted("+".join(rated.trial.agents) for rated in assessment.trials if _fails_now(rated))
    return [*facts, *failed]


URGENT = 5


def _fails_now(rated: RatedTrial) -> bool:
    return rated.failed and rated.trial.episode is not EpisodeOf.EARLIER


def suicide_risk_facts(assessment: Assessment) -> list[str]:
    """R-K13: the level, and the sources that set it with their dates and values."""
    risk = assessment.suicide_risk
    sources = [
        "/".join(
            [
                finding.source,
                finding.instrument or "",
                finding.item or "",
                "" if finding.answer is None else str(finding.answer),
                finding.day.isoformat() if finding.day else "",
            ]
        )
        for finding in risk.findings
    ]
    return [risk.level.value, *sorted(sources)]


def danger_facts(dangers: Sequence[RunningDanger]) -> list[str]:
    """The rows that are hit, and by which drugs."""
    return sorted(f"{danger.result.row.id}={'+'.join(sorted(danger.agents))}" for danger in dangers)


def finding_facts(findings: Sequence[OrderFinding]) -> list[str]:
    """Check, cause and row of each: the same on every hook, whatever the draft is called there (R-Z34)."""
    return sorted("/".join((finding.check, finding.cause, finding.row or "")) for finding in findings)
