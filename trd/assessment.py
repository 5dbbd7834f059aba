"""One patient's history judged: trials, resistance, stage, what else may explain it, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trd.choices import Choices
from trd.diagnosis import Diagnosis, Person
from trd.episodes import Episode
from trd.explanations import Explanations
from trd.exposures import Exposure
from trd.history import Gap, TreatmentHistory
from trd.knowledge.types import Definition, Knowledge
from trd.resistance import RatedTrial, Resistance
from trd.severity import Severity
from trd.staging import Staging
from trd.suicide_risk import SuicideRisk
from trd.trials import NotCounted


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    as_of: date
    data_up_to: date | None
    definition: Definition
    knowledge_version: str
    history: TreatmentHistory
    exposures: tuple[Exposure, ...]
    person: Person
    diagnosis: Diagnosis
    episode: Episode
    trials: tuple[RatedTrial, ...]
    """All episodes, in a fixed order (start, then agent)."""
    not_counted: tuple[NotCounted, ...]
    resistance: Resistance
    by_definition: Mapping[str, Resistance]
    staging: Staging
    severity: Severity | None
    suicide_risk: SuicideRisk
    explanations: Explanations
    gaps: tuple[Gap, ...]


def assess(history: TreatmentHistory, knowledge: Knowledge, choices: Choices, *, as_of: date) -> Assessment:
    """Judge one history on one day, under the definition that was chosen and beside it under all others."""
    raise NotImplementedError
