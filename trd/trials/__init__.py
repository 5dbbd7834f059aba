"""Exposures joined into the trials that a clinician would name (§2.6); a day covered twice counts once."""

from trd.trials.joining import join
from trd.trials.trial import DosePeriod, JoinedTrials, NotCounted, Trial

__all__ = ["DosePeriod", "JoinedTrials", "NotCounted", "Trial", "join"]
