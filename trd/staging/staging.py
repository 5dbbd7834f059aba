"""All staging schemes on one patient (§6.4 … §6.7)."""

from collections.abc import Collection, Sequence
from datetime import date

from trd.diagnosis import Diagnosis
from trd.episodes import Episode
from trd.figures import counted
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial, Resistance
from trd.severity import Severity
from trd.staging.athf import athf
from trd.staging.dm_trd import dm_trd
from trd.staging.european import drug_months, european
from trd.staging.maudsley import maudsley
from trd.staging.mgh import mgh
from trd.staging.result import Staging
from trd.staging.thase_rush import failed_classes, thase_rush
from trd.terms import DiagnosisStatus, EpisodeOf


def stage(
    trials: Sequence[RatedTrial],
    by_athf: Sequence[RatedTrial],
    resistance: Resistance,
    episode: Episode,
    severity: Severity | None,
    diagnosis: Diagnosis,
    history: TreatmentHistory,
    explanations: Collection[str],
    knowledge: Knowledge,
    *,
    as_of: date,
) -> Staging:
    """Stage the current episode by certain facts; empty for someone whom the schemes do not mean (§6.1).

    `by_athf` are the trials rated by the ATHF-SF, whichever definition decides; `explanations` the codes of §7 found.
    """
    if diagnosis.status is not DiagnosisStatus.ACTIVE:
        return Staging()
    own = [rated for rated in trials if rated.trial.episode is not EpisodeOf.EARLIER]
    points = mgh(own, knowledge)
    by_maudsley = maudsley(own, resistance, episode, severity, diagnosis, history, knowledge, as_of=as_of)
    stages = {"thase-rush": thase_rush(own, knowledge), "european": european(own, resistance, knowledge, as_of=as_of)}
    months = counted(drug_months(own, as_of), "full month")
    because = {
        "thase-rush": failed_classes(own, knowledge),
        "european": f"{resistance.failed_trials} failed, {months} on antidepressants",
    }
    return Staging(
        maudsley=by_maudsley,
        thase_rush=stages["thase-rush"],
        mgh_score=points.score if points is not None else None,
        mgh_max=points.maximum if points is not None else None,
        european=stages["european"],
        athf=athf(by_athf, knowledge),
        dm_trd=None if by_maudsley is None else dm_trd(own, by_maudsley, explanations, knowledge),
        because={name: because[name] for name, stage in stages.items() if stage is not None}
        | ({"mgh": points.because} if points is not None else {}),
    )
