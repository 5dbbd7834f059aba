"""What a chart would have shown under other switches: fewer cards, a topic off, what was overridden left out.

The cards of a chart without a limit are what all of it is made of: a limit cuts that list, a switch takes out of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from cds_hooks.cards import OF_ITS_OWN
from cds_hooks.configuration import NEVER_OFF
from cds_hooks.repeats import Said, find_repeats
from trd.terms import Topic

HOOK: Final = "patient-view"
REASONS: Final = ("will-monitor", "patient-declined", "not-indicated")
"""Override reasons whose silence is 28, 90 and 180 days: the answers that clinicians might give."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One card, as far as it counts here."""

    topic: Topic
    indicator: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One chart on one day, opened once."""

    day: date
    visits: int = 0
    """Days with a visit on record since the last day before."""
    cards: tuple[Shown, ...] = ()
    """All that there is to show, without a limit."""
    summary_stands: bool = False
    """The summary is shown even if no other card is."""
    resistant: bool = False


def limited(cards: Sequence[Shown], most: int) -> tuple[Shown, ...]:
    """What a limit leaves: cards of safety stand first and are never cut (§7.6)."""
    safety = sum(card.topic in NEVER_OFF for card in cards)
    return tuple(cards[: max(safety, most)])


def without(opening: Opening, gone: Callable[[Shown], bool]) -> tuple[Shown, ...]:
    """The cards without those that are switched off or silenced; safety stays, a summary alone only if it stands."""
    kept = [card for card in opening.cards if card.topic in NEVER_OFF or not gone(card)]
    if not opening.summary_stands and all(card.topic in OF_ITS_OWN for card in kept):
        kept = [card for card in kept if card.topic is not Topic.SUMMARY]
    return tuple(kept)


def filtered(openings: Iterable[Opening], most: int, reason: str) -> list[tuple[Shown, ...]]:
    """What is shown with `filter_repeated` on if every card that may be silenced is overridden for this reason."""
    said: list[Said] = []
    shown = []
    for opening in openings:
        now = datetime.combine(opening.day, time(12), UTC)
        silenced = find_repeats(said, hook=HOOK, user=None, encounter=None, now=now).silenced
        left = limited(without(opening, lambda card, silenced=silenced: card.key in silenced), most)  # type: ignore[misc]
        shown.append(left)
        said += (
            Said(
                call=opening.day.isoformat(),
                at=now,
                hook=HOOK,
                key=card.key,
                topic=card.topic,
                indicator=card.indicator,
                outcome="overridden",
                reason=reason,
                outcome_at=now,
            )
            for card in left
        )
    return shown


def repeated(openings: Iterable[Opening], most: int) -> list[int]:
    """How many cards of each opening rest on the same facts as one that was shown before."""
    known: set[str] = set()
    counts = []
    for opening in openings:
        keys = {card.key for card in limited(opening.cards, most)}
        counts.append(len(keys & known))
        known |= keys
    return counts
