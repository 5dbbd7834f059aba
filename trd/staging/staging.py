"""All staging schemes on one patient (§6.4 … §6.7)."""

from collections.abc import Sequence
from datetime import date

from trd.diagnosis import Diagnosis
from trd.episodes import Episode
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial, Resistance
from trd.severity import Severity
from trd.staging.european import european
from trd.staging.maudsley import maudsley
from trd.staging.mgh import mgh
from trd.staging.result import Staging
from trd.staging.thase_rush import thase_rush
from trd.terms import DiagnosisStatus, EpisodeOf


def stage(
    trials: Sequence[RatedTrial],
    resistance: Resistance,
    episode: Episode,
    severity: Severity | None,
    diagnosis: Diagnosis,
    history: TreatmentHistory,
    knowledge: Knowledge,
    *,
    as_of: date,
) -> Staging:
    """Stage the current episode by certain facts; empty for someone whom the schemes do not mean (§6.1)."""
    if diagnosis.status is not DiagnosisStatus.ACTIVE:
        return Staging()
    own = [rated for rated in trials if rated.trial.episode is not EpisodeOf.EARLIER]
    points = mgh(own, knowledge)
    return Staging(
        maudsley=maudsley(own, resistance, episode, severity, diagnosis, history, knowledge, as_of=as_of),
        thase_rush=thase_rush(own, knowledge),
        mgh_score=points.score if points is not None else None,
        mgh_max=points.maximum if points is not None else None,
        european=european(own, resistance, knowledge, as_of=as_of),
    )
