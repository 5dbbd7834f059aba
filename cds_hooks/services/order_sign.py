"""`trd-order-sign`: the last look before signing; safety first.

https://cds-hooks.org/hooks/order-sign/
"""

from cds_hooks.order_answers import answer_orders
from cds_hooks.prefetch import PREFETCH, USAGE
from cds_hooks.service import Service

SERVICE = Service(
    id="trd-order-sign",
    hook="order-sign",
    title="Depression orders, before they are signed",
    description=(
        "The last look at the orders that are about to be signed, all of them together: what collides with the record "
        "or with each other, doses, washout, suicide risk and supply. No advice on the next step. An order to which "
        "nothing is to be said is no card, and no card is no approval."
    ),
    usage_requirements=(
        f"{USAGE} The orders are read from context.draftOrders, whatever their status; stopped orders among them are "
        "read as planned ends of what runs."
    ),
    prefetch=PREFETCH,
    answer=answer_orders,
)
