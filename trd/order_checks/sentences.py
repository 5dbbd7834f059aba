"""What a finding says: one line of a card's summary, exact and short (R-W7)."""

from decimal import Decimal

from trd.figures import plain
from trd.options import OrderFinding, Remedy
from trd.order_checks.orders import Order

LONGEST = 139
CRITICAL, WARNING, INFO = "critical", "warning", "info"
MILDER = {CRITICAL: WARNING, WARNING: INFO, INFO: INFO}


def finding(
    order: Order,
    check: str,
    level: str,
    message: str,
    cause: str,
    *,
    row: str | None = None,
    evidence: tuple[str, ...] = (),
    others: tuple[str, ...] = (),
    details: tuple[str, ...] = (),
    remedies: tuple[Remedy | None, ...] = (),
) -> OrderFinding:
    """One finding about one order; remedies that cannot be made are left out."""
    return OrderFinding(
        check=check,
        level=level,
        message=message,
        row=row,
        order=order.reference,
        evidence=evidence,
        agents=tuple(dict.fromkeys((order.subject, *others))),
        cause=cause,
        details=details,
        remedies=tuple(remedy for remedy in remedies if remedy is not None),
    )


def fitting(*sentences: str) -> str:
    """The first that fits one line of a card; the last one is cut if none does."""
    for sentence in sentences:
        if len(sentence) <= LONGEST:
            return sentence
    return sentences[-1][: LONGEST - 1].rstrip() + "…"


def begin(words: str) -> str:
    """With a capital."""
    return words[:1].upper() + words[1:]


def dose_of(dose: Decimal, unit: str) -> str:
    """`20 mg/day`, `6 mg/24 h`, `56 mg a session`."""
    words = {"mg/d": "mg/day", "ug/d": "micrograms/day", "mg/session": "mg a session", "mmol/L": "mg/day"}
    return f"{plain(dose)} {words.get(unit, unit)}"


def dose(order: Order, value: Decimal) -> str:
    """A dose of the order's drug, with its unit."""
    return dose_of(value, order.agent.taken_unit if order.agent else "mg/d")


def delete_if(order: Order, wanted: bool) -> Remedy | None:
    """`delete` of the draft: never of a renewal of what runs, which would stop it abruptly (R-F23, R-Z10)."""
    return Remedy(delete=True) if wanted and order.reference and not order.call.refill else None


def pair(order: Order, *others: str) -> str:
    """The cause of a finding about two drugs: the same from either side (R-Z33)."""
    return "+".join(sorted((order.subject, *others)))


def fact(order: Order, name: str) -> str:
    """The cause of a finding about a drug and a fact."""
    return f"{order.subject}:{name}"
