"""What has no card of its own is still named: on the summary, or on the last card (§7.6)."""

from collections.abc import Sequence

from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS
from cds_hooks.wording.detail import BULLET, MOST_LINES, fitted
from cds_hooks.wording.telling import Telling
from trd.options import Option

MOST_NAMES = 6


def next_step(summary: str) -> str:
    """The advice of a card in a few words: "consider adding aripiprazole 2 mg/day to venlafaxine XR"."""
    _, _, advice = summary.rpartition(": ")
    begins, ends = WORDS.word("advice", "begins") or "", WORDS.word("advice", "ends") or ""
    if advice.startswith(begins) and advice.endswith(ends):
        return advice
    return summary[:1].lower() + summary[1:] if WORDS.word("advice", "case") == "lower" else summary


def also_considered(detail: str, telling: Telling, left_out: Sequence[Option]) -> str:
    """Name on the last card what had no room, where there is no summary to name it."""
    said = WORDS.say("lines.also_considered", items=figures.listed(telling.names(left_out)[:MOST_NAMES]))
    lines = detail.split("\n")
    with_text = sum(bool(line) for line in lines)
    if with_text >= MOST_LINES:
        lines = lines[:-1]
    return "\n".join([*lines, BULLET + fitted(said or "")])
