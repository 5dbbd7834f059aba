"""`trd-medication-prescribe`: the hook of CDS Hooks 1.0 that became order-select; off unless the site wants it.

https://cds-hooks.org/hooks/medication-prescribe/
"""

from cds_hooks.order_answers import answer_orders
from cds_hooks.prefetch import PREFETCH, USAGE
from cds_hooks.service import Service

SERVICE = Service(
    id="trd-medication-prescribe",
    hook="medication-prescribe",
    title="Depression orders (CDS Hooks 1.0)",
    description=(
        "What trd-order-select answers, for clients that speak CDS Hooks 1.0: whether a drug that is being ordered "
        "already failed, is too low or too high, or collides with the record; and the best alternative."
    ),
    usage_requirements=f"{USAGE} The orders are read from context.medications; every one of them counts as chosen.",
    prefetch=PREFETCH,
    answer=answer_orders,
)
