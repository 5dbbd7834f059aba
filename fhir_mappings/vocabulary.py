"""The code tables as the mappers ask them, built once for a version of the knowledge."""

from dataclasses import dataclass
from typing import Final

from fhir_mappings.condition_codes import ConditionCodes
from fhir_mappings.dosage.sigs import SigReader
from fhir_mappings.drugs import Drugs
from fhir_mappings.observation_codes import ObservationCodes
from fhir_mappings.procedure_codes import ProcedureCodes
from trd.knowledge.types import Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the mappers know of codes, names and units."""

    knowledge: Knowledge
    conditions: ConditionCodes
    observations: ObservationCodes
    procedures: ProcedureCodes
    drugs: Drugs
    sigs: SigReader


def vocabulary(knowledge: Knowledge) -> Vocabulary:
    """The vocabulary of this knowledge; the last one is kept, since a service runs with one."""
    kept = _KEPT.get("last")
    if kept is None or kept.knowledge is not knowledge:
        drugs = Drugs(knowledge)
        kept = Vocabulary(
            knowledge=knowledge,
            conditions=ConditionCodes(knowledge.codes),
            observations=ObservationCodes(knowledge.codes),
            procedures=ProcedureCodes(knowledge.codes),
            drugs=drugs,
            sigs=SigReader(drugs.names),
        )
        _KEPT["last"] = kept
    return kept


_KEPT: Final[dict[str, Vocabulary]] = {}
