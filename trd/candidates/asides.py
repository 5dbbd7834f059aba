"""What a row forbids, named with its reason and never suggested (N-0.2)."""

from trd.options import SetAside
from trd.safety import RowResult
from trd.terms import Effect, Topic

UNCONFIRMED = "unconfirmed"
SPECIALIST_MAY_DECIDE = "specialist may decide otherwise"


def forbidden_by(row: RowResult, topic: Topic, *, agent: str | None = None, kind: str | None = None) -> SetAside:
    """The option and the row that sets it aside; *avoid* leaves the decision to a specialist (R-Z7)."""
    reason = message_of(row)
    if row.row.effect is Effect.AVOID:
        reason = f"{reason} ({SPECIALIST_MAY_DECIDE})"
    return SetAside(topic=topic, agent=agent, kind=kind, reason=reason, row=row.row.id, evidence=row.evidence)


def message_of(row: RowResult) -> str:
    """The row's message; what rests on an unconfirmed diagnosis says so where the finding is named (N-K8)."""
    message = row.row.message
    if not row.unconfirmed:
        return message
    found, colon, consequence = message.partition(":")
    if colon:
        return f"{found} ({UNCONFIRMED}):{consequence}"
    return f"{message.removesuffix('.')} ({UNCONFIRMED})."
