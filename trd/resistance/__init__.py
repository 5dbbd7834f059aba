"""Which trials failed, and whether that is treatment resistance, by each named definition (§5.6, §6.3)."""

from trd.resistance.confidence import LOWERINGS, Lowering, confidence_of, lowered_by
from trd.resistance.failing import rate_failure, rated_trial
from trd.resistance.grading import counts_as, failed_agents, not_applied, resistance
from trd.resistance.lifetime import HELPED_EARLIER, Lifetime, helped_earlier, lifetime
from trd.resistance.rated import RatedTrial, Resistance
from trd.resistance.settling import Settling, would_settle
from trd.resistance.undated import perhaps_failed

__all__ = [
    "HELPED_EARLIER",
    "LOWERINGS",
    "Lifetime",
    "Lowering",
    "RatedTrial",
    "Resistance",
    "Settling",
    "confidence_of",
    "counts_as",
    "failed_agents",
    "helped_earlier",
    "lifetime",
    "lowered_by",
    "not_applied",
    "perhaps_failed",
    "rate_failure",
    "rated_trial",
    "resistance",
    "would_settle",
]
