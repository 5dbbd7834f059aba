"""Which drugs without any date may have failed at a dose that counts, by definition (R-0.3)."""

from collections.abc import Iterable

from trd.exposures import Exposure
from trd.knowledge.types import Definition, Knowledge
from trd.trials.minimum import Taker, minimum


def perhaps_failed(
    undated: Iterable[Exposure], definition: Definition, knowledge: Knowledge, taker: Taker
) -> frozenset[str]:
    """Their agents; one whose dose is known to have been too low is none."""
    found = set()
    for exposure in undated:
        least = minimum(knowledge.agents[exposure.agent], definition.dose_column, form=exposure.form, taker=taker)
        if least is not None and (exposure.high is None or exposure.high >= least.possible):
            found.add(exposure.agent)
    return frozenset(found)
