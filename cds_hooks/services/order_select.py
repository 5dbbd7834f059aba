"""`trd-order-select`: a drug is being chosen; does it collide with the record, and what would be better.

https://cds-hooks.org/hooks/order-select/
"""

from cds_hooks.order_answers import answer_orders
from cds_hooks.prefetch import PREFETCH, USAGE
from cds_hooks.service import Service

SERVICE = Service(
    id="trd-order-select",
    hook="order-select",
    title="Depression orders, as they are chosen",
    description=(
        "Whether a drug, ECT, TMS or ketamine that is being ordered already failed in this patient, is too low or too "
        "high, or collides with other drugs, diagnoses or results; and the best alternative. An order that is none of "
        "our business, or to which nothing is to be said, is no card, and no card is no approval."
    ),
    usage_requirements=(
        f"{USAGE} The orders are read from context.draftOrders, with the Medications that they name as contained "
        "resources, as further entries of the Bundle, or by prefetch; the selections say which of them were chosen."
    ),
    prefetch=PREFETCH,
    answer=answer_orders,
)
