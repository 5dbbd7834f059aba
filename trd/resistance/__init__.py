"""Which trials failed, and whether that is treatment resistance, by each named definition (§5.6, §6.3)."""

from trd.resistance.failing import rate_failure, rated_trial
from trd.resistance.grading import counts_as, failed_agents, not_applied, resistance
from trd.resistance.rated import RatedTrial, Resistance
from trd.resistance.settling import Settling, would_settle

__all__ = [
    "RatedTrial",
    "Resistance",
    "Settling",
    "counts_as",
    "failed_agents",
    "not_applied",
    "rate_failure",
    "rated_trial",
    "resistance",
    "would_settle",
]
