"""Drug records -> exposures: which days of which drug are certain, and which are only possible (§2)."""

from trd.exposures.exposure import Exposure, Rebuilt, Supplied, certain_days, possible_days
from trd.exposures.rebuilding import rebuild

__all__ = ["Exposure", "Rebuilt", "Supplied", "certain_days", "possible_days", "rebuild"]
