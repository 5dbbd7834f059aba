"""ATHF-SF summary: what failed by domain, in this episode and in the whole life (§6.6)."""

from collections.abc import Iterable, Sequence

from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial, failed_agents
from trd.staging.result import AthfSummary, Domains
from trd.terms import EpisodeOf, TrialKind

STIMULATION, PSYCHOTHERAPY = TrialKind.NEUROMODULATION, TrialKind.PSYCHOTHERAPY

ATHF = "athf-sf"
"""The definition under which the trials are rated."""


def athf(trials: Sequence[RatedTrial], knowledge: Knowledge) -> AthfSummary:
    """Count the adequate failed trials of each domain; `trials` are rated by the ATHF-SF, whichever decides."""
    failed = [rated for rated in trials if rated.failed]
    current = [rated for rated in failed if rated.trial.episode is not EpisodeOf.EARLIER]
    return AthfSummary(episode=_domains(current, knowledge), lifetime=_domains(failed, knowledge))


def _domains(failed: Iterable[RatedTrial], knowledge: Knowledge) -> Domains:
    """Drugs once an agent, as in `failedTrials`; courses one by one."""
    failed = list(failed)
    drugs = [rated for rated in failed if rated.counted and rated.trial.kind not in (STIMULATION, PSYCHOTHERAPY)]
    return Domains(
        drugs=len(failed_agents(drugs, knowledge)),
        stimulation=sum(rated.trial.kind is STIMULATION for rated in failed),
        psychotherapy=sum(rated.trial.kind is PSYCHOTHERAPY for rated in failed),
    )
