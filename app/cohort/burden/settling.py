"""Which kind of fact would settle a verdict: the sentence of the result without the drug and the season in it."""

import re
from typing import Final

OTHER: Final = "other"
KINDS: Final[dict[str, tuple[str, str]]] = {
    "score-today": (r"a symptom score today", "a symptom score on that day"),
    "stop-reason": (r"reason for stopping .+", "why a drug was stopped"),
    "second-score": (r"a second score of one instrument", "a second score on one instrument"),
    "dose": (r"dose of .+", "the dose of a drug"),
    "start": (r"start date of .+", "when a drug was begun"),
    "end": (r"end date of .+|whether .+ is still taken", "when a drug ended, or that it is still taken"),
    "dispensing": (r"whether .+ was dispensed", "whether a drug was dispensed"),
    "taking": (r"whether .+ was taken|how often .+ was taken", "whether or how often a drug was taken"),
    "early-outcome": (r"early outcome of .+", "how a drug did in its first weeks"),
    "episode": (r"whether the depression of .+ had ended", "whether the depression had ended in between"),
}
"""Kind -> its sentences, and how the report says it."""


def kind_of(sentence: str) -> str:
    """The kind of fact that a sentence of `wouldSettle` asks for."""
    return next((kind for kind, (form, _) in KINDS.items() if re.fullmatch(form, sentence)), OTHER)


def words_of(kind: str) -> str:
    """How the report says it."""
    return KINDS[kind][1] if kind in KINDS else "another fact"
