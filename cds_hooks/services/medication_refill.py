"""`trd-medication-refill`: a drug is being renewed; is it safe, and is it working at all.

https://cds-hooks.org/hooks/medication-refill/
"""

from cds_hooks.order_answers import answer_orders
from cds_hooks.prefetch import PREFETCH, USAGE
from cds_hooks.service import Service

SERVICE = Service(
    id="trd-medication-refill",
    hook="medication-refill",
    title="Depression refills",
    description=(
        "Whether a drug for depression that is being renewed works: no response at an effective dose and time, or no "
        "score to tell; missed supplies, missing tests, and a supply that is too long with suicide risk on record. A "
        "drug that works, or that cannot be judged yet, is no card."
    ),
    usage_requirements=f"{USAGE} The renewed prescriptions are read from context.medications.",
    prefetch=PREFETCH,
    answer=answer_orders,
)
